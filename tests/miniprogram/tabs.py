"""Draws the tab bar's icons (lucide, ISC licence) into app/images: ``python -m tests.miniprogram.tabs``. WeChat takes PNG only."""

from __future__ import annotations

import json
import re
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.conftest import FLAGS, chromium_path

HERE = Path(__file__).parents[2] / "kiosk_api" / "miniprogram"
DRAWINGS = {"home": "house", "places": "map-pin", "mine": "user-round"}
SIZE = 81


def main() -> None:
    """Each icon plain and chosen, for light and dark."""
    theme = json.loads((HERE / "app/theme.json").read_text())
    folder = HERE / "app/images"
    folder.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=FLAGS)
        page = browser.new_page(viewport={"width": SIZE, "height": SIZE})
        for name, drawing in DRAWINGS.items():
            svg = (HERE.parent / f"ui/node_modules/lucide-static/icons/{drawing}.svg").read_text()
            svg = re.sub(r'(width|height)="24"', rf'\1="{SIZE}"', svg)
            for scheme, colours in theme.items():
                for ending, colour in (("", colours["quiet"]), ("-on", colours["main"])):
                    page.set_content(f'<body style="margin:0;color:{colour};line-height:0">{svg}')
                    page.screenshot(path=folder / f"{name}-{scheme}{ending}.png", omit_background=True)
        browser.close()


if __name__ == "__main__":
    main()
