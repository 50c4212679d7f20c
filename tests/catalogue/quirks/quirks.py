"""Ways in which columns and headers of real catalogues differ, one small function each; ``headings``, ``cells`` and ``rows`` hold the rest."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby
from random import Random

from tests.catalogue.quirks.carriers import SPANNED, WRITERS
from tests.catalogue.quirks.layout import BLANK, NUMBER, Column, Draft
from tests.catalogue.quirks.truth import TICKED, Entry, words
from tests.conftest import ROOT

FIELD = ROOT / "data" / "field"
ALL = frozenset(WRITERS)
Change = Callable[[Draft], None]
LEVELS = {"topic": "一级事项", "subtopic": "二级事项", "detail": "三级事项"}
_GROUPS = {"audience": "公开对象", "mode": "公开方式", "level": "公开层级"}


@dataclass(frozen=True, slots=True)
class Quirk:
    """One way to differ: before the cells are filled (``shapes``) or after; of two that touch a part only one is used."""

    change: Change
    parts: frozenset[str]
    shapes: bool
    carriers: frozenset[str]
    tables: int = 1
    """Tables in the file."""
    stacked: bool = False
    """Whether several tables stand below one another on one sheet."""


QUIRKS: dict[str, Quirk] = {}
"""By name, in the order in which several are applied."""


def quirk(
    *parts: str, shapes: bool = False, carriers: frozenset[str] = ALL, tables: int = 1, stacked: bool = False
) -> Callable[[Change], Change]:
    """Registers a quirk under its function's name."""

    def register(change: Change) -> Change:
        QUIRKS[change.__name__] = Quirk(change, frozenset(parts), shapes, carriers, tables, stacked)
        return change

    return register


def plain_draft(rng: Random, told: list[Entry]) -> Draft:
    """The ordinary table: a header of two rows, two levels of items, boxes before channels, ticks in columns."""
    draft = Draft(
        rng,
        told,
        {"audience": ["全社会", "特定群体"], "mode": ["主动", "依申请"], "level": ["县级", "乡级"]},
    )
    draft.columns = [
        Column(NUMBER, ["序号"]),
        Column("topic", ["公开事项", "一级事项"]),
        Column("subtopic", ["公开事项", "二级事项"]),
        *(
            Column(key, [title])
            for key, title in {
                "elements": "公开内容（要素）",
                "legal_basis": "公开依据",
                "time_limit": "公开时限",
                "agency": "公开主体",
                "channels": "公开渠道和载体",
            }.items()
        ),
        *(column for key in TICKED for column in _tick_columns(draft, key)),
    ]
    return draft


def _tick_columns(draft: Draft, key: str) -> list[Column]:
    return [Column(key, [_GROUPS[key], word], at) for at, word in enumerate(draft.words[key])]


def _replace(draft: Draft, keys: tuple[str, ...], by: list[Column]) -> None:
    place = next(at for at, column in enumerate(draft.columns) if column.key in keys)
    draft.columns = [column for column in draft.columns if column.key not in keys]
    draft.columns[place:place] = by


def _levels(draft: Draft, *keys: str) -> None:
    _replace(draft, ("topic", "subtopic"), [Column(key, ["公开事项", LEVELS[key]]) for key in keys])


@quirk("levels", shapes=True)
def three_levels(draft: Draft) -> None:
    """公开事项 over three levels."""
    _levels(draft, "topic", "subtopic", "detail")


@quirk("levels", shapes=True)
def one_level(draft: Draft) -> None:
    """公开事项 without levels below it."""
    for entry in draft.entries:
        entry.texts["name"] = entry.texts["subtopic"]
    _replace(draft, ("topic", "subtopic"), [Column("name", ["公开事项"])])


@quirk("levels", shapes=True, carriers=SPANNED)
def unnamed_levels(draft: Draft) -> None:
    """公开事项 over two columns that have no heading of their own."""
    _replace(draft, ("topic", "subtopic"), [Column("topic", ["公开事项", ""]), Column("subtopic", ["公开事项", ""])])


