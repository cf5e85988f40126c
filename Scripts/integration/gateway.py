"""A gateway and its demo business in a temporary folder, run by the built programs, stopped by process id."""

import base64
import hashlib
import json
import os
import pathlib
import secrets
import shutil
import signal
import ssl
import subprocess
import tempfile
import time
import urllib.error
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
TENANT = "studio-mira"
START_SECONDS = 60


class Broken(Exception):
    """Something that was to be started did not start, or a command failed."""


def programs():
    """The folder of the built programs: $SAYSO_BIN, else the newest build."""
    if "SAYSO_BIN" in os.environ:
        return pathlib.Path(os.environ["SAYSO_BIN"])
    built = [ROOT / ".build" / kind for kind in ("release", "debug")]
    built = [folder for folder in built if (folder / "sayso").exists() and (folder / "salon").exists()]
    if not built:
        raise Broken("sayso and salon are not built: run 'swift build' first")
    return max(built, key=lambda folder: (folder / "sayso").stat().st_mtime)


class Program:
    """One running program with its output in a file."""

    def __init__(self, arguments, log, ready, environment):
        self.log = log
        self.ready = ready
        ready.unlink(missing_ok=True)
        with open(log, "ab") as output:
            self.process = subprocess.Popen(
                [str(part) for part in arguments], stdout=output, stderr=output, stdin=subprocess.DEVNULL,
                env=environment, cwd=log.parent)

    def wait_until_ready(self):
        """The words of the ready file. Throws `Broken` with the end of the output."""
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end:
            if self.ready.exists() and self.ready.read_text().endswith("\n"):
                return self.ready.read_text().split()
            if self.process.poll() is not None:
                break
            time.sleep(0.02)
        raise Broken(f"{self.process.args[0]} did not start: {self.log.read_text()[-800:]}")

    def stop(self, seconds=10):
        """Ends the program; True when it did so by itself after SIGTERM."""
        if self.process.poll() is not None:
            return False
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(seconds)
            return True
        except subprocess.TimeoutExpired:
            self.kill()
            return False

    def kill(self):
        self.process.kill()
        self.process.wait()


class Business:
    """The demo business as a program of its own."""

    def __init__(self, folder, name="business"):
        self.token = secrets.token_hex(16)
        self.file = folder / f"{name}.json"
        environment = {**os.environ, "SALON_TOKEN": self.token}
        ready = folder / f"{name}.ready"
        self.program = Program(
            [programs() / "salon", "business", "--port", "0", "--data", self.file, "--ready-file", ready],
            folder / f"{name}.log", ready, environment)
        self.port = int(self.program.wait_until_ready()[0])

    def ask(self, method, path, body=None):
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}", method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=5) as answer:
            return json.load(answer)

    def bookings(self):
        """The bookings that stand, not those that were cancelled."""
        return [booking for booking in self.ask("GET", "/state")["bookings"] if booking["status"] == "booked"]

    def clear(self):
        """Cancels all bookings, so that every check finds the same free times."""
        for booking in self.bookings():
            self.ask("POST", "/bookings/cancel", {"booking": booking["booking"]})


