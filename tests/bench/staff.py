"""``make bench``, the staff's part: a large import, and coverage runs with and without the assistant."""

from __future__ import annotations

import asyncio
import csv
import itertools
import tempfile
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

import openpyxl
import psutil

from kiosk_api.assistant import RasaAssistant
from kiosk_api.coverage.questions import load_test_questions
from kiosk_api.coverage.records import TestQuestion
from kiosk_api.coverage.running import measure
from kiosk_api.offline import open_index
from kiosk_api.settings import Settings
from search_index.catalogue import plan_import
from search_index.catalogue.dry_run import write_dry_run

CATALOGUE = Path("data/demo/catalog.csv")
QUESTIONS = Path("data/questions/demo_dev.jsonl")
ROWS = 20_000
DIRECT, BY_ASSISTANT = 5_000, 500
HEAD = ("序号", "公开事项", "", "公开内容", "公开依据", "公开时限", "公开主体", "公开渠道和载体", "公开对象", "", "公开方式", "")
BELOW = ("", "一级事项", "二级事项", "", "", "", "", "", "全社会", "特定群体", "主动", "依申请")
MERGED = ("A1:A2", "B1:C1", "I1:J1", "K1:L1")


def _rows(count: int) -> Iterable[Sequence[object]]:
    with CATALOGUE.open(encoding="utf-8", newline="") as file:
        known = list(csv.DictReader(file))
    for number, row in zip(range(count), itertools.cycle(known), strict=False):
        name = f"{row['二级事项'] or row['事项名称']}{number // len(known)}"
        boxes = "\n".join(f"■{channel}" for channel in row["公开渠道和载体"].split("、")) + "\n□其他"
        stated = (row["公开内容"].replace("、", "\n", 1), row["公开依据"], row["公开时限"], row["公开主体"], boxes)
        yield (number + 1, row["一级事项"], name, *stated, "√", "", "√", "")


def large_import(folder: Path) -> None:
    """Times the dry run, the marked report and the writing of a workbook with merged headers and boxes."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (HEAD, BELOW, *_rows(ROWS)):
        sheet.append(list(row))
    for area in MERGED:
        sheet.merge_cells(area)
    path = folder / "大目录.xlsx"
    book.save(path)
    started = time.perf_counter()
    plan = plan_import([path], folder / "content", Settings().field_dir)
    read = time.perf_counter() - started
    write_dry_run(plan, folder / "试导入.xlsx")
    reported = time.perf_counter() - started - read
    plan.write()
    items = len(plan.files[0].report.items)
    print(f"import of {items} rows: dry run {read:.1f} s, marked workbook {reported:.1f} s; {_memory()} MB")


async def coverage(count: int, *, with_assistant: bool) -> None:
    """Times one coverage run of that many questions on the published index."""
    settings = Settings()
    known, _ = load_test_questions(QUESTIONS)
    asked: list[TestQuestion] = list(itertools.islice(itertools.cycle(known), count))
    index = open_index(settings)
    before = _memory()
    run = await measure(index, settings, asked, questions_file=QUESTIONS.name, with_assistant=with_assistant)
    by = f"{len(run.outcomes) - run.direct_answers} by the assistant" if with_assistant else "direct"
    print(f"coverage of {count} questions, {by}: {run.seconds:.0f} s; memory {before} → {_memory()} MB", flush=True)


def _memory() -> int:
    return int(psutil.Process().memory_info().rss / 1e6)


async def _coverage() -> None:
    settings = Settings()
    await coverage(DIRECT, with_assistant=False)
    rasa = RasaAssistant(settings.rasa_url, settings.rasa_deadline)
    ready = await rasa.ready()
    await rasa.close()
    if ready:
        await coverage(BY_ASSISTANT, with_assistant=True)
    else:
        print("the assistant is not running (make run): no coverage run through it")


def main() -> None:
    """Prints every figure; the assistant's part where one is running."""
    with tempfile.TemporaryDirectory() as folder:
        large_import(Path(folder))
    asyncio.run(_coverage())


if __name__ == "__main__":
    main()
