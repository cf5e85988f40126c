"""kill -9 in the middle of a call, at random moments: afterwards the log verifies, and no booking stands in the business
without its intent in the log."""

import json
import os
import random
import time

from checks import expect
from gateway import Broken, Gateway
from realtime import Call, TimedOut
from websocket import Closed, Refused

ROUNDS = 20


def check():
    """Runs the rounds on a gateway of its own."""
    seed = int(os.environ.get("SAYSO_SEED", random.randrange(1 << 30)))
    generator = random.Random(seed)
    booked = gated = 0
    with Gateway() as gateway:
        length = whole_call(gateway)
        before = gateway.records()
        for number in range(ROUNDS):
            gateway.business.clear()
            # One kill in each of the equal parts of a call's length and a little more.
            seen = killed_call(gateway, length * 1.3 * (number + generator.random()) / ROUNDS)
            gateway.start()
            when = f"round {number} of seed {seed}"
            verified(gateway, when)
            records = gateway.records()
            missing = kept_orders(gateway) - intents(records)
            expect(not missing, f"{len(missing)} bookings without an intent in {when}")
            expect(records[:len(before)] == before, f"records of earlier calls changed in {when}")
            before = records
            booked += bool(gateway.business.bookings())
            gated += "sayso.gate.closed" in seen
        verified(gateway, "the end")
    return f"{ROUNDS} kills within {length * 1000:.0f} ms, {booked} booked before the end, {gated} after the gate, seed {seed}"


def whole_call(gateway):
    """How long a typed call takes from its start to its booking, in seconds."""
    began = time.monotonic()
    run_call(gateway, began + 30)
    expect(len(gateway.business.bookings()) == 1, "a call that nobody killed did not book")
    return time.monotonic() - began


def killed_call(gateway, after):
    """Begins a call and kills the gateway that long after its start; the kinds of events that the client got."""
    began = time.monotonic()
    try:
        call = run_call(gateway, began + after)
    except (Closed, Refused, TimedOut, OSError):
        call = None
    while time.monotonic() < began + after:
        time.sleep(0.001)
    gateway.program.kill()
    return {event["type"] for _, event in call.events} if call else set()


def run_call(gateway, until):
    """A typed call that books, as far as it comes until that moment. It is left open."""
    call = Call(gateway, speaks=False, microphone=False)
    left = lambda: max(0, until - time.monotonic())
    done = lambda count: lambda: len(call.of("response.done")) >= count
    lines = ["I would like to book a haircut tomorrow at ten thirty", "my name is Anna"]
    for number, line in enumerate(lines):
        if not call.run(left(), done(number + 1)):
            return call
        call.type(line)
    if not call.run(left(), lambda: bool(call.of("sayso.gate.asked"))):
        return call
    gate = call.of("sayso.gate.asked")[-1]
    while left() and not call.of("sayso.gate.closed"):
        call.send({
            "type": "sayso.gate.answer", "gate_id": gate["gate_id"], "answer": "confirm", "phrase": gate["phrase"]})
        call.run(min(0.05, left()), lambda: bool(call.of("sayso.gate.closed")))
    call.run(left(), lambda: "is booked" in call.words())
    return call


def verified(gateway, when):
    try:
        gateway.verify()
    except Broken as error:
        raise AssertionError(f"{when}: {error}") from error


def intents(records):
    """The digests of all calls that the log says were about to run."""
    return {record["unmapped"]["digest"] for record in records if record["activity_name"] == "tool.intended"}


def kept_orders(gateway):
    """The idempotency keys of everything that was changed in the business: the digests of the calls."""
    if not gateway.business.file.exists():
        return set()
    orders = json.loads(gateway.business.file.read_text())["kept"]
    return {order["key"] for order in orders if "bookings" in order["order"] and "cancel" not in order["order"]}
