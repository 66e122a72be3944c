"""ketacost: what a course of ketamine, an SSRI, CBT or ECT would cost a person in the US.

from ketacost import compare, default_scenario, load_prices

book = load_prices()
result = compare(book, default_scenario(book))
result.arms[0].ledger.totals()["patient_pays"]["typical"]   # cents
"""

from ketacost.model.estimate import compare, estimate
from ketacost.model.scenario import Scenario, ScenarioError, default_scenario, read_arm
from ketacost.tables import load_prices

__all__ = [
    "Scenario",
    "ScenarioError",
    "compare",
    "default_scenario",
    "estimate",
    "load_prices",
    "read_arm",
]
