"""Starts a kernel as a front end does and says how long it took until it answered, and until its first cell was done."""
import subprocess
import sys
import time

from jupyter_client.manager import KernelManager

begun = time.monotonic()
manager = KernelManager(kernel_name=sys.argv[1])
manager.start_kernel(stdout=subprocess.DEVNULL)
try:
    client = manager.client()
    client.start_channels()
    client.wait_for_ready(timeout=120)
    ready = time.monotonic() - begun
    client.execute_interactive("1 + 1", timeout=120, output_hook=lambda message: None)
    print(ready, time.monotonic() - begun)
    client.stop_channels()
    del client
finally:
    manager.shutdown_kernel(now=True)
