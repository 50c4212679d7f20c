"""Ways in which the rows of real catalogues differ, and what stands above, between and below them."""

from __future__ import annotations

from tests.catalogue.quirks.carriers import SPANNED
from tests.catalogue.quirks.layout import HEADER, Column, Draft
from tests.catalogue.quirks.quirks import Change, quirk

_PAGES = frozenset({"html", "html-gb2312", "docx"})
_TITLE = "基层政务公开标准目录"
_SAID_AGAIN = ("topic", "elements", "legal_basis", "time_limit", "agency", "channels")


@quirk("number", shapes=True)
def numbers_from_22(draft: Draft) -> None:
    """Numbering that starts at 22."""
    draft.numbers = [str(22 + at) for at in range(len(draft.entries))]


@quirk("number", shapes=True)
def numbers_jump(draft: Draft) -> None:
    """Numbering with gaps, twice the same, and back to 1."""
    half = len(draft.entries) // 2
    jumping = [str(5 + 3 * at) for at in range(half)]
    draft.numbers = [*jumping, *(str(1 + at // 2) for at in range(len(draft.entries) - half))]


def _columns(draft: Draft, key: str) -> list[Column]:
    return [column for column in draft.columns if column.key == key]


def _same(key: str) -> Change:
    def change(draft: Draft) -> None:
        for column in _columns(draft, key):
            for at in (1, 2, len(draft.entries) - 1):
                draft.repeat(column, at)
            for at in (1, 2, len(draft.entries) - 1):
                column.cells[at] = ["同上"]

    change.__name__ = f"same_{key}"
    change.__doc__ = f"同上 in the column {key}, twice in a row as well."
    return change


for _key in _SAID_AGAIN:
    quirk(_key, "text", shapes=False)(_same(_key))


@quirk("level", "ticks", "marks", "columns of ticks")
def same_ticks(draft: Draft) -> None:
    """同上 in place of a tick."""
    for column in _columns(draft, "level"):
        draft.repeat(column, 1)
        if draft.entries[1].ticked["level"][column.word or 0]:
            column.cells[1] = ["同上"]


@quirk("legal_basis", "text")
def same_without_above(draft: Draft) -> None:
    """同上 in the first row: nobody knows what was meant."""
    draft.entries[0].texts["legal_basis"] = ""
    draft.column("legal_basis").cells[0] = ["同上"]


def _merge(draft: Draft, column: Column) -> None:
    at = draft.rng.randint(0, 1)
    while at < len(draft.entries) - 1:
        last = min(at + draft.rng.randint(1, 3), len(draft.entries) - 1)
        for below in range(at + 1, last + 1):
            # A topic belongs to one domain.
            for also in _columns(draft, "domain") if column.key == "topic" else []:
                draft.repeat(also, below)
            draft.repeat(column, below)
        column.merges.append((at, last))
        at = last + draft.rng.randint(1, 2)


def _merged(key: str) -> Change:
    def change(draft: Draft) -> None:
        for column in _columns(draft, key):
            _merge(draft, column)

    change.__name__ = f"merged_{key}"
    change.__doc__ = f"Cells of the column {key} merged downward."
    return change


for _key in _SAID_AGAIN:
    quirk(_key, "twice")(_merged(_key))


@quirk(*_SAID_AGAIN, "twice")
def merged_everywhere(draft: Draft) -> None:
    """Cells of every column of text merged downward but for the item's name."""
    for key in _SAID_AGAIN:
        for column in _columns(draft, key):
            _merge(draft, column)


@quirk("level", "ticks", "columns of ticks", carriers=SPANNED)
def merged_ticks(draft: Draft) -> None:
    """Ticks merged downward."""
    for column in _columns(draft, "level"):
        _merge(draft, column)


@quirk("agency", "time_limit", "twice", "text", carriers=SPANNED)
def blank_below_merged(draft: Draft) -> None:
    """A cell that is blank below a merged one, and is no part of it."""
    column = draft.column("agency")
    draft.repeat(column, 1)
    column.merges.append((0, 1))
    for place, key in ((2, "agency"), (3, "time_limit")):
        draft.entries[place].texts[key] = ""
        draft.column(key).cells[place] = [""]


@quirk("channels", "rows", "text", "own")
def row_for_each_channel(draft: Draft) -> None:
    """An item over as many rows as channels, everything else merged over them."""
    for column in _columns(draft, "channels"):
        column.cells = [draft.boxed(entry).split("\n") for entry in draft.entries]


@quirk("channels", "rows", "text", "own", "number", "columns of ticks", *_SAID_AGAIN)
def row_for_each_channel_unmerged(draft: Draft) -> None:
    """The same, everything else blank in the later rows."""
    row_for_each_channel(draft)
    draft.unmerged = True


def _cut_names(draft: Draft) -> None:
    column = draft.named
    for at in range(1, len(draft.entries), 3):
        text = column.cells[at][0]
        column.cells[at] = [text[: len(text) // 2], text[len(text) // 2 :]]


@quirk("levels", "codes", "rows", "text", "number", carriers=SPANNED)
def name_over_two_rows(draft: Draft) -> None:
    """A name cut over two rows, 城镇燃 / 气管理, everything else merged over them."""
    _cut_names(draft)


@quirk("levels", "codes", "rows", "text", "number", "columns of ticks", *_SAID_AGAIN)
def name_over_two_rows_unmerged(draft: Draft) -> None:
    """The same, everything else blank in the second row."""
    _cut_names(draft)
    draft.unmerged = True


@quirk("title")
def title_row(draft: Draft) -> None:
    """The title as the first row of the table."""
    draft.before = [_TITLE]


@quirk("title")
def two_title_rows(draft: Draft) -> None:
    """附件 and the title as rows of the table, and a line of who fills it in."""
    draft.before = ["附件2", _TITLE, "填报单位：某单位　　填报日期：2026年3月"]


@quirk("title", "domain", shapes=True)
def title_names_domain(draft: Draft) -> None:
    """A title row that names the domain of all items."""
    draft.domain = draft.rng.choice(["社会救助", "安全生产", "义务教育", "户籍管理"])
    draft.before = [f"示例县{draft.domain}领域{_TITLE}"]


@quirk("title", "domain", shapes=True, carriers=frozenset({*_PAGES, "csv", "csv-bom", "csv-gb18030"}))
def caption_names_domain(draft: Draft) -> None:
    """The same as a line above the table."""
    draft.domain = draft.rng.choice(["社会保险", "公共文化服务", "医疗卫生", "市政服务"])
    draft.caption = [f"（十二）{draft.domain}领域{_TITLE}"]


@quirk("between")
def header_again(draft: Draft) -> None:
    """The header printed again on the next page."""
    draft.between = {len(draft.entries) // 2: [HEADER]}


@quirk("between")
def title_and_header_again(draft: Draft) -> None:
    """Page number, title and header on the next page."""
    draft.between = {len(draft.entries) // 2: ["第1页，共2页", *draft.before, HEADER]}


@quirk("between")
def blank_rows(draft: Draft) -> None:
    """Blank rows within the table."""
    draft.between = {at: [""] * draft.rng.randint(1, 2) for at in (2, len(draft.entries) - 1)}


@quirk("after")
def notes_below(draft: Draft) -> None:
    """Notes in rows below the items."""
    draft.after += [["注：1.本目录根据职责变化动态调整。2.涉及国家秘密的信息不予公开。"], ["备注：解释权归编制单位"]]


@quirk("after")
def signatures_below(draft: Draft) -> None:
    """Who filled it in and who checked it, in cells of the last row, after a blank one."""
    draft.after += [[""], ["填表人：张某", "", "审核人：李某", "", "联系电话：0000-1234567"]]


@quirk("aside", carriers=_PAGES)
def menu_table(draft: Draft) -> None:
    """A table that is only the page's menu before the catalogue."""
    draft.aside = ["首页", "政务公开", "互动交流"]


def _own_title(draft: Draft) -> None:
    draft.domain = draft.entries[0].texts["domain"]
    draft.before = [f"示例县{draft.domain}领域{_TITLE}"]
    draft.name = f"{draft.domain}{draft.entries[0].texts['subtopic'][:4]}"


@quirk("title", "tables", "domain", shapes=True, tables=3)
def several_tables(draft: Draft) -> None:
    """Several tables a file, each with its title."""
    _own_title(draft)


@quirk("title", "tables", "domain", shapes=True, tables=2, stacked=True)
def several_on_one_sheet(draft: Draft) -> None:
    """Several tables below one another on one sheet, each with its title and header."""
    _own_title(draft)
