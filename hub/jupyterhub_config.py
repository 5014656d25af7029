"""A class on one machine with Docker: what the hub needs to know. Users and certificates are the lecturer's own affair."""
c = get_config()  # noqa: F821

c.JupyterHub.spawner_class = "dockerspawner.DockerSpawner"
c.JupyterHub.shutdown_on_logout = True
# Docker's own bridge: containers reach the hub there, and other machines do not.
c.JupyterHub.hub_ip = "172.17.0.1"
c.DockerSpawner.image = "echo-notebooks"
c.DockerSpawner.remove = True
# A work folder outlives its container.
c.DockerSpawner.volumes = {"echo-{username}": "/home/student"}
c.Spawner.default_url = "/tree/EchoNotebooks"
c.Spawner.mem_limit = "2G"
c.Spawner.cpu_limit = 2
c.DockerSpawner.extra_host_config = {
    "init": True,  # docker run --init: something reaps the orphans that a killed server leaves
    "cap_add": ["SYS_PTRACE"],  # kcmp: which descriptors share one open file description
    "pids_limit": 2000,  # a fork bomb of one student stays that student's
}
