"""A caller of the demo who listens: says the line that fits what the agent just said."""

import re

CHALLENGE = re.compile(r"say: (confirm(?:, [a-z]+)+)", re.IGNORECASE)
MISUNDERSTOOD = ("did not understand", "could not hear", "did not get that", "not available now")


class Caller:
    """Call (a) of the demo, or (b) with `refuses`. `lines` are the ids of the clips, by what they answer."""

    def __init__(self, kind="a", voice=None):
        self.kind = kind
        self.refuses = kind == "b"
        self.voice = voice or {"a": "female", "b": "male"}[kind]
        self.last = None
        self.repeats = 0
        self.is_done = False

    def reply(self, text):
        """What to say to a whole answer of the agent: the id of a clip, a list of challenge words, or nothing."""
        challenge = CHALLENGE.findall(text)
        if challenge:
            return "b-no" if self.refuses else challenge[-1].lower().split(", ")
        line = self.line(text.lower())
        if line is None and any(words in text.lower() for words in MISUNDERSTOOD):
            self.repeats += 1
            line = self.last if self.repeats <= 4 else None
        self.last = line or self.last
        return line

    def line(self, text):
        if "is booked for" in text or "have not booked" in text:
            self.is_done = True
            return None
        if "how can i help" in text:
            return f"{self.kind}-hello"
        if "which time would you like" in text:
            return f"{self.kind}-book"
        if "your name" in text or "first name" in text:
            return f"{self.kind}-name"
        return None
