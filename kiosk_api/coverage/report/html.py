"""A coverage run as one self-contained page that a director reads: no script, no outside resource."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from kiosk_api.coverage.gaps import spoken
from kiosk_api.coverage.names import verdict_name
from kiosk_api.coverage.records import Run
from kiosk_api.coverage.report.findings import Findings, find
from kiosk_api.coverage.report.view import view_of
from search_index import Content

TEMPLATE, STYLE = "page.html.j2", "page.css"


def write_html(run: Run, content: Content, path: Path, findings: Findings | None = None) -> None:
    """Writes the page as UTF-8; overwrites ``path``.

    Without ``findings`` the sections that need an embedding model say that they were not made.
    """
    path.write_text(page(run, content, findings or find(run, content)), encoding="utf-8")


def page(run: Run, content: Content, findings: Findings) -> str:
    """The page's text; whatever stands in a question or a record is escaped."""
    folder = Path(__file__).parent
    environment = Environment(loader=FileSystemLoader(folder), autoescape=True, undefined=StrictUndefined)
    environment.filters["verdict"] = verdict_name
    environment.filters["spoken"] = spoken
    css = Markup((folder / STYLE).read_text("utf-8"))  # the project's own file, no text from outside
    return environment.get_template(TEMPLATE).render(view=view_of(run, content, findings), css=css)
