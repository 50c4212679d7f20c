"""``gongkai report``: the figures of a month as a page to print."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kiosk_api.admin.workshop import Workshop
from kiosk_api.cli.output import out
from kiosk_api.offline import open_settings_embedder
from kiosk_api.settings import Settings
from kiosk_api.statistics.monthly import Month, monthly_report, page
from kiosk_api.storage.database import open_database, upgrade
from kiosk_api.storage.repository import Repository


def report(
    month: Annotated[str, typer.Argument(help="哪个月，例如 2026-10")],
    html: Annotated[Path, typer.Option("--html", help="写成哪个网页文件，可以打印")],
) -> None:
    """一个月的报告：问了多少、没答上什么、各部门怎么样。"""
    settings = Settings()
    chosen = Month.parse(month)
    workshop = Workshop(settings, lambda: open_settings_embedder(settings))
    content = workshop.content_of(workshop.store.published())
    engine = open_database(settings.database_url)
    upgrade(engine)
    made = monthly_report(Repository(engine, settings.conversation_idle_seconds), chosen, content, workshop.runs)
    html.write_text(page(made), encoding="utf-8")
    out.print(f"{made.year}年{made.month}月：提问 {made.figures.questions} 次，写到 {html}")


COMMANDS = (report,)
