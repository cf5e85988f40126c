#!/usr/bin/env python3
"""Call (a) of the demo with a client that nobody here wrote: the `openai` package's realtime client, by base URL alone.

It knows nothing of the gateway's extensions: it hears the challenge in the transcript, as a person hears it. Started
without arguments by `run`; started again by itself inside the virtual environment that it made."""

import asyncio
import base64
import json
import os
import subprocess
import sys
import time

import speech
from caller import Caller

PACKAGES = ["openai[realtime]==3.52.0", "websockets==15.0.1"]
ENVIRONMENT = speech.ROOT / ".cache" / "venv"
FRAME_SECONDS = 0.04


def prepare():
    """The interpreter of the virtual environment, which is made once. Throws `Skipped` when it cannot be made."""
    from checks import Skipped

    interpreter, stamp = ENVIRONMENT / "bin" / "python", ENVIRONMENT / "packages"
    if stamp.exists() and stamp.read_text() == "\n".join(PACKAGES):
        return interpreter
    steps = [
        [sys.executable, "-m", "venv", str(ENVIRONMENT)],
        [str(interpreter), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *PACKAGES],
    ]
    for step in steps:
        done = subprocess.run(step, capture_output=True, text=True, timeout=300)
        if done.returncode != 0:
            raise Skipped(f"no virtual environment with {PACKAGES[0]}: {(done.stderr or done.stdout).strip()[-300:]}")
    stamp.write_text("\n".join(PACKAGES))
    return interpreter


def check(gateway, interpreter):
    """Runs the call in the virtual environment and looks into the business."""
    from checks import Failed, expect

    gateway.business.clear()
    where = {"port": gateway.port, "key": gateway.key, "certificate": str(gateway.certificate)}
    done = subprocess.run(
        [str(interpreter), __file__], input=json.dumps(where), capture_output=True, text=True, timeout=130)
    if done.returncode != 0:
        raise Failed(f"{done.stdout.strip()[-1500:]}\n{done.stderr.strip()[-1500:]}")
    bookings = gateway.business.bookings()
    expect(len(bookings) == 1, f"the business has {len(bookings)} bookings\n{done.stdout}")
    return f"{PACKAGES[0]}, booked {bookings[0]['service']} at {bookings[0]['time']}"


class Phone:
    """The sound of the call: a microphone that never stops, and a loudspeaker that plays what came."""

    def __init__(self, connection):
        self.connection = connection
        self.pending = b""
        self.quiet_at = time.monotonic()

    async def microphone(self):
        size = int(speech.RATE * FRAME_SECONDS) * 2
        due = time.monotonic()
        while True:
            sound, self.pending = self.pending[:size].ljust(size, b"\0"), self.pending[size:]
            await self.connection.input_audio_buffer.append(audio=base64.b64encode(sound).decode())
            due += FRAME_SECONDS
            await asyncio.sleep(max(0, due - time.monotonic()))

    def play(self, delta):
        seconds = len(base64.b64decode(delta)) / 2 / speech.RATE
        self.quiet_at = max(self.quiet_at, time.monotonic()) + seconds

    async def say(self, line, voice):
        """Says a line once the loudspeaker has been silent for a moment, as a polite caller does."""
        while time.monotonic() < self.quiet_at + 0.5:
            await asyncio.sleep(0.02)
        self.pending += speech.phrase(line, voice) if isinstance(line, list) else speech.clip(line)


async def hold(where):
    import ssl

    from openai import AsyncOpenAI

    from gateway import trust

    address = f"127.0.0.1:{where['port']}/v1"
    context = trust(where["certificate"])
    client = AsyncOpenAI(
        api_key=where["key"], base_url=f"https://{address}", websocket_base_url=f"wss://{address}", max_retries=0)
    assert isinstance(context, ssl.SSLContext)
    async with client.realtime.connect(model="mira", websocket_connection_options={"ssl": context}) as connection:
        await connection.session.update(
            session={
                "type": "realtime", "output_modalities": ["audio"],
                "audio": {
                    "input": {
                        "format": {"type": "audio/pcm", "rate": 24000},
                        "turn_detection": {"type": "server_vad", "silence_duration_ms": 500},
                    },
                    "output": {"format": {"type": "audio/pcm", "rate": 24000}},
                },
            })
        phone = Phone(connection)
        microphone = asyncio.create_task(phone.microphone())
        try:
            await asyncio.wait_for(converse(connection, phone), 110)
        finally:
            microphone.cancel()


async def converse(connection, phone):
    """Answers the agent until it says that the appointment is booked."""
    caller, words = Caller("a"), ""
    async for event in connection:
        if event.type == "response.output_audio.delta":
            phone.play(event.delta)
        elif event.type == "response.output_audio_transcript.delta":
            words += event.delta
            if "say: confirm" in words.lower() and words.rstrip().endswith("."):
                words = await turn(caller, phone, words)
        elif event.type == "conversation.item.input_audio_transcription.completed":
            print(f"understood: {event.transcript}")
        elif event.type == "response.done" and words:
            words = await turn(caller, phone, words)
        elif event.type == "error":
            print(f"error: {event.error.message}")
        if caller.is_done:
            return
    raise SystemExit("the call ended before the booking")


async def turn(caller, phone, words):
    print(f"agent: {words.strip()}")
    line = caller.reply(words)
    if line is not None:
        print(f"caller: {line}")
        asyncio.create_task(phone.say(line, caller.voice))
    return ""


if __name__ == "__main__":
    sys.stdout.reconfigure(line_buffering=True)
    asyncio.run(hold(json.load(sys.stdin)))
    os._exit(0)
