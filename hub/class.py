"""Twenty students of one class on this machine: JupyterHub at 127.0.0.1, a system user for each, all at the same time.

    sudo /usr/bin/python3 hub/class.py [--students 20] [--notebook 03-descriptors.ipynb]

Every student logs in, executes the notebook, interrupts an endless cell, restarts the kernel and logs out. The exit code is 0 where
all cells succeeded, nobody saw another's process, 19 of 20 interrupts took less than a second and nothing was left behind.
Needs Debian's packages jupyterhub, node-configurable-http-proxy and jupyter-notebook, and a build of the repository.
"""
import argparse
import asyncio
import concurrent.futures
import contextlib
import json
import os
import pathlib
import pwd
import re
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import uuid

import requests
from tornado.httpclient import HTTPRequest
from tornado.websocket import websocket_connect

REPOSITORY = pathlib.Path(__file__).resolve().parent.parent
KERNEL = "echo-csharp"
HANG = 1800  # seconds; only a hang reaches it
ENDLESS = 'Console.WriteLine("begun"); while (true);'


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def processes_of(uid):
    """The processes of a user that still run, as "pid command"."""
    found = []
    for folder in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            if folder.stat().st_uid != uid:
                continue
            stat = (folder / "stat").read_text()
            if stat[stat.rindex(")") + 2] != "Z":
                found.append(f"{folder.name} {(folder / 'cmdline').read_bytes().decode(errors='replace')}".replace("\0", " "))
        except OSError:
            pass  # it has just ended
    return found


class Place:
    """What a class has on this machine: a copy of the build that all may read, the hub, and the students' users and homes."""

    def __init__(self, students):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="echo-class-"))
        self.folder.chmod(0o755)
        self.names = [f"echo-{os.getpid()}-{number}" for number in range(1, students + 1)]
        self.password = secrets.token_hex(8)
        self.address = f"http://127.0.0.1:{free_port()}"
        self.hub = None

    def prepare(self):
        copy = self.folder / "EchoNotebooks"
        cli = "artifacts/bin/EchoNotebooks.Cli/debug"
        for part in ("notebooks", "img", "artifacts/lib", cli):
            shutil.copytree(REPOSITORY / part, copy / part)
        shutil.copy(REPOSITORY / "EchoNotebooks.sln", copy)
        subprocess.run(["chmod", "-R", "a+rX", copy], check=True)
        self.echonb = copy / cli / "echonb"
        subprocess.run([self.echonb, "jupyter", "install", "--prefix", self.folder], check=True, stdout=subprocess.DEVNULL)
        for name in self.names:
            home = self.folder / "home" / name
            home.mkdir(parents=True)
            subprocess.run(["useradd", "--system", "--user-group", "--no-create-home", "--home-dir", home, name], check=True)
            shutil.chown(home, name, name)
            home.chmod(0o700)
            subprocess.run(["setpriv", f"--reuid={name}", f"--regid={name}", "--init-groups", "env", f"HOME={home}",
                            self.echonb, "notebooks", home / "EchoNotebooks"], check=True, stdout=subprocess.DEVNULL)

    def open(self):
        path = f"/usr/local/bin:/usr/bin:/bin:{os.path.dirname(shutil.which('dotnet'))}"
        settings = self.folder / "jupyterhub_config.py"
        settings.write_text(f"""
c = get_config()
c.JupyterHub.bind_url = {self.address!r}
c.JupyterHub.hub_port = {free_port()}
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:{free_port()}"
c.ConfigurableHTTPProxy.auth_token = {secrets.token_hex(32)!r}
c.ConfigurableHTTPProxy.pid_file = {str(self.folder / 'proxy.pid')!r}
c.JupyterHub.cookie_secret = bytes.fromhex({secrets.token_hex(32)!r})
c.JupyterHub.db_url = "sqlite:///{self.folder}/hub.sqlite"
c.JupyterHub.shutdown_on_logout = True
c.JupyterHub.concurrent_spawn_limit = 0
c.JupyterHub.authenticator_class = "jupyterhub.auth.DummyAuthenticator"
c.DummyAuthenticator.password = {self.password!r}
c.JupyterHub.spawner_class = "jupyterhub.spawner.LocalProcessSpawner"
c.Spawner.start_timeout = c.Spawner.http_timeout = {HANG}
c.Spawner.environment = {{"JUPYTER_PATH": {str(self.folder / 'share/jupyter')!r}, "PATH": {path!r}, "LANG": "C.UTF-8"}}
c.Spawner.args = ["--debug"]
""")
        log = open(self.folder / "hub.log", "w")
        # Another node than Debian's does not look for the proxy's modules where Debian has them.
        self.hub = subprocess.Popen(["/usr/bin/jupyterhub", "-f", settings], cwd=self.folder, stdout=log, stderr=log,
                                    start_new_session=True, env={**os.environ, "NODE_PATH": "/usr/share/nodejs"})
        deadline = time.monotonic() + HANG
        while self.hub.poll() is None and time.monotonic() < deadline:
            try:
                if requests.get(f"{self.address}/hub/api", timeout=10).ok:
                    return
            except requests.RequestException:
                time.sleep(0.2)
        raise RuntimeError("the hub does not open:\n" + (self.folder / "hub.log").read_text()[-3000:])

    def close(self):
        if self.hub is not None and self.hub.poll() is None:
            self.hub.send_signal(signal.SIGTERM)
            try:
                self.hub.wait(60)
            except subprocess.TimeoutExpired:
                os.killpg(self.hub.pid, signal.SIGKILL)
        for name in self.names:
            try:
                uid = pwd.getpwnam(name).pw_uid
            except KeyError:
                continue
            deadline = time.monotonic() + 60
            while (left := processes_of(uid)) and time.monotonic() < deadline:
                for process in left:
                    # One that is killed may end another.
                    with contextlib.suppress(ProcessLookupError):
                        os.kill(int(process.split()[0]), signal.SIGKILL)
                time.sleep(0.1)
            subprocess.run(["userdel", name], check=False)
        # An orderly hub has ended its proxy and removed the file.
        with contextlib.suppress(FileNotFoundError, ProcessLookupError, ValueError):
            os.kill(int((self.folder / "proxy.pid").read_text()), signal.SIGKILL)
        shutil.rmtree(self.folder)


