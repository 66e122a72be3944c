"""plans.yaml: insurance designs, in the words of a Summary of Benefits and Coverage."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, Any, Literal, TypeVar, cast

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from ketacost.tables.hints import slip
from ketacost.tables.schema.record import Record
from ketacost.tables.schema.values import (
    TERMS_OF,
    Benefit,
    Count,
    CoverageKind,
    Many,
    Payer,
    Share,
    Slug,
    Sourced,
    SourceIds,
    Text,
    Usd,
    Whole,
)
from ketacost.tables.spelling import did_you_mean


def _maximum(value: Any) -> Any:
    if value is None:
        raise slip(
            "found nothing; expected a number of US dollars, or none where there is no limit",
            id="value-empty",
        )
    return None if value == "none" else value


Limit = Annotated[
    Usd | None,
    BeforeValidator(_maximum),
    WithJsonSchema({"anyOf": [{"type": "number", "minimum": 0}, {"const": "none"}]}),
]


class Family(Record):
    """What a family owes together under one accumulator. `embedded`: each person has a deductible
    of their own, and the family's is met by all of them; `aggregate`: only the family's deductible
    counts. A person's own maximum holds in both."""

    kind: Literal["embedded", "aggregate"]
    """embedded: a deductible for each person too; aggregate: only the family's"""
    deductible: Usd
    """US dollars a plan year"""
    out_of_pocket_max: Limit = None
    """US dollars a plan year for the family; `none` where there is no limit"""


class NextLimits(Sourced):
    """Limits of the plan year after the release's own, as far as they are known. What is left out
    stays as it is."""

    deductible: Usd | None = None
    """US dollars a plan year"""
    out_of_pocket_max: Limit = None
    """US dollars a plan year; `none` where the plan has no limit"""


class NextTerms(Sourced):
    """Terms of the plan year after the release's own, as far as they are known. What is left out
    stays as it is."""

    copayment: Usd | None = None
    """US dollars"""
    coinsurance: Share | None = None
    """share: 0.2 is 20 percent"""


Known = TypeVar("Known", bound=Sourced)


def _with_next(now: Known, following: NextLimits | NextTerms | None) -> Known:
    """A record with the figures of the next plan year in place of its own."""
    if following is None:
        return now
    said = {key: getattr(following, key) for key in following.model_fields_set}
    sources = tuple(dict.fromkeys((*following.sources, *now.sources)))
    return now.model_copy(update={**said, "sources": sources})


class Accumulator(Sourced):
    """A yearly running total: what the patient has paid toward a deductible and a maximum."""

    name: Text | None = None
    """what people call it: 'Part B'"""
    deductible: Usd
    """US dollars a plan year"""
    out_of_pocket_max: Limit = None
    """US dollars a plan year; `none` where the plan has no limit"""
    out_of_pocket_with: Slug | None = None
    """counts toward the maximum of this other accumulator"""
    family: Family | None = None
    """what the family owes together, where the plan covers one"""
    next_year: NextLimits | None = None
    """limits of the next plan year, where they are known: a course may run into it"""

    @model_validator(mode="after")
    def _says_maximum(self) -> Accumulator:
        said = {"out_of_pocket_max", "out_of_pocket_with"} & self.model_fields_set
        if len(said) != 1:
            found = "both" if said else "neither"
            raise slip(
                "say either out-of-pocket-max (a number of US dollars, or none where there is no "
                "limit) or out-of-pocket-with (the accumulator whose maximum it shares); "
                f"found {found}",
                id="plan-maximum",
            )
        return self


class FirstVisits(Record):
    """Other terms for the first visits of a plan year."""

    visits: Count
    """how many visits of a plan year"""
    copayment: Usd = Decimal(0)
    """US dollars"""
    coinsurance: Share = Decimal(0)
    """share: 0.2 is 20 percent"""
    after_deductible: bool = False
    """true: the deductible is paid first"""


class DayTier(Record):
    """A copayment for each day of a stay from one day of the benefit period on."""

    from_day: Count
    """first day that it is due for: 61"""
    copayment: Usd
    """US dollars a day"""


