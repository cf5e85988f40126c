"""Call (a) of the demo on the talk page, in headless Chromium.

The microphone is real as far as the page can see: the browser captures a WAV file (the caller's first sentence), and
what the caller says later, which depends on the challenge, is mixed into the same stream. Nothing else of the page is
touched: it is read as a person reads it, and its events are only listened to."""

import base64
import json
import time

import chromium
import speech
from caller import Caller
from checks import Skipped, expect
from gateway import public_key_hash

PICTURES = speech.ROOT / ".cache" / "screenshots"
SIZES = {"desktop": (1280, 800), "phone": (390, 844)}
# How long the WAV file is silent before its sentence: the agent's greeting is over by then.
GREETING_SECONDS = 6.5

LISTENER = """
(() => {
  const seen = window.__test = { events: [], violations: [], quietAt: 0 };
  document.addEventListener('securitypolicyviolation', (e) => seen.violations.push(e.violatedDirective));
  const original = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = async (constraints) => {
    const stream = await original(constraints);
    const context = seen.context = new AudioContext({ sampleRate: 24000 });
    const mixed = seen.mixed = context.createMediaStreamDestination();
    context.createMediaStreamSource(stream).connect(mixed);
    await context.resume();
    return mixed.stream;
  };
  seen.say = (base64) => {
    const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
    const samples = new Int16Array(bytes.buffer);
    const buffer = seen.context.createBuffer(1, samples.length, 24000);
    samples.forEach((sample, i) => { buffer.getChannelData(0)[i] = sample / 32768; });
    const source = seen.context.createBufferSource();
    source.buffer = buffer;
    source.connect(seen.mixed);
    source.start();
  };
  const Original = WebSocket;
  window.WebSocket = class extends Original {
    constructor(...parameters) {
      super(...parameters);
      this.addEventListener('message', ({ data }) => {
        const event = JSON.parse(data);
        if (event.type !== 'response.output_audio.delta') return seen.events.push(event);
        const ms = event.delta.length * 0.75 / 48;
        seen.quietAt = Math.max(seen.quietAt, performance.now()) + ms;
      });
    }
  };
})();
"""


def check(gateway):
    """Completes the call by voice; screenshots before, during the gate and after."""
    if not chromium.program():
        raise Skipped("Chromium is not installed")
    gateway.business.clear()
    with browser(gateway) as page:
        page.script(LISTENER)
        page.open(f"https://localhost:{gateway.port}/talk#secret={gateway.create_secret()}")
        pictures(page, "1-before")
        page.size(*SIZES["desktop"])
        page.click("#talk")
        expect(page.wait("document.querySelector('#talk').getAttribute('aria-pressed') === 'true'"), state(page))
        expect("secret" not in page.evaluate("location.href"), "the secret stays in the address bar")
        story = converse(page)
        expect(page.evaluate("document.querySelector('#gate').hidden"), "the gate is still shown")
        pictures(page, "3-after")
        bookings = gateway.business.bookings()
        expect(len(bookings) == 1, f"the business has {len(bookings)} bookings\n  " + "\n  ".join(story))
        expect(page.evaluate("document.querySelectorAll('#turns li').length") > 0, "no turn is shown")
        page.click("#talk")
        expect(page.wait("document.querySelector('#talk').getAttribute('aria-pressed') === 'false'"), "no hanging up")
        complaints = page.complaints() + page.evaluate("__test.violations")
        expect(complaints == [], f"the page complained: {complaints}")
    return f"screenshots in {PICTURES.relative_to(speech.ROOT)}"


def check_buttons(gateway):
    """The same by typing and the page's buttons: declined once, then confirmed."""
    if not chromium.program():
        raise Skipped("Chromium is not installed")
    gateway.business.clear()
    with browser(gateway, "") as page:
        page.script(LISTENER)
        page.open(f"https://localhost:{gateway.port}/talk#secret={gateway.create_secret()}")
        page.size(*SIZES["desktop"])
        page.click("#talk")
        for button, outcome in (("#decline", "refused"), ("#approve", "confirmed")):
            to_the_gate(page)
            # A caller can say no at any time, and yes only after the read-back.
            expect(page.wait(f"{quiet(300)} || {json.dumps(button)} === '#decline'", 30), "the read-back does not end")
            page.click(button)
            closed = "__test.events.filter((e) => e.type === 'sayso.gate.closed').at(-1)?.outcome"
            expect(page.wait(f"{closed} === '{outcome}'"), f"the gate closed as {page.evaluate(closed)}")
            page.evaluate("__test.events.length = 0")
        expect(page.wait(agent_said("is booked")), state(page))
        expect(len(gateway.business.bookings()) == 1, "not exactly one booking")
        expect(page.complaints() == [], f"the page complained: {page.complaints()}")


