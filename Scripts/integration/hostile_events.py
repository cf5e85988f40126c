"""Ten thousand mutated Realtime events over real connections: no crash, no hang, memory flat."""

import base64
import json
import os
import random
import time

from attacks import mutated, open_socket, well
from checks import expect
from websocket import Closed, Refused, frame

EVENTS = [
    {"type": "session.update", "session": {"type": "realtime", "output_modalities": ["text"], "audio": {
        "input": {"format": {"type": "audio/pcm", "rate": 24000}, "turn_detection": {
            "type": "server_vad", "threshold": 0.5, "prefix_padding_ms": 300, "silence_duration_ms": 500}},
        "output": {"format": {"type": "audio/pcmu"}, "voice": "slt"}}}},
    {"type": "input_audio_buffer.append", "audio": base64.b64encode(bytes(960)).decode()},
    {"type": "input_audio_buffer.commit"},
    {"type": "input_audio_buffer.clear"},
    {"type": "conversation.item.create", "item": {"type": "message", "role": "user", "content": [
        {"type": "input_text", "text": "what times are free tomorrow"}]}},
    {"type": "conversation.item.retrieve", "item_id": "item_1"},
    {"type": "conversation.item.truncate", "item_id": "item_1", "content_index": 0, "audio_end_ms": 100},
    {"type": "conversation.item.delete", "item_id": "item_1"},
    {"type": "response.create", "response": {"output_modalities": ["audio"]}},
    {"type": "response.cancel"},
    {"type": "output_audio_buffer.clear"},
    {"type": "sayso.playback", "item_id": "item_1", "audio_end_ms": 100},
    {"type": "sayso.keys", "digits": "1234#"},
    {"type": "sayso.gate.answer", "gate_id": "gate-1", "answer": "confirm", "phrase": "confirm a b"},
]
ODD = [
    None, True, False, 0, -1, 1e308, -1e-308, 2**53 + 1, 2**63, -(2**63), "", "\0", "\u202e", "a" * 5_000, "é" * 300,
    [], {}, [[]] * 50, {"type": "x"}, "\ud83d\ude00", "item_1", "../..", "${x}", "'; drop table calls; --",
]


def check(gateway, count=10_000):
    """Sends them and reads what comes back; a close is answered with a new connection."""
    seed = int(os.environ.get("SAYSO_SEED", random.randrange(1 << 30)))
    generator = random.Random(seed)
    warm_up = count // 5
    sent = connections = answers = 0
    socket, before = None, 0
    while sent < count:
        if socket is None:
            socket, connections = fresh(gateway), connections + 1
        try:
            for _ in range(25):
                socket.send(message(generator))
                sent += 1
                if sent == warm_up:
                    before = gateway.resident_kb
            socket.wait(0.2)
            answers += len(socket.receive())
            if generator.random() < 0.02:
                socket.abort()
                socket = None
        except Closed:
            socket.stream.close()
            socket = None
    if socket:
        socket.close()
    well(gateway)
    grown = gateway.resident_kb - before
    expect(answers > count // 10, f"only {answers} events came back: the gateway stopped to answer (seed {seed})")
    expect(grown < 24_000, f"memory grew by {grown} KB (seed {seed})")
    return f"{sent} events, {connections} connections, {answers} answers, {grown:+} KB, seed {seed}"


def fresh(gateway):
    """A connection; while the gateway has as many calls as it may, a moment is waited."""
    for _ in range(50):
        try:
            return open_socket(gateway, {"Authorization": f"Bearer {gateway.key}"})
        except Refused as refused:
            expect(refused.status == 429, f"a call was answered with {refused.status}")
            time.sleep(0.1)
    raise AssertionError("no place for a call came free")


def message(generator):
    """One frame: mostly an event with odd values, sometimes odd bytes, seldom an odd frame."""
    event = json.loads(json.dumps(generator.choice(EVENTS)))
    kind = generator.random()
    if kind < 0.75:
        for _ in range(generator.randint(1, 3)):
            event = changed(event, generator)
        return frame(1, json.dumps(event).encode())
    raw = mutated(json.dumps(event).encode(), generator)
    if kind < 0.95:
        return frame(1, raw.decode("utf-8", "replace").encode())
    if kind < 0.97:
        return frame(1, raw)  # may not be UTF-8: the connection has to be closed with 1007
    if kind < 0.99:
        return frame(2, raw)
    return frame(generator.choice([0, 1, 3, 9, 10, 11]), raw[:generator.choice([5, 125, 200])], final=generator.random() < 0.5)


def changed(event, generator):
    """The event with one value replaced, removed, renamed or added, anywhere in it."""
    place = event
    while isinstance(place, dict) and place:
        name = generator.choice(list(place))
        inner = place[name]
        if isinstance(inner, dict) and inner and generator.random() < 0.6:
            place = inner
            continue
        kind = generator.randrange(4)
        if kind == 0:
            place[name] = generator.choice(ODD)
        elif kind == 1:
            del place[name]
        elif kind == 2:
            place[name[::-1]] = place.pop(name)
        else:
            place["x" + name] = generator.choice(ODD)
        break
    return event
