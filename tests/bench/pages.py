"""How fast and how heavy the terminal's page is: ``python -m tests.bench.pages [SESSIONS]``, on a service of its own.

A processor slowed four times (Chromium's own throttle): milliseconds from the first touch to home, from a question to
its answer, the longest task; kilobytes of script before anything is shown; memory before and after many sessions.
"""

from __future__ import annotations

import gzip
import os
import re
import statistics
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import CDPSession, Page, sync_playwright

from kiosk_api.app import build_app
from tests.browser.conftest import FLAGS, HALL, chromium_path, context_of
from tests.serving import serving

DIST = Path(__file__).parents[2] / "kiosk_api" / "ui" / "dist"
SLOWED = 4
ROUNDS = 5


def initial_script_bytes() -> int:
    """Gzipped bytes of the scripts that the page loads before anything is shown."""
    page = (DIST / "index.html").read_text("utf-8")
    names = {*re.findall(r'(?:src|href)="/(assets/[^"]+\.js)"', page)}
    return sum(len(gzip.compress((DIST / name).read_bytes())) for name in names)


def _milliseconds(page: Page, tap: str, ready: str) -> float:
    started = time.perf_counter()
    page.get_by_role("button", name=tap).first.tap()
    page.locator(ready).first.wait_for()
    return (time.perf_counter() - started) * 1000


def _heap(session: CDPSession) -> float:
    session.send("HeapProfiler.collectGarbage")
    metrics = session.send("Performance.getMetrics")["metrics"]
    return next(float(one["value"]) for one in metrics if one["name"] == "JSHeapUsedSize") / 1_048_576


def main(sessions: str = "500") -> None:
    """Prints one figure a line."""
    os.environ["GONGKAI_RASA_URL"] = ""
    # One screen asks more in a minute here than any citizen could.
    for limit in ("READS_PER_MINUTE_ADDRESS", "WRITES_PER_MINUTE_ADDRESS"):
        os.environ[f"GONGKAI_{limit}"] = "0"
    with tempfile.TemporaryDirectory() as folder:
        os.environ["GONGKAI_DATABASE_URL"] = f"sqlite:///{folder}/gongkai.db"
        with serving(build_app()) as server:
            measure(server.url, int(sessions))


def measure(url: str, sessions: int) -> None:
    """The figures of a running service."""
    print(f"初始脚本（压缩后）\t{initial_script_bytes() / 1024:.0f} kB")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=FLAGS)
        context = context_of(browser, HALL)
        page = context.new_page()
        page.add_init_script(
            "window.longest = 0; new PerformanceObserver((list) => list.getEntries().forEach((entry) => {"
            " window.longest = Math.max(window.longest, entry.duration); })).observe({ type: 'longtask', buffered: true });"
        )
        devtools = context.new_cdp_session(page)
        devtools.send("Performance.enable")
        page.goto(url)
        page.wait_for_timeout(5_000)
        devtools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
        page.evaluate("window.longest = 0")
        first, answered = [], []
        for _ in range(ROUNDS):
            first.append(_milliseconds(page, "请轻触屏幕开始", ".hot button"))
            answered.append(_milliseconds(page, page.locator(".hot button").first.inner_text(), "article.answer"))
            page.get_by_role("button", name="结束使用").tap()
        print(f"处理器慢 {SLOWED} 倍：轻触到首页\t{statistics.median(first):.0f} ms")
        print(f"处理器慢 {SLOWED} 倍：提问到回答\t{statistics.median(answered):.0f} ms")
        print(f"处理器慢 {SLOWED} 倍：最长的一次停顿\t{page.evaluate('window.longest'):.0f} ms")
        devtools.send("Emulation.setCPUThrottlingRate", {"rate": 1})
        before = _heap(devtools)
        for _ in range(sessions):
            _milliseconds(page, "请轻触屏幕开始", ".hot button")
            _milliseconds(page, page.locator(".hot button").first.inner_text(), "article.answer")
            page.get_by_role("button", name="结束使用").tap()
        print(f"页面内存，{sessions} 个人用过之前和之后\t{before:.1f} → {_heap(devtools):.1f} MB")
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
