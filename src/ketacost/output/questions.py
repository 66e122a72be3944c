"""What to ask a clinic and an insurer before deciding, for one scenario, with its billing codes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ketacost.model.estimate import Comparison
from ketacost.model.ledger import Line
from ketacost.tables import PriceBook
from ketacost.words.arms import billing_codes, option_names, service_label
from ketacost.words.language import words

PROCEDURE = "outpatient-procedure"


@dataclass(frozen=True)
class _Had:
    """One option of the comparison, with its lines and what its coverage is."""

    book: PriceBook
    name: str
    lines: tuple[Line, ...]
    status: str | None
    criteria: str | None

    @property
    def uncovered(self) -> bool:
        """Whether the person should expect to pay for it alone."""
        return self.status in (None, "not-covered", "rarely-covered")

    def codes(self, *benefits: str) -> str:
        """Billing codes in words, of some benefits or of all: `codes 96365, J3490`."""
        lines = [x for x in self.lines if not benefits or x.benefit in benefits]
        return codes_words(code for line in lines for code in billing_codes(self.book, line))


def codes_words(codes: Iterable[str]) -> str:
    """`code 90834`, `codes 96365, J3490`; empty where there is none."""
    found = list(dict.fromkeys(codes))
    if not found:
        return ""
    return words().say(f"ask.{'codes' if len(found) > 1 else 'code'}", codes=", ".join(found))


def with_codes(name: str, codes: str) -> str:
    return f"{name} ({codes})" if codes else name


def _options(comparison: Comparison) -> list[_Had]:
    """Each option once, in the order of the arms."""
    names, found = option_names(comparison), []
    for option in names:
        arm = next(a for a in comparison.arms if option in a.options)
        coverage = arm.coverage[arm.options.index(option)]
        found.append(
            _Had(
                comparison.book,
                names[option],
                tuple(x for x in arm.ledger.lines if x.dated.option == option),
                coverage.status if coverage else None,
                coverage.criteria if coverage else None,
            )
        )
    return found


def _drug_codes(had: _Had) -> str:
    """Codes of drugs given in a clinic: by their first letter, drugs are J codes and some S."""
    return codes_words(
        c for line in had.lines for c in billing_codes(had.book, line) if c[0] in "JS"
    )


def _services(lines: Iterable[Line]) -> list[Line]:
    """The first line of each service."""
    return list({line.service: line for line in reversed(list(lines))}.values())[::-1]


def questions(
    comparison: Comparison, criteria: int | None = None, most: int | None = None
) -> dict[str, list[str]]:
    """What to ask before deciding, for this scenario, with its billing codes.

    Args:
        criteria: at most so many characters of a plan's criteria for approval; None: all.
        most: at most so many characters of any list of names; None: all.

    Returns:
        `clinic` and `insurer`: questions in order of importance; `insurer` is empty without a plan.
    """
    options = _options(comparison)
    insured = comparison.scenario.plan != "none"
    return {
        "clinic": [
            *_ask_clinic(options, insured, _dispute(comparison), most),
            *_ask_for_help(comparison),
        ],
        "insurer": list(_ask_insurer(comparison, options, criteria, most)) if insured else [],
    }


def _dispute(comparison: Comparison) -> str:
    """What a Good Faith Estimate is worth: the rule of the release, in its first sentence."""
    rule = comparison.book.rules.get("bill-dispute")
    if rule is None:
        return words().say("ask.dispute")
    return _whole_sentences(rule.text, rule.text.find(". ") + 1 or None)


def _few(items: Iterable[str], most: int | None) -> str:
    """`a, b and 3 more`: as many as fit into so many characters, one at least."""
    items, said = list(items), list[str]()
    for item in items:
        if said and most is not None and len(", ".join([*said, item])) > most:
            break
        said.append(item)
    left = len(items) - len(said)
    return words().listing([*said, words().say("ask.more", many=left)] if left else said)


def _each(named: Iterable[tuple[str, str]], most: int | None) -> str:
    """`CBT (code 90834) and Ketamine (codes 96365, J3490)`."""
    return _few((with_codes(name, codes) for name, codes in named), most)


def _ask_clinic(
    options: Sequence[_Had], insured: bool, dispute: str, most: int | None
) -> Iterator[str]:
    say = words().say
    alone = [o for o in options if o.uncovered]
    paid = [o for o in options if not o.uncovered]
    several, names = len(options) > 1, _few((o.name for o in alone), most)
    if alone:
        yield say(f"ask.estimate{'-of' if several and paid else ''}", names=names, dispute=dispute)
    billed = {o.name: len(_services(x for x in o.lines if x.benefit == PROCEDURE)) for o in options}
    if watched := [(o.name, o.codes(PROCEDURE)) for o in options if billed[o.name] == 1]:
        yield say("ask.watched", named=_each(watched, most))
    if parted := [(o.name, o.codes(PROCEDURE)) for o in options if billed[o.name] > 1]:
        yield say("ask.parted", named=_each(parted, most))
    if stays := [o.name for o in options if any(x.benefit == "inpatient-stay" for x in o.lines)]:
        yield say("ask.stay", names=_few(stays, most))
    if alone and insured:
        yield say("ask.superbill", names=names)
    billed_apart = _services(
        x for o in alone for x in o.lines if x.dated.phase in ("before", "after")
    )
    if billed_apart:
        book = options[0].book
        labels = dict.fromkeys(_short(service_label(book, line)) for line in billed_apart)
        names = _few((f"{label[0].lower()}{label[1:]}" for label in labels), most)
        yield say("ask.apart", names=f"{names[0].upper()}{names[1:]}")
    if paid:
        names = _few((o.name for o in paid), most)
        yield say(f"ask.network{'-of' if several else ''}", names=names)
    if drugs := [(o.name, _drug_codes(o)) for o in paid if _drug_codes(o)]:
        yield say("ask.drug", named=_each(drugs, most))
    if alone:
        yield say("ask.package")
    yield say("ask.stop-early")


def _short(label: str) -> str:
    """A service without how long it takes and what is in it: `First psychiatric visit`."""
    return re.sub(r" \([^)]*\)", "", label).partition(",")[0]


def _ask_for_help(comparison: Comparison) -> Iterator[str]:
    """Who gives help to people who can't pay, where the tables know of such help here."""
    say, found = words().say, {one.name for one in comparison.may_qualify()}
    tables = comparison.book.help_by_income
    if tables and "charity-care" in found:
        days = tables.help["charity-care"].days
        yield say(f"ask.charity{'-days' if days else ''}", days=days)
    if "health-center" in found:
        yield say("ask.health-center")
    if "maker-foundation" in found:
        yield say("ask.foundation")


