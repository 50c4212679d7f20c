"""Disclosure catalogues out of the tables that districts keep them in: understood, doubted, compared, written."""

from search_index.catalogue.exported import export_catalogue
from search_index.catalogue.importing import ImportPlan, PlannedFile, import_catalogues, plan_import
from search_index.catalogue.reader import ImportReport, read_catalogue

__all__ = [
    "ImportPlan",
    "ImportReport",
    "PlannedFile",
    "export_catalogue",
    "import_catalogues",
    "plan_import",
    "read_catalogue",
]
