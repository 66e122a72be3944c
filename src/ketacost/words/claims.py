"""What an adjudicated claims file says: rules, balance bills, whether the plan's figures hold."""

from __future__ import annotations

from datetime import date

from ketacost.model.claims import AdjudicatedClaims
from ketacost.words.language import words
from ketacost.words.scenario import month_name


def plan_year_words(first_day: date) -> str:
    """`Plan year 2026`, or `Plan year from July 2026` where it is no calendar year."""
    say, year = words(), first_day.year
    if first_day.month == 1:
        return say.say("claims.plan-year", year=year)
    return say.say("claims.plan-year-from", month=month_name(first_day.month), year=year)


def rule_words(claims: AdjudicatedClaims, row: int) -> str:
    """The rules that decided one row."""
    say, undoes = words(), claims.rows[row].undoes
    if undoes is not None:
        return say.say("claims.undoes", line=claims.rows[undoes].line)
    return ", ".join(say.code("rules", code) for code in claims.shares.rules(row))


def billed_words(claims: AdjudicatedClaims, row: int) -> str | None:
    """What becomes of what was billed above the allowed amount of a row, or None if nothing was."""
    off, balance = int(claims.written_off[row]), int(claims.balance_bill[row])
    if not off and not balance:
        return None
    billed, undoes = claims.rows[row].billed_cents, claims.rows[row].undoes
    code = "written-off" if off else "balance-bill"
    if undoes is not None:
        code += "-undone"
    return words().say(f"claims.{code}", billed=billed, cents=abs(off + balance))


def billed_total_words(claims: AdjudicatedClaims) -> str | None:
    """What was billed in all, and what became of what was above the allowed amounts; None where the
    file doesn't say what was billed."""
    billed = [row.billed_cents for row in claims.rows if row.billed_cents is not None]
    if not billed:
        return None
    say, balance = words(), int(claims.balance_bill.sum())
    text = say.say("claims.billed", billed=sum(billed), cents=int(claims.written_off.sum()))
    owed = int(claims.shares.patient.sum()) + balance
    return text + say.say("claims.on-top", cents=balance, owed=owed) if balance else text


def outside_words(claims: AdjudicatedClaims) -> str | None:
    """That a provider outside the network may ask for more, where the file can't say how much."""
    unknown = any(not row.network and row.billed_cents is None for row in claims.rows)
    return words().say("claims.outside-unknown") if unknown else None


def stated_words(claims: AdjudicatedClaims, row: int) -> str | None:
    """Whether the plan's own figure for a row is the one that its terms give; None without one."""
    stated, difference = claims.rows[row].stated_cents, claims.difference(row)
    if stated is None or difference is None:
        return None
    say = words()
    if difference:
        code = "more" if difference > 0 else "less"
        return say.say(f"claims.{code}", stated=stated, cents=abs(difference))
    balance = stated - int(claims.shares.patient[row])
    code = "holds-with-balance-bill" if balance else "holds"
    return say.say(f"claims.{code}", stated=stated, cents=balance)


def verdict_words(claims: AdjudicatedClaims) -> list[str]:
    """Whether the plan's figures hold as a whole, and what to do; nothing where it gives none."""
    found = [d for i in range(len(claims.rows)) if (d := claims.difference(i)) is not None]
    if not found:
        return []
    say, whole = words(), sum(found)
    wrong = sum(d != 0 for d in found)
    if not wrong:
        return [say.say("claims.all-hold")]
    code = "some-differ-more" if whole > 0 else "some-differ-less"
    told = say.say(f"claims.{code}", wrong=wrong, lines=len(found), cents=abs(whole))
    return [told, say.say("claims.what-to-do")]
