"""Pricing tables: YAML and CSV files to a PriceBook, or to faults that tell what to mend."""

from ketacost.tables.book import PriceBook, load_prices
from ketacost.tables.faults import Fault, PricingError, PricingFaults
from ketacost.tables.folder import read_folder
from ketacost.tables.regions import Region
from ketacost.tables.releases import pricing_root, release_folder, release_names

__all__ = [
    "Fault",
    "PriceBook",
    "PricingError",
    "PricingFaults",
    "Region",
    "load_prices",
    "pricing_root",
    "read_folder",
    "release_folder",
    "release_names",
]