class Student:
    """One student: a browser's session with the hub, and a kernel."""

    def __init__(self, place, name):
        self.place, self.name, self.uid = place, name, pwd.getpwnam(name).pw_uid
        self.web = requests.Session()
        self.faults, self.pids, self.seconds, self.interrupt = [], set(), 0, None

    def log_in(self):
        hub = f"{self.place.address}/hub"
        self.web.post(f"{hub}/login", data={"username": self.name, "password": self.place.password}, timeout=HANG).raise_for_status()
        answer = self.web.post(f"{hub}/api/users/{self.name}/tokens", headers={"Referer": f"{hub}/home"}, json={}, timeout=HANG)
        answer.raise_for_status()
        self.token = {"Authorization": f"token {answer.json()['token']}"}
        answer = requests.post(f"{hub}/api/users/{self.name}/server", headers=self.token, timeout=HANG)
        if answer.status_code not in (201, 202, 400):
            answer.raise_for_status()
        deadline = time.monotonic() + HANG
        while time.monotonic() < deadline:
            servers = requests.get(f"{hub}/api/users/{self.name}", headers=self.token, timeout=HANG).json()["servers"]
            if servers.get("", {}).get("ready"):
                return
            time.sleep(0.5)
        raise RuntimeError("the student's server does not open")

    def ask(self, method, path, **what):
        answer = requests.request(method, f"{self.place.address}/user/{self.name}/api/{path}", headers=self.token, timeout=HANG, **what)
        answer.raise_for_status()
        return answer.json() if answer.content else None

    async def work(self, notebook):
        await asyncio.to_thread(self.log_in)
        session = await asyncio.to_thread(self.ask, "POST", "sessions", json={
            "path": f"EchoNotebooks/notebooks/{notebook}", "name": notebook, "type": "notebook", "kernel": {"name": KERNEL}})
        self.kernel = session["kernel"]["id"]
        address = self.place.address.replace("http:", "ws:")
        self.line = await websocket_connect(HTTPRequest(
            f"{address}/user/{self.name}/api/kernels/{self.kernel}/channels", headers=self.token), max_message_size=1 << 28)
        cells = json.loads((REPOSITORY / "notebooks" / notebook).read_text())["cells"]
        begun = time.monotonic()
        for number, cell in enumerate(cells, 1):
            if cell["cell_type"] == "code":
                await self.execute(number, "".join(cell["source"]))
        self.seconds = time.monotonic() - begun

    async def stop_an_endless_cell(self):
        asked = await self.send(ENDLESS)
        await self.until(lambda m: m["msg_type"] == "stream" and m["parent_header"].get("msg_id") == asked)
        begun = time.monotonic()
        await asyncio.to_thread(self.ask, "POST", f"kernels/{self.kernel}/interrupt")
        await self.until(lambda m: m["msg_type"] == "execute_reply" and m["parent_header"].get("msg_id") == asked)
        self.interrupt = time.monotonic() - begun

    async def restart(self):
        await asyncio.to_thread(self.ask, "POST", f"kernels/{self.kernel}/restart")
        await self.execute(0, 'Console.WriteLine("again");')

    async def log_out(self):
        self.line.close()
        await asyncio.to_thread(self.leave)

    def leave(self):
        self.web.get(f"{self.place.address}/hub/logout", timeout=HANG).raise_for_status()
        deadline = time.monotonic() + 120
        while (left := processes_of(self.uid)) and time.monotonic() < deadline:
            time.sleep(0.5)
        self.faults += [f"left running: {process}" for process in left]

    async def send(self, code):
        header = {"msg_id": uuid.uuid4().hex, "msg_type": "execute_request", "session": "class", "username": self.name,
                  "version": "5.3", "date": ""}
        content = {"code": code, "silent": False, "store_history": True, "user_expressions": {}, "allow_stdin": False,
                   "stop_on_error": True}
        await self.line.write_message(json.dumps(
            {"header": header, "parent_header": {}, "metadata": {}, "content": content, "channel": "shell", "buffers": []}))
        return header["msg_id"]

    async def until(self, wanted):
        while True:
            said = await asyncio.wait_for(self.line.read_message(), HANG)
            if said is None:
                raise RuntimeError("the kernel's line is closed")
            message = json.loads(said)
            if wanted(message):
                return message

    async def execute(self, number, code):
        asked, ends = await self.send(code), set()

        def take(message):
            if message["parent_header"].get("msg_id") != asked:
                return False
            kind, content = message["msg_type"], message["content"]
            shown = str(content.get("data", "")) + str(content.get("text", ""))
            self.pids.update(re.findall(r"pid ?(\d{3,})", re.sub(r"<[^>]*>", " ", shown)))
            if kind == "execute_reply":
                ends.add(kind)
                if content["status"] != "ok":
                    self.faults.append(f"cell {number}: {content.get('evalue', content)}")
            if kind == "status" and content["execution_state"] == "idle":
                ends.add(kind)
            return len(ends) == 2

        await self.until(take)


