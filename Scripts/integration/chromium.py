"""Headless Chromium, driven over --remote-debugging-pipe by the DevTools protocol: JSON texts that end in a zero byte,
to the browser on its descriptor 3 and from it on 4."""

import base64
import json
import os
import pathlib
import select
import shutil
import subprocess
import tempfile
import time


class PageError(Exception):
    """The browser refused a command, or a script of ours failed in the page."""


def program():
    """The path of Chromium, or nothing."""
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


class Page:
    """One page of a fresh browser. A context manager."""

    def __init__(self, arguments=()):
        self.profile = tempfile.mkdtemp(prefix="sayso-chromium-")
        to_browser, self.output = os.pipe()
        self.input, from_browser = os.pipe()
        self.process = self.launch(arguments, to_browser, from_browser)
        os.close(to_browser)
        os.close(from_browser)
        self.received, self.number, self.events = b"", 0, []
        self.session = None
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log"):
            self.ask(f"{domain}.enable")

    def launch(self, arguments, to_browser, from_browser):
        command = [
            program(), "--headless=new", "--remote-debugging-pipe", f"--user-data-dir={self.profile}", "--no-first-run",
            "--disable-gpu", "--disable-dev-shm-usage", "--mute-audio", "--hide-scrollbars",
            *(["--no-sandbox"] if os.geteuid() == 0 else []), *arguments,
        ]

        def place():
            # First out of the way of 3 and 4, then onto them.
            read, write = os.dup2(to_browser, 101), os.dup2(from_browser, 102)
            os.dup2(read, 3)
            os.dup2(write, 4)

        return subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, close_fds=False,
            preexec_fn=place, start_new_session=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def ask(self, method, seconds=20, **parameters):
        """Sends one command and waits for its answer."""
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.output, json.dumps(message).encode() + b"\0")
        end = time.monotonic() + seconds
        while True:
            answer = self.next(end - time.monotonic())
            if answer is None:
                raise PageError(f"no answer to {method}")
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise PageError(f"{method}: {answer['error']['message']}")
                return answer["result"]

    def next(self, seconds):
        """The next message of the browser; events are kept in `events`."""
        end = time.monotonic() + seconds
        while b"\0" not in self.received:
            if not select.select([self.input], [], [], max(0, end - time.monotonic()))[0]:
                return None
            piece = os.read(self.input, 1 << 16)
            if not piece:
                raise PageError("the browser is gone")
            self.received += piece
        text, self.received = self.received.split(b"\0", 1)
        message = json.loads(text)
        if "method" in message:
            self.events.append(message)
        return message

    def script(self, source):
        """Runs a script in every page before its own."""
        self.ask("Page.addScriptToEvaluateOnNewDocument", source=source)

    def evaluate(self, expression):
        """The value of an expression in the page; promises are awaited."""
        answer = self.ask(
            "Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True, userGesture=True)
        if "exceptionDetails" in answer:
            raise PageError(answer["exceptionDetails"].get("exception", {}).get("description", "a script failed"))
        return answer["result"].get("value")

    def wait(self, expression, seconds=20):
        """Waits until an expression is true in the page; its value, or nothing when the time is over."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            value = self.evaluate(expression)
            if value:
                return value
            time.sleep(0.1)
        return None

    def open(self, address):
        self.ask("Page.navigate", url=address)
        if not self.wait("document.readyState === 'complete'"):
            raise PageError("the page did not load")

    def size(self, width, height):
        self.ask(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 600)

    def click(self, selector):
        """A click of the mouse in the middle of an element, as a person makes it."""
        box = self.evaluate(
            f"(() => {{ const e = document.querySelector({json.dumps(selector)}); e.scrollIntoView({{block: 'center'}});"
            " const b = e.getBoundingClientRect(); return [b.x + b.width / 2, b.y + b.height / 2]; })()")
        for kind in ("mousePressed", "mouseReleased"):
            self.ask("Input.dispatchMouseEvent", type=kind, x=box[0], y=box[1], button="left", clickCount=1)

    def picture(self, path):
        """Saves what is to be seen as a PNG file."""
        pathlib.Path(path).parent.mkdir(parents=True, exist_ok=True)
        pathlib.Path(path).write_bytes(base64.b64decode(self.ask("Page.captureScreenshot", format="png")["data"]))

    def complaints(self):
        """Errors of the console, uncaught exceptions, and errors of the browser's own log, CSP violations among them."""
        found = []
        for event in self.events:
            method, parameters = event["method"], event["params"]
            if method == "Runtime.exceptionThrown":
                found.append(parameters["exceptionDetails"].get("exception", {}).get("description", "an exception"))
            elif method == "Runtime.consoleAPICalled" and parameters["type"] in ("error", "assert"):
                found.append(" ".join(str(value.get("value", "")) for value in parameters["args"]))
            elif method == "Log.entryAdded" and parameters["entry"]["level"] == "error":
                found.append(f"{parameters['entry']['text']} {parameters['entry'].get('url', '')}")
        return found

    def close(self):
        self.session = None
        try:
            self.ask("Browser.close", seconds=5)
        except (PageError, OSError):
            pass
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, 9)
            self.process.wait()
        for descriptor in (self.input, self.output):
            os.close(descriptor)
        shutil.rmtree(self.profile, ignore_errors=True)
