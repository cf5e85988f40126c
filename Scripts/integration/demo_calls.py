"""The demo's calls (a) and (b) by voice, with a client of our own that sees the gateway's extensions."""

import json

from caller import Caller
from checks import expect
from realtime import Call, hold


def booked(gateway):
    """Call (a): asks, books, hears the read-back, confirms with the challenge."""
    gateway.business.clear()
    call = Call(gateway)
    said = hold(call, Caller("a"))
    call.run(1)
    call.close()
    outcomes = [event["outcome"] for event in call.of("sayso.gate.closed")]
    expect(outcomes == ["confirmed"], story(f"the gate closed as {outcomes}", said, call))
    bookings = gateway.business.bookings()
    expect(len(bookings) == 1, story(f"the business has {len(bookings)} bookings", said, call))
    wanted = {"service": "haircut", "time": "10:30"}
    expect(all(bookings[0][key] == value for key, value in wanted.items()), f"the booking is {bookings[0]}")
    totals = [event["total_ms"] for event in call.of("sayso.turn")]
    return f"{len(totals)} turns, to the first sound {min(totals):.0f} to {max(totals):.0f} ms" if totals else None


def refused(gateway):
    """Call (b): the same, but the caller says no."""
    gateway.business.clear()
    call = Call(gateway)
    said = hold(call, Caller("b"))
    call.run(1)
    call.close()
    outcomes = [event["outcome"] for event in call.of("sayso.gate.closed")]
    expect(outcomes == ["refused"], story(f"the gate closed as {outcomes}", said, call))
    expect(gateway.business.bookings() == [], "the business has a booking that the caller refused")


def wrong_words(gateway):
    """A caller who says other words than the challenge, and then the words of the first challenge at the second:
    nothing is booked."""
    gateway.business.clear()
    call = typed_to_the_gate(gateway, speaks=True, microphone=True)
    asked, start = [], 0
    while not call.of("sayso.gate.closed") and len(asked) < 3:
        place, _ = call.take(("sayso.gate.asked",), 20, start)
        start, _ = call.gate(place, place)
        gates = call.of("sayso.gate.asked")
        asked.append(gates[-1]["phrase"].split())
        call.run(0.3)
        call.say("x-yes" if len(asked) == 1 else asked[0])
        call.run(15, lambda: len(call.of("sayso.gate.asked")) > len(gates) or bool(call.of("sayso.gate.closed")))
    call.close()
    outcomes = [event["outcome"] for event in call.of("sayso.gate.closed")]
    expect(outcomes and outcomes[0] != "confirmed", f"the gate closed as {outcomes} after {asked}")
    expect(gateway.business.bookings() == [], "wrong words booked")
    return f"asked {len(asked)} times, closed as {outcomes[0]}"


def by_keys(gateway):
    """A booking that is typed, and confirmed with the digits of the code: no voice at all."""
    gateway.business.clear()
    call = typed_to_the_gate(gateway)
    gate = call.of("sayso.gate.asked")[-1]
    closed = lambda: bool(call.of("sayso.gate.closed"))
    for _ in range(50):  # the gate takes an answer only once its prompt is out
        call.send({"type": "sayso.keys", "digits": gate["code"]})
        if call.run(0.1, closed):
            break
    call.run(5, lambda: "is booked" in call.words())
    call.close()
    expect(len(gateway.business.bookings()) == 1, f"no booking; the agent wrote: {call.words()}")


def typed_to_the_gate(gateway, **options):
    """A typed call that has reached the gate of a booking."""
    call = Call(gateway, **{"speaks": False, "microphone": False, **options})
    call.take(("response.done",), 10)
    start = len(call.events)
    call.type("I would like to book a haircut tomorrow at ten thirty")
    place, _ = call.take(("response.done",), 10, start)
    call.type("my name is Anna")
    call.take(("sayso.gate.asked",), 10, place)
    return call


def story(fault, said, call):
    """A fault with what was said and what was understood, so that a failure explains itself."""
    errors = [event["error"]["message"] for event in call.of("error")]
    return f"{fault}\n  " + "\n  ".join(said) + f"\n  understood: {json.dumps(call.heard())}\n  errors: {errors}"
