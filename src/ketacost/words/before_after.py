"""Before and after in words: what was kept, what changed since, how much more or less, and why."""

from __future__ import annotations

from ketacost.model.before_after import Pair
from ketacost.model.estimate import Comparison
from ketacost.model.link import field_texts
from ketacost.model.scenario import Scenario
from ketacost.words.arms import arm_label, service_label
from ketacost.words.figures import about
from ketacost.words.language import words
from ketacost.words.scenario import scenario_words


def kept_words(kept: Comparison, now: Comparison) -> str:
    """What was kept, with its prices where they are those of another release."""
    say, book = words().say, kept.book
    said = scenario_words(kept.scenario, book)
    if book.id != now.book.id:
        prices_of = book.release.prices_of
        said += say("before-after.kept-prices", prices_of=prices_of, release=book.id)
    return said


def changed_fields(kept: Scenario, now: Scenario) -> list[str]:
    """The inputs that differ, by their names in a link."""
    was, is_ = field_texts(kept), field_texts(now)
    return [name for name, text in is_.items() if name != "kept" and text != was[name]]


def changed_words(kept: Scenario, now: Scenario) -> str:
    """`Changed since: the region and the plan.`"""
    say = words().say
    fields = [say(f"fields.{name}", of="") for name in changed_fields(kept, now)]
    if not fields:
        return say("before-after.unchanged")
    return say("before-after.changed", fields=fields)


def difference_words(pair: Pair) -> str:
    """How much more or less is paid than before: `$340 less than what you kept ($1,200)`."""
    say, (kept, now) = words().say, pair.cents
    if kept is None:
        return say("before-after.new")
    if now is None:
        return say("before-after.gone", kept_cents=kept)
    if now == kept:
        return say("before-after.same")
    if about(now) == about(kept):
        return say("before-after.nearly", kept_cents=kept)
    return say(f"before-after.{_way(now - kept)}", cents=abs(now - kept), kept_cents=kept)


def why_words(pair: Pair) -> str:
    """Which service makes most of the difference of an arm; empty where there is none."""
    if pair.now is None or not pair.difference:
        return ""
    difference = pair.difference
    changed = [part for part in pair.parts() if part.difference]
    most = max(changed, key=lambda part: abs(part.difference))
    return words().say(
        f"before-after.why-{'one' if len(changed) == 1 else 'most'}",
        arm=arm_label(pair.books[1], pair.now.arm),
        cents=abs(difference),
        way=_way(difference),
        service=service_label(most.book, most.line),
        part_cents=abs(most.difference),
        part_way=_way(most.difference),
    )


def _way(cents: int) -> str:
    return "more" if cents > 0 else "less"
