"""How soon the console's pages stand with a big district's amounts: ``python -m tests.bench.console``.

5,000 items, 2,000 frequent questions and a year with 100,000 conversations, on a service of its own with the character
embedder: milliseconds from the click in the menu until the page's figures or rows are there, and of every query of the
dashboard.
"""

from __future__ import annotations

import os
import random
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from playwright.sync_api import Page, sync_playwright
from sqlalchemy import Connection, insert

from kiosk_api.admin.staff import Role
from kiosk_api.models import Aspect, Status
from kiosk_api.statistics.figures import figures
from kiosk_api.storage.kept_turns import UPPER_MS
from kiosk_api.storage.loop import Loop
from kiosk_api.storage.loop_tables import LoopGroupRow, LoopQuestionRow
from kiosk_api.storage.repository import Repository
from kiosk_api.storage.statistics import Span, Statistics
from kiosk_api.storage.statistics_tables import ConversationCountRow, LatencyCountRow, TurnCountRow
from tests.admin.conftest import NAMES, PASSWORD, add_everybody, settings_in
from tests.admin.working import working_app
from tests.browser.conftest import FLAGS, chromium_path
from tests.fakes import CONTENT
from tests.publishing.conftest import District
from tests.serving import serving
from tests.tiny_district import CATALOG_HEADER, FAQ, write_table

ITEMS, QUESTIONS, CONVERSATIONS, GROUPS, UNANSWERED = 5_000, 2_000, 100_000, 2_000, 20_000
TODAY = date.today()  # noqa: DTZ011
YEAR = Span(TODAY - timedelta(days=364), TODAY)
READY = ".el-table__row, dl.heads"
PAGES = ("没答上的问题", "内容", "内容检查", "测试问题", "版本与发布", "月报", "操作记录", "概况")


def fill(repository: Repository) -> int:
    """Two questions a conversation, the worst case for the tables: nearly every row counts one."""
    dice = random.Random(7)  # noqa: S311
    turns: dict[tuple[object, ...], int] = {}
    for _ in range(2 * CONVERSATIONS):
        day = (YEAR.since + timedelta(days=dice.randrange(365))).isoformat()
        place = dice.choice([("kiosk", f"hall-{dice.randrange(50)}"), ("wechat", ""), ("page", "")])
        status = dice.choice([Status.answered] * 8 + [Status.no_content, Status.clarification]).value
        item = f"item-{dice.randrange(ITEMS)}" if status == "answered" else ""
        key = (day, dice.randrange(8, 18), *place, status, item, dice.choice(list(Aspect)).value)
        turns[key] = turns.get(key, 0) + 1
    names = ("day", "hour", "channel", "terminal_id", "status", "item", "aspect")
    with repository.engine.begin() as connection:
        rows = [dict(zip(names, key, strict=True)) | {"count": count} for key, count in turns.items()]
        connection.execute(insert(TurnCountRow), rows)
        opened = [dict(zip(names, key, strict=False)) | {"count": 1} for key in {key[:4] for key in turns}]
        connection.execute(insert(ConversationCountRow), opened)
        hours = {key[:2] for key in turns}
        took = [{"day": day, "hour": hour, "upper_ms": ms, "count": 3} for day, hour in hours for ms in UPPER_MS]
        connection.execute(insert(LatencyCountRow), took)
        _fill_loop(connection, dice)
    return len(rows)


def _fill_loop(connection: Connection, dice: random.Random) -> None:
    blank = dict.fromkeys(("reason", "draft", "change_id", "done_version"), "")
    day = TODAY.isoformat()
    groups = [
        {"id": f"{number:016x}", "agency": f"局{number % 30}", "state": "open", "opened": day, "due": day} | blank
        for number in range(GROUPS)
    ]
    same = {"hour": 9, "channel": "page", "terminal_id": "", "reason": "no_content", "candidates": "[]", "aspect": ""}
    questions = [
        {"id": f"q{number}", "day": (TODAY - timedelta(days=number % 40)).isoformat(), "index_version": "v"}
        | {"text": f"问题{dice.randrange(9_000)}", "group_id": f"{dice.randrange(GROUPS):016x}"}
        | {"model": "m", "vector": b"\0" * 1536}
        | same
        for number in range(UNANSWERED)
    ]
    connection.execute(insert(LoopGroupRow), groups)
    connection.execute(insert(LoopQuestionRow), questions)


