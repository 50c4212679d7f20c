"""Every quirk of real catalogues in every carrier, alone and several at once, against generated truth."""

from __future__ import annotations

from pathlib import Path

import pytest

from search_index.catalogue import read_catalogue
from tests.catalogue.quirks.books import combination, make
from tests.catalogue.quirks.carriers import WRITERS
from tests.catalogue.quirks.compare import Comparison, compare
from tests.catalogue.quirks.quirks import FIELD, QUIRKS

SEEDS = range(40)
ENOUGH = 0.99
ALONE = [(name, carrier) for name, quirk in QUIRKS.items() for carrier in sorted(quirk.carriers)]

UNDECIDABLE = frozenset({"merged_elements", "merged_legal_basis", "merged_time_limit", "merged_everywhere"})
"""In CSV a merged cell and an unstated one look the same where no level beside it was merged: such a cell stays blank,
and what it would be is told."""


def _undecidable(names: tuple[str, ...], carrier: str) -> bool:
    return carrier.startswith("csv") and not UNDECIDABLE.isdisjoint(names)


def _contradicts_itself(names: tuple[str, ...], carrier: str) -> bool:
    """A topic merged over rows of several domains, which no carrier without merged cells can tell."""
    return carrier.startswith("csv") and {"merged_topic", "domain_column"} <= set(names)


TOGETHER = [(c, s) for c in WRITERS for s in SEEDS if not _contradicts_itself(combination(c, s), c)]


def _read(names: tuple[str, ...], carrier: str, seed: int, folder: Path) -> Comparison:
    path, truth = make(names, carrier, seed, folder)
    report = read_catalogue(path, FIELD)
    return compare(truth, report.items, report.complaints)


@pytest.mark.parametrize("carrier", WRITERS)
def test_the_ordinary_table_is_read_without_a_miss(carrier: str, tmp_path: Path) -> None:
    result = _read((), carrier, 0, tmp_path)
    assert not result.wrong, str(result)


@pytest.mark.parametrize(("name", "carrier"), ALONE)
def test_every_quirk_alone_is_read_without_a_miss(name: str, carrier: str, tmp_path: Path) -> None:
    result = _read((name,), carrier, 0, tmp_path)
    assert not result.lost, str(result)
    assert not result.wrong or _undecidable((name,), carrier), str(result)


@pytest.mark.parametrize(("carrier", "seed"), TOGETHER)
def test_several_quirks_at_once_lose_nothing_in_silence(carrier: str, seed: int, tmp_path: Path) -> None:
    names = combination(carrier, seed)
    result = _read(names, carrier, seed, tmp_path)
    assert result.share >= ENOUGH or _undecidable(names, carrier), f"{names}\n{result}"
    assert not result.lost, f"{names}\n{result}"


def test_same_as_above_without_anything_above_is_told_with_its_cell(tmp_path: Path) -> None:
    path, _ = make(("same_without_above",), "xlsx", 0, tmp_path)
    told = read_catalogue(path, FIELD).complaints
    assert any(one.row == 3 and one.column == "公开依据" and "同上" in one.message for one in told), told


def test_over_all_combinations_nearly_every_cell_is_right(tmp_path: Path) -> None:
    right = wrong = 0
    for carrier in WRITERS:
        for seed in SEEDS:
            folder = tmp_path / f"{carrier}-{seed}"
            folder.mkdir()
            result = _read(combination(carrier, seed), carrier, seed, folder)
            right, wrong = right + result.right, wrong + len(result.wrong)
    assert right / (right + wrong) >= ENOUGH
