"""What the page shows, ready to print: sentences, rows and charts; the template only lays it out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from markupsafe import Markup

from kiosk_api.coverage.duplicates import Twin
from kiosk_api.coverage.gaps import Gap
from kiosk_api.coverage.names import status_name
from kiosk_api.coverage.records import Outcome, Run, Verdict
from kiosk_api.coverage.report.charts import Part, bar
from kiosk_api.coverage.report.figures_view import Chart, charts
from kiosk_api.coverage.report.findings import Findings
from kiosk_api.coverage.report.matrix_view import ItemList, MatrixView, item_lists, matrix_view
from kiosk_api.coverage.report.overview import Todo, facts, how, lead, score, todos, weakest_first, when, words
from kiosk_api.coverage.summary import Figures, Group, Summary
from search_index import Content

MOST_MISSES = 300
MOST_GROUPS = 30
MOST_SINGLE = 60
"""Groups of unanswered questions; the workbook has them all."""
MOST_TWINS = 50

PARTS: tuple[tuple[str, str, tuple[Verdict, ...]], ...] = (
    ("答对", "#1d7a43", (Verdict.right,)),
    ("答对一半", "#a86400", (Verdict.offered, Verdict.wrong_aspect)),
    ("没答出来", "#5d6878", (Verdict.missed,)),
    ("答错", "#a3261d", (Verdict.wrong_record, Verdict.false_answer)),
    ("说法不对", "#6b4a9e", (Verdict.wrong_status,)),
)
"""Name, colour (contrast to white ≥ 4.5) and verdicts of a part of the bar; colours as in ``page.css``."""
DARKEST = (22, 73, 143)
"""Red, green, blue of a cell that holds every question."""
WHITE_FROM = 0.74
"""Depth from which white letters have more contrast than black ones; both have 4.5 here."""


class ScoreRow(NamedTuple):
    """One group of questions."""

    name: str
    questions: int
    right: int
    bar: Markup
    score: str


class ScoreTable(NamedTuple):
    """Groups of questions under one heading."""

    caption: str
    name: str
    rows: tuple[ScoreRow, ...]


class HeatCell(NamedTuple):
    """A count of questions on its background."""

    text: str
    colour: str
    ink: str
    same: bool


class HeatRow(NamedTuple):
    """What became of the questions of one expected status."""

    name: str
    cells: tuple[HeatCell, ...]


class Confusion(NamedTuple):
    """Expected statuses down, given ones across."""

    labels: tuple[str, ...]
    rows: tuple[HeatRow, ...]


class GapList(NamedTuple):
    """Questions that nothing answers: groups, the largest first, and those that nobody else asked."""

    title: str
    gaps: tuple[Gap, ...]
    single: tuple[str, ...]
    more: int


@dataclass(frozen=True, slots=True)
class View:
    """Everything the template names."""

    district: str
    notice: str
    when: str
    how: str
    lead: tuple[str, ...]
    scoring: str
    whole: Markup
    parts: tuple[Part, ...]
    todos: tuple[Todo, ...]
    nothing_to_do: str
    domains: ScoreTable
    groups: tuple[ScoreTable, ...]
    matrix: MatrixView
    items: tuple[ItemList, ...]
    gaps: tuple[GapList, ...] | None
    twins: tuple[Twin, ...] | None
    confusion: Confusion
    charts: tuple[Chart, ...]
    figures: tuple[tuple[str, str], ...]
    variants: ScoreTable
    misses: tuple[Outcome, ...]
    more_misses: int
    facts: tuple[tuple[str, str], ...]


def view_of(run: Run, content: Content, found: Findings) -> View:
    """The page of a run; counts nothing that ``found`` has not counted."""
    summary, said = found.summary, words()
    wrong = [each for each in run.outcomes if each.verdict is not Verdict.right and not each.question.variant]
    misses = sorted(wrong, key=lambda outcome: _HARM.index(outcome.verdict))
    parts = _parts(summary.overall)
    return View(
        district=run.district,
        notice=content.district.notice,
        when=when(run),
        how=how(run),
        lead=lead(found),
        scoring=said["lead"]["scoring"],
        whole=bar(parts, summary.overall.questions),
        parts=parts,
        todos=tuple(todos(run, found)),
        nothing_to_do=said["lead"]["nothing_to_do" if summary.overall.questions else "none"],
        domains=_table("domain", weakest_first(summary.groups["domain"])),
        groups=tuple(_table(name, groups) for name, groups in summary.groups.items() if name != "domain" and groups),
        matrix=matrix_view(found.matrix),
        items=item_lists(found.matrix),
        gaps=_gaps(found),
        twins=None if found.twins is None else found.twins[:MOST_TWINS],
        confusion=_confusion(summary),
        charts=charts(run, summary),
        figures=_figures(summary.overall),
        variants=_table("variant", summary.variants if len(summary.variants) > 1 else ()),
        misses=tuple(misses[:MOST_MISSES]),
        more_misses=max(0, len(misses) - MOST_MISSES),
        facts=tuple(facts(run)),
    )


_HARM = (
    Verdict.false_answer,
    Verdict.wrong_record,
    Verdict.missed,
    Verdict.wrong_aspect,
    Verdict.offered,
    Verdict.wrong_status,
)
"""What harms most comes first."""


def _parts(figures: Figures) -> tuple[Part, ...]:
    return tuple(
        Part(sum(figures.verdicts.get(verdict, 0) for verdict in verdicts), colour, label)
        for label, colour, verdicts in PARTS
    )


def _table(grouping: str, groups: Iterable[Group]) -> ScoreTable:
    rows = (
        ScoreRow(
            group.name,
            group.figures.questions,
            group.figures.verdicts.get(Verdict.right, 0),
            bar(_parts(group.figures), group.figures.questions),
            score(group.figures.index),
        )
        for group in groups
    )
    said = words()
    return ScoreTable(said["groups"][grouping], said["names"][grouping], tuple(rows))


def _figures(overall: Figures) -> tuple[tuple[str, str], ...]:
    """Label and value of every main figure that could be measured."""
    found = []
    for name, label in words()["figures"].items():
        figure = getattr(overall, name)
        if figure.value is not None:
            spread = f"（95% 区间 {figure.low:.2f}–{figure.high:.2f}，" if figure.low is not None else "（"
            found.append((label, f"{figure.value:.2f}{spread}{figure.questions} 个问题）"))
    return tuple(found)


def _gaps(found: Findings) -> tuple[GapList, ...] | None:
    if found.gaps is None:
        return None
    lists = (("unanswered", found.gaps.unanswered), ("unlabelled", found.gaps.unlabelled))
    return tuple(_gap_list(name, gaps) for name, gaps in lists if gaps)


def _gap_list(name: str, gaps: Sequence[Gap]) -> GapList:
    groups = [gap for gap in gaps if gap.size > 1]
    single = [gap.title for gap in gaps if gap.size == 1]
    return GapList(
        words()["gaps"][name].format(count=sum(gap.size for gap in gaps), groups=len(gaps)),
        tuple(groups[:MOST_GROUPS]),
        tuple(single[:MOST_SINGLE]),
        max(0, len(groups) - MOST_GROUPS) + max(0, len(single) - MOST_SINGLE),
    )


def _confusion(summary: Summary) -> Confusion:
    counts = summary.confusion
    given = list(dict.fromkeys([*counts, *(status for row in counts.values() for status in row)]))
    rows = []
    for wanted, row in counts.items():
        whole = sum(row.values())
        cells = tuple(_heat(row.get(status, 0), whole, same=status is wanted) for status in given)
        rows.append(HeatRow(f"{status_name(wanted)}（{whole}）", cells))
    return Confusion(tuple(map(status_name, given)), tuple(rows))


def _heat(count: int, whole: int, *, same: bool) -> HeatCell:
    """Darker for more of the row."""
    depth = 0.0 if not count else 0.08 + 0.92 * count / whole
    rgb = _mixed(DARKEST, depth)
    return HeatCell(str(count) if count else "·", f"rgb({rgb})", "#fff" if depth > WHITE_FROM else "#000", same)


def _mixed(colour: Sequence[int], depth: float) -> str:
    return ",".join(str(round(255 + (part - 255) * depth)) for part in colour)
