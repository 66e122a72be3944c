"""What a person writes down in a call, as the scenario's own values.

Texts are read as people write them: `$475`, `6 for 2,500`, `20%`, `$30 after deductible`. Readers
raise ScenarioError with one code (`text`, and `most` where a figure is too great), which the group
`answer-problems` of the words has.
"""

from __future__ import annotations

import re
from decimal import Decimal

from ketacost.model.link_values import MAX_USD, PARTS, fault, shown
from ketacost.model.scenario import ClinicQuote, PlanTerms

_USD = r"\$?\s*(\d{1,3}(?:,\d{3})+|\d{1,9})(\.\d{1,2})?\s*\$?"
_PACKAGE = re.compile(rf"(\d{{1,4}})\s*(?:for|por|x)\s*{_USD}", re.ASCII | re.IGNORECASE)
_ONE = re.compile(_USD, re.ASCII)
_AFTER = re.compile(
    r"[,;]?\s*\(?(after\s+(the\s+)?deductible|después\s+del?\s+deducible|"
    r"despues\s+del?\s+deducible)\)?\s*$",
    re.IGNORECASE,
)
_PERCENT = re.compile(r"(\d{1,9})\s*%", re.ASCII)


def _amount(found: re.Match[str], whole: int = 1) -> Decimal:
    return Decimal(found[whole].replace(",", "") + (found[whole + 1] or ""))


def _too_much(text: str, most: int) -> None:
    raise fault("too-much", text=shown(text), most=f"{most:,}")


def read_price(text: str, service: str) -> ClinicQuote | None:
    """A clinic's price for one, or for a package; None where nothing is written.

    Raises:
        ScenarioError: `bad-package`, `too-much`.
    """
    said = text.strip()
    if not said:
        return None
    if found := _PACKAGE.fullmatch(said):
        many, usd = int(found[1]), _amount(found, 2)
    elif found := _ONE.fullmatch(said):
        many, usd = 1, _amount(found)
    else:
        raise fault("bad-package", text=shown(said))
    if usd > MAX_USD:
        _too_much(said, MAX_USD)
    if many > PARTS["package"].most:
        _too_much(str(many), PARTS["package"].most)
    if many < 1:
        raise fault("bad-package", text=shown(said))
    return ClinicQuote(service, usd, many)


def read_share(text: str, benefit: str) -> PlanTerms | None:
    """What the plan leaves to the person for a benefit: whole dollars or percent, before or after
    the deductible; None where nothing is written.

    Raises:
        ScenarioError: `bad-share`, `too-much`.
    """
    said = text.strip()
    if not said:
        return None
    amount = _AFTER.sub("", said)
    after = amount != said
    if found := _PERCENT.fullmatch(amount):
        if int(found[1]) > PARTS["coinsurance"].most:
            _too_much(f"{found[1]}%", PARTS["coinsurance"].most)
        return PlanTerms(benefit, int(found[1]), True, after)
    found = _ONE.fullmatch(amount)
    if found is None or _amount(found) != int(_amount(found)):
        raise fault("bad-share", text=shown(said))
    if _amount(found) > PARTS["copayment"].most:
        _too_much(said, PARTS["copayment"].most)
    return PlanTerms(benefit, int(_amount(found)), False, after)


def read_whole(text: str, most: int = MAX_USD) -> int | None:
    """Whole dollars; None where nothing is written.

    Raises:
        ScenarioError: `bad-whole`, `too-much`.
    """
    said = text.strip()
    if not said:
        return None
    found = _ONE.fullmatch(said)
    if found is None or _amount(found) != int(_amount(found)):
        raise fault("bad-whole", text=shown(said))
    if _amount(found) > most:
        _too_much(said, most)
    return int(_amount(found))
