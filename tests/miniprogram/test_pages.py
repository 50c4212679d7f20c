"""The mini program's pages in a real Chromium at a phone's width: nothing too wide, cut or too small, enough contrast."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page

from kiosk_api.settings import PROJECT
from tests.browser.conftest import PHONE, browser  # noqa: F401
from tests.browser.probes import AXE

Scheme = Literal["light", "dark"]
pytestmark = pytest.mark.browser

PROGRAM = PROJECT / "kiosk_api" / "miniprogram"
SIZES = (16, 23.8, 27.5)
"""WeChat's smallest type, 关怀模式 and the largest, in pixels."""
NARROW = (320, 640)
LEAST_TARGET = 44
MOST_PAGES_HAVE = 3
"""Things to tap; fewer would mean that they are not found."""

_MEASURE = """() => {
  const box = (e) => e.getBoundingClientRect();
  const name = (e) => `${e.tagName.toLowerCase()}.${e.className} ${e.textContent.trim().slice(0, 20)}`;
  const shown = [...document.querySelectorAll("body *")].filter((e) => e.getClientRects().length && !e.closest(".wechat-bar, .wechat-tabs"));
  const taps = shown.filter((e) => e.hasAttribute("data-tap"));
  const words = shown.filter((e) => [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim()));
  return {
    page: document.documentElement.scrollWidth - innerWidth,
    wide: shown.filter((e) => !e.closest("wx-scroll-view") && (box(e).right > innerWidth + 1 || box(e).left < -1)).map(name),
    cut: words.filter((e) => e.scrollWidth > e.clientWidth + 2 && e.clientWidth && getComputedStyle(e).overflowX !== "visible").map(name),
    small: taps.filter((e) => box(e).height < LEAST || box(e).width < LEAST).map((e) => `${box(e).width}×${box(e).height} ${name(e)}`),
    letters: Math.min(...words.map((e) => parseFloat(getComputedStyle(e).fontSize))),
    taps: taps.length,
  };
}""".replace("LEAST", str(LEAST_TARGET))


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Every page as an HTML file, drawn by miniprogram-simulate from recorded answers."""
    folder = tmp_path_factory.mktemp("drawn")
    command = [PROJECT / "deploy/node.sh", "node", "tests/draw.js", "recorded", folder]
    subprocess.run(command, cwd=PROGRAM, check=True, stdout=subprocess.DEVNULL)
    return sorted(folder.glob("*.html"))


def shown(browser: Browser, size: tuple[int, int], scheme: Scheme = "light") -> Page:  # noqa: F811
    """A phone's window."""
    width, height = size
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme, locale="zh-CN")
    return context.new_page()


@pytest.mark.parametrize("size", [PHONE, NARROW], ids=["390", "320"])
def test_pages_hold_at_every_type_size(browser: Browser, drawn: list[Path], size: tuple[int, int]) -> None:  # noqa: F811
    page = shown(browser, size)
    wrong: list[str] = []
    tapped = 0
    for file in drawn:
        page.goto(file.as_uri())
        for letters in SIZES:
            page.evaluate("size => { document.documentElement.style.fontSize = `${size}px`; }", letters)
            found = page.evaluate(_MEASURE)
            tapped += found["taps"]
            wrong += [
                f"{file.stem} {letters}: {kind} {found[kind][:3]}" for kind in ("wide", "cut", "small") if found[kind]
            ]
            if found["page"] > 0 or found["letters"] < letters * 0.94:
                wrong.append(f"{file.stem} {letters}: {found}")
    page.context.close()
    assert wrong == []
    assert tapped > MOST_PAGES_HAVE * len(drawn) * len(SIZES)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_stand_out(browser: Browser, drawn: list[Path], scheme: Scheme) -> None:  # noqa: F811
    page = shown(browser, PHONE, scheme)
    wrong: list[str] = []
    for file in drawn:
        page.goto(file.as_uri())
        page.evaluate(AXE.read_text("utf-8"))
        wrong += page.evaluate(
            """async (file) => (await axe.run({ exclude: [".wechat-bar", ".wechat-tabs"] }, { runOnly: ["color-contrast"] }))
                 .violations.flatMap((v) => v.nodes.map((n) => `${file}: ${n.target} ${n.failureSummary.split("\\n")[1]}`))""",
            file.stem,
        )
    page.context.close()
    assert wrong == []
