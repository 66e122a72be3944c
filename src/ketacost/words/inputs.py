"""What a box of the app is called, and what stands in it while it is empty."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from ketacost.words.language import words


@dataclass(frozen=True)
class BoxWords:
    """The words of one box."""

    label: str
    empty: str | None
    """What stands in the box while it holds nothing."""
    help: str | None


def box_words(name: str, usual: Decimal | int | None = None) -> BoxWords:
    """The words of the box of a field of the link, or of a part of one. A field that has none of
    its own under `inputs` is called as it is in messages.

    Args:
        usual: the figure that counts while the box is empty, if there is one.
    """
    say = words()
    if name not in say.group("inputs"):
        label = say.say(f"fields.{name}", of="")
        return BoxWords(label[:1].upper() + label[1:], None, None)

    def part(which: str) -> str | None:
        if which not in say.group("inputs")[name]:
            return None
        return say.say(f"inputs.{name}.{which}", usual=usual)

    empty = part("none" if usual is None else "usual")
    means = " ".join(say.say(f"glossary.{term}.means") for term in _TERMS.get(name, ()))
    return BoxWords(str(part("label")), empty, part("help") or means or None)


# The words of insurance that a label uses, and that are explained where it stands.
_TERMS = {
    "deductible": ("deductible",),
    "max": ("out-of-pocket-maximum",),
    "family-deductible": ("deductible",),
    "family-max": ("out-of-pocket-maximum",),
    "copayment": ("copayment",),
    "coinsurance": ("coinsurance",),
    "tax": ("hsa", "fsa"),
}
