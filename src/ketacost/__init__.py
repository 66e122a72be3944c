"""ketacost: what a course of ketamine, an SSRI, CBT or ECT would cost a person in the US.

from ketacost import compare, default_scenario, load_prices

book = load_prices()
result = compare(book, default_scenario(book))
result.arms[0].ledger.totals()["patient_pays"]["typical"]   # cents
"""

from ketacost.model.estimate import compare
from ketacost.model.link import from_link, read_link, to_link
from ketacost.model.link_values import read_arm
from ketacost.model.scenario import Scenario, ScenarioError, default_scenario
from ketacost.model.sweep import sweep
from ketacost.tables import load_prices

__all__ = [
    "Scenario",
    "ScenarioError",
    "compare",
    "default_scenario",
    "from_link",
    "load_prices",
    "read_arm",
    "read_link",
    "sweep",
    "to_link",
]
