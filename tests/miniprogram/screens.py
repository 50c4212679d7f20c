"""Takes the pictures of the mini program: ``python -m tests.miniprogram.screens``.

The pages come out of miniprogram-simulate with answers of the real service and the demonstration content (an own
service for the minute it takes, without Rasa, nothing kept), and are shown by a real Chromium in WeChat's size.
"""

from __future__ import annotations

import csv
import subprocess
import tempfile
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, sync_playwright

from kiosk_api.answering import Answerer
from kiosk_api.app import create_app
from kiosk_api.assistant import NoAssistant
from kiosk_api.offline import open_settings_embedder
from kiosk_api.settings import PROJECT, Settings
from search_index import LiveIndex
from tests.browser.conftest import FLAGS, PHONE, chromium_path
from tests.serving import serving

FOLDER = PROJECT / "docs" / "screens"
PROGRAM = PROJECT / "kiosk_api" / "miniprogram"
QUALITY = 72
ENDS = {"home": "home-end", "answer": "answer-end"}
"""Pages whose lower end is shown too."""
LAST_TURN = """() => {
  const turn = [...document.querySelectorAll(".chat--turn")].pop();
  if (turn) scrollTo(0, turn.getBoundingClientRect().top + scrollY - 100);
}"""
DARK = ("home", "answer", "item", "superseded", "places", "mine", "away")


def superseded(settings: Settings) -> str:
    """A policy document that another one has replaced."""
    with (settings.content_dir / "policies.csv").open(encoding="utf-8") as file:
        return next(row["编号"] for row in csv.DictReader(file) if row["状态"] == "已被取代" and row["取代文件编号"])


def draw(folder: Path) -> None:
    """The pages as HTML files in the folder."""
    settings = Settings(rasa_url="", speech="off", database_url=f"sqlite:///{folder}/gongkai.db")
    index = LiveIndex(settings.index_dir, open_settings_embedder(settings))
    with serving(create_app(settings, index=index, answerer=Answerer(index, NoAssistant()))) as server:
        command = [PROJECT / "deploy/node.sh", "node", "tests/draw.js", server.url, folder, superseded(settings)]
        subprocess.run(command, cwd=PROGRAM, check=True)


def take(browser: Browser, file: Path, scheme: Literal["light", "dark"], name: str) -> None:
    """One picture; of a conversation its last question and the answer."""
    width, height = PHONE
    context = browser.new_context(
        viewport={"width": width, "height": height},
        locale="zh-CN",
        color_scheme=scheme,
    )
    page = context.new_page()
    page.goto(file.as_uri())
    if name in ENDS.values():
        page.evaluate("() => scrollTo(0, document.body.scrollHeight)")
    else:
        page.evaluate(LAST_TURN)
    page.screenshot(path=FOLDER / f"miniprogram-{name}.jpg", type="jpeg", quality=QUALITY)
    context.close()
    print(FOLDER / f"miniprogram-{name}.jpg")


def main() -> None:
    """All pictures, their paths on stdout."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary, sync_playwright() as playwright:
        folder = Path(temporary)
        draw(folder)
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=FLAGS)
        for file in sorted(folder.glob("*.html")):
            take(browser, file, "light", file.stem)
            if file.stem in ENDS:
                take(browser, file, "light", ENDS[file.stem])
            if file.stem in DARK:
                take(browser, file, "dark", f"{file.stem}-dark")
        browser.close()


if __name__ == "__main__":
    main()
