"""The class of a payer, from the names of payer and plan in a hospital's file.

The first rule of `RULES` with a word that the names hold decides; a name that holds none is
commercial. Names alone can mislead: a payer that names no product may have several.
"""

from __future__ import annotations

import re
from functools import lru_cache

CLASSES = (
    "gross", "cash", "commercial", "exchange", "medicare-advantage", "medicaid", "va-tricare",
    "other",
)  # fmt: skip

RULES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("va-tricare", (
        "tricare", "champva", "champus", "veterans?", "triwest", "va ccn", "vaccn", "va care",
        "va community", "va government", "va health ?care", "ccn government",
    )),
    ("other", (  # no plan that a patient of ours would have, or no insurance
        "workers? comp(ensation)?", "corvel", "auto", "no fault", "motor vehicle",
        "transplant", "car t", "sct", "bmt", "cent(er|re)s? of excellence", "cancer ?care",
        "cancer resources", "correction(s|al)?", "inmate", "jail", "naph ?care", "embassy[a-z]*",
        "minist(ry|ries)[a-z]*", "international", "armed forces", "attache", "nation",
        "tribal", "indian health", "health authority", "prompt ?pay", "self pay", "charity",
        "medicare suppl?ement(al)?", "medigap", "traditional medicare", "medicare ffs",
        "medicare part [ab]", "government", "world trade center",
    )),
    ("medicare-advantage", (
        "medicare", "mcr", "mmai", "fide", "d? ?snp", "care advantage", "for life",
        "commonwealth care alliance", "senior advantage",
    )),
    ("medicaid", (
        "medicaid", "mcaid", "medi cal", "ahcccs", "s?chip", "healthy kids", "peachcare",
        "masshealth", "tenncare", "badgercare", "community plan", "better (health|hlth)",
        "wellsense", "university family plan",
    )),
    ("exchange", (
        "exchange", "exch", "hix", "marketplace", "qhp", "qualified health plan", "aca", "ifp",
        "ambetter", "covered california", "individual",
    )),
    ("commercial", ("commercial", "ppo", "pos", "epo", "employee")),
    ("exchange", ("oscar",)),
    ("other", (  # mostly Medicaid and Medicare, but the plan does not say which
        "molina", "amerigroup", "amerihealth", "caresource", "centene", "wellcare", "wellpoint",
    )),
)  # fmt: skip
_FORMS = tuple((name, re.compile(rf"\b({'|'.join(words)})\b")) for name, words in RULES)
_ONLY_MEDICARE = re.compile(r"(?:original )?medicare(?: alternate)?(?: [0-9]+)?")


@lru_cache(maxsize=4096)
def payer_class(payer: str, plan: str) -> str:
    """The class (one of `CLASSES` from "commercial" on) of a payer's plan.

    Names run together ("MedicareAdvantage", "VA_CCN") are taken apart. A payer called Medicare,
    and nothing more, is the government's own Medicare: `other`.
    """
    if _ONLY_MEDICARE.fullmatch(_words(payer)):
        return "other"
    if _words(payer) in ("va", "department of va"):
        return "va-tricare"
    names = f"{_words(payer)} / {_words(plan)}"
    return next((name for name, form in _FORMS if form.search(names)), "commercial")


def _words(name: str) -> str:
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", name)
    return " ".join(re.sub(r"[^0-9A-Za-z]+", " ", apart).lower().split())
