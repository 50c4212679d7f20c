"""Every figure against turns counted by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from kiosk_api.admin.runs import Runs
from kiosk_api.coverage.records import Outcome, Run, TestQuestion, Verdict
from kiosk_api.coverage.summary import summarise
from kiosk_api.loop.working_days import after_working_days
from kiosk_api.models import Status
from kiosk_api.statistics.departments import coverage_over_time, departments, past_limit
from kiosk_api.statistics.figures import NOT_NAMED, Count, Figures, figures, latency_of
from kiosk_api.statistics.monthly import Month, monthly_report, page
from kiosk_api.storage.loop import Loop
from kiosk_api.storage.repository import Repository
from kiosk_api.storage.statistics import Span, Statistics
from search_index import Content, SearchIndexError
from search_index.records import CatalogItem, Faq, Policy
from tests.fakes import CONTENT, ITEM
from tests.statistics.conftest import DAY, Clock, ask

ROADS = CatalogItem(id="item-roads", domain="交通", topic="道路", name="道路养护", agency="区交通局、区民政局")
CITING = Faq(id="faq-2", question="低保？", answer="看目录。", cites=("item-dibao",))
DISTRICT = Content(CONTENT.district, (*CONTENT.records, ROADS, CITING))
ALL = Span(date(2027, 1, 1), date(2027, 12, 31))


def ten_turns(repository: Repository, clock: Clock) -> None:
    """Three conversations and ten questions in two quarters; one conversation of test traffic."""
    hall = repository.open_conversation("kiosk", "hall-1")
    first = ask(repository, hall, "一", latency_ms=40)
    ask(repository, hall, "二", latency_ms=90)
    ask(repository, hall, "三", item="item-roads", latency_ms=90)
    ask(repository, hall, "四", Status.no_content, latency_ms=90)
    repository.add_feedback(first, True, "")
    clock.seconds += 3600
    phone = repository.open_conversation("wechat")
    second = ask(repository, phone, "五", item="faq-2", latency_ms=90)
    ask(repository, phone, "六", Status.out_of_scope, latency_ms=90)
    ask(repository, phone, "七", Status.clarification, latency_ms=90)
    repository.add_feedback(second, False, "")
    clock.seconds += 90 * DAY
    again = repository.open_conversation("kiosk", "hall-2")
    third = ask(repository, again, "八", item="item-gone", latency_ms=90)
    ask(repository, again, "九", Status.refused, latency_ms=450)
    ask(repository, again, "十", Status.listing, latency_ms=3_900)
    repository.add_feedback(third, True, "")
    trial = repository.open_conversation("test")
    repository.add_feedback(ask(repository, trial, "试", latency_ms=9_000), False, "")


@pytest.fixture
def counted(repository: Repository, clock: Clock) -> Repository:
    ten_turns(repository, clock)
    return repository


def made(repository: Repository, span: Span = ALL) -> Figures:
    return figures(Statistics(repository), span, DISTRICT)


def told(counts: list[Count]) -> dict[str, int]:
    return {one.label: one.count for one in counts}


def test_totals(counted: Repository) -> None:
    found = made(counted)
    assert (found.conversations, found.questions, found.unanswered, found.unanswered_share) == (3, 10, 2, 0.2)
    assert (found.feedback.useful, found.feedback.not_useful) == (2, 1)
    assert found.feedback.share == pytest.approx(2 / 3)
    # 40 | 90 × 7 | 450 | 3900: the fifth is within 100, the tenth within 4000.
    assert (found.latency.p50, found.latency.p95, found.latency.p99) == (100, 4_000, 4_000)


def test_by_status_item_aspect_agency(counted: Repository) -> None:
    found = made(counted)
    assert {one.key: one.count for one in found.status} == {
        "answered": 5,
        "no_content": 1,
        "out_of_scope": 1,
        "clarification": 1,
        "refused": 1,
        "listing": 1,
    }
    assert [(one.key, one.count, one.share) for one in found.item[:2]] == [("item-dibao", 2, 0.2), ("faq-2", 1, 0.1)]
    assert "item-gone（目录里已经没有）" in told(found.item)
    assert [(one.key, one.count) for one in found.aspect] == [("where", 5)]
    # Two of 低保, one FAQ that cites it, one item of two agencies, one record that is gone.
    assert told(found.agency) == {"区民政局": 4, "区交通局": 1, NOT_NAMED: 1}


def test_by_channel_terminal_hour_day_quarter(counted: Repository) -> None:
    found = made(counted)
    assert told(found.channel) == {"大厅终端": 7, "微信公众号": 3}
    assert told(found.terminal) == {"hall-1": 4, "hall-2": 3}
    assert {one.key: one.count for one in found.hour if one.count} == {"16": 4, "17": 6}
    assert len(found.hour) == 24
    assert told(found.day) == {"2027-01-15": 7, "2027-04-15": 3}
    assert told(found.quarter) == {"2027年第1季度": 7, "2027年第2季度": 3}


def test_days_are_included_and_channel_and_terminal_narrow(counted: Repository) -> None:
    day = date(2027, 1, 15)
    assert made(counted, Span(day, day)).questions == 7
    assert made(counted, Span(date(2027, 1, 16), date(2027, 4, 14))).questions == 0
    assert made(counted, Span(day, day, channel="wechat")).questions == 3
    only = made(counted, Span(ALL.since, ALL.until, terminal="hall-2"))
    assert (only.questions, only.conversations, told(only.channel)) == (3, 1, {"大厅终端": 3})
    assert made(counted, Span(day, day, channel="test")).questions == 0


def test_nothing_counted_is_no_share(repository: Repository) -> None:
    found = made(repository)
    assert (found.questions, found.unanswered_share, found.latency.p50, found.feedback.share) == (0, None, None, None)


def test_percentiles_from_counts() -> None:
    assert latency_of({50: 95, 100: 4, 60_000: 1}).model_dump() == {"p50": 50, "p95": 50, "p99": 100}
    assert latency_of({50: 94, 100: 6}).p95 == 100


def test_content_past_its_time_limit() -> None:
    ended = Policy(id="p", name="办法", agency="区交通局", ended=date(2027, 1, 1))
    repealed = ended.model_copy(update={"id": "q", "status": "已废止"})
    old = ITEM.model_copy(update={"id": "old", "as_of": date(2025, 12, 31)})
    content = Content(CONTENT.district, (ITEM, old, ROADS, ended, repealed))
    assert past_limit(content, date(2027, 1, 1), 365) == {"区民政局": 1}
    assert past_limit(content, date(2027, 1, 2), 365) == {"区民政局": 1, "区交通局": 1}


def coverage_run(runs: Runs, name: str, day: int, *verdicts: Verdict) -> None:
    outcomes = tuple(
        Outcome(
            question=TestQuestion(question=f"问{number}", expected=("item-roads",)),
            verdict=verdict,
            points=float(verdict is Verdict.right),
            status=Status.answered,
            understood_by="direct",
        )
        for number, verdict in enumerate(verdicts)
    )
    run = Run(
        id=name,
        created_at=datetime(2027, 1, day, tzinfo=UTC),
        district="示范区",
        mode="direct",
        questions_file="q.jsonl",
        questions_sha256="",
        index_version="v1",
        content_hash="",
        model="",
        settings={},
        outcomes=outcomes,
        seconds=1.0,
    )
    runs.keep(run, summarise(run, DISTRICT))


def test_departments_and_coverage_over_time(counted: Repository, tmp_path: Path) -> None:
    runs = Runs(tmp_path / "runs")
    coverage_run(runs, "run-1", 3, Verdict.missed, Verdict.right)
    coverage_run(runs, "run-2", 9, Verdict.right, Verdict.right, Verdict.right, Verdict.missed)
    loop = Loop(counted)
    due = after_working_days(date(2027, 1, 4), 5)
    waiting = [question.id for question in loop.without_vector("none", 100)]
    assert loop.found(waiting[:1], "区交通局", due) and loop.found(waiting[1:2], "", date(2028, 1, 1))
    found = {one.agency: one for one in departments(Statistics(counted), loop, ALL, DISTRICT, runs)}
    roads, civil, nobody = found["区交通局"], found["区民政局"], found[NOT_NAMED]
    assert (roads.items, roads.questions, roads.tested, roads.right) == (1, 1, 4, 0.75)
    assert (roads.open_groups, roads.overdue_groups, roads.past_limit) == (1, 1, 0)
    assert (civil.items, civil.questions, civil.open_groups) == (3, 4, 0)
    assert (nobody.open_groups, nobody.overdue_groups) == (1, 0)
    points = coverage_over_time(runs)
    assert [(one.id, one.questions, one.right) for one in points] == [("run-1", 2, 0.5), ("run-2", 4, 0.75)]


def test_the_monthly_report_is_a_page_without_script(counted: Repository, tmp_path: Path) -> None:
    runs = Runs(tmp_path / "runs")
    coverage_run(runs, "run-2", 9, Verdict.right, Verdict.missed)
    evil = "<script>alert(1)</script>怎么办"
    for _ in range(2):
        ask(counted, counted.open_conversation("page"), evil, Status.no_content)
    ask(counted, counted.open_conversation("page"), "只有我问过的事", Status.no_content)
    loop = Loop(counted)
    ids = {question.text: [] for question in loop.without_vector("none", 100)}
    for question in loop.without_vector("none", 100):
        ids[question.text].append(question.id)
    for group in ids.values():
        loop.found(group, "区民政局", date(2027, 5, 1))
    report = monthly_report(counted, Month.parse("2027-01"), DISTRICT, runs)
    assert (report.figures.questions, report.before.questions, report.figures.conversations) == (7, 0, 2)
    html = page(report)
    assert "<script" not in html and "&lt;script&gt;alert(1)&lt;/script&gt;怎么办" in html
    assert "只有我问过的事" not in html
    for words in ("示范区政务公开查询服务月报", "2027年1月", "28.6%", "不超过 0.1 秒", "区交通局", "50.0%"):
        assert words in html
    assert "http://" not in html and "https://" not in html
    with pytest.raises(SearchIndexError):
        Month.parse("2027-13")
