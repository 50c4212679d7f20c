"""A content file is taken apart and put together byte for byte."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk_api.admin.content.csv_text import CsvText
from search_index import SearchIndexError


def test_files_that_cannot_be_edited_safely_are_refused() -> None:
    for raw in ("名称\n张".encode("gb18030"), b'a,b\n1,x"y\nz"w,2\n'):
        with pytest.raises(SearchIndexError, match="另存为 CSV"):
            CsvText.parse(raw, "faq.csv")


CELLS = st.text(st.sampled_from('甲a ,"\n\r\t=\u2028'), max_size=5)


@given(
    st.lists(st.lists(CELLS, min_size=2, max_size=2), min_size=1, max_size=5), st.sampled_from(["\n", "\r\n"]), CELLS
)
def test_any_file_is_taken_apart_and_put_together_again(rows: list[list[str]], line_end: str, new: str) -> None:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator=line_end, quoting=csv.QUOTE_ALL).writerows([["一", "二"], *rows])
    text = CsvText.parse(out.getvalue().encode(), "x.csv")
    assert text.text() == out.getvalue().encode()
    assert len(text.rows) == len(rows) + 1
    changed = text.with_cells(2, {"二": new, "三": "好"})
    read = list(csv.reader(io.StringIO(changed.text().decode(), newline="")))
    assert read[0] == ["一", "二", "三"] and read[1][2] == "好" and read[1][0] == rows[0][0]
    assert changed.rows[2:] == text.rows[2:]
    assert text.appended({"一": "末"}).without(len(rows) + 2).text() == text.text()
