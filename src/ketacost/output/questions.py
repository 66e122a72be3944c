"""What to ask a clinic and an insurer before deciding, for one scenario, with its billing codes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ketacost.model.estimate import Comparison
from ketacost.model.ledger import Line
from ketacost.tables import PriceBook
from ketacost.words.arms import billing_codes, option_names, service_label
from ketacost.words.figures import listing

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
        return _codes(code for line in lines for code in billing_codes(self.book, line))


def _codes(codes: Iterable[str]) -> str:
    found = list(dict.fromkeys(codes))
    return f"code{'s' if len(found) > 1 else ''} {', '.join(found)}" if found else ""


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
    return _codes(c for line in had.lines for c in billing_codes(had.book, line) if c[0] in "JS")


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
        return "A bill well above it can be disputed."
    return _whole_sentences(rule.text, rule.text.find(". ") + 1 or None)


def _few(items: Iterable[str], most: int | None) -> str:
    """`a, b and 3 more`: as many as fit into so many characters, one at least."""
    items, said = list(items), list[str]()
    for item in items:
        if said and most is not None and len(", ".join([*said, item])) > most:
            break
        said.append(item)
    left = len(items) - len(said)
    return listing([*said, f"{left} more"] if left else said)


def _each(named: Iterable[tuple[str, str]], most: int | None) -> str:
    """`CBT (code 90834) and Ketamine (codes 96365, J3490)`."""
    return _few((with_codes(name, codes) for name, codes in named), most)


def _ask_clinic(
    options: Sequence[_Had], insured: bool, dispute: str, most: int | None
) -> Iterator[str]:
    alone = [o for o in options if o.uncovered]
    paid = [o for o in options if not o.uncovered]
    several = len(options) > 1
    if alone:
        what = f" for {_few((o.name for o in alone), most)}" if several and paid else ""
        yield (
            f"If I pay myself{what}: may I have a Good Faith Estimate in writing, with every visit "
            f"and billing code? {dispute}"
        )
    billed = {o.name: len(_services(x for x in o.lines if x.benefit == PROCEDURE)) for o in options}
    if watched := [(o.name, o.codes(PROCEDURE)) for o in options if billed[o.name] == 1]:
        yield (
            f"{_each(watched, most)}: is the time being watched in the price? Is it billed as an "
            "office visit or as a facility (hospital) visit? A facility may send a second bill."
        )
    if parted := [(o.name, o.codes(PROCEDURE)) for o in options if billed[o.name] > 1]:
        yield (
            f"{_each(parted, most)}: who sends a bill for each session, and is anything billed on "
            "top?"
        )
    stays = [o.name for o in options if any(x.benefit == "inpatient-stay" for x in o.lines)]
    if stays:
        yield f"{_few(stays, most)}, hospital stay: which doctors send bills beside the hospital's?"
    if alone and insured:
        yield (
            f"{_few((o.name for o in alone), most)}: will you give me a superbill (an itemized "
            "bill with codes) that I can send to my plan?"
        )
    billed_apart = _services(
        x for o in alone for x in o.lines if x.dated.phase in ("before", "after")
    )
    if billed_apart:
        labels = [service_label(options[0].book, x) for x in billed_apart]
        names = _few((f"{label[0].lower()}{label[1:]}" for label in labels), most)
        yield f"Is this in the price of the sessions or billed apart: {names}?"
    if paid:
        what = f"{_few((o.name for o in paid), most)}: are" if several else "Are"
        yield f"{what} you, and all who would bill me, in my plan's network?"
    if drugs := [(o.name, _drug_codes(o)) for o in paid if _drug_codes(o)]:
        yield f"{_each(drugs, most)}: do you buy the drug and bill it, or does a pharmacy send it?"
    if alone:
        yield "Is there a lower price for several sessions paid together, or a sliding scale?"
    yield "What do I owe if I cancel, miss a session or stop early?"


def _ask_for_help(comparison: Comparison) -> Iterator[str]:
    """Who gives help to people who can't pay, where the tables know of such help here."""
    found = {one.name for one in comparison.may_qualify()}
    tables = comparison.book.help_by_income
    if tables and "charity-care" in found:
        days = tables.help["charity-care"].days
        until = f" (I have at least {days} days from the first bill)" if days else ""
        yield (
            "Hospital: may I have your financial assistance policy, and apply before "
            f"treatment{until}?"
        )
    if "health-center" in found:
        yield "Is there a health center near me with a sliding fee for these visits?"
    if "maker-foundation" in found:
        yield "Would you help me ask the maker's foundation for the drug?"


def _ask_insurer(
    comparison: Comparison, options: Sequence[_Had], criteria: int | None, most: int | None
) -> Iterator[str]:
    yield from _ask_approval(options, criteria, most)
    yield from _ask_payment(options, most)
    yield from _ask_limits(comparison, options, most)
    if any(had.status == "prior-authorization" for had in options):
        yield "If you refuse, how do I appeal, and by when?"


def _ask_approval(options: Sequence[_Had], criteria: int | None, most: int | None) -> Iterator[str]:
    asking: dict[str, list[tuple[str, str]]] = {}
    for had in options:
        if had.status == "prior-authorization":
            words = _whole_sentences(had.criteria or "", criteria)
            asking.setdefault(words, []).append((had.name, had.codes(PROCEDURE)))
    for words, named in asking.items():
        known = f" What plans ask for: {words}" if words else ""
        yield (
            f"{_each(named, most)}: what are your criteria for prior authorization, and how "
            f"long does an answer take?{known}"
        )


def _ask_payment(options: Sequence[_Had], most: int | None) -> Iterator[str]:
    paid = [o for o in options if not o.uncovered]
    if drugs := [(o.name, _drug_codes(o)) for o in paid if _drug_codes(o)]:
        yield (
            f"{_each(drugs, most)}: is the drug under my medical or my pharmacy benefit, and what "
            "do I pay under each?"
        )
    if places := [(o.name, o.codes(PROCEDURE)) for o in paid if o.codes(PROCEDURE)]:
        yield (
            f"{_each(places, most)}: do I pay more in a hospital outpatient department than an "
            "office?"
        )
    if alone := [(o.name, o.codes()) for o in options if o.uncovered]:
        yield (
            f"{_each(alone, most)}: do you pay for it at all, or as an exception? If I send a "
            "superbill, what do you pay back, and does it count toward my deductible?"
        )


def _ask_limits(comparison: Comparison, options: Sequence[_Had], most: int | None) -> Iterator[str]:
    plan = comparison.book.plans[comparison.scenario.plan]
    covered = [line for had in options for line in had.lines if line.covered]
    limits = plan.accumulators.values()
    if covered and any(a.deductible or a.out_of_pocket_max is not None for a in limits):
        yield (
            "How much of my deductible and of my yearly maximum have I met, and when does my plan "
            "year start again?"
        )
    drugs = [x for x in covered if x.benefit in ("generic-drug", "brand-drug", "specialty-drug")]
    if drugs:
        names = _few((service_label(comparison.book, x) for x in _services(drugs)), most)
        yield f"On which tier of your drug list, and at what cost to me: {names}?"
    visits = [x for x in covered if x.benefit == "mental-health-visit"]
    visits = [x for x in visits if billing_codes(comparison.book, x)]
    if len(visits) > MANY_VISITS:
        codes = _codes(c for x in visits for c in billing_codes(comparison.book, x))
        yield f"Visits ({codes}): is there a limit on how many, or do they need approval?"


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
