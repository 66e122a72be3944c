"""Pricing tables: YAML and CSV files to a PriceBook, or to faults that tell what to mend."""

from ketacost.tables.book import PriceBook, Region, load_prices, read_folder
from ketacost.tables.faults import Fault, PricingError, PricingFaults
from ketacost.tables.releases import content_hash, pricing_root, release_folder, release_names

__all__ = [
    "Fault",
    "PriceBook",
    "PricingError",
    "PricingFaults",
    "Region",
    "content_hash",
    "load_prices",
    "pricing_root",
    "read_folder",
    "release_folder",
    "release_names",
]
