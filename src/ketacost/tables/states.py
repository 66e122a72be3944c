"""The states and territories, and how their ZIP codes begin."""

from __future__ import annotations

from functools import cache

TERRITORIES = frozenset({"PR", "VI", "GU", "AS", "MP"})
"""No price level is published for them."""

_BEGINNINGS = {
    "AK": "995-999",
    "AL": "350-369",
    "AR": "716-729",
    "AS": "967",
    "AZ": "850-853 855-857 859-865",
    "CA": "900-928 930-961",
    "CO": "800-816",
    "CT": "060-069",
    "DC": "200-209 220-223 569 888",
    "DE": "197-199",
    "FL": "320-347 349",
    "GA": "300-319 398-399",
    "GU": "969",
    "HI": "967-969",
    "IA": "500-516 520-528",
    "ID": "832-838",
    "IL": "600-620 622-629",
    "IN": "460-479",
    "KS": "660-662 664-679",
    "KY": "400-427",
    "LA": "700-701 703-708 710-714",
    "MA": "010-027 055",
    "MD": "205-207 210-219",
    "ME": "039-049",
    "MI": "480-499",
    "MN": "550-567",
    "MO": "630-641 644-658 726",
    "MP": "969",
    "MS": "386-397",
    "MT": "590-599",
    "NC": "270-289",
    "ND": "580-588",
    "NE": "680-681 683-693",
    "NH": "002 030-038",
    "NJ": "070-089",
    "NM": "870-884",
    "NV": "889-891 893-898",
    "NY": "005 063 100-149",
    "OH": "430-459",
    "OK": "730-731 734-741 743-749",
    "OR": "970-979",
    "PA": "150-196",
    "PR": "006-007 009",
    "RI": "028-029",
    "SC": "290-299",
    "SD": "570-577",
    "TN": "370-385",
    "TX": "733 739 750-799 885",
    "UT": "840-847",
    "VA": "003 201 205 220-221 224-246",
    "VI": "008",
    "VT": "050-054 056-059",
    "WA": "980-986 988-994",
    "WI": "530-535 537-549",
    "WV": "247-268",
    "WY": "820-831 834",
}
"""The first three digits of each state's ZIP codes, the few that lie across a border with them.

Source: US Postal Service, three-digit ZIP code prefixes; Medicare's area of Washington reaches into
Maryland and Virginia. The ZIP codes of CMS's own file of the end of 2025 all begin so.
"""

STATES = frozenset(_BEGINNINGS)
"""Two letters of each state, the District of Columbia and the territories."""


@cache
def zip_beginnings(state: str) -> frozenset[int]:
    """The first three digits, as numbers, with which ZIP codes of a state begin."""
    found: set[int] = set()
    for part in _BEGINNINGS.get(state, "").split():
        first, _, last = part.partition("-")
        found |= set(range(int(first), int(last or first) + 1))
    return frozenset(found)
