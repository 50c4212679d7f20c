"""``make bench``: prints encoding, search, chat turns, throughput, memory and cold starts; gates nothing.

Starts the product itself on spare ports, and beside it a stock Rasa bot with a custom action on the same questions.
``--json FILE`` also writes the rows. Other work on the machine makes every figure worse: the load is printed with them.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

import psutil

from kiosk_api.offline import open_index, open_settings_embedder
from kiosk_api.settings import Settings
from search_index import SearchIndex, VersionStore
from tests.bench.conversations import Figures, Opener, one_after_the_other, product_opener, side_by_side, stock_opener
from tests.bench.installations import (
    memory,
    product,
    product_without_rasa,
    rest_after_refusals,
    stock_bot,
    wait_for_assistants_answer,
)
from tests.bench.search_speed import TimedEmbedder, beyond_encoding, encoding, large_index
from tests.conftest import ROOT

QUESTIONS = (ROOT / "tests/bench/questions.txt").read_text("utf-8").split("\n")[:40]
PARALLEL = (1, 8, 32)


class Table:
    """Rows printed as they come, and kept for ``--json``."""

    def __init__(self) -> None:
        self.rows: list[dict[str, Any]] = []
        print("| 量了什么 | 数字 | 目标 |\n|---|---|---|", flush=True)

    def row(self, name: str, figure: str, target: str = "", **values: float) -> None:
        """One line; ``values`` are the figures as numbers."""
        self.rows.append({"name": name, "target": target, **values})
        print(f"| {name} | {figure} | {target} |", flush=True)

    def percentiles(self, name: str, p50: float, p95: float, target: str = "") -> None:
        """A line of p50 and p95 in milliseconds."""
        self.row(f"{name}，p50 / p95", f"{p50:.1f} / {p95:.1f} ms", target, p50=p50, p95=p95)

    def turns(self, name: str, figures: Figures, target: str = "", *, assistant: bool = True) -> None:
        """A line of turns one after the other or side by side."""
        share = f"，助手答 {figures.by_assistant:.0%}（{figures.assistant_per_second:.0f} 轮/秒）" if assistant else ""
        text = f"p50 {figures.p50:.0f} / p95 {figures.p95:.0f} ms，{figures.per_second:.0f} 轮/秒，最慢 {figures.latest / 1000:.1f} s"
        self.row(name, text + share, target, **asdict(figures))


def search_figures(table: Table) -> None:
    """Encoding and search, in this process, one thread."""
    settings = Settings()
    embedder = open_settings_embedder(settings)
    demo = open_index(settings)
    encoding(embedder, QUESTIONS)
    table.percentiles("编码一句", *encoding(embedder, QUESTIONS * 5))
    timed = TimedEmbedder(embedder)
    small = SearchIndex.open(VersionStore(settings.index_dir).path_of(demo.version), timed)
    large, large_timed = large_index(demo.content, embedder)
    for index, clock, target in ((small, timed, ""), (large, large_timed, "p95 ≤ 8 ms")):
        beyond_encoding(index, clock, QUESTIONS)
        name = f"编码以外的检索，{index.manifest.documents} 段文字"
        table.percentiles(name, *beyond_encoding(index, clock, QUESTIONS * 5), target)


def talk(
    table: Table, name: str, opener: Opener, targets: tuple[str, str] = ("", ""), *, assistant: bool = True
) -> None:
    """Turns one after the other, then side by side."""
    one_after_the_other(opener, QUESTIONS, 2)
    table.turns(f"{name}，一轮，头 10 轮", one_after_the_other(opener, QUESTIONS, 20), targets[0], assistant=assistant)
    for parallel in PARALLEL:
        figures = side_by_side(opener, QUESTIONS, parallel)
        target = targets[1] if parallel == PARALLEL[-1] else ""
        table.turns(f"{name}，{parallel} 个会话同时", figures, target, assistant=assistant)


def product_figures(table: Table) -> None:
    """The product, with Rasa and without."""
    with product(QUESTIONS[0]) as (hall, seconds):
        start = time.monotonic()
        table.row("API 冷启动到第一个回答", f"{seconds:.1f} s", "≤ 10 s", seconds=seconds)
        wait_for_assistants_answer(hall, QUESTIONS[0])
        seconds += time.monotonic() - start
        table.row("Rasa 冷启动到第一个由它答的回答", f"{seconds:.1f} s", seconds=seconds)
        rest_after_refusals()
        targets = "p50 ≤ 60，p95 ≤ 150 ms", "助手答 ≥ 20 轮/秒，最慢 ≤ 4 s"
        talk(table, "有 Rasa", product_opener(hall.api_port), targets)
        for program, megabytes in sorted(memory(hall).items()):
            table.row(f"内存（常驻），{program}", f"{megabytes} MB", megabytes=megabytes)
        with product_without_rasa(hall) as alone:
            talk(table, "不用 Rasa", product_opener(alone.api_port), assistant=False)


def stock_figures(table: Table) -> None:
    """The stock bot on the same questions."""
    with stock_bot(lambda port: stock_opener(port)()(QUESTIONS[0])) as bot:
        seconds = bot.seconds_to_first_answer
        table.row("普通 Rasa 机器人冷启动到第一个回答", f"{seconds:.1f} s", seconds=seconds)
        talk(table, "普通 Rasa 机器人", stock_opener(bot.port), assistant=False)
        megabytes = round(psutil.Process(bot.server.pid).memory_info().rss / 1_000_000)
        table.row("内存（常驻），普通 Rasa 机器人", f"{megabytes} MB", megabytes=megabytes)


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the rows here")
    chosen = parser.parse_args().json
    machine = f"{platform.processor() or platform.machine()}，{os.cpu_count()} 核，Python {platform.python_version()}"
    print(f"\n{machine}，开始时系统负载 {os.getloadavg()[0]:.1f}\n")
    table = Table()
    for figures in (search_figures, product_figures, stock_figures):
        figures(table)
    if chosen:
        report = {"machine": machine, "rows": table.rows}
        chosen.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
