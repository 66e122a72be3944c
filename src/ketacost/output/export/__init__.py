"""A release of the price tables as data for researchers: a Frictionless Data Package."""

from ketacost.output.export.files import export_files, write_folder, write_zip, zip_of
from ketacost.output.export.package import LICENSE, citation, package_name, table_words
from ketacost.output.export.tables import tables_of

__all__ = [
    "LICENSE",
    "citation",
    "export_files",
    "package_name",
    "table_words",
    "tables_of",
    "write_folder",
    "write_zip",
    "zip_of",
]
