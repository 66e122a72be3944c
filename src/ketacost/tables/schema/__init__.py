"""What a pricing file may say: one model a kind of record, one module a kind of file.

These classes are the only definition of the format. The faults a maintainer sees, the data
dictionary and the JSON Schemas are all made from them, so they can't disagree.

Names in YAML are lower-case words joined by hyphens (`out-of-pocket-max`); in Python the same
with underscores. Unknown names are faults. Money is in US dollars and kept as `Decimal`.
"""

from ketacost.tables.schema.context import (
    CONTEXT_ROWS,
    ContextCell,
    ContextFile,
    ContextRows,
)
from ketacost.tables.schema.examples import Example, ExamplesFile
from ketacost.tables.schema.getting_there import GettingThere, Mile, UsualMiles
from ketacost.tables.schema.help import Help, HelpFile
from ketacost.tables.schema.help_by_income import (
    HelpByIncome,
    IncomeHelp,
    IncomeStep,
    MedicaidLimit,
    PovertyLevel,
    PovertyLevels,
)
from ketacost.tables.schema.medicare import FactorOf, Medicare, TableOf
from ketacost.tables.schema.plans import (
    Accumulator,
    DayTier,
    Family,
    FirstVisits,
    Hra,
    OutsideNetwork,
    Plan,
    PlansFile,
    Terms,
)
from ketacost.tables.schema.prices import (
    AmountPrice,
    Anesthesia,
    AnesthesiaPrice,
    BandPrice,
    Basis,
    FeeSchedulePrice,
    HospitalPrice,
    MultiplePrice,
    Price,
    PriceRecord,
    Prices,
    UnknownPrice,
)
from ketacost.tables.schema.record import Record, keys_of, meaning_of, one_line, own_fields
from ketacost.tables.schema.release import Release, ReleaseEntry, ReleasesFile
from ketacost.tables.schema.rules import Rule, RulesFile
from ketacost.tables.schema.services import NadacUnits, Service, ServicesFile
from ketacost.tables.schema.sources import Source, SourcesFile
from ketacost.tables.schema.treatments import (
    Approval,
    Coverage,
    Coverages,
    Fact,
    Option,
    Rhythm,
    Sessions,
    Step,
    Treatment,
)
from ketacost.tables.schema.values import (
    BOUNDS,
    CODE,
    COVERAGE_KINDS,
    MAX_SPREAD,
    MAX_USD,
    PAYERS,
    RELEASE,
    SHAPES,
    SLUG,
    Band,
    Benefit,
    CodeBand,
    Dates,
    Payer,
    Regional,
    Sourced,
)
from ketacost.tables.schema.ways import Way, Ways

__all__ = [
    "BOUNDS",
    "CODE",
    "CONTEXT_ROWS",
    "COVERAGE_KINDS",
    "MAX_SPREAD",
    "MAX_USD",
    "PAYERS",
    "RELEASE",
    "SHAPES",
    "SLUG",
    "Accumulator",
    "AmountPrice",
    "Anesthesia",
    "AnesthesiaPrice",
    "Approval",
    "Band",
    "BandPrice",
    "Basis",
    "Benefit",
    "CodeBand",
    "ContextCell",
    "ContextFile",
    "ContextRows",
    "Coverage",
    "Coverages",
    "Dates",
    "DayTier",
    "Example",
    "ExamplesFile",
    "Fact",
    "FactorOf",
    "Family",
    "FeeSchedulePrice",
    "FirstVisits",
    "GettingThere",
    "Help",
    "HelpByIncome",
    "HelpFile",
    "HospitalPrice",
    "Hra",
    "IncomeHelp",
    "IncomeStep",
    "MedicaidLimit",
    "Medicare",
    "Mile",
    "MultiplePrice",
    "NadacUnits",
    "Option",
    "OutsideNetwork",
    "Payer",
    "Plan",
    "PlansFile",
    "PovertyLevel",
    "PovertyLevels",
    "Price",
    "PriceRecord",
    "Prices",
    "Record",
    "Regional",
    "Release",
    "ReleaseEntry",
    "ReleasesFile",
    "Rhythm",
    "Rule",
    "RulesFile",
    "Service",
    "ServicesFile",
    "Sessions",
    "Source",
    "Sourced",
    "SourcesFile",
    "Step",
    "TableOf",
    "Terms",
    "Treatment",
    "UnknownPrice",
    "UsualMiles",
    "Way",
    "Ways",
    "keys_of",
    "meaning_of",
    "one_line",
    "own_fields",
]
