"""A caller on the Realtime protocol, without threads: everything happens while it waits.

The microphone sends 20 ms of sound each 20 ms, silence when nothing is said, as a real one does."""

import base64
import json
import time

import speech
from websocket import WebSocket

FRAME_SECONDS = 0.02
FRAME_BYTES = int(speech.RATE * FRAME_SECONDS) * 2


class TimedOut(Exception):
    """What was waited for did not come; holds the last events."""


class Call:
    """One call. `events` holds (seconds since the epoch of `time.monotonic`, event), without the sound."""

    def __init__(self, gateway, model="mira", session=None, key=None, speaks=True, microphone=True, source=None):
        self.socket = WebSocket.connect(
            "127.0.0.1", gateway.port, f"/v1/realtime?model={model}",
            {"Authorization": f"Bearer {key or gateway.key}"}, gateway.trust, source)
        self.events = []
        self.sounds = []  # (arrival, item, seconds of sound)
        self.quiet_at = 0  # when the sound that came so far will have been played
        self.pending = b""  # what is still to be said
        self.next_frame = time.monotonic() if microphone else None
        self.marks = {}  # when the speech of a line began and ended, as sent
        self.marking = []
        self.sent_bytes = 0
        self.silence = self.append_event(bytes(FRAME_BYTES))
        self.take(("session.created",), 10)
        if session is None:
            session = {"type": "realtime", "output_modalities": ["audio" if speaks else "text"]}
        self.send({"type": "session.update", "session": session})

    @staticmethod
    def append_event(sound):
        return '{"type":"input_audio_buffer.append","audio":"' + base64.b64encode(sound).decode() + '"}'

    def send(self, event):
        self.socket.send_text(json.dumps(event))

    def type(self, text):
        """Says something in text."""
        item = {"type": "message", "role": "user", "content": [{"type": "input_text", "text": text}]}
        self.send({"type": "conversation.item.create", "item": item})
        self.send({"type": "response.create"})

    def say(self, what, voice="female"):
        """Says a clip by its id, or a list of words, from now on; `marks` tells when its speech begins and ends."""
        raw = speech.phrase(what, voice) if isinstance(what, list) else speech.clip(what)
        begin, end = speech.speech_bounds(raw)
        at = (self.sent_bytes + len(self.pending)) / 2 / speech.RATE
        self.marking = [("begin", at + begin), ("end", at + end)]
        self.marks = {}
        self.pending += raw

    def run(self, seconds, until=None):
        """Lets time pass; ends early when `until()` holds. True when it did."""
        end = time.monotonic() + seconds
        while True:
            if until and until():
                return True
            now = time.monotonic()
            if now >= end:
                return False
            due = min(end, self.next_frame) if self.next_frame is not None else end
            if self.socket.wait(due - now):
                self.receive()
            self.speak()

    def speak(self):
        while self.next_frame is not None and self.next_frame <= time.monotonic():
            sound, self.pending = self.pending[:FRAME_BYTES], self.pending[FRAME_BYTES:]
            if sound:
                self.socket.send_text(self.append_event(sound.ljust(FRAME_BYTES, b"\0")))
            else:
                self.socket.send_text(self.silence)
            self.sent_bytes += FRAME_BYTES
            self.mark(self.sent_bytes / 2 / speech.RATE)
            self.next_frame += FRAME_SECONDS

    def mark(self, position):
        while self.marking and self.marking[0][1] <= position:
            self.marks[self.marking.pop(0)[0]] = time.monotonic()

    def receive(self):
        for message in self.socket.receive():
            now = time.monotonic()
            event = json.loads(message)
            if event["type"] == "response.output_audio.delta":
                seconds = len(event["delta"]) * 3 // 4 / 2 / speech.RATE
                self.sounds.append((now, event["item_id"], seconds))
                self.quiet_at = max(self.quiet_at, now) + seconds
            else:
                self.events.append((now, event))

    def find(self, kinds, start=0):
        """The first event of those kinds from the place `start` on, with its place; (None, None) if there is none."""
        for place in range(start, len(self.events)):
            if self.events[place][1]["type"] in kinds:
                return place, self.events[place][1]
        return None, None

    def take(self, kinds, seconds, start=0):
        """Waits for an event of those kinds; its place and the event. Throws `TimedOut`."""
        if not self.run(seconds, lambda: self.find(kinds, start)[1] is not None):
            last = [event["type"] for _, event in self.events[-8:]]
            raise TimedOut(f"none of {', '.join(kinds)} came in {seconds} s; last: {', '.join(last)}")
        return self.find(kinds, start)

    def answer(self, start, seconds=25):
        """Waits for a whole answer of the agent and until it has been played: its place, and its words."""
        place, _ = self.take(("response.done", "sayso.gate.asked"), seconds, start)
        if self.events[place][1]["type"] == "sayso.gate.asked":
            return self.gate(start, place)
        self.run(20, lambda: time.monotonic() >= self.quiet_at)
        return place, self.words(start)

    def gate(self, start, place):
        """Waits until the challenge was said to its end."""
        self.run(30, lambda: "say: confirm" in self.words(start).lower() or self.closed(place))
        self.run(30, lambda: self.is_quiet(0.4) or self.closed(place))
        return len(self.events) - 1, self.words(start)

    def closed(self, place):
        return self.find(("sayso.gate.closed",), place)[1] is not None

    def is_quiet(self, seconds):
        return time.monotonic() >= self.quiet_at + seconds

    def words(self, start=0):
        """What the agent has said or written since that place."""
        kinds = ("response.output_audio_transcript.delta", "response.output_text.delta")
        return "".join(event["delta"] for _, event in self.events[start:] if event["type"] in kinds)

    def heard(self):
        """What the gateway understood of the caller."""
        kind = "conversation.item.input_audio_transcription.completed"
        return [event["transcript"] for _, event in self.events if event["type"] == kind]

    def of(self, kind):
        return [event for _, event in self.events if event["type"] == kind]

    def close(self):
        self.socket.close()


def hold(call, caller, turns=14):
    """Holds a whole call of the demo by voice. What was said on both sides, for reports."""
    start, said = 0, []
    for _ in range(turns):
        place, words = call.answer(start)
        said.append(f"agent: {words.strip()}")
        start = place + 1
        line = caller.reply(words)
        if line is None:
            break
        said.append(f"caller: {line}")
        call.run(0.3)
        call.say(line, caller.voice)
        call.run(10, lambda: not call.pending)
    return said
