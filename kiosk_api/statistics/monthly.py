"""The report of one month as a page to print, for the district's report on open government: no script, no resource."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from kiosk_api.admin.runs import Runs
from kiosk_api.loop.groups import UNDER_WAY
from kiosk_api.models import Frozen
from kiosk_api.statistics.departments import CoveragePoint, Department, coverage_over_time, departments
from kiosk_api.statistics.figures import Figures, figures, meanings
from kiosk_api.storage.loop import Loop
from kiosk_api.storage.repository import Repository
from kiosk_api.storage.statistics import Span, Statistics
from search_index import Content, SearchIndexError

TEMPLATE = "monthly.html.j2"


@dataclass(frozen=True, slots=True)
class Month:
    """A calendar month."""

    year: int
    month: int

    @classmethod
    def parse(cls, text: str) -> Month:
        """``2026-10``; raises SearchIndexError."""
        try:
            first = date.fromisoformat(f"{text}-01")
        except ValueError as error:
            raise SearchIndexError(f"“{text}” 不是月份，请写成 2026-10 这样") from error
        return cls(first.year, first.month)

    @property
    def span(self) -> Span:
        """From its first day to its last."""
        last = monthrange(self.year, self.month)[1]
        return Span(date(self.year, self.month, 1), date(self.year, self.month, last))

    @property
    def before(self) -> Month:
        """The month in front of it."""
        day = self.span.since - timedelta(days=1)
        return Month(day.year, day.month)


class Asked(Frozen):
    """A group of questions that is still open."""

    title: str
    count: int
    agency: str
    due: str


class MonthlyReport(Frozen):
    """Everything on the page; ``before`` are the figures of the month before."""

    district: str
    year: int
    month: int
    made: date
    figures: Figures
    before: Figures
    departments: list[Department]
    asked: list[Asked]
    coverage: list[CoveragePoint]
    rows: int


def monthly_report(repository: Repository, month: Month, content: Content, runs: Runs) -> MonthlyReport:
    """What a month was like; groups and departments as they stand today. Blocks."""
    statistics, loop = Statistics(repository), Loop(repository)
    span, meant = month.span, meanings()
    points = [one for one in coverage_over_time(runs) if span.since <= one.at.date() <= span.until]
    return MonthlyReport(
        district=content.district.name,
        year=month.year,
        month=month.month,
        made=loop.today,
        figures=figures(statistics, span, content, meant.rows),
        before=figures(statistics, month.before.span, content, meant.rows),
        departments=departments(statistics, loop, span, content, runs),
        asked=_asked(loop, meant.least, meant.rows),
        coverage=points,
        rows=meant.rows,
    )


def page(report: MonthlyReport) -> str:
    """The page's text; whatever stands in a question or a record is escaped."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    environment.filters["percent"] = _percent
    environment.filters["change"] = _change
    environment.filters["time"] = _time
    return environment.get_template(TEMPLATE).render(report=report, now=report.figures, before=report.before)


def _asked(loop: Loop, least: int, rows: int) -> list[Asked]:
    # What one person alone asked stays out of a page that is handed on.
    found = [group for group in loop.page(0, rows, states=UNDER_WAY)[1] if group.count >= least]
    wordings = loop.wordings([group.id for group in found])
    return [
        Asked(title=wordings[group.id][0][0], count=group.count, agency=group.agency, due=group.due) for group in found
    ]


def _percent(share: float | None) -> str:
    return "—" if share is None else f"{share:.1%}"


def _time(milliseconds: int | None) -> str:
    return "—" if milliseconds is None else f"不超过 {milliseconds / 1000:g} 秒"


def _change(now: int, before: int) -> str:
    if not before:
        return "—"
    share = (now - before) / before
    return "持平" if now == before else f"{'增加' if share > 0 else '减少'} {abs(share):.1%}"