class Terms(Sourced):
    """What the patient pays for a covered service of one benefit category."""

    accumulator: Slug = "medical"
    """which deductible and maximum it counts toward; medical if left out"""
    after_deductible: bool = False
    """true: the deductible is paid first"""
    copayment: Usd = Decimal(0)
    """US dollars"""
    copayment_first: bool = False
    """with after-deductible: the copayment comes before the deductible"""
    coinsurance: Share = Decimal(0)
    """share: 0.2 is 20 percent"""
    coinsurance_min: Usd | None = None
    """least coinsurance on one service (never more than it costs)"""
    coinsurance_max: Usd | None = None
    """most coinsurance on one service"""
    outside_out_of_pocket_max: bool = False
    """true: what is paid does not count toward the maximum nor stop at it"""
    per: Literal["service", "visit", "day", "stay"] = "service"
    """the copayment is for each service, a visit (all services of the benefit on one day, at the
    highest rate), each day of a stay, or a whole stay"""
    max_days: Whole | None = None
    """with `per: day`: days that are charged"""
    day_tiers: Many[DayTier] = ()
    """further copayments a day from a day of the benefit period on"""
    benefit_period_days: Count | None = None
    """a stay within so many days of the last one goes on with its benefit period: no new
    deductible or copayment, and its days are counted on (Medicare: 60)"""
    first: FirstVisits | None = None
    """other terms for the first visits of a plan year"""
    visit_limit: Count | None = None
    """so many visits a plan year are covered; later ones are not"""
    counted_as: Slug | None = None
    """benefits with the same name here share their first visits, their limit and, with
    `per: visit`, their copayment"""
    next_year: NextTerms | None = None
    """terms of the next plan year, where they are known: a course may run into it"""


class Hra(Record):
    """A health reimbursement arrangement: the employer's money, which pays the patient's share of
    covered care first, until the year's amount is used."""

    amount: Usd
    """US dollars a plan year"""
    pays: Literal["any-share", "deductible"] = "any-share"
    """deductible: only what goes to a deductible"""


class OutsideNetwork(Record):
    """What a plan pays back for care outside its network. What the provider charges above the
    allowed amount is the patient's, and counts toward nothing."""

    deductible: Usd = Decimal(0)
    """US dollars a plan year"""
    share: Share
    """share of the allowed amount that the plan pays back"""
    allowed: Share = Decimal(1)
    """allowed amount as a share of the charge"""
    out_of_pocket_max: Limit = None
    """US dollars a plan year; beyond it all of the allowed amount is paid back; `none` where there
    is no limit"""


class Premium(Sourced):
    """What the plan itself costs a month, for one person."""

    monthly: Usd | None = None
    """US dollars a month, what is typical"""
    unknown: Text | None = None
    """in place of `monthly`: why no figure is known"""
    who_pays: Text
    """whose share it is: the worker's, before the marketplace's help"""

    @model_validator(mode="after")
    def _one_of_them(self) -> Premium:
        if (self.monthly is None) == (self.unknown is None):
            raise slip("says either monthly (US dollars) or unknown (why)", id="key-missing")
        return self