@quirk("domain", shapes=True)
def domain_column(draft: Draft) -> None:
    """A column of the domain before the items."""
    draft.columns.insert(1, Column("domain", [draft.rng.choice(["领域", "试点领域", "公开领域"])]))


def _named_levels(style: str) -> Change:
    def change(draft: Draft) -> None:
        draft.words["level"] = words().levels[style]
        _replace(draft, ("level",), _tick_columns(draft, "level"))

    change.__name__ = f"levels_{style}"
    change.__doc__ = f"公开层级 as {'、'.join(words().levels[style])}."
    return change


for _style in words().levels:
    quirk("level", shapes=True)(_named_levels(_style))


@quirk("level", shapes=True)
def no_level(draft: Draft) -> None:
    """No 公开层级 at all."""
    draft.columns = [column for column in draft.columns if column.key != "level"]


def _words_for_ticks(draft: Draft, key: str, styled: list[str]) -> None:
    draft.words[key] = styled
    _replace(draft, (key,), [Column(key, [_GROUPS[key]])])


@quirk("ticks", "level", "group", shapes=True)
def words_in_one_column(draft: Draft) -> None:
    """One column each for 公开对象, 公开方式 and 公开层级, with words in its cells."""
    _words_for_ticks(draft, "audience", ["全社会", "特定群体"])
    _words_for_ticks(draft, "mode", ["主动公开", "依申请公开"])
    _words_for_ticks(draft, "level", ["县级", "乡级"])


@quirk("extra", shapes=True)
def extra_columns(draft: Draft) -> None:
    """Columns of the place's own, and those of our record that few places have."""
    for key, title in {"office": "责任科室", "phone": "咨询电话", "attribute": "公开属性"}.items():
        draft.columns.append(Column(key, [title]))
    for title in ["监督电话", "五公开", "条款内容"]:
        draft.columns.insert(draft.rng.randint(len(draft.columns) - 2, len(draft.columns)), Column(title, [title]))


@quirk("order", shapes=True)
def other_order(draft: Draft) -> None:
    """Columns in any order after the items; what stands below one heading stays together."""
    fixed = [column for column in draft.columns if column.key in {NUMBER, "domain", "name", *LEVELS}]
    rest = [column for column in draft.columns if column not in fixed]
    groups = [list(members) for _, members in groupby(rest, key=lambda column: column.key)]
    draft.rng.shuffle(groups)
    draft.columns = fixed + [column for group in groups for column in group]


@quirk("twice", shapes=True)
def column_twice(draft: Draft) -> None:
    """A column that stands there a second time."""
    first = draft.column(draft.rng.choice(["agency", "legal_basis", "time_limit"]))
    draft.columns.append(Column(first.key, list(first.heading), silent=True))


@quirk("codes", shapes=True)
def codes_in_names(draft: Draft) -> None:
    """The code of an item before its name, 0505 独生子女父母奖励."""
    for at, entry in enumerate(draft.entries):
        for key in ("name", "subtopic"):
            if key in entry.texts:
                entry.texts[key] = f"{501 + at:04d} {entry.texts[key]}"


@quirk("number", shapes=True)
def no_numbers(draft: Draft) -> None:
    """No running number."""
    draft.columns = [column for column in draft.columns if column.key != NUMBER]


@quirk("edge", shapes=True)
def leading_blank_column(draft: Draft) -> None:
    """A blank column on the left."""
    draft.columns.insert(0, Column(BLANK, [""]))


@quirk("blanks", shapes=True)
def blank_columns(draft: Draft) -> None:
    """A blank column inside and one at the end."""
    draft.columns.insert(next(at for at, column in enumerate(draft.columns) if column.key == "agency"), Column(BLANK, [""]))
    draft.columns.append(Column(BLANK, [""]))


@quirk("ticks", shapes=True)
def words_in_tick_columns(draft: Draft) -> None:
    """Words for ticks: the heading's own word stands where others put √."""
    draft.mark_words = {key: tuple(draft.words[key]) for key in TICKED} | {"mode": ("主动公开", "依申请公开")}

