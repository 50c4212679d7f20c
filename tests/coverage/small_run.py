"""A content of four items and a run of eleven questions, small enough to count by hand; its figures are in the tests.

==  ====================  ========  ==========  =============  ================
no  question              expected  aspect      verdict        status
==  ====================  ========  ==========  =============  ================
 1  低保怎么申请          a         apply       right          answered
 2  低保要带什么材料      a         materials   missed         no_content
 3  低保材料              a         materials   right          answered
 4  低保一个月多少        b         –           right          answered
 5  低保什么时候公布      a, b      when        wrong_record   answered
 6  学校食堂收费          (nobody said)         missed         no_content
 7  学校食堂收多少        (nobody said)         missed         no_content
 8  今天天气怎么样        none: out of scope    right          out_of_scope
 9  抵保怎么申请 (typo)   a         apply       missed         no_content
10  公积金怎么取          none: no content      false_answer   answered
11  学区问谁              d         who         offered        clarification
==  ====================  ========  ==========  =============  ================
"""

from __future__ import annotations

from datetime import UTC, datetime

from kiosk_api.coverage.records import Candidate, Outcome, Run, TestQuestion, Verdict
from kiosk_api.models import Aspect, Status
from search_index import Content
from search_index.content import assemble
from search_index.district import District
from search_index.records import Alias, CatalogItem, Faq

A = CatalogItem(
    id="a",
    domain="社会救助",
    topic="最低生活保障",
    subtopic="办事指南",
    elements="申请条件、申请材料",
    agency="区民政局、街道办事处",
    channels="政府网站",
    legal_basis="《甲办法》",
)
B = CatalogItem(
    id="b",
    domain="社会救助",
    topic="最低生活保障",
    subtopic="低保标准",
    elements="标准",
    agency="区民政局",
    time_limit="20个工作日",
)
C = CatalogItem(
    id="c",
    domain="义务教育",
    topic="招生管理",
    subtopic="学区划分",
    elements="学区图",
    agency="区教育局",
    channels="政府网站",
)
D = CatalogItem(id="d", domain="义务教育", topic="招生管理", subtopic="学区咨询", agency="区教育局")
TWINS = (
    Faq(id="f1", question="低保怎么申请", answer="向街道申请，20个工作日内答复。"),
    Faq(id="f2", question="低保怎么申请？", answer="向街道申请，15个工作日内答复。"),
)
CONTENT: Content = assemble(
    District(name="示范区"), [A, B, C, D, *TWINS, Alias(id="alias-1", word="低保", formal=("最低生活保障",))]
)


def outcome(
    question: str,
    verdict: Verdict,
    status: Status = Status.answered,
    *,
    expected: tuple[str, ...] = (),
    aspects: tuple[Aspect, ...] = (),
    wanted: Status = Status.answered,
    variant: str = "",
    points: float | None = None,
    confidence: float = 0.5,
    milliseconds: float = 20.0,
    tags: tuple[str, ...] = ("甲",),
) -> Outcome:
    """One question and what became of it."""
    scored = {Verdict.right: 1.0, Verdict.offered: 0.5, Verdict.wrong_aspect: 0.5}.get(verdict, 0.0)
    return Outcome(
        question=TestQuestion(
            question=question, expected=expected, aspects=aspects, status=wanted, variant=variant, tags=tags
        ),
        verdict=verdict,
        points=scored if points is None else points,
        status=status,
        understood_by="direct",
        records=expected if verdict in (Verdict.right, Verdict.offered) else (),
        aspects=aspects,
        text="答",
        shown="x",
        confidence=confidence,
        rank=0 if verdict in (Verdict.right, Verdict.offered) and expected else None,
        candidates=(Candidate(id="b", kind="item", title="低保标准", score=0.7, kept=False, reason="排在第 1"),),
        reason="" if verdict is Verdict.right else "没有答对",
        milliseconds=milliseconds,
    )


OUTCOMES = (
    outcome("低保怎么申请", Verdict.right, expected=("a",), aspects=(Aspect.apply,), confidence=0.9),
    outcome("低保要带什么材料", Verdict.missed, Status.no_content, expected=("a",), aspects=(Aspect.materials,), confidence=0.1),
    outcome("低保材料", Verdict.right, expected=("a",), aspects=(Aspect.materials,), confidence=0.8),
    outcome("低保一个月多少", Verdict.right, expected=("b",), confidence=0.7),
    outcome("低保什么时候公布", Verdict.wrong_record, expected=("a", "b"), aspects=(Aspect.when,), confidence=0.6),
    outcome("学校食堂收费", Verdict.missed, Status.no_content, confidence=0.05),
    outcome("学校食堂收多少", Verdict.missed, Status.no_content, confidence=0.05),
    outcome("今天天气怎么样", Verdict.right, Status.out_of_scope, wanted=Status.out_of_scope, confidence=0.0),
    outcome("抵保怎么申请", Verdict.missed, Status.no_content, expected=("a",), aspects=(Aspect.apply,), variant="typo", confidence=0.1),
    outcome("公积金怎么取", Verdict.false_answer, wanted=Status.no_content, confidence=0.4),
    outcome("学区问谁", Verdict.offered, Status.clarification, expected=("d",), aspects=(Aspect.who,), confidence=0.2),
)


def run_of(outcomes: tuple[Outcome, ...] = OUTCOMES) -> Run:
    """A direct run with these outcomes."""
    return Run(
        id="20260101T080000-abcd",
        created_at=datetime(2026, 1, 1, tzinfo=UTC),
        mode="direct",
        questions_file="问题.jsonl",
        questions_sha256="0" * 64,
        district="示范区",
        index_version="v1",
        content_hash="1" * 64,
        model="characters",
        settings={"answer": "0.35", "clarify": "0.12"},
        seconds=2.0,
        outcomes=outcomes,
    )
