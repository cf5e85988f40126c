"""slowhttptest's header, body and read modes: each connection is cut off at its deadline, and others are served
meanwhile. The three run beside each other and beside other checks."""

import re
import shutil
import subprocess
import time

from checks import Failed, Skipped, expect

CONNECTIONS = 20
# The mode, what is asked of it, and the seconds by which no connection may be left: the edge's deadline and the time in
# which slowhttptest opens its connections and looks at them.
MODES = {
    "slow head": (["-H", "-u", "{address}/healthz", "-i", "2"], 20),
    "slow body": (["-B", "-u", "{address}/v1/realtime/client_secrets", "-i", "3", "-s", "4096"], 42),
    "slow read": (["-X", "-u", "{address}/talk/talk.css", "-k", "20", "-n", "3", "-w", "64", "-y", "128", "-z", "16"], 75),
}


class SlowClients:
    """The three modes, started together."""

    def __init__(self, gateway):
        self.program = shutil.which("slowhttptest")
        self.gateway, self.running, self.began = gateway, {}, time.monotonic()
        if not self.program:
            return
        address = f"{'http' if gateway.is_plain else 'https'}://127.0.0.1:{gateway.port}"
        for name, (arguments, seconds) in MODES.items():
            command = [
                self.program, "-c", str(CONNECTIONS), "-r", str(CONNECTIONS), "-l", str(seconds), "-p", "3", "-v", "1",
                *(part.format(address=address) for part in arguments),
            ]
            output = gateway.folder / f"{name.replace(' ', '-')}.log"
            with open(output, "wb") as file:
                self.running[name] = (subprocess.Popen(command, stdout=file, stderr=file), output)

    def check(self, name):
        """Waits for one mode: it must have ended because no connection was left, not because its time was over."""
        if not self.program:
            raise Skipped("slowhttptest is not installed")
        process, output = self.running[name]
        process.wait(max(1, self.began + MODES[name][1] + 15 - time.monotonic()))
        text = re.sub(r"\x1b\[[0-9;]*[A-Za-z]", "", output.read_text(errors="replace"))
        expect("No open connections left" in text, f"connections were left: {text[-700:].strip()}")
        if re.search(r"service available:\s+NO", text):
            raise Failed("others were not served meanwhile")
        seconds = re.findall(r"(?:status on|ended on)\s+(\d+)\w\w second", text)
        return f"all {CONNECTIONS} cut off by second {seconds[-1]}"

    def stop(self):
        for process, _ in self.running.values():
            if process.poll() is None:
                process.kill()
                process.wait()
