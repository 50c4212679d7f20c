"""Questions proposed for untested cells."""

from __future__ import annotations

import json
import tomllib
from collections import Counter
from pathlib import Path

import pytest
from openpyxl import load_workbook

from kiosk_api.aspect_detector import AspectDetector
from kiosk_api.coverage import draft
from kiosk_api.coverage.draft import ADOPT, Names, draft_questions, wording, write_drafts
from kiosk_api.coverage.questions import read_test_questions
from kiosk_api.models import Aspect
from search_index import SearchIndexError, load_content
from search_index.content import assemble
from search_index.district import District
from search_index.records import Alias, CatalogItem
from search_index.text import normalise
from tests.coverage.small_run import CONTENT, A, B, run_of

WORDINGS = tomllib.loads(Path(draft.__file__).with_name("draft.toml").read_text("utf-8"))["wordings"]


def test_one_proposal_for_every_untested_cell() -> None:
    """12 of the small run's cells state something and are not asked: 5 of a, 2 of b, 4 of c, 1 of d (test_matrix)."""
    proposals = draft_questions(CONTENT, run_of())
    assert Counter(each.expected[0] for each in proposals) == {"a": 5, "b": 2, "c": 4, "d": 1}
    assert {each.tags for each in proposals} == {("draft",)}
    assert [each.aspects for each in proposals if each.expected == ("b",)] == [(Aspect.what,), (Aspect.who,)]
    assert len(draft_questions(CONTENT)) == 17


def test_the_same_proposals_every_time() -> None:
    assert draft_questions(CONTENT) == draft_questions(CONTENT)


def test_a_bare_title_carries_its_matter_in_everyday_words() -> None:
    names = Names(CONTENT)
    assert (names.of(A), names.of(B)) == ("低保的办事指南", "低保标准")


def test_equal_titles_are_told_apart_and_every_name_is_one_item() -> None:
    items = [
        CatalogItem(id=f"i{n}", domain=domain, topic=topic, subtopic="学校名单")
        for n, (domain, topic) in enumerate([("教育", "招生"), ("教育", "资助"), ("体育", "招生")])
    ]
    names = Names(assemble(District(name="甲"), items))
    assert [names.of(item) for item in items] == ["教育招生的学校名单", "资助的学校名单", "体育的学校名单"]


def test_an_alias_that_is_no_abbreviation_is_not_used() -> None:
    """「不服处罚」 leads to 行政复议, but is not what 行政复议 is called."""
    item = CatalogItem(id="x", domain="法律", topic="行政复议", subtopic="办事指南")
    content = assemble(District(name="甲"), [item, Alias(id="1", word="不服处罚", formal=("行政复议",))])
    assert Names(content).of(item) == "行政复议的办事指南"


def test_wordings_vary_over_items() -> None:
    items = [CatalogItem(id=f"item-{i}", name="事项") for i in range(60)]
    for aspect in (None, *Aspect):
        assert len({wording(item, aspect) for item in items}) >= 3


@pytest.mark.parametrize("aspect", list(Aspect))
def test_every_wording_asks_its_aspect(aspect: Aspect) -> None:
    detector = AspectDetector()
    for template in WORDINGS[aspect]:
        asked = detector.asked(normalise(template.format(name="低保标准"))).aspects
        assert asked[:1] == (aspect,), template


def test_there_is_a_wording_for_everything_asked() -> None:
    assert set(WORDINGS) == {"overview", *Aspect}


def test_jsonl_can_be_read_as_a_question_set(tmp_path: Path) -> None:
    path = tmp_path / "候选.jsonl"
    write_drafts(draft_questions(CONTENT, run_of()), CONTENT, path)
    lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    assert len(lines) == 12
    assert all(line[ADOPT] == "" and line["tags"] == ["draft"] and line["status"] == "answered" for line in lines)


def test_workbook_has_a_blank_column_to_approve(tmp_path: Path) -> None:
    path = tmp_path / "候选.xlsx"
    write_drafts(draft_questions(CONTENT, run_of()), CONTENT, path)
    header, *rows = load_workbook(path)["候选问题"].iter_rows(values_only=True)
    assert header[0] == ADOPT
    assert {row[0] for row in rows} == {None}
    assert "低保的办事指南" in rows[0][1]
    assert rows[0][2:] == ("a", None, "直接回答", "draft", "社会救助／最低生活保障／办事指南")


@pytest.mark.parametrize("name", ["候选.jsonl", "候选.xlsx"])
def test_proposals_are_read_back_as_they_were_written(tmp_path: Path, name: str) -> None:
    proposals = draft_questions(CONTENT, run_of())
    write_drafts(proposals, CONTENT, tmp_path / name)
    read, complaints = read_test_questions(tmp_path / name)
    assert complaints == []
    assert [each.model_copy(update={"row": 0}) for each in read] == proposals


def test_another_suffix_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SearchIndexError, match="只能写成"):
        write_drafts([], CONTENT, tmp_path / "候选.doc")


def test_nearly_all_proposals_for_the_demo_district_ask_what_they_should() -> None:
    """A title such as 课后服务收费 pulls its question towards the fee: a person strikes such proposals out."""
    root = Path(__file__).parents[2] / "data"
    content, _ = load_content(root / "demo", root / "field")
    proposals, detector = draft_questions(content), AspectDetector()
    understood = [set(each.aspects) <= set(detector.asked(normalise(each.question)).aspects) for each in proposals]
    assert len({each.question for each in proposals}) == len(proposals)
    assert sum(understood) / len(understood) > 0.95
