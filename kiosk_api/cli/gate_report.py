"""What the gate found, as staff read it and as one JSON line."""

from __future__ import annotations

from os.path import commonprefix

from rich.console import Console

from kiosk_api.cli.output import err, out
from kiosk_api.coverage.differences import Change, Difference
from kiosk_api.coverage.names import verdict_name
from kiosk_api.publishing.gate import GateReport

SHOWN = 20
"""Questions shown of each list; the JSON has all."""
WORDS = 120
"""Letters shown of an answer, BEFORE of them before the first that differs."""
BEFORE = 30


def print_gate(report: GateReport) -> None:
    """The whole report on stdout, one line of JSON."""
    print(report.model_dump_json())


def show_gate(report: GateReport, to: Console = out) -> None:
    """The limits, the questions in the way, and what would be answered otherwise than now."""
    if report.note:
        err.print(report.note)
    for one in report.measured:
        mark = "通过" if one.passed else "不够"
        to.print(f"{mark}  {one.name} {one.allowed:g}，实际 {one.measured:g}")
    for outcome in report.failing[:SHOWN]:
        to.print(f"  {outcome.question.question}：{verdict_name(outcome.verdict)}；{outcome.reason}")
    _more(len(report.failing), to)
    if report.difference is not None:
        _show_difference(report.difference, to)


def _show_difference(found: Difference, to: Console) -> None:
    others = [*found.worse, *found.changed, *found.better]
    told = f"修好 {len(found.fixed)} 句，变坏 {len(found.broken)} 句，答法变了 {len(others)} 句"
    to.print(f"和正在使用的版本比：{told}，没有变化 {found.unchanged} 句")
    changes = [*found.broken, *others, *found.fixed]
    for change in changes[:SHOWN]:
        _show_change(change, to)
    _more(len(changes), to)


def _show_change(change: Change, to: Console) -> None:
    to.print(f"  {change.after.question.question}")
    if change.before.text == change.after.text:
        to.print("    说的话没有变，列出的栏目、选项或出处变了")
        return
    now, then = (" ".join(outcome.text.split()) for outcome in (change.before, change.after))
    # Where the two part, with a few letters before.
    start = max(0, len(commonprefix([now, then])) - BEFORE)
    to.print(f"    现在：{_part(now, start)}")
    to.print(f"    换上以后：{_part(then, start)}")


def _more(count: int, to: Console) -> None:
    if count > SHOWN:
        to.print(f"  ……还有 {count - SHOWN} 句，用 gongkai gate --json 看全部")


def _part(text: str, start: int) -> str:
    shown = text[start : start + WORDS]
    return "……" * (start > 0) + shown + "……" * (start + WORDS < len(text))
