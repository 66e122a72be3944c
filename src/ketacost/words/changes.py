"""What changed between two releases, in words."""

from __future__ import annotations

from decimal import Decimal

from ketacost.model.changes import Change
from ketacost.model.codes import Code
from ketacost.model.figure import Figure
from ketacost.words.figures import dollars_and_cents, percent
from ketacost.words.language import words


def group_words(group: str) -> str:
    """The heading of a group of figures."""
    return words().say(f"change-groups.{group}")


def kind_words(kind: str) -> str:
    """`new`, `gone` or `changed`."""
    return words().say(f"changes-page.kinds.{kind}")


def example_words(name: str, label: str) -> str:
    """What an example is called in the reader's language; its own label where there are no words
    for it."""
    return words().group("examples").get(name, label)


def label_words(figure: Figure) -> str:
    """What a figure is called."""
    label = figure.label
    return words().say(f"change-labels.{label.id}", **_named(label))


# Parts of a label that are codes, and the group that has words for them.
_PARTS = {
    "payer": "payers",
    "kind": "plan-kinds",
    "row": "about-rows",
    "setting": "fee-settings",
    "accumulator": "accumulators",
}


def _named(label: Code) -> dict[str, object]:
    """The parts of a label, codes in words; what no group knows stays."""
    say, found = words(), dict(label.params)
    for name, group in _PARTS.items():
        if name in found:
            found[name] = say.group(group).get(found[name], found[name])
    if "unit" in found:
        found["unit"] = say.noun(1, str(found["unit"]).replace(" ", "-"))
    return found


def reason_words(change: Change) -> str | None:
    """Why a figure is as it is: words of the tables, or ours."""
    reason = change.reason
    return words().code("change-reasons", reason) if isinstance(reason, Code) else reason


def value_words(figure: Figure) -> str:
    """A figure's value in words."""
    say, value = words(), figure.value
    if figure.unknown:
        return say.say("change-values.unknown")
    if value is None:
        return say.say("change-values.no-limit")
    if figure.unit == "codes" and isinstance(value, tuple):
        return "; ".join(_step_words(part) for part in value if isinstance(part, Code))
    if isinstance(value, tuple):
        low, typical, high = value
        code = "one" if low == high else "band"
        return say.say(f"change-values.{code}", low=low, typical=typical, high=high)
    if isinstance(value, str):
        return _coded(value) if figure.label.id in _CODED else value
    if figure.unit == "cents":
        return dollars_and_cents(int(value)).removesuffix(".00")
    if figure.unit == "usd":
        return f"${value:.2f}" if round(value, 2) == value else f"${value:f}"
    if figure.unit == "share":
        return percent(Decimal(value))
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


# Figures whose text is codes, and the groups that have words for them.
_CODED = frozenset(
    {
        *("accumulator-term", "approval", "benefit-term", "coverage", "help-term"),
        *("other-care-filed", "plan-term", "service-term"),
    }
)
_GROUPS = ("benefits", "coverage", "approval", "family", "price-units", "change-codes")


def _coded(text: str) -> str:
    """Codes in words, one after the other; what no group knows stays."""
    groups = [words().group(name) for name in _GROUPS]
    return ", ".join(
        next((str(group[part]) for group in groups if part in group), part)
        for part in text.split(", ")
    )


def _step_words(code: Code) -> str:
    """When a step happens: its parts, one after the other."""
    parts = code["parts"] if code.id == "together" else (code,)
    return ", ".join(words().code("change-steps", part) for part in parts)


def change_words(change: Change) -> str:
    """One line: what, from what, to what, by how much."""
    say, old, new = words(), change.old, change.new
    label, value = label_words(change.figure), value_words(change.figure)
    if old is None or new is None:
        return say.say(f"changes.{change.kind}", label=label, value=value)
    before = value_words(old)
    if before == value:
        return say.say("changes.less-than-a-cent", label=label, value=value)
    by = ""
    if new.number() is not None and isinstance(new.value, tuple) and old.number() == new.number():
        by = say.say("changes.typical-stays")
    elif change.percent is not None:
        by = say.say("changes.by", percent=f"{change.percent:+.1f}")
    return say.say("changes.changed", label=label, old=before, new=value) + by


def new_record_words(those: list[Change]) -> str:
    """One line for a service, an option or another record that the release before had not."""
    say, first = words(), those[0]
    label, params = first.figure.label, first.figure.label.params
    if label.id == "price":
        parts = [f"{_named(c.figure.label)['payer']} {value_words(c.figure)}" for c in those]
        return say.say("changes.new-record", label=params["service"], value="; ".join(parts))
    if label.id.startswith("sessions"):
        covers = [
            f"{_named(c.figure.label)['kind']} {_small(value_words(c.figure))}"
            for c in those
            if c.figure.label.id == "coverage"
        ]
        number = value_words(first.figure)
        value = "; ".join([f"{number} ({_named(label)['unit']})", *covers])
        return say.say("changes.new-record", label=params["option"], value=value)
    if label.id == "context-row":
        return say.say("changes.new-context", label=params["option"], number=len(those))
    figure = those[-1 if label.id.startswith("rule") else 0].figure  # of a rule its text
    value = value_words(figure)
    return say.say("changes.new-record", label=label_words(figure), value=value)


def _small(text: str) -> str:
    """With a small letter at the beginning, unless a name begins there."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def no_reason_words(number: int) -> str:
    """That some changes have no reason."""
    return words().say("changes.no-reason", number=number)
