"""Commands that bring in policies, interpretations and frequent questions: import-policies, import-faq."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated

import typer

from kiosk_api.cli.output import AsJson, err, out, tell
from kiosk_api.settings import Settings
from search_index.errors import Complaint, ContentError
from search_index.intake import DocumentPlan, FaqPlan, PlannedDocument, PlannedList, plan_documents, plan_faq

Into = Annotated[Path, typer.Option("--into", help="写到哪个内容文件夹")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="只看会怎么导入，什么都不写")]


def import_policies(
    files: Annotated[list[Path], typer.Argument(help="政策文件和解读：Word（DOCX）、网页（HTML）、文本（MD、TXT）")],
    into: Into,
    dry_run: DryRun = False,
    url: Annotated[str, typer.Option("--url", help="这个文件取自哪个网页（gov.cn；一次一个文件）")] = "",
    policy: Annotated[str, typer.Option("--policy", help="解读的是哪一份政策（编号）；认不出来时才要写")] = "",
    as_json: AsJson = False,
) -> None:
    """导入政策文件和政策解读：标题、文号、机关、日期和状态从文件里认，没写的空着；有一处错误就什么都不写。"""
    plan = plan_documents(files, into, Settings().field_dir, url=url, policy_id=policy)
    for planned in plan.documents:
        if as_json:
            print(json.dumps(_document(planned, plan.complaints), ensure_ascii=False))
        else:
            _show_document(planned)
    _finish(plan, dry_run=dry_run, as_json=as_json)


def import_faq(
    files: Annotated[list[Path], typer.Argument(help="常见问题：Excel（XLSX、XLS）、CSV，也认 Word 和网页里的表格")],
    into: Into,
    dry_run: DryRun = False,
    replacing: Annotated[str, typer.Option("--as", help="替换内容文件夹里的哪个文件，例如 faq-社保.csv")] = "",
    as_json: AsJson = False,
) -> None:
    """导入常见问题：问题、答案、相似问按表头认；没有答案的列出来，不导入；有一处错误就什么都不写。"""
    if replacing and (len(files) > 1 or not re.fullmatch(r"faq(-[^/\\]+)?\.csv", replacing)):
        raise typer.BadParameter("--as 一次只能导入一个文件，写成 faq-什么.csv")
    plan = plan_faq(files, into, Settings().field_dir, replacing)
    for planned in plan.lists:
        if as_json:
            print(json.dumps(_list(planned, plan.complaints), ensure_ascii=False))
        else:
            _show_list(planned)
    _finish(plan, dry_run=dry_run, as_json=as_json)


def _finish(plan: DocumentPlan | FaqPlan, *, dry_run: bool, as_json: bool) -> None:
    if not as_json:
        tell(complaint for complaint in plan.complaints if complaint.severity == "warning")
    if plan.errors:
        raise ContentError(plan.errors)
    if dry_run:
        err.print("这是试导入，什么都没有写入。去掉 --dry-run 再运行一次就会写入。")
    else:
        plan.write()
        err.print(f"已写入 {plan.into}，原件在 originals/；请接着运行 gongkai check")


def _show_document(planned: PlannedDocument) -> None:
    if planned.record is None:
        out.print(f"{planned.source.name}：没有导入")
        return
    kind = "政策" if planned.record.kind == "policy" else "解读"
    out.print(f"{planned.source.name} → {planned.target}：{kind}，{planned.change}，编号 {planned.record.id}")
    out.print(f"  标题：{planned.record.name}（正文 {len(planned.record.text)} 字）")
    for found in planned.found:
        out.print(f"  {found.column}：{found.value}（{found.where}）")


def _show_list(planned: PlannedList) -> None:
    out.print(
        f"{planned.source.name} → {planned.target}：{len(planned.questions)} 问（新增 {len(planned.added)}，"
        f"改动 {len(planned.changed)}，删除 {len(planned.removed)}），没有答案 {len(planned.unanswered)}"
    )
    for header, use in planned.columns.items():
        out.print(f"  {header} → {use}")


def _document(planned: PlannedDocument, complaints: Sequence[Complaint]) -> dict[str, object]:
    record = planned.record
    return {
        "file": planned.source.name,
        "target": planned.target,
        "change": planned.change if record else "",
        "record": record.model_dump(mode="json", exclude={"origin"}) if record else None,
        "found": [{"column": one.column, "value": one.value, "where": one.where} for one in planned.found],
        "complaints": _own(planned.source, complaints),
    }


def _list(planned: PlannedList, complaints: Sequence[Complaint]) -> dict[str, object]:
    return {
        "file": planned.source.name,
        "target": planned.target,
        "questions": len(planned.questions),
        "added": len(planned.added),
        "changed": len(planned.changed),
        "removed": len(planned.removed),
        "unanswered": planned.unanswered,
        "columns": planned.columns,
        "complaints": _own(planned.source, complaints),
    }


def _own(source: Path, complaints: Sequence[Complaint]) -> list[dict[str, object]]:
    own = [one for one in complaints if one.file == source.name or one.file.startswith(f"{source.name}·")]
    return [{slot: getattr(one, slot) for slot in one.__slots__} for one in own]


COMMANDS: tuple[Callable[..., None], ...] = (import_policies, import_faq)
