"""slowhttptest's header, body and read modes: each connection is cut off at its deadline, and others are served
meanwhile. The three run beside each other and beside other checks.

A client that hardly reads does not notice that it was cut off: what the kernel took from the gateway stands before the
end of the connection. So that mode is judged by the gateway's side: none of its connections may still be established."""

import re
import shutil
import subprocess
import threading
import time

from checks import Failed, Skipped, expect

CONNECTIONS = 20
# The mode, what is asked of it, and the seconds by which no connection may be left: the edge's deadline and the time in
# which slowhttptest opens its connections and looks at them.
MODES = {
    "slow head": (["-H", "-u", "{address}/healthz", "-i", "2"], 20),
    "slow body": (["-B", "-u", "{address}/v1/realtime/client_secrets", "-i", "3", "-s", "4096"], 42),
    "slow read": (["-X", "-u", "{address}/talk/talk.css", "-k", "10", "-n", "3", "-w", "64", "-y", "128", "-z", "16"], 75),
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
        self.readers_gone = None
        if "slow read" in self.running:
            threading.Thread(target=self.watch_readers, args=[self.running["slow read"][0]], daemon=True).start()

    def check(self, name):
        """Waits for one mode: it must have ended because no connection was left, not because its time was over."""
        if not self.program:
            raise Skipped("slowhttptest is not installed")
        process, output = self.running[name]
        if name == "slow read":
            return self.check_readers(process)
        process.wait(max(1, self.began + MODES[name][1] + 15 - time.monotonic()))
        text = re.sub(r"\x1b\[[0-9;]*[A-Za-z]", "", output.read_text(errors="replace"))
        expect("No open connections left" in text, f"connections were left: {text[-700:].strip()}")
        if re.search(r"service available:\s+NO", text):
            raise Failed("others were not served meanwhile")
        seconds = re.findall(r"(?:status on|ended on)\s+(\d+)\w\w second", text)
        return f"all {CONNECTIONS} cut off by second {seconds[-1]}"

    def watch_readers(self, process):
        """Notes when the gateway had let go of every slow reader, if it did so before slowhttptest ended."""
        time.sleep(5)
        while process.poll() is None:
            if not self.unread():
                self.readers_gone = time.monotonic() - self.began
                return process.kill()
            time.sleep(0.5)

    def check_readers(self, process):
        process.wait(max(1, self.began + MODES["slow read"][1] + 15 - time.monotonic()))
        expect(self.readers_gone, "slow readers were still connected when slowhttptest ended")
        return f"all {CONNECTIONS} cut off by second {self.readers_gone:.0f}"

    def unread(self):
        """Established connections of the gateway on which more than 10 KB wait for a reader (/proc/net/tcp)."""
        rows = [line.split() for line in open("/proc/net/tcp").read().splitlines()[1:]]
        port = f":{self.gateway.port:04X}"
        return sum(row[1].endswith(port) and row[3] == "01" and int(row[4][:8], 16) > 10_000 for row in rows)

    def stop(self):
        for process, _ in self.running.values():
            if process.poll() is None:
                process.kill()
                process.wait()
