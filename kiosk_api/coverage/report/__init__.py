"""A coverage run as people read it: an Excel workbook and one self-contained page."""

from kiosk_api.coverage.report.excel import write_excel
from kiosk_api.coverage.report.findings import Findings, find
from kiosk_api.coverage.report.html import write_html

__all__ = ["Findings", "find", "write_excel", "write_html"]
