"""What Jupyter's documentation of the messaging protocol 5.4 says of a kernel, asked through Jupyter's own client.

Every message that arrives is held to the shape that is documented for its type, whatever the test is about.
"""
import re
import unittest
from datetime import datetime
from queue import Empty

from jupyter_client.manager import start_new_kernel

KERNEL = "echo-csharp"
TIMEOUT = 60

# The keys that a content must have, and of which type; "status" of replies is looked at separately.
SHAPES = {
    "kernel_info_reply": {"protocol_version": str, "implementation": str, "implementation_version": str,
                          "language_info": dict, "banner": str, "debugger": bool, "help_links": list},
    "execute_reply": {"execution_count": int, "payload": list, "user_expressions": dict},
    "inspect_reply": {"found": bool, "data": dict, "metadata": dict},
    "complete_reply": {"matches": list, "cursor_start": int, "cursor_end": int, "metadata": dict},
    "is_complete_reply": {"status": str},
    "history_reply": {"history": list},
    "comm_info_reply": {"comms": dict},
    "interrupt_reply": {},
    "shutdown_reply": {"restart": bool},
    "status": {"execution_state": str},
    "iopub_welcome": {"subscription": str},
    "execute_input": {"code": str, "execution_count": int},
    "execute_result": {"execution_count": int, "data": dict, "metadata": dict},
    "display_data": {"data": dict, "metadata": dict, "transient": dict},
    "update_display_data": {"data": dict, "metadata": dict, "transient": dict},
    "clear_output": {"wait": bool},
    "stream": {"name": str, "text": str},
    "error": {"ename": str, "evalue": str, "traceback": list},
    "input_request": {"prompt": str, "password": bool},
}
ERROR = {"ename": str, "evalue": str, "traceback": list}
MIME_TYPE = re.compile(r"^[\w\-+.]+/[\w\-+.]+$")


def check(message):
    assert set(message) >= {"header", "parent_header", "metadata", "content"}, message
    header = message["header"]
    for key in ("msg_id", "msg_type", "session", "username", "version"):
        assert isinstance(header[key], str) and header[key], (key, header)
    assert header["version"] == "5.4", header
    # The client makes a datetime of an ISO 8601 text and leaves anything else as it is.
    assert isinstance(header["date"], datetime) and header["date"].tzinfo is not None, header
    kind, content, parent = header["msg_type"], message["content"], message["parent_header"]
    unasked = kind == "iopub_welcome" or content.get("execution_state") == "starting"
    assert (parent == {}) if unasked else ({"msg_id", "msg_type", "session"} <= set(parent)), (kind, parent)
    shape = SHAPES[kind]
    if kind.endswith("_reply") and kind != "is_complete_reply":
        assert content["status"] in ("ok", "error", "aborted"), content
        if content["status"] != "ok":
            shape = ERROR if content["status"] == "error" else {}
    for key, wanted in shape.items():
        assert isinstance(content[key], wanted), (kind, key, content)
    for text in content.get("traceback", []) + content.get("matches", []):
        assert isinstance(text, str), (kind, content)
    for mime, shown in content.get("data", {}).items():
        assert MIME_TYPE.match(mime) and (isinstance(shown, str) or mime.endswith("json")), (kind, mime)
    if kind == "stream":
        assert content["name"] in ("stdout", "stderr"), content
    if kind == "status":
        assert content["execution_state"] in ("starting", "busy", "idle"), content
    return message