def to_the_gate(page):
    for text, reaction in (("book a haircut tomorrow at ten thirty", "name"), ("my name is anna", None)):
        page.wait("document.querySelector('#type').hidden === false")
        page.wait(f"{quiet(200)}", 15)
        page.evaluate(
            f"document.querySelector('#words').value = {json.dumps(text)};"
            "document.querySelector('#type').requestSubmit()")
        if page.wait("!document.querySelector('#gate').hidden", 3):
            return
        if reaction:
            page.wait(agent_said(reaction), 15)
    expect(page.wait("!document.querySelector('#gate').hidden", 15), f"no gate: {state(page)}")


def browser(gateway, sentence="a-hello"):
    """A browser whose microphone hears that sentence, once the greeting is over, or nothing."""
    wav = PICTURES.parent / "talk-microphone.wav"
    wav.parent.mkdir(parents=True, exist_ok=True)
    said = speech.clip(sentence) if sentence else b""
    speech.write(wav, speech.silence(GREETING_SECONDS) + said + speech.silence(1))
    return chromium.Page([
        f"--ignore-certificate-errors-spki-list={public_key_hash(gateway.certificate)}",
        "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-audio-capture={wav}%noloop", "--autoplay-policy=no-user-gesture-required",
    ])


def converse(page):
    """Talks until the appointment is booked. What was said on both sides."""
    caller, story, at, first = Caller("a"), [], 0, True
    end = time.monotonic() + 90
    while not caller.is_done and time.monotonic() < end:
        words, at = answer(page, at)
        if not words:
            break
        story.append(f"agent: {words}")
        line = caller.reply(words)
        if line is None:
            continue
        story.append(f"caller: {line}")
        if isinstance(line, list):
            shown = page.evaluate("document.querySelector('#phrase').textContent")
            expect(shown == ", ".join(line), f"the page shows '{shown}' and says {line}")
            pictures(page, "2-gate")
            page.size(*SIZES["desktop"])
        if first:  # the WAV file says it
            first = False
            continue
        raw = speech.phrase(line) if isinstance(line, list) else speech.clip(line)
        page.evaluate(f"__test.say('{base64.b64encode(raw).decode()}')")
    expect(caller.is_done, "the call did not come to its end\n  " + "\n  ".join(story) + f"\n  {state(page)}")
    return story


def answer(page, at):
    """The agent's next whole answer, or a challenge that was said to its end, from the event `at` on."""
    over = (
        f"(() => {{ const e = __test.events.slice({at}); const w = ({words_of})(e);"
        f" const whole = e.some((x) => x.type === 'response.done') && w || /say: confirm/i.test(w);"
        f" return whole && {quiet(450)} ? [w, __test.events.length] : null; }})()")
    return page.wait(over, 30) or ("", at)


words_of = (
    "(e) => e.filter((x) => x.type === 'response.output_audio_transcript.delta').map((x) => x.delta).join('').trim()")


def quiet(milliseconds):
    return f"(performance.now() > __test.quietAt + {milliseconds})"


def agent_said(text):
    return f"document.querySelector('#captions').textContent.includes({json.dumps(text)})"


def state(page):
    return "the page says: " + page.evaluate(
        "document.querySelector('#status').textContent + ' | ' + document.querySelector('#captions').innerText")


def pictures(page, name):
    """Screenshots at both sizes; nothing may be wider than the screen, and an open gate must be in sight."""
    for size, (width, height) in SIZES.items():
        page.size(width, height)
        time.sleep(0.25)
        page.picture(PICTURES / f"{name}-{size}.png")
        wide = page.evaluate("document.documentElement.scrollWidth")
        expect(wide <= width, f"the page is {wide} wide on a screen of {width}")
        if name == "2-gate":
            gate = page.evaluate("(() => { const b = document.querySelector('#gate').getBoundingClientRect();"
                                 " return [b.top, b.bottom]; })()")
            expect(-1 <= gate[0] and gate[1] <= height + 1, f"the gate is at {gate} of {height} on the {size}")