async def attend(place, notebook):
    # A thread for each: they act at the same time, however few processors there are.
    asyncio.get_running_loop().set_default_executor(concurrent.futures.ThreadPoolExecutor(len(place.names)))
    students = [Student(place, name) for name in place.names]
    begun = time.monotonic()

    async def all_do(what):
        outcomes = await asyncio.gather(*(what(student) for student in students), return_exceptions=True)
        for student, outcome in zip(students, outcomes):
            if isinstance(outcome, BaseException):
                student.faults.append(f"{type(outcome).__name__}: {outcome}")

    await all_do(lambda student: student.work(notebook))
    print(f"executed {notebook}: {max(s.seconds for s in students):.0f} s for the last, {time.monotonic() - begun:.0f} s with log-in",
          flush=True)
    await all_do(lambda student: student.stop_an_endless_cell())
    await all_do(lambda student: student.restart())
    await all_do(lambda student: student.log_out())
    return students


def judge(students):
    faults = [f"{student.name}: {fault}" for student in students for fault in student.faults]
    for i, one in enumerate(students):
        if not one.pids:
            faults.append(f"{one.name}: no picture shows a process")
        faults += [f"{one.name} and {other.name} both see the processes {sorted(one.pids & other.pids)}"
                   for other in students[i + 1:] if one.pids & other.pids]
    times = sorted(student.interrupt for student in students if student.interrupt is not None)
    if times:
        print(f"interrupts: {len(times)}, median {times[len(times) // 2]:.2f} s, longest {times[-1]:.2f} s")
    if sum(time < 1 for time in times) < len(students) * 19 // 20:
        faults.append(f"interrupts within a second: {sum(time < 1 for time in times)} of {len(students)}")
    return faults


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--students", type=int, default=20)
    arguments.add_argument("--notebook", default="03-descriptors.ipynb")
    asked = arguments.parse_args()
    place = Place(asked.students)
    faults = []
    try:
        place.prepare()
        place.open()
        faults = judge(asyncio.run(attend(place, asked.notebook)))
    finally:
        place.close()
    print("\n".join(faults) or f"{asked.students} students: all cells succeeded, nobody saw another's process, nothing is left")
    return 1 if faults else 0


if __name__ == "__main__":
    raise SystemExit(main())
