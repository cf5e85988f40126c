"""What every check uses: its result, its time limit, and what stops it."""

import signal
import time


class Failed(Exception):
    """The check found something wrong."""


class Skipped(Exception):
    """The check cannot run here; says what is missing."""


def expect(condition, sentence):
    if not condition:
        raise Failed(sentence)


class Tally:
    """Counts what passed and prints a line for each check as it ends."""

    def __init__(self):
        self.passed = self.failed = self.skipped = 0

    def run(self, name, seconds, check, tries=1):
        """Runs one check with a time limit; True when it passed. A check that talks in real time may have a second try,
        which is said: a busy machine delays speech by seconds, as a bad line would, and a caller would ask again."""
        began = time.monotonic()
        try:
            with limit(seconds):
                note = check()
        except Skipped as reason:
            self.skipped += 1
            print(f"SKIPPED {name}: {reason}", flush=True)
            return False
        except Exception as error:  # whatever a check throws is its failure, and the next one runs
            kind = "" if isinstance(error, Failed) else f"{type(error).__name__}: "
            if tries > 1:
                print(f"AGAIN {name} ({time.monotonic() - began:.1f} s): {kind}{error}", flush=True)
                return self.run(name, seconds, check, tries - 1)
            self.failed += 1
            print(f"FAILED {name} ({time.monotonic() - began:.1f} s): {kind}{error}", flush=True)
            return False
        self.passed += 1
        print(f"ok {name} ({time.monotonic() - began:.1f} s){': ' + note if note else ''}", flush=True)
        return True

    def close(self):
        """The closing line; the exit status."""
        skipped = f", {self.skipped} skipped" if self.skipped else ""
        print(f"{self.passed} passed, {self.failed} failed{skipped}", flush=True)
        return 1 if self.failed else 0


class limit:
    """Stops what runs in it after that many seconds."""

    def __init__(self, seconds):
        self.seconds = seconds

    def __enter__(self):
        signal.signal(signal.SIGALRM, self.over)
        signal.setitimer(signal.ITIMER_REAL, self.seconds)

    def __exit__(self, *_):
        signal.setitimer(signal.ITIMER_REAL, 0)

    def over(self, *_):
        raise TimeoutError(f"took longer than {self.seconds} s")