class Plan(Record):
    """An insurance design, in the words of a Summary of Benefits and Coverage."""

    label: Text
    """as shown to people"""
    phrase: Text | None = None
    """as in 'with an employer plan'"""
    payer: Payer
    """whose price applies"""
    coverage: CoverageKind | None = None
    """none: nothing is covered"""
    year_starts_month: Annotated[int, Field(ge=1, le=12)] = 1
    """month in which the plan year starts; 1 (January) if left out"""
    accumulators: dict[Slug, Accumulator] = Field(default_factory=dict)
    """deductibles and maximums; one is called medical"""
    cost_sharing: dict[Benefit, Terms] = Field(default_factory=dict)
    """terms of each benefit category that has its own"""
    otherwise: Terms | None = None
    """terms of all other covered services"""
    one_copayment_a_day: bool = False
    """one copayment a day for all visits, at the highest rate; drugs of a pharmacy apart"""
    in_stay: Many[Benefit] = ()
    """benefits that belong to a stay: nothing is paid for them on its days (nor for those that
    take their terms)"""
    carry_over_months: Annotated[int, Field(ge=0, le=11)] = 0
    """what goes to a deductible in the last so many months of a plan year counts toward the next
    year's too (3: fourth-quarter carry-over)"""
    hra: Hra | None = None
    """money of the employer that pays first"""
    out_of_network: OutsideNetwork | None = None
    """left out: nothing is paid back outside the network"""
    premium: Premium | None = None
    """what the plan itself costs a month"""
    changed: Text | None = None
    """why it differs from the release before"""
    note: Text | None = None
    """what else a reader should know; shown in the app"""
    sources: SourceIds = ()
    """ids of sources.yaml"""

    @model_validator(mode="after")
    def _complete(self) -> Plan:
        if self.payer == "self-pay":
            self._pays_nothing()
            return self
        if "medical" not in self.accumulators:
            raise slip(
                f"accumulators must hold medical; found {self._names() or 'none'}",
                id="key-missing",
            )
        if self.otherwise is None:
            raise slip(
                "otherwise is missing: the terms for all other covered services", id="key-missing"
            )
        self._check_accumulators()
        for path, terms in self._all_terms():
            if terms.accumulator not in self.accumulators:
                near = did_you_mean(terms.accumulator, self.accumulators)
                raise slip(
                    f"this plan has no accumulator '{terms.accumulator}'{near}; it has: "
                    f"{self._names()}",
                    *path,
                    *(("accumulator",) if "accumulator" in terms.model_fields_set else ()),
                    id="name-unknown",
                )
        return self

    def _names(self) -> str:
        return ", ".join(self.accumulators)

    def _pays_nothing(self) -> None:
        for key in ("coverage", "accumulators", "cost_sharing", "otherwise"):
            if getattr(self, key):
                key = key.replace("_", "-")
                raise slip(
                    f"a self-pay plan pays nothing, so it has no {key}", key, id="key-unknown"
                )

    def _all_terms(self) -> Iterator[tuple[tuple[str, ...], Terms]]:
        for key, terms in self.cost_sharing.items():
            yield ("cost-sharing", key), terms
        if self.otherwise is not None:
            yield ("otherwise",), self.otherwise

    def _check_accumulators(self) -> None:
        for name, accumulator in self.accumulators.items():
            other = accumulator.out_of_pocket_with
            path = ("accumulators", name, "out-of-pocket-with")
            if other and (other == name or other not in self.accumulators):
                raise slip(
                    f"'{other}' is no other accumulator of this plan; it has: {self._names()}",
                    *path,
                    id="name-unknown",
                )
            if other and self.accumulators[other].out_of_pocket_with:
                raise slip(
                    f"'{other}' has no maximum of its own; name one that has",
                    *path,
                    id="plan-maximum",
                )

    def filed_as(self, benefit: str) -> str:
        """The benefit category whose terms hold for one: its own where the plan has such, else
        those of the category that it is one kind of (TERMS_OF)."""
        wider = TERMS_OF.get(benefit, benefit)
        own = benefit in self.cost_sharing or wider not in self.cost_sharing
        return benefit if own else wider

    def in_a_stay(self, benefit: str) -> bool:
        """Whether a benefit belongs to a stay."""
        return benefit in self.in_stay or TERMS_OF.get(benefit, benefit) in self.in_stay

    def in_year(self, number: int) -> Plan:
        """The plan as it is in a plan year: 0 is the release's own, 1 and later the next."""
        if number == 0:
            return self
        accumulators = {n: _with_next(a, a.next_year) for n, a in self.accumulators.items()}
        terms = {n: _with_next(t, t.next_year) for n, t in self.cost_sharing.items()}
        rest = self.otherwise and _with_next(self.otherwise, self.otherwise.next_year)
        said = {"accumulators": accumulators, "cost_sharing": terms, "otherwise": rest}
        return self.model_copy(update=said)

    def next_year_known(self, benefit: str) -> bool:
        """Whether anything is known of the next plan year's terms for a benefit."""
        terms = self.terms(benefit)
        return bool(terms.next_year or self.accumulators[terms.accumulator].next_year)

    def terms(self, benefit: str) -> Terms:
        """What the patient pays for a covered service of a benefit category.

        Raises:
            ValueError: a self-pay plan covers nothing.
        """
        found = self.cost_sharing.get(cast(Benefit, self.filed_as(benefit)), self.otherwise)
        if found is None:
            raise ValueError("a self-pay plan has no terms")
        return found


class PlansFile(Record):
    """plans.yaml"""

    default: Slug
    """id of the plan chosen at first"""
    renamed: dict[Slug, Slug] = Field(default_factory=dict)
    """old id: new id, so that old links keep working"""
    plans: dict[Slug, Plan] = Field(min_length=1)
    """the plans to choose from"""