class Conformance(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.km, cls.kc = start_new_kernel(kernel_name=KERNEL)

    @classmethod
    def tearDownClass(cls):
        cls.kc.stop_channels()
        cls.km.shutdown_kernel()

    def reply_to(self, message_id, channel="shell"):
        get = {"shell": self.kc.get_shell_msg, "control": self.kc.get_control_msg}[channel]
        while True:
            reply = check(get(timeout=TIMEOUT))
            if reply["parent_header"]["msg_id"] == message_id:
                return reply["content"]

    def outputs_of(self, message_id):
        """All that stands between busy and idle on iopub."""
        states, outputs = [], []
        while "idle" not in states:
            message = check(self.kc.get_iopub_msg(timeout=TIMEOUT))
            if message["parent_header"].get("msg_id") != message_id:
                continue
            if message["msg_type"] == "status":
                states.append(message["content"]["execution_state"])
            else:
                self.assertEqual(states, ["busy"])
                outputs.append((message["msg_type"], message["content"]))
        self.assertEqual(states, ["busy", "idle"])
        return outputs

    def run_cell(self, code, **how):
        message_id = self.kc.execute(code, **how)
        return self.reply_to(message_id), self.outputs_of(message_id)

    def only(self, outputs, kind):
        found = [content for each, content in outputs if each == kind]
        self.assertEqual(len(found), 1, outputs)
        return found[0]

    def test_kernel_info(self):
        message_id = self.kc.kernel_info()
        info = self.reply_to(message_id)
        self.assertEqual(self.outputs_of(message_id), [])
        self.assertRegex(info["protocol_version"], r"^5\.4$")
        self.assertRegex(info["implementation_version"], r"^\d+\.\d+")
        language = info["language_info"]
        self.assertEqual((language["name"], language["file_extension"], language["mimetype"]), ("C#", ".cs", "text/x-csharp"))
        self.assertRegex(language["version"], r"^\d+\.\d+")
        self.assertNotEqual(info["banner"], "")

    def test_streams(self):
        reply, outputs = self.run_cell('Console.Write("hello, world"); Console.Error.WriteLine("오류 😀");')
        self.assertEqual(reply["status"], "ok")
        self.assertEqual([(c["name"], c["text"]) for k, c in outputs if k == "stream"], [("stdout", "hello, world"), ("stderr", "오류 😀\n")])

    def test_result_and_count(self):
        first, outputs = self.run_cell("1+2+3")
        result = self.only(outputs, "execute_result")
        self.assertEqual(result["data"]["text/plain"], "6")
        self.assertEqual(first["execution_count"], result["execution_count"])
        self.assertEqual(self.only(outputs, "execute_input")["execution_count"], first["execution_count"])
        second, _ = self.run_cell("2")
        self.assertEqual(second["execution_count"], first["execution_count"] + 1)
        silent, outputs = self.run_cell('Console.WriteLine(1); display(2); 3', silent=True)
        self.assertEqual((silent["status"], outputs), ("ok", []))
        third, _ = self.run_cell("var n = 6;", user_expressions={"good": "n * 7", "bad": "throw null"})
        self.assertEqual(third["execution_count"], second["execution_count"] + 1)
        self.assertEqual(third["user_expressions"]["good"]["data"]["text/plain"], "42")
        self.assertEqual(third["user_expressions"]["bad"]["status"], "error")
        self.assertTrue(set(third["user_expressions"]["bad"]) >= set(ERROR))

    def test_error(self):
        for code, name in (('throw new InvalidOperationException("안 됨");', "System.InvalidOperationException"), ("int 1x;", "CS")):
            reply, outputs = self.run_cell(code)
            self.assertEqual(reply["status"], "error")
            self.assertEqual([kind for kind, _ in outputs], ["execute_input", "error"])
            error = self.only(outputs, "error")
            self.assertTrue(error["ename"].startswith(name) and error["traceback"], error)
            self.assertEqual({key: reply[key] for key in ERROR}, {key: error[key] for key in ERROR})

    def test_abort(self):
        failing = self.kc.execute("throw null;")
        waiting = self.kc.execute('"돌면 안 된다"')
        self.assertEqual(self.reply_to(failing)["status"], "error")
        self.outputs_of(failing)
        self.assertEqual(self.reply_to(waiting)["status"], "aborted")
        self.assertEqual(self.outputs_of(waiting), [])

    def test_display(self):
        _, outputs = self.run_cell('var shown = display(HTML("<b>b</b>")); shown.Update("둘"); display("{\\"a\\":1}", "application/json");')
        first, json = [content for kind, content in outputs if kind == "display_data"]
        self.assertEqual(first["data"]["text/html"], "<b>b</b>")
        self.assertIn("application/json", json["data"])
        update = self.only(outputs, "update_display_data")
        self.assertEqual(update["data"]["text/plain"], "둘")
        self.assertEqual(update["transient"]["display_id"], first["transient"]["display_id"])

    def test_clear_output(self):
        for code, wait in (("ClearOutput();", False), ("ClearOutput(wait: true);", True)):
            reply, outputs = self.run_cell(code)
            self.assertEqual((reply["status"], self.only(outputs, "clear_output")["wait"]), ("ok", wait))

    def test_completion(self):
        for text, before, matches, start in (("Console.WriteL", None, ["WriteLine"], 8), ("/* 😀 */ Math.Sqr + 1", 16, ["Sqrt"], 13)):
            reply = self.reply_to(self.kc.complete(text, before))
            self.assertEqual((reply["matches"], reply["cursor_start"], reply["cursor_end"]), (matches, start, before or len(text)))

    def test_inspection(self):
        for detail in (0, 1):
            reply = self.reply_to(self.kc.inspect("Console.WriteLine", 9, detail))
            self.assertTrue(reply["found"] and "WriteLine" in reply["data"]["text/plain"], reply)
        self.assertFalse(self.reply_to(self.kc.inspect("noSuchThing"))["found"])

    def test_is_complete(self):
        samples = {
            "complete": [
                "1", "var x = 1;", 'Console.WriteLine("a")', "int F(int x) { return x; }", "class A { }", "", "// 말", "using System;"],
            "incomplete": ["int F(int x) {", "Console.WriteLine(", "var x = ", "class A {", "/* 말", 'var s = @"abc', "for (;;)", "1 +"],
            "invalid": ["int 1x = ;", "import = 7q", ")", "}", "class 1 { }", "var x = ;", "int x = 1 2;"],
        }
        for status, codes in samples.items():
            for code in codes:
                reply = self.reply_to(self.kc.is_complete(code))
                self.assertEqual(reply["status"], status, code)
                self.assertEqual(isinstance(reply.get("indent"), str), status == "incomplete")

    def history(self, kind, **how):
        entries = self.reply_to(self.kc.history(raw=True, hist_access_type=kind, **how))["history"]
        self.assertTrue(all(len(entry) == 3 and isinstance(entry[0], int) and isinstance(entry[1], int) for entry in entries), entries)
        return entries

    def test_history(self):
        codes = ['"하나" + 11', "4_0 + 2", "4_0 + 2"]
        lines = [self.run_cell(code)[0]["execution_count"] for code in codes]
        self.run_cell("4_0 + 3", store_history=False)
        tail = self.history("tail", n=3, output=False)
        self.assertEqual([entry[2] for entry in tail], codes)
        self.assertEqual([entry[1] for entry in tail], lines)
        session = tail[0][0]
        self.assertEqual(self.history("tail", n=1, output=True)[0][2], [codes[2], "42"])
        for asked in (session, 0):
            middle = self.history("range", session=asked, start=lines[1], stop=lines[2], output=False)
            self.assertEqual([entry[:2] for entry in middle], [[session, lines[1]]])
        self.assertEqual(self.history("range", session=session + 7, start=1, stop=99, output=False), [])
        self.assertEqual(len(self.history("search", pattern="4_0*", output=False)), 2)
        self.assertEqual(len(self.history("search", pattern="4_0*", unique=True, output=False)), 1)
        self.assertEqual(len(self.history("search", pattern="4_?*+ 2", n=1, output=False)), 1)
        self.assertEqual(self.history("search", pattern="4_", output=False), [])

    def test_stdin(self):
        message_id = self.kc.execute('Console.Write("이름? "); "안녕 " + Console.ReadLine()', allow_stdin=True)
        question = check(self.kc.get_stdin_msg(timeout=TIMEOUT))
        self.assertEqual(question["msg_type"], "input_request")
        self.assertEqual((question["content"]["prompt"], question["content"]["password"]), ("이름?", False))
        self.assertEqual(question["parent_header"]["msg_id"], message_id)
        self.kc.input("김철수")
        self.assertEqual(self.reply_to(message_id)["status"], "ok")
        self.assertEqual(self.only(self.outputs_of(message_id), "execute_result")["data"]["text/plain"], "안녕 김철수")
        refused, _ = self.run_cell("Console.ReadLine()", allow_stdin=False)
        self.assertEqual(refused["status"], "error")
        with self.assertRaises(Empty):
            self.kc.get_stdin_msg(timeout=0.2)

    def test_comms(self):
        self.assertEqual(self.reply_to(self.kc.comm_info())["comms"], {})

    def test_interrupt(self):
        message_id = self.kc.execute('Console.WriteLine("시작"); while (true);')
        while check(self.kc.get_iopub_msg(timeout=TIMEOUT))["msg_type"] != "stream":
            pass
        request = self.kc.session.msg("interrupt_request", {})
        self.kc.control_channel.send(request)
        self.assertEqual(self.reply_to(request["header"]["msg_id"], "control")["status"], "ok")
        self.assertEqual(self.reply_to(message_id)["status"], "error")

    def test_restart(self):
        """On a kernel of its own: the others need theirs."""
        km, kc = start_new_kernel(kernel_name=KERNEL)
        try:
            kc.execute_interactive("var gone = 1;", timeout=TIMEOUT)
            first = km.provisioner.pid
            km.restart_kernel(now=False)
            kc.wait_for_ready(timeout=TIMEOUT)
            self.assertNotEqual(km.provisioner.pid, first)
            self.assertEqual(kc.execute_interactive("gone", timeout=TIMEOUT, output_hook=check)["content"]["ename"], "CS0103")
            message_id = kc.shutdown(restart=False)
            while True:
                reply = check(kc.get_control_msg(timeout=TIMEOUT))
                if reply["parent_header"]["msg_id"] == message_id:
                    break
            self.assertEqual((reply["msg_type"], reply["content"]["restart"]), ("shutdown_reply", False))
        finally:
            kc.stop_channels()
            km.shutdown_kernel()


if __name__ == "__main__":
    unittest.main()