class Gateway:
    """`sayso serve` with the demo's tenant, a business, and a key of each kind. A context manager.

    `calls` is how many calls the tenant may hold, `options` are more options of `sayso serve`."""

    def __init__(self, calls=20, options=(), business=True):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="sayso-test-"))
        self.data = self.folder / "data"
        self.options = list(options)
        self.is_plain = "--plaintext" in self.options
        self.port = 0
        self.program = None
        self.business = None
        try:
            self.business = Business(self.folder)
            self.environment = {**os.environ, "SALON_TOKEN": self.business.token}
            self.apply(calls)
            self.key = self.create_key()
            self.start()
        except BaseException:
            self.stop()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def apply(self, calls):
        """Declares the demo's tenant, with the business where it is and room for `calls`."""
        text = (ROOT / "Demo" / "studio.yaml").read_text()
        text = text.replace("127.0.0.1:8801", f"127.0.0.1:{self.business.port}")
        text = text.replace("concurrent_calls: 20", f"concurrent_calls: {calls}")
        text = text.replace("starts_per_minute: 60", "starts_per_minute: 6000")
        self.tenant_file = self.folder / "studio.yaml"
        self.tenant_file.write_text(text)
        self.sayso("apply", "-f", self.tenant_file)

    def start(self):
        """Starts the gateway; after the first time on the same port."""
        configuration = self.folder / "sayso.yaml"
        configuration.write_text("limits: {calls: 2000, starts_per_minute: 60000, connections_per_address: 2000}\n")
        ready = self.folder / "sayso.ready"
        self.program = Program(
            [programs() / "sayso", "serve", "--data", self.data, "--config", configuration, "--address", "127.0.0.1",
             "--port", self.port, "--allow-loopback", "--ready-file", ready, *self.options],
            self.folder / "sayso.log", ready, self.environment)
        self.port = int(self.program.wait_until_ready()[0])

    def stop(self):
        """Stops both programs; True when the gateway stopped by itself. Keeps the folder if $SAYSO_KEEP is set."""
        is_clean = self.program.stop() if self.program else True
        if self.business:
            self.business.program.stop()
        if "SAYSO_KEEP" in os.environ:
            print(f"kept {self.folder}")
        else:
            shutil.rmtree(self.folder, ignore_errors=True)
        return is_clean

    def sayso(self, *arguments):
        """Runs a command beside the gateway; its output. Throws `Broken` when it fails."""
        done = self.sayso_in(self.data, *arguments)
        if done.returncode != 0:
            raise Broken(f"sayso {' '.join(map(str, arguments))} ended with {done.returncode}: {done.stderr.strip()}")
        return done.stdout

    def sayso_in(self, data, *arguments):
        """Runs a command on another data folder; how it ended."""
        words = [str(programs() / "sayso"), *map(str, arguments), "--data", str(data)]
        return subprocess.run(words, capture_output=True, text=True, timeout=60, env=self.environment, cwd=self.folder)

    def create_key(self, *scopes, days=None):
        """A fresh API key with those scopes."""
        options = [part for scope in scopes for part in ("--scope", scope)]
        options += ["--days", str(days)] if days else []
        return json.loads(self.sayso("key", "create", "--tenant", TENANT, *options, "--json"))["key"]

    def create_secret(self, seconds=600):
        """A client secret, as a browser gets it."""
        return json.loads(
            self.sayso("secret", "create", "--tenant", TENANT, "--seconds", seconds, "--json"))["value"]

    def verify(self):
        """Checks the tenant's log; its words. Throws `Broken` when it does not verify."""
        return self.sayso("audit", "verify", "--tenant", TENANT)

    def records(self):
        """All records of the tenant's log, oldest first."""
        found, after = [], None
        while True:
            place = ["--after", after] if after is not None else []
            page = json.loads(self.sayso("audit", "list", "--tenant", TENANT, "--limit", 100, "--json", *place))
            found += page
            if len(page) < 100:
                return found
            after = page[-1]["metadata"]["sequence"]

    @property
    def certificate(self):
        """The file of the gateway's own certificate."""
        return self.data / "tls" / "certificate.pem"

    @property
    def trust(self):
        """A context that trusts the gateway's certificate and no other; nothing without TLS."""
        return None if self.is_plain else trust(self.certificate)

    @property
    def resident_kb(self):
        """The gateway's resident memory in KB."""
        for line in pathlib.Path(f"/proc/{self.program.process.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1])
        return 0

    @property
    def processor_seconds(self):
        """What the gateway has used of the processors, in seconds."""
        fields = pathlib.Path(f"/proc/{self.program.process.pid}/stat").read_text().rsplit(") ", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def get(self, path, headers=None, method="GET", body=None):
        """The status and body of a request; redirects and errors are answers like any other."""
        scheme = "http" if self.is_plain else "https"
        request = urllib.request.Request(
            f"{scheme}://127.0.0.1:{self.port}{path}", data=body, headers=headers or {}, method=method)
        try:
            with urllib.request.urlopen(request, timeout=10, context=self.trust) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.read()


def trust(certificate):
    """A context that trusts that certificate, which need not be an authority's, and no other."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(certificate)
    context.verify_flags |= 0x80000  # X509_V_FLAG_PARTIAL_CHAIN: the certificate itself is what is trusted
    return context


def public_key_hash(certificate):
    """The base64 SHA-256 of the certificate's public key, by which Chromium can be told to trust it."""
    key = subprocess.run(
        ["openssl", "x509", "-in", str(certificate), "-pubkey", "-noout"], capture_output=True, check=True).stdout
    der = subprocess.run(
        ["openssl", "pkey", "-pubin", "-outform", "der"], input=key, capture_output=True, check=True).stdout
    return base64.b64encode(hashlib.sha256(der).digest()).decode()