def _ask_insurer(
    comparison: Comparison, options: Sequence[_Had], criteria: int | None, most: int | None
) -> Iterator[str]:
    yield from _ask_approval(options, criteria, most)
    yield from _ask_payment(options, most)
    yield from _ask_limits(comparison, options, most)
    if any(had.status == "prior-authorization" for had in options):
        yield words().say("ask.appeal")


def _ask_approval(options: Sequence[_Had], criteria: int | None, most: int | None) -> Iterator[str]:
    asking: dict[str, list[tuple[str, str]]] = {}
    for had in options:
        if had.status == "prior-authorization":
            known = _whole_sentences(had.criteria or "", criteria)
            asking.setdefault(known, []).append((had.name, had.codes(PROCEDURE)))
    for known, named in asking.items():
        code = "ask.approval-known" if known else "ask.approval"
        yield words().say(code, named=_each(named, most), known=known)


def _ask_payment(options: Sequence[_Had], most: int | None) -> Iterator[str]:
    say, paid = words().say, [o for o in options if not o.uncovered]
    if drugs := [(o.name, _drug_codes(o)) for o in paid if _drug_codes(o)]:
        yield say("ask.drug-benefit", named=_each(drugs, most))
    if places := [(o.name, o.codes(PROCEDURE)) for o in paid if o.codes(PROCEDURE)]:
        yield say("ask.place", named=_each(places, most))
    if alone := [(o.name, o.codes()) for o in options if o.uncovered]:
        yield say("ask.exception", named=_each(alone, most))


def _ask_limits(comparison: Comparison, options: Sequence[_Had], most: int | None) -> Iterator[str]:
    say, plan = words().say, comparison.book.plans[comparison.scenario.plan]
    covered = [line for had in options for line in had.lines if line.covered]
    limits = plan.accumulators.values()
    if covered and any(a.deductible or a.out_of_pocket_max is not None for a in limits):
        yield say("ask.met")
    drugs = [x for x in covered if x.benefit in ("generic-drug", "brand-drug", "specialty-drug")]
    if drugs:
        names = _few((service_label(comparison.book, x) for x in _services(drugs)), most)
        yield say("ask.tier", names=names)
    visits = [x for x in covered if x.benefit == "mental-health-visit"]
    visits = [x for x in visits if billing_codes(comparison.book, x)]
    if len(visits) > MANY_VISITS:
        codes = codes_words(c for x in visits for c in billing_codes(comparison.book, x))
        yield say("ask.visits", codes=codes)


MANY_VISITS = 3  # from here on a plan's limit on visits may matter


def _whole_sentences(text: str, most: int | None) -> str:
    """As many whole sentences as fit; none, if even the first takes twice as much room."""
    if most is None or len(text) <= most:
        return text
    parts = [part.rstrip() for part in re.findall(r".+?(?:\.(?=\s|$)|$)\s*", text)]
    kept = parts[0] if len(parts[0]) <= 2 * most else ""
    for part in parts[1:]:
        if not kept or len(kept) + 1 + len(part) > most:
            break
        kept += f" {part}"
    return kept