def big_district(folder: Path) -> District:
    """Published; the questions are told apart by their number."""
    district = District(folder)
    rows = [
        [
            f"领域{n % 26}",
            f"一级{n % 300}",
            f"第{n}号事项的公开",
            f"第{n}号的条件、材料、流程和结果",
            "",
            "20个工作日内",
        ]
        + [f"海湾县第{n % 40}局", "主动公开", "县级", "政府网站", ""]
        for n in range(ITEMS)
    ]
    write_table(district.content / "catalog.csv", [CATALOG_HEADER, *rows])
    asked = [
        [f"faq-{n}", f"第{n}件事找谁办", f"找第{n % 40}个窗口。", f"第{n}件事谁管", ""] for n in range(2, QUESTIONS)
    ]
    write_table(district.content / "faq.csv", [*FAQ, *asked])
    district.open_publisher.publish(district.build(), "布置的人")
    return district


def queries(repository: Repository) -> None:
    """Milliseconds of every query of the dashboard over a year, and of a month's figures."""
    statistics, loop = Statistics(repository), Loop(repository)
    month = Span(TODAY - timedelta(days=29), TODAY)
    columns = ("day", "hour", "channel", "terminal_id", "status", "item", "aspect")
    asked: dict[str, Callable[[], object]] = {
        name: lambda name=name: statistics.turns(YEAR, name)  # type: ignore[misc]
        for name in columns
    }
    asked |= {
        "all figures of a year": lambda: figures(statistics, YEAR, CONTENT),
        "all figures of a month": lambda: figures(statistics, month, CONTENT),
        "groups": lambda: loop.page(0, 20),
        "overdue": loop.overdue,
    }
    for name, work in asked.items():
        started = time.perf_counter()
        work()
        print(f"query, {name}: {(time.perf_counter() - started) * 1000:.0f} ms")


def first_views(page: Page, url: str) -> None:
    """Signs in and clicks through the menu."""
    page.goto(url + "/admin")
    page.get_by_label("姓名").fill(NAMES[Role.administrator])
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    menu = page.get_by_role("navigation", name="主菜单")
    menu.wait_for()
    page.wait_for_load_state("networkidle")
    for name in PAGES:
        started = time.perf_counter()
        menu.get_by_role("link", name=name, exact=True).click()
        page.locator("main").locator(READY).first.wait_for()
        print(f"first view, {name}: {(time.perf_counter() - started) * 1000:.0f} ms")
        page.wait_for_load_state("networkidle")
    menu.get_by_role("link", name="内容", exact=True).click()
    page.get_by_role("link", name="常见问题").click()
    page.locator("main").locator(READY).first.wait_for()
    started = time.perf_counter()
    page.get_by_label("在所有栏目里找").fill("第1999件事")
    page.get_by_role("link", name="第1999件事找谁办").wait_for()
    print(f"found among {QUESTIONS} questions: {(time.perf_counter() - started) * 1000:.0f} ms, 250 of them waiting")


def main() -> None:
    """Prints every figure."""
    print(f"load before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        big_district(folder)
        settings = settings_in(folder).model_copy(update={"log_level": "warning"})
        app = working_app(settings)
        with serving(app) as server, sync_playwright() as playwright:
            repository = app.state.services.database.repository
            add_everybody(app)
            print(f"{fill(repository)} rows of turns, {ITEMS} items, {QUESTIONS} frequent questions")
            queries(repository)
            browser = playwright.chromium.launch(executable_path=chromium_path(), args=FLAGS)
            first_views(browser.new_page(viewport={"width": 1366, "height": 768}, locale="zh-CN"), server.url)
            browser.close()


if __name__ == "__main__":
    main()
