"""Many calls at once: late frames, memory and processor time for each call.

Each call sends silence as G.711 frames of 20 ms, and asks the agent something in text every few seconds, so that about
a third of the calls hear the agent at any time. One process holds them all; that its own scheduling does not count as
the gateway's lateness, the gateway's histogram of late frames is printed beside what arrived here."""

import argparse
import base64
import json
import random
import selectors
import time

from figures import histogram, percentile, table
from gateway import Gateway
from websocket import Closed, WebSocket, frame

FRAME_SECONDS = 0.02
QUESTIONS = ["what can you do", "tell me your prices", "what times are free tomorrow"]
SILENCE = frame(1, json.dumps({
    "type": "input_audio_buffer.append", "audio": base64.b64encode(b"\xff" * 160).decode()}).encode())
FORMAT = {"format": {"type": "audio/pcmu"}}
SESSION = {"type": "realtime", "audio": {"input": FORMAT, "output": FORMAT}}


class Caller:
    """One call that is heard more than it speaks."""

    def __init__(self, gateway, generator, seconds_between):
        # Each call from an address of its own: the edge counts connections by address.
        number = generator.randrange(1, 250)
        self.socket = WebSocket.connect(
            "127.0.0.1", gateway.port, "/v1/realtime?model=mira", {"Authorization": f"Bearer {gateway.key}"},
            gateway.trust, f"127.0.2.{number}")
        self.generator, self.between = generator, seconds_between
        self.socket.send_text(json.dumps({"type": "session.update", "session": SESSION}))
        now = time.monotonic()
        self.next_frame = now + generator.random() * FRAME_SECONDS
        self.next_question = now + 4 + generator.random() * seconds_between
        self.began, self.sound = 0, None
        self.late, self.frames, self.errors, self.is_over = [], 0, 0, False

    def tick(self, now):
        while self.next_frame <= now:
            self.socket.send(SILENCE)
            self.next_frame += FRAME_SECONDS
        if now >= self.next_question:
            self.next_question = now + self.between * (0.7 + 0.6 * self.generator.random())
            text = self.generator.choice(QUESTIONS)
            item = {"type": "message", "role": "user", "content": [{"type": "input_text", "text": text}]}
            self.socket.send_text(json.dumps({"type": "conversation.item.create", "item": item}))
            self.socket.send_text('{"type":"response.create"}')

    def receive(self, now):
        for message in self.socket.receive():
            if message.startswith(b'{"type":"response.output_audio.delta"'):
                self.heard(message, now)
            elif b'"response.output_audio_transcript.delta"' in message[:80]:
                self.sound = None  # a sentence begins: a pause before it is no late frame
            elif message.startswith(b'{"type":"error"'):
                self.errors += 1

    def heard(self, message, now):
        """A frame is late when what came before it in the same sentence has been played for that long already."""
        self.frames += 1
        seconds = (message.rfind(b'"') - message.rfind(b'"', 0, message.rfind(b'"')) - 1) * 3 / 4 / 8000
        if self.sound is None:
            self.began, self.sound = now, seconds
            return
        played_until = self.began + self.sound
        self.late.append(max(0, now - played_until) * 1000)
        if now > played_until:
            self.began, self.sound = now, 0
        self.sound += seconds


def measure(gateway, count, seconds, between=12, seed=1):
    """Opens `count` calls over some seconds, holds them for `seconds`; the lines of the report."""
    generator = random.Random(seed)
    before_kb, admin = gateway.resident_kb, gateway.create_key("admin")
    selector, callers = selectors.DefaultSelector(), []
    opening, end, sampled = time.monotonic(), None, None
    while end is None or time.monotonic() < end:
        now = time.monotonic()
        if len(callers) < count and now >= opening + len(callers) * 0.1:
            callers.append(Caller(gateway, generator, between))
            selector.register(callers[-1].socket, selectors.EVENT_READ, callers[-1])
        elif len(callers) == count and end is None:
            end, sampled = now + seconds, (now, gateway.processor_seconds, metrics(gateway, admin))
            for caller in callers:
                caller.late, caller.frames = [], 0
        step(selector, callers)
    elapsed = time.monotonic() - sampled[0]
    used = gateway.processor_seconds - sampled[1]
    after_kb, late = gateway.resident_kb, late_frames(sampled[2], metrics(gateway, admin))
    over = sum(caller.is_over for caller in callers)
    for caller in callers:
        if not caller.is_over:
            caller.socket.close()
    return report(callers, over, late, (after_kb - before_kb) / count, used / elapsed, elapsed)


def step(selector, callers):
    due = min((caller.next_frame for caller in callers if not caller.is_over), default=time.monotonic() + 0.02)
    for key, _ in selector.select(max(0, min(0.02, due - time.monotonic()))):
        guarded(selector, key.data, lambda caller: caller.receive(time.monotonic()))
    now = time.monotonic()
    for caller in callers:
        if not caller.is_over and caller.next_frame <= now:
            guarded(selector, caller, lambda caller: caller.tick(now))


def guarded(selector, caller, action):
    try:
        action(caller)
    except Closed:
        if not caller.is_over:
            caller.is_over = True
            selector.unregister(caller.socket)
            caller.socket.stream.close()


def metrics(gateway, key):
    return gateway.get("/metrics", {"Authorization": f"Bearer {key}"})[1].decode()


def late_frames(before, after):
    """The histogram of late frames between two readings of the metrics, from the gateway's own clock."""
    old = dict(histogram(before, "sayso_frame_late_seconds"))
    return [(bound, count - old.get(bound, 0)) for bound, count in histogram(after, "sayso_frame_late_seconds")]


def report(callers, over, buckets, kb_per_call, load, elapsed):
    late = [value for caller in callers for value in caller.late]
    frames = sum(caller.frames for caller in callers)
    rows = [
        ("calls held to the end", len(callers) - over), ("calls that ended early", over),
        ("sound events received a second", frames / elapsed), ("errors", sum(caller.errors for caller in callers)),
        ("memory for each call, KB", kb_per_call), ("processors used by the gateway", load),
        ("underrun at the client p50, ms", percentile(late, 50)),
        ("underrun at the client p99, ms", percentile(late, 99)),
        ("underrun at the client, longest, ms", max(late, default=None)),
        ("underruns above 40 ms", sum(value > 40 for value in late)),
    ]
    lines = table(f"{len(callers)} calls for {elapsed:.0f} s", ("what", "figure"), rows)
    total = max((count for _, count in buckets), default=0)
    needed = [bound for bound, count in buckets if count >= total][:1]
    shown = [(f"at most {bound * 1000:g} ms", int(count)) for bound, count in buckets if bound <= needed[0]]
    return lines + table("Frames by how late the gateway sent them (its own clock)", ("late", "frames so far"), shown)


def main():
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--calls", type=int, default=100)
    words.add_argument("--seconds", type=float, default=60)
    words.add_argument("--between", type=float, default=12, help="seconds between the questions of one call")
    words.add_argument("--plaintext", action="store_true", help="without TLS")
    given = words.parse_args()
    with Gateway(calls=given.calls + 10, options=["--plaintext"] if given.plaintext else []) as gateway:
        print("\n".join(measure(gateway, given.calls, given.seconds, given.between)))


if __name__ == "__main__":
    main()
