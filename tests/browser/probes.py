"""What a program can measure of a page: sizes, targets, overflow, contrast, and axe-core's rules."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

AXE = Path(__file__).parents[2] / "kiosk_api" / "ui" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

_MEASURE = """() => {
  const shown = [...document.querySelectorAll("body *")].filter((e) => e.getClientRects().length
    && getComputedStyle(e).visibility === "visible" && !e.closest(".visually-hidden, svg, noscript, .slip"));
  const inView = (e) => {
    const b = e.getBoundingClientRect();
    const area = e.closest(".talk, .main")?.getBoundingClientRect() ?? { top: 0, bottom: innerHeight };
    return b.top >= area.top - 1 && b.bottom <= area.bottom + 1 && b.bottom > 0 && b.top < innerHeight;
  };
  const texts = shown.filter((e) => [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim()));
  const touch = shown.filter((e) => e.matches("button:enabled, input, summary, a[href]"));
  const name = (e) => `${e.tagName.toLowerCase()}.${e.className} ${e.innerText?.slice(0, 20) ?? ""}`;
  const box = (e) => e.getBoundingClientRect();
  const small = (list, size) => list.filter((e) => size(e) !== null).map((e) => [size(e), name(e)]).sort((a, b) => a[0] - b[0]);
  const gaps = [];
  const visible = touch.filter(inView).map((e) => [box(e), name(e)]);
  visible.forEach(([a, one], index) => visible.slice(index + 1).forEach(([b, other]) => {
    const across = Math.max(a.left, b.left) - Math.min(a.right, b.right);
    const down = Math.max(a.top, b.top) - Math.min(a.bottom, b.bottom);
    if (across < 0 && down < 0) return;
    if (Math.max(across, down) < 7.5) gaps.push([Math.max(across, down), one, other]);
  }));
  return {
    text: small(texts, (e) => parseFloat(getComputedStyle(e).fontSize))[0],
    line: small(texts.filter((e) => e.getClientRects().length > 0 && box(e).height > 2.2 * parseFloat(getComputedStyle(e).fontSize)),
      (e) => parseFloat(getComputedStyle(e).lineHeight) / parseFloat(getComputedStyle(e).fontSize) || null)[0],
    target: small(touch, (e) => Math.min(box(e).height, e.matches("summary, input") ? Infinity : box(e).width))[0],
    wide: shown.filter((e) => !e.closest(".row") && (box(e).right > innerWidth + 1 || box(e).left < -1)).map(name).slice(0, 3),
    cut: texts.filter((e) => e.scrollWidth > e.clientWidth + 2 && getComputedStyle(e).overflowX === "hidden").map(name).slice(0, 3),
    gaps: gaps.slice(0, 3),
    bar: small([...document.querySelectorAll(".bar button")], (e) => box(e).height)[0],
    above: touch.filter((e) => box(e).top < innerHeight * 0.45 - 1 && inView(e)).map(name).slice(0, 3),
    lang: document.documentElement.lang,
  };
}"""


def measured(page: Page) -> dict[str, Any]:
    """Smallest text, line height, touch target and gap; what is too wide or cut; controls in the upper 45 %."""
    found: dict[str, Any] = page.evaluate(_MEASURE)
    return found


def violations(page: Page) -> list[str]:
    """axe-core's complaints, one line each."""
    if not page.evaluate("typeof axe !== 'undefined'"):
        # The page's own policy allows no script from elsewhere; the debugger's way is not bound by it.
        page.evaluate(AXE.read_text("utf-8"))
    found: list[str] = page.evaluate(
        """async (tags) => (await axe.run({ runOnly: { type: "tag", values: tags } })).violations
             .flatMap((v) => v.nodes.map((n) => `${v.id}: ${n.target} ${n.failureSummary.split("\\n")[1] ?? ""}`))""",
        RULES,
    )
    return found
