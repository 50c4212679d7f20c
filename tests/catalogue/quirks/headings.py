"""Ways in which the headings of real catalogues differ."""

from __future__ import annotations

from itertools import groupby

from tests.catalogue.quirks.layout import Draft
from tests.catalogue.quirks.quirks import FIELD, LEVELS, quirk
from tests.catalogue.quirks.truth import synonyms


@quirk("level", "heading", shapes=True)
def level_headed_mode(draft: Draft) -> None:
    """公开方式 a second time, where 公开层级 should stand."""
    for column in draft.columns:
        if column.key == "level":
            column.heading[0] = "公开方式"


@quirk("heading", "levels", "level", shapes=True)
def one_row_header(draft: Draft) -> None:
    """Only the lower headings, in one row."""
    for column in draft.columns:
        column.heading = column.heading[-1:]


@quirk("heading", shapes=True)
def header_synonyms(draft: Draft) -> None:
    """Every heading in other words."""
    known = synonyms(FIELD)
    for _, members in groupby(draft.columns, key=lambda column: (column.key, len(column.heading))):
        columns = list(members)
        key = columns[0].key
        said = draft.rng.choice(known[key]) if key in known else columns[0].heading[-1]
        for column in columns:
            if key in LEVELS and len(column.heading) == 2:
                column.heading[1] = draft.rng.choice([text for text in known[key] if text.endswith(("级", "级目录"))])
            elif key in known:
                column.heading[0] = said


@quirk("heading", shapes=True)
def broken_headings(draft: Draft) -> None:
    """Headings broken over lines within words, 全社/会."""
    for column in draft.columns:
        for at, text in enumerate(column.heading):
            if len(text) > 2 and (at or len(column.heading) == 1 or column.word in {None, 0}):
                cut = len(text) - 1 if len(text) == 3 else len(text) // 2
                column.heading[at] = f"{text[:cut]}\n{text[cut:]}"
    for first, second in zip(draft.columns, draft.columns[1:], strict=False):
        if len(first.heading) == 2 and first.heading[0].replace("\n", "") == second.heading[0].replace("\n", ""):
            second.heading[0] = first.heading[0]


@quirk("heading", shapes=True)
def spaced_headings(draft: Draft) -> None:
    """Headings with spaces between their characters."""
    for column in draft.columns:
        column.heading = [" ".join(text) for text in column.heading]


@quirk("heading", shapes=True)
def headings_cut_over_rows(draft: Draft) -> None:
    """Words to tick cut over two rows of the header, 全社 / 会."""
    for column in draft.columns:
        if column.word is not None and len(column.heading[-1]) > 2:
            word = column.heading.pop()
            column.heading += [word[:2], word[2:]]
