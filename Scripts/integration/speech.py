"""What callers say: the demo's clips as 16-bit mono samples at 24 kHz.

A clip is `Demo/clips/<voice>/<id>.wav`. What has none is made with eSpeak NG, as the clips were, and kept in .cache."""

import array
import pathlib
import struct
import subprocess
import sys
import wave

ROOT = pathlib.Path(__file__).resolve().parents[2]
CLIPS = ROOT / "Demo" / "clips"
CACHE = ROOT / ".cache" / "clips"
RATE = 24_000
VOICES = {"female": "en-us+f3", "male": "en-us+m3"}
# A sample louder than this belongs to speech: well above the noise of a clip, well below any vowel.
LOUD = 600


def sentences():
    """The sentences of the demo's callers: id -> (voice, text)."""
    rows = {}
    for line in (CLIPS / "sentences.txt").read_text().splitlines():
        if line and not line.startswith("#"):
            name, voice, text = line.split("|", 2)
            rows[name] = (voice, text)
    return rows


def clip(name):
    """The samples of a sentence of the demo, as bytes: little-endian, 16 bits, mono, 24 kHz."""
    voice, text = sentences()[name]
    return spoken(name, voice, text)


def phrase(words, voice="female", pause=0.12):
    """The words of a challenge, one clip after the other, with the short pauses of someone who reads them out."""
    gap = silence(pause)
    return gap.join(trimmed(word_clip(word, voice)) for word in words)


def word_clip(word, voice):
    return spoken(f"say-{word}", voice, word)


def spoken(name, voice, text):
    kept = CLIPS / voice / f"{name}.wav"
    if kept.exists():
        return read(kept)
    made = CACHE / voice / f"{name}.wav"
    if not made.exists():
        make(made, voice, text)
    return read(made)


def make(path, voice, text):
    """Speaks a text with eSpeak NG into a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(["espeak-ng", "-v", VOICES[voice], "-s", "150", "-w", str(path), text], check=True, timeout=20)


def read(path):
    """The samples of a WAV file (16 bits or G.711 µ-law, mono), brought to 24 kHz by linear interpolation: good enough
    for speech that was recorded at 8 to 22 kHz."""
    rate, samples = parsed(path.read_bytes(), path)
    return little(samples if rate == RATE else resampled(samples, rate))


def parsed(raw, path):
    """The rate and the samples of a RIFF WAVE file."""
    chunks, at = {}, 12
    while at + 8 <= len(raw):
        size = struct.unpack_from("<I", raw, at + 4)[0]
        chunks[raw[at:at + 4]] = raw[at + 8:at + 8 + size]
        at += 8 + size + size % 2
    form, channels, rate = struct.unpack_from("<HHI", chunks[b"fmt "])
    bits = struct.unpack_from("<H", chunks[b"fmt "], 14)[0]
    if channels != 1 or (form, bits) not in ((1, 16), (7, 8)):
        raise ValueError(f"{path} is neither 16-bit nor mu-law mono")
    data = chunks[b"data"]
    return rate, native(data[:len(data) // 2 * 2]) if form == 1 else array.array("h", map(MU_LAW.__getitem__, data))


def native(raw):
    samples = array.array("h", raw)
    if sys.byteorder == "big":
        samples.byteswap()
    return samples


def little(samples):
    if sys.byteorder == "big":
        samples = array.array("h", samples)
        samples.byteswap()
    return samples.tobytes()


def resampled(samples, rate):
    count = len(samples) * RATE // rate
    made = array.array("h", bytes(2 * count))
    last = len(samples) - 1
    for index in range(count):
        place = index * rate / RATE
        left = int(place)
        right = min(left + 1, last)
        made[index] = int(samples[left] + (samples[right] - samples[left]) * (place - left))
    return made


def silence(seconds):
    return bytes(2 * int(RATE * seconds))


def speech_bounds(raw):
    """Where speech begins and ends in samples, in seconds."""
    samples = native(raw)
    loud = [index for index in range(0, len(samples), 8) if abs(samples[index]) > LOUD]
    return (loud[0] / RATE, loud[-1] / RATE) if loud else (0, 0)


def trimmed(raw, margin=0.03):
    """The samples without the silence before and after."""
    begin, end = speech_bounds(raw)
    return raw[2 * max(0, int((begin - margin) * RATE)):2 * int((end + margin) * RATE)]


def write(path, raw, rate=RATE):
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(raw)


def mu_law(raw):
    """G.711 µ-law of samples at 24 kHz, at 8 kHz: every third sample of a smoothed signal (ITU-T G.711, table 2a)."""
    samples = native(raw)
    coded = bytearray()
    for index in range(0, len(samples) - 2, 3):
        coded.append(mu_law_byte((samples[index] + samples[index + 1] + samples[index + 2]) // 3))
    return bytes(coded)


def mu_law_byte(sample):
    sign = 0x80 if sample < 0 else 0
    level = min(abs(sample), 32_635) + 132
    exponent = level.bit_length() - 8
    return ~(sign | exponent << 4 | (level >> (exponent + 3)) & 15) & 0xFF


def from_mu_law(byte):
    """The sample that a byte of G.711 µ-law stands for."""
    inverted = ~byte & 0xFF
    level = (((inverted & 15) << 3) + 132 << ((inverted >> 4) & 7)) - 132
    return -level if inverted & 0x80 else level


MU_LAW = [from_mu_law(byte) for byte in range(256)]
