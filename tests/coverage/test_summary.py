"""Every figure of a run against twenty questions counted by hand.

The content: item-a (社会救助, 区民政局), item-b (社会救助, 区民政局 and 某街道办事处), item-c (义务教育, 区教育局),
faq-1 (cites item-a), policy-1 (社会救助).

====  =========  ================  ==================  =============  ============  ====  ====  ==========  ====  ======
 no.  expected   expected status   aspects → heard     given          verdict       pts   rank  confidence  ms    by
====  =========  ================  ==================  =============  ============  ====  ====  ==========  ====  ======
 1    item-a     answered          where → where       answered       right         1     0     .90         10    a
 2    item-a     answered          when → when         answered       right         1     0     .80         20    a
 3    item-a     answered          when → where        answered       wrong_aspect  .5    0     .70         30    a
 4    item-b     answered                              answered       right         1     0     .60         40    a
 5    item-b     answered                              answered       wrong_record  0     1     .55         50    a
 6    item-b     answered                              clarification  offered       .5    1     .30         60    a
 7    item-c     answered          where → where       clarification  missed        0     4     .25         70    direct
 8    item-c     answered          fee, mat. → mat., fee  answered    right         1     0     .65         80    a
 9    item-c     answered                              no_content     missed        0     0     .05         90    a
 10   faq-1      answered                              answered       right         1     2     .50         100   a
 11   faq-1      answered          what → where        answered       right         1     0     .95         110   a
 12   policy-1   answered          validity → validity answered       right         1     0     .45         120   a
 13   item-a     answered, 2nd turn  when → when       answered       right         1     none  1.0         130   a
 14   list of 区民政局  listing                         listing        right         1     none  1.0         140   a
 15   list of 社会救助  listing                         listing        wrong_status  0     none  1.0         150   a
 16   none       no_content                            no_content     right         1     none  .02         160   direct
 17   none       no_content                            answered       false_answer  0     none  .40         170   a
 18   none       no_content                            clarification  wrong_status  0     none  .20         180   a
 19   none       out_of_scope                          out_of_scope   right         1     none  0           190   direct
 20   none       out_of_scope                          answered (another door)  wrong_status  0  none  .85  200   a
====  =========  ================  ==================  =============  ============  ====  ====  ==========  ====  ======

Right: 1 2 4 8 10 11 12 13 14 16 19, eleven of twenty, .55. Points: 11 + .5 (no. 3) + .5 (no. 6) = 12, mean .6.

Searched are 1 to 12 (13 has a context, 14 and 15 are lists). In the first place: 1 2 3 4 8 9 11 12, eight of twelve.
Within three: those and 5, 6, 10, eleven of twelve. MRR: (8 + 1/2 + 1/2 + 1/5 + 1/3) / 12 = 9.5333 / 12 = .79444.

Aspects are labelled in 1 2 3 7 8 11 12 13; 3 and 11 were heard wrong: six of eight.
Answerable are 1 to 15; answered or listed 1 2 3 4 5 8 10 11 12 13 14 15: twelve of fifteen, .8.
Not to be answered are 16 to 20; answered is 17: one of five, .2.
Times 10, 20 … 200: the median lies between 100 and 110; p95 at place .95 × 19 = 18.05, that is 190 + .05 × 10 = 190.5.

社会救助: 1 2 3 13 (item-a) 4 5 6 (item-b) 10 11 (faq-1, by what it cites) 12 (policy-1) 15 (its filter): eleven, right
1 2 4 10 11 12 13: seven. 义务教育: 7 8 9, right 8.
区民政局: 1 2 3 13 4 5 6 10 11 14: ten, right 1 2 4 10 11 13 14: seven. 某街道办事处: 4 5 6, right 4. 区教育局: 7 8 9, right 8.
公开事项: 1 to 9 and 13: ten, right 1 2 4 8 13. 常见问题: 10 11, both right. 政策文件: 12, right.
在哪里看: 1 7, right 1. 公开时限: 2 3 13, right 2 and 13, points 2.5.
口语 (tag of 1 and 2): both right. 难 (tag of 1 and 5): one of two.

The curve leaves 13, 14, 15 out. Answerable, by falling confidence: 11 .95, 1 .9, 2 .8, 3 .7, 8 .65, 4 .6, 5 .55 (wrong), 10 .5,
12 .45, 6 .3 (wrong), 7 .25 (wrong), 9 .05 (its first hit is right). Not answerable: 17 .4, 18 .2, 16 .02, 19 0, and 20 0,
for another door named is no answer. Sixteen confidences differ, 0 being both 19 and 20.
From .35 (in use): nine of twelve, eight of the nine right, one of five false. Nine tenths of twelve are eleven: from .25, eleven
of twelve, eight of eleven right, one of five false. No false answer from .45 on: nine of twelve, eight of nine right.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from kiosk_api.coverage.records import Outcome, Run, TestQuestion, Verdict
from kiosk_api.coverage.summary import Figures, Group, Summary, summarise
from kiosk_api.models import Aspect, Status
from search_index import Content
from search_index.district import District
from search_index.records import CatalogItem, Faq, Policy

CONTENT = Content(
    District(name="示范区"),
    (
        CatalogItem(id="item-a", domain="社会救助", name="低保", agency="区民政局"),
        CatalogItem(id="item-b", domain="社会救助", name="临时救助", agency="区民政局、某街道办事处"),
        CatalogItem(id="item-c", domain="义务教育", name="学区", agency="区教育局"),
        Faq(id="faq-1", question="低保要什么材料", answer="身份证。", cites=("item-a",)),
        Policy(id="policy-1", name="救助办法", domain="社会救助"),
    ),
)
ANSWERED, CLARIFY, NONE, OTHER, LIST = (
    Status.answered,
    Status.clarification,
    Status.no_content,
    Status.out_of_scope,
    Status.listing,
)
WHAT, WHERE, WHEN, FEE, MATERIALS, VALIDITY = (
    Aspect.what,
    Aspect.where,
    Aspect.when,
    Aspect.fee,
    Aspect.materials,
    Aspect.validity,
)
POINTS = {Verdict.right: 1.0, Verdict.wrong_aspect: 0.5, Verdict.offered: 0.5}


def outcome(number: int, given: Status, verdict: Verdict, rank: int | None, confidence: float, **asked: Any) -> Outcome:
    """Line ``number`` of the table; ``heard`` are the aspects understood, what else is named belongs to the question."""
    heard, by = asked.pop("heard", ()), asked.pop("by", "assistant")
    return Outcome(
        question=TestQuestion(question=f"第{number}问", row=number, **asked),
        verdict=verdict,
        points=POINTS.get(verdict, 0),
        status=given,
        understood_by=by,
        aspects=heard,
        confidence=confidence,
        rank=rank,
        milliseconds=10.0 * number,
    )


A, B, C, F, P = ("item-a",), ("item-b",), ("item-c",), ("faq-1",), ("policy-1",)
OUTCOMES = (
    outcome(1, ANSWERED, Verdict.right, 0, 0.9, expected=A, aspects=(WHERE,), heard=(WHERE,), tags=("口语", "难")),
    outcome(2, ANSWERED, Verdict.right, 0, 0.8, expected=A, aspects=(WHEN,), heard=(WHEN,), tags=("口语",)),
    outcome(3, ANSWERED, Verdict.wrong_aspect, 0, 0.7, expected=A, aspects=(WHEN,), heard=(WHERE,)),
    outcome(4, ANSWERED, Verdict.right, 0, 0.6, expected=B),
    outcome(5, ANSWERED, Verdict.wrong_record, 1, 0.55, expected=B, tags=("难",)),
    outcome(6, CLARIFY, Verdict.offered, 1, 0.3, expected=B),
    outcome(7, CLARIFY, Verdict.missed, 4, 0.25, expected=C, aspects=(WHERE,), heard=(WHERE,), by="direct"),
    outcome(8, ANSWERED, Verdict.right, 0, 0.65, expected=C, aspects=(FEE, MATERIALS), heard=(MATERIALS, FEE)),
    outcome(9, NONE, Verdict.missed, 0, 0.05, expected=C),
    outcome(10, ANSWERED, Verdict.right, 2, 0.5, expected=F),
    outcome(11, ANSWERED, Verdict.right, 0, 0.95, expected=F, aspects=(WHAT,), heard=(WHERE,)),
    outcome(12, ANSWERED, Verdict.right, 0, 0.45, expected=P, aspects=(VALIDITY,), heard=(VALIDITY,)),
    outcome(13, ANSWERED, Verdict.right, None, 1.0, expected=A, aspects=(WHEN,), heard=(WHEN,), context=("低保",)),
    outcome(14, LIST, Verdict.right, None, 1.0, status=LIST, count=2, filter={"agency": "区民政局"}),
    outcome(15, LIST, Verdict.wrong_status, None, 1.0, status=LIST, count=9, filter={"domain": "社会救助"}),
    outcome(16, NONE, Verdict.right, None, 0.02, status=NONE, by="direct"),
    outcome(17, ANSWERED, Verdict.false_answer, None, 0.4, status=NONE),
    outcome(18, CLARIFY, Verdict.wrong_status, None, 0.2, status=NONE),
    outcome(19, OTHER, Verdict.right, None, 0.0, status=OTHER, by="direct"),
    outcome(20, ANSWERED, Verdict.wrong_status, None, 0.85, status=OTHER),
)


def a_run(outcomes: tuple[Outcome, ...] = OUTCOMES, **changed: Any) -> Run:
    """A run of these outcomes in which 0.35 is the threshold in use."""
    values: dict[str, Any] = {
        "id": "run-1",
        "created_at": datetime(2026, 5, 1, tzinfo=UTC),
        "mode": "assistant",
        "questions_file": "questions.jsonl",
        "questions_sha256": "0" * 64,
        "district": "示范区",
        "index_version": "v1",
        "content_hash": "1" * 64,
        "model": "characters",
        "settings": {"answer": "0.35", "clarify": "0.12"},
        "seconds": 2.1,
        "outcomes": outcomes,
    }
    return Run.model_validate({**values, **changed})


@pytest.fixture(scope="module")
def summary() -> Summary:
    return summarise(a_run(), CONTENT)


def counted(groups: tuple[Group, ...]) -> dict[str, tuple[int, float | None]]:
    """Questions and share right by group."""
    return {group.name: (group.figures.questions, group.figures.right.value) for group in groups}


def test_the_overall_figures(summary: Summary) -> None:
    found = summary.overall
    assert found.questions == 20
    assert (found.right.value, found.right.questions) == (pytest.approx(11 / 20), 20)
    assert (found.points, found.index.value) == (12, pytest.approx(0.6))
    assert (found.hit_1.value, found.hit_1.questions) == (pytest.approx(8 / 12), 12)
    assert (found.hit_3.value, found.hit_3.questions) == (pytest.approx(11 / 12), 12)
    assert (found.mrr.value, found.mrr.questions) == (pytest.approx(0.794444, abs=1e-6), 12)
    assert (found.aspects.value, found.aspects.questions) == (0.75, 8)
    assert (found.answered.value, found.answered.questions) == (0.8, 15)
    assert (found.false_answers.value, found.false_answers.questions) == (0.2, 5)
    assert (found.p50, found.p95) == (pytest.approx(105), pytest.approx(190.5))
    assert found.direct_answers == a_run().direct_answers == 3
    assert found.verdicts == {
        Verdict.right: 11,
        Verdict.wrong_aspect: 1,
        Verdict.offered: 1,
        Verdict.wrong_record: 1,
        Verdict.missed: 2,
        Verdict.false_answer: 1,
        Verdict.wrong_status: 3,
    }


def test_the_headline_figures_carry_an_interval_that_holds_them(summary: Summary) -> None:
    found = summary.overall
    headline = (found.right, found.index, found.hit_1, found.hit_3, found.mrr, found.aspects, found.false_answers)
    for figure in headline:
        assert figure.low is not None
        assert figure.high is not None
        assert figure.value is not None
        assert 0 <= figure.low < figure.value < figure.high <= 1
    # The mean of 20 fair-coin-like values: 1.96 standard errors of .1112 are .218.
    assert found.right.low == pytest.approx(0.55 - 0.218, abs=0.04)
    assert summary.groups["domain"][0].figures.right.low is None


def test_who_expected_what_and_got_what(summary: Summary) -> None:
    assert summary.confusion == {
        ANSWERED: {ANSWERED: 10, CLARIFY: 2, NONE: 1},
        LIST: {LIST: 2},
        NONE: {ANSWERED: 1, CLARIFY: 1, NONE: 1},
        OTHER: {ANSWERED: 1, OTHER: 1},
    }


def test_the_groups(summary: Summary) -> None:
    groups = summary.groups
    assert counted(groups["domain"]) == {"社会救助": (11, 7 / 11), "义务教育": (3, 1 / 3)}
    assert counted(groups["agency"]) == {"区民政局": (10, 0.7), "某街道办事处": (3, 1 / 3), "区教育局": (3, 1 / 3)}
    assert counted(groups["kind"]) == {"公开事项": (10, 0.5), "常见问题": (2, 1.0), "政策文件": (1, 1.0)}
    assert counted(groups["tag"]) == {"口语": (2, 1.0), "难": (2, 0.5)}
    aspects = counted(groups["aspect"])
    assert aspects.pop("在哪里看") == (2, 0.5)
    assert aspects.pop("公开时限") == (3, 2 / 3)
    assert aspects == {"公开内容": (1, 1.0), "收费吗": (1, 1.0), "要带什么": (1, 1.0), "是否有效": (1, 1.0)}
    assert next(group.figures.points for group in groups["aspect"] if group.name == "公开时限") == 2.5
    assert [group.name for group in groups["domain"]] == ["社会救助", "义务教育"]


def test_the_curve_and_its_operating_points(summary: Summary) -> None:
    assert len(summary.curve) == 16
    first = summary.curve[0]
    assert (first.threshold, first.coverage, first.accuracy, first.false_answers) == (0, 1, 0.75, 1)
    shares = [(point.name, point.threshold, point.coverage, point.accuracy, point.false_answers) for point in summary.operating_points]
    assert shares == [
        ("现在用的", 0.35, 0.75, pytest.approx(8 / 9), 0.2),
        ("答到 90%", 0.25, pytest.approx(11 / 12), pytest.approx(8 / 11), 0.2),
        ("误答不超过 5%", 0.45, 0.75, pytest.approx(8 / 9), 0),
    ]


def test_a_threshold_beyond_every_confidence_answers_nothing() -> None:
    in_use = summarise(a_run(OUTCOMES[:9], settings={"answer": "0.97"}), CONTENT).operating_points[0]
    assert (in_use.threshold, in_use.coverage, in_use.accuracy, in_use.false_answers) == (0.97, 0, None, 0)


def test_variants_are_counted_apart(summary: Summary) -> None:
    """Question 1 as typed wrong is missed, and right in traditional characters: neither counts among the twenty."""
    wrong = outcome(21, NONE, Verdict.missed, None, 0.01, expected=A, variant="typo")
    right = outcome(22, ANSWERED, Verdict.right, 0, 0.9, expected=A, variant="traditional")
    found = summarise(a_run((*OUTCOMES, wrong, right)), CONTENT)
    assert found.overall == summary.overall
    assert (found.groups, found.confusion, found.curve) == (summary.groups, summary.confusion, summary.curve)
    assert counted(found.variants) == {"原样": (20, 0.55), "错字": (1, 0.0), "繁体": (1, 1.0)}


def test_what_was_not_asked_is_no_number_and_the_summary_is_plain_json() -> None:
    nothing = summarise(a_run((), settings={}), CONTENT)
    assert nothing.overall.right.value is None
    assert nothing.overall.p95 is None
    assert (nothing.curve, nothing.operating_points, nothing.confusion) == ((), (), {})
    only_forbidden = summarise(a_run(OUTCOMES[15:]), CONTENT)
    assert only_forbidden.overall.hit_1.value is None
    assert only_forbidden.overall.false_answers.value == 0.2
    for found in (nothing, only_forbidden, summarise(a_run(OUTCOMES[:9]), CONTENT)):
        assert "NaN" not in found.model_dump_json()
        assert Summary.model_validate_json(found.model_dump_json()) == found
    assert set(Figures.model_fields) >= {"right", "hit_1", "hit_3", "mrr", "aspects", "false_answers", "answered"}


def test_a_long_curve_keeps_its_ends() -> None:
    many = tuple(outcome(n, ANSWERED, Verdict.right, 0, n / 1000, expected=A) for n in range(500))
    curve = summarise(a_run(many), CONTENT).curve
    assert len(curve) == 100
    assert (curve[0].threshold, curve[-1].threshold) == (0, 0.499)
