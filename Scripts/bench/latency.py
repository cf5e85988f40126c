"""How long an answer takes, and how soon the agent is silent when the caller speaks: one voice call with the embedded
providers, every turn of which interrupts the answer to the turn before.

From the gateway: the layers of each turn (`sayso.turn`). From the client's clock: the end of the caller's speech, as
sent, to the first sound of the answer; and the onset of speech over playback to the last sound that arrives."""

from figures import percentile, table
from realtime import Call

LINES = ["x-help", "a-hello"]


def measure(gateway, turns=50):
    """The rows of two tables: the layers of a turn, and what the client saw."""
    call = Call(gateway)
    call.answer(0)
    first_sound, barge_in, understood = [], [], 0
    for number in range(turns):
        line = LINES[number % len(LINES)]
        heard, sounds = len(call.heard()), len(call.sounds)
        call.say(line)
        call.run(10, lambda: "begin" in call.marks)
        was_playing = bool(call.sounds) and call.sounds[-1][0] > call.marks["begin"] - 0.1
        call.run(10, lambda: "end" in call.marks)
        ended = call.marks["end"]
        cut = [at for at, _, _ in call.sounds[sounds:] if at <= ended]
        if was_playing and cut:
            barge_in.append((max(cut) - call.marks["begin"]) * 1000)
        before = len(call.sounds)
        if call.run(8, lambda: len(call.sounds) > before and call.sounds[-1][0] > ended):
            arrived = next(at for at, _, _ in call.sounds[before:] if at > ended)
            first_sound.append((arrived - ended) * 1000)
        understood += len(call.heard()) > heard
        call.run(1.2)  # the answer plays, so that the next turn interrupts it
    call.close()
    return report(call, first_sound, barge_in, understood, turns)


def report(call, first_sound, barge_in, understood, turns):
    layers = {}
    for event in call.of("sayso.turn"):
        for name, ms in [*event["layers"].items(), ("total", event["total_ms"])]:
            layers.setdefault(name, []).append(ms)
    lines = table(
        "Layer of a turn (gateway's clock), ms", ("layer", "turns", "p50", "p99"),
        [(name, len(values), percentile(values, 50), percentile(values, 99)) for name, values in layers.items()])
    client = [
        ("end of speech -> first sound", first_sound), ("barge-in: onset -> last sound", barge_in),
    ]
    lines += table(
        "Seen by the client, ms", ("what", "times", "p50", "p99"),
        [(name, len(values), percentile(values, 50), percentile(values, 99)) for name, values in client])
    return lines + [f"understood {understood} of {turns} turns"]


def main():
    from gateway import Gateway

    with Gateway() as gateway:
        print("\n".join(measure(gateway)))


if __name__ == "__main__":
    main()
