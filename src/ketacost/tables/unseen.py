"""Characters that nobody sees, or that only look like a space, called by what they are."""

from __future__ import annotations

import re

HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\uffff\ud800-\udfff]"
)
"""What shows nothing at all."""

SPACES = re.compile("[\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]")
"""What looks like a space, or like nothing, but is none: it ends a line, or a word, for some
programs and not for others."""

_BREAKS = {"\x85": "next line", "\u2028": "line separator", "\u2029": "paragraph separator"}
_NO_BREAK = ("\xa0", "\u2007", "\u202f")


def unseen_words(character: str) -> str:
    """What a fault says of such a character, and what to do about it."""
    code = f"U+{ord(character):04X}"
    if name := _BREAKS.get(character):
        return (
            f"a line break that editors don't show ({code}, {name}), perhaps pasted from a web "
            "page; delete it"
        )
    if SPACES.match(character):
        kind = "a no-break space" if character in _NO_BREAK else "a space of another kind"
        return f"{kind} ({code}), perhaps pasted from a web page; write an ordinary space"
    return f"a character that can't be seen ({code}), perhaps pasted from a web page; delete it"
