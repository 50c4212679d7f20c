"""Reads question sets out of JSONL, CSV and Excel files, every mistake with its place; adds robustness variants."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from kiosk_api.coverage.expectations import is_unlabelled
from kiosk_api.coverage.names import (
    aspect_name,
    aspect_of,
    column_name,
    status_name,
    status_of,
    variant_kind_of,
    variant_name,
)
from kiosk_api.coverage.question_lines import QuestionLine, read_lines
from kiosk_api.coverage.records import TestQuestion
from kiosk_api.models import Aspect, Status
from search_index import Complaint, Content, ContentError, SearchIndexError

ALL_VARIANTS = "all"


def read_test_questions(path: Path) -> tuple[tuple[TestQuestion, ...], list[Complaint]]:
    """The questions of a JSONL (one object a line), CSV or Excel file (Chinese headers), and every complaint.

    A line with an error is left out; whoever asks for all or nothing looks for complaints of severity ``error``.
    """
    lines, complaints = read_lines(path)
    found: list[TestQuestion] = []
    seen: dict[tuple[str, tuple[str, ...]], QuestionLine] = {}
    for line in lines:
        question = None if line.refused else _question(line)
        if question is not None:
            found.append(question)
            first = seen.setdefault((question.question, question.context), line)
            if first is not line:
                line.complain("question", f"与第{first.row}行的问题相同，会重复计算，请去掉一个", is_error=False)
        complaints += line.complaints
    complaints += _unlabelled(found, path.name)
    if not found and not complaints:
        complaints.append(Complaint("error", path.name, 0, "", "文件里没有问题"))
    return tuple(found), complaints


def _unlabelled(questions: Sequence[TestQuestion], file: str) -> list[Complaint]:
    rows = [question.row for question in questions if is_unlabelled(question)]
    if not rows:
        return []
    none, other = status_name(Status.no_content), status_name(Status.out_of_scope)
    message = (
        f"从这一行起有 {len(rows)} 句没有写应答编号，只看答没答，不看答得对不对；"
        f"不该作答的，请在状态里写“{none}”或“{other}”"
    )
    return [Complaint("warning", file, rows[0], column_name("expected"), message)]


def load_test_questions(path: Path) -> tuple[tuple[TestQuestion, ...], list[Complaint]]:
    """The questions with the warnings; raises ContentError with every complaint when there is one error."""
    questions, complaints = read_test_questions(path)
    if any(complaint.severity == "error" for complaint in complaints):
        raise ContentError(complaints)
    return questions, complaints


def unknown_ids(questions: Iterable[TestQuestion], content: Content, file: str) -> list[Complaint]:
    """A warning for every expected id that names no record and no guide of the content."""
    known = set(content.by_id) | {part.guide for part in content.guides}
    complaints = []
    for question in questions:
        ids = [*question.expected, *(name for names in question.expected_all for name in names)]
        if missing := [name for name in ids if name not in known]:
            message = f"内容里没有编号 {'、'.join(missing)}，请改编号，或补上内容"
            complaints.append(Complaint("warning", file, question.row, column_name("expected"), message))
    return complaints


def with_variants(questions: Sequence[TestQuestion], kinds: Sequence[str]) -> tuple[TestQuestion, ...]:
    """The questions as written, then their variants kind by kind; where a kind changes nothing there is none."""
    # jieba and pypinyin load slowly, and only variants need them.
    from kiosk_api.coverage.variants import variant

    made = list(questions)
    for kind in kinds:
        for question in questions:
            if text := variant(kind, question.question):
                made.append(question.model_copy(update={"question": text, "variant": kind}))
    return tuple(made)


def variant_kinds(named: str) -> tuple[str, ...]:
    """The kinds in 「typo,同音字」 by code or Chinese name, every one for ``all``; raises SearchIndexError."""
    from kiosk_api.coverage.variants import VARIANTS

    if named.strip() in {ALL_VARIANTS, "全部"}:
        return tuple(VARIANTS)
    found = {word: variant_kind_of(word) for word in re.split(r"[,，、|\s]+", named) if word}
    if wrong := [word for word, kind in found.items() if kind is None]:
        known = "、".join(f"{kind}（{variant_name(kind)}）" for kind in VARIANTS)
        raise SearchIndexError(f"没有「{'、'.join(wrong)}」这种换法，只有 {known}，或 {ALL_VARIANTS}（全部）")
    return tuple(dict.fromkeys(kind for kind in found.values() if kind))


def _question(line: QuestionLine) -> TestQuestion | None:
    """The question of a line, or None with what is wrong noted in it."""
    text = line.texts.get("question", "").strip()
    if not text:
        line.complain("question", "没有写问题")
    aspects = _aspects(line)
    status, count = _status(line), _count(line)
    expected = bool(line.lists.get("expected") or line.expected_all)
    if status is None:
        listed = count is not None or bool(line.filter)
        status = Status.listing if listed and not expected else Status.answered
    _check_status(line, status, expected)
    if line.refused:
        return None
    return TestQuestion(
        question=text,
        expected=tuple(line.lists.get("expected", ())),
        aspects=aspects,
        status=status,
        context=tuple(line.lists.get("context", ())),
        says=tuple(line.lists.get("says", ())),
        never=tuple(line.lists.get("never", ())),
        count=count,
        filter=line.filter,
        expected_all=tuple(map(tuple, line.expected_all)),
        redirect=line.texts.get("redirect", ""),
        tags=tuple(line.lists.get("tags", ())),
        row=line.row,
    )


def _aspects(line: QuestionLine) -> tuple[Aspect, ...]:
    words = line.lists.get("aspects", [])
    found = {word: aspect_of(word) for word in words}
    if wrong := [word for word, aspect in found.items() if aspect is None]:
        known = "、".join(map(aspect_name, Aspect))
        line.complain("aspects", f"不认得方面「{'、'.join(wrong)}」，只能写 {known}")
    return tuple(aspect for aspect in found.values() if aspect)


def _status(line: QuestionLine) -> Status | None:
    word = line.texts.get("status", "").strip()
    status = status_of(word) if word else None
    if word and status is None:
        line.complain("status", f"不认得状态「{word}」，只能写 {'、'.join(map(status_name, Status))}")
    return status


def _count(line: QuestionLine) -> int | None:
    word = line.texts.get("count", "").strip().removesuffix(".0")
    if not word:
        return None
    if not re.fullmatch(r"\d{1,6}", word):
        line.complain("count", f"数目「{word}」不是整数")
        return None
    return int(word)


def _check_status(line: QuestionLine, status: Status, expected: bool) -> None:
    if expected and status not in {Status.answered, Status.clarification, Status.listing}:
        message = f"状态写的是“{status_name(status)}”，却写了应答编号，请去掉一个"
        line.complain("status", message)
