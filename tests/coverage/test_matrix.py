"""The coverage matrix of the small run, counted by hand.

Stated by the items (14 columns: the overview and 13 aspects):
a: overview, what, where, who, basis, apply (条件), materials (材料); b: overview, what, when, who;
c: overview, what, where, who; d: overview, who.

Asked: a × apply right; a × materials one of two right; a × when wrong (the item states no time limit); b × overview
right; b × when wrong; d × who only offered. The typo is a variant and asks nothing new.

==  ======  ======  ========  =====
    passed  failed  untested  blank
==  ======  ======  ========  =====
a      1       2        5       6
b      1       1        2      10
c      0       0        4      10
d      0       1        1      12
==  ======  ======  ========  =====
"""

from __future__ import annotations

from kiosk_api.coverage.matrix import Cell, CellState, CoverageMatrix, Stated, Totals, coverage_matrix
from kiosk_api.coverage.records import Verdict
from kiosk_api.models import Aspect
from search_index.content import assemble
from search_index.district import District
from search_index.records import CatalogItem, Faq, GuidePart, Interpretation, Policy
from tests.coverage.small_run import CONTENT, OUTCOMES, A, C, D, outcome


def matrix() -> CoverageMatrix:
    return coverage_matrix(CONTENT, OUTCOMES)


def cell(found: CoverageMatrix, name: str, aspect: Aspect | None) -> Cell:
    row = next(row for row in found.rows if row.item.id == name)
    return row.cells[[column.aspect for column in found.columns].index(aspect)]


def test_cells_are_those_counted_by_hand() -> None:
    found = matrix()
    assert cell(found, "a", Aspect.apply) == Cell(CellState.passed, 1, 1)
    assert cell(found, "a", Aspect.materials) == Cell(CellState.failed, 2, 1)
    assert cell(found, "a", Aspect.when) == Cell(CellState.failed, 1, 0)
    assert cell(found, "a", Aspect.where) == Cell(CellState.untested)
    assert cell(found, "a", Aspect.fee) == Cell(CellState.blank)
    assert cell(found, "b", None) == Cell(CellState.passed, 1, 1)
    assert cell(found, "d", Aspect.who) == Cell(CellState.failed, 1, 0)


def test_totals_by_domain_and_agency() -> None:
    found = matrix()
    assert found.totals == Totals(passed=2, failed=4, untested=12, blank=38)
    assert found.by_domain == {"社会救助": Totals(2, 3, 7, 16), "义务教育": Totals(0, 1, 5, 22)}
    assert found.by_agency == {
        "区民政局": Totals(2, 3, 7, 16),
        "街道办事处": Totals(1, 2, 5, 6),
        "区教育局": Totals(0, 1, 5, 22),
    }
    assert found.totals.tested == 6 / 18


def test_items_never_asked_and_never_right() -> None:
    found = matrix()
    assert found.never_expected == (C,)
    assert found.never_right == (D,)
    assert [(row.questions, row.right) for row in found.rows] == [(4, 2), (2, 1), (0, 0), (1, 0)]


def test_without_a_run_nothing_is_tested() -> None:
    found = coverage_matrix(CONTENT, ())
    assert found.totals == Totals(passed=0, failed=0, untested=17, blank=39)
    assert found.totals.tested == 0
    assert len(found.never_expected) == 4


def test_without_items_there_is_nothing_to_count() -> None:
    found = coverage_matrix(assemble(District(name="空"), ()), OUTCOMES)
    assert (found.rows, found.totals, found.by_domain) == ((), Totals(), {})


def test_a_question_that_expects_a_record_of_another_kind_touches_no_item() -> None:
    found = coverage_matrix(CONTENT, [outcome("怎么办", Verdict.right, expected=("guide-x",))])
    assert found.totals == coverage_matrix(CONTENT, ()).totals


def test_items_without_domain_or_agency_are_counted_under_what_the_catalogue_does_not_state() -> None:
    found = coverage_matrix(assemble(District(name="甲"), [CatalogItem(id="x", name="事项")]), ())
    assert list(found.by_domain) == list(found.by_agency) == ["目录未载明"]


def test_guides_policies_and_own_columns_state_aspects_too() -> None:
    """The guide cited beside the item states its fee, its policy the validity and an interpretation; 监督电话 the rest."""
    item = CatalogItem(id="x", name="事项", legal_basis="《中华人民共和国甲法》", extra={"监督电话": "0000"})
    records = [
        item,
        Policy(id="p", name="甲法"),
        Interpretation(id="i", policy="p", name="读甲法"),
        GuidePart(id="g-fee", guide="g", name="指南", heading="收费", aspect="fee", text="不收费。"),
        Faq(id="f", question="事项收费吗", answer="不收。", cites=("x", "g-fee")),
    ]
    stated = Stated(assemble(District(name="甲"), records))
    assert {aspect for aspect in Aspect if stated.states(item, aspect)} == {
        Aspect.fee,
        Aspect.validity,
        Aspect.interpretation,
        Aspect.remedy,
        Aspect.who,
        Aspect.basis,
    }
    assert not stated.states(A, Aspect.validity)
