"""Areas and former names of agencies, levels and modes as people say them, and lists that are no list."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk_api.agencies import abbreviates, agencies_of, named_agency
from kiosk_api.listing import ItemFilter, find_filter, has_level
from search_index import Content
from search_index.district import District
from search_index.records import CatalogItem

POLICE = ("广东省公安厅", "广州市公安局", "深圳市公安局")
ROWS = (
    ("a", "社会救助", "低保标准", "临川县民政局", "主动公开", "县级、乡镇"),
    ("b", "社会救助", "低保对象名单", "临川县民政局", "主动公开", "乡镇、村级"),
    ("c", "社会救助", "临时救助档案", "临川县民政局、临川县财政局", "依申请公开", "县级"),
    ("d", "财政预决算", "部门预算", "临川县财政局", "主动公开", "县级"),
    ("e", "食品药品监管", "抽检结果", "临川县市场监督管理局", "主动公开", "县级"),
)
CONTENT = Content(
    District(name="临川县"),
    tuple(CatalogItem(id=i, domain=d, topic=t, agency=a, mode=m, level=v) for i, d, t, a, m, v in ROWS),
)


def listed(question: str) -> str:
    named = find_filter(CONTENT, question, question)
    return "".join(item.id for item in CONTENT.items if named.conditions.matches(item))


def is_all(question: str) -> bool:
    return find_filter(CONTENT, question, question).is_all(question)


@pytest.mark.parametrize(
    ("question", "agency"),
    [
        ("广州公安局公开什么", "广州市公安局"),
        ("深圳公安系统有哪些", "深圳市公安局"),
        ("省公安厅有什么", "广东省公安厅"),
        ("公安厅有什么", "广东省公安厅"),
    ],
)
def test_the_agency_of_the_area_named_is_meant(question: str, agency: str) -> None:
    assert named_agency(POLICE, question, question)[0] == agency
    assert named_agency(POLICE[::-1], question, question)[0] == agency


@pytest.mark.parametrize(
    ("agency", "question", "words"),
    [
        ("临川县综合行政执法局", "城管局公开什么", "城管局"),
        ("临川县自然资源局", "国土局有几项", "国土局"),
        ("临川县残疾人联合会", "残联公开些什么", "残联"),
        ("市场监督管理局", "市场监督管理局有哪些", "市场监督管理局"),
        ("市市场监督管理局", "市场监督管理局有哪些", "市场监督管理局"),
        ("广州市市场监督管理局", "市场监管局有哪些", "市场监管局"),
        ("城市管理局", "城市管理局有哪些", "城市管理局"),
    ],
)
def test_the_very_words_that_name_an_agency_are_told(agency: str, question: str, words: str) -> None:
    assert named_agency([agency], question, question) == (agency, words)


def test_a_cell_of_several_agencies_names_each_once() -> None:
    item = CatalogItem(topic="名单", agency="县民政局、县财政局和县残联\n县民政局；人力资源和社会保障局")
    assert agencies_of(item) == ("县民政局", "县财政局", "县残联", "人力资源和社会保障局")


@given(st.text(alphabet="住房城乡建设交通运输和", min_size=2, max_size=12), st.data())
def test_letters_taken_in_order_with_both_ends_abbreviate_a_name(name: str, data: st.DataObject) -> None:
    full = name + "局"
    inner = data.draw(st.lists(st.integers(1, len(full) - 2), min_size=1, unique=True).map(sorted))
    assert abbreviates(full[0] + "".join(full[i] for i in inner) + full[-1], full)
    assert not abbreviates(full + "局", full)


@pytest.mark.parametrize(
    ("question", "ids"),
    [
        ("民政局公开些什么", "abc"),
        ("财政局一共有多少项", "cd"),
        ("工商局有哪些事项", "e"),
        ("社会救助领域一共多少项", "abc"),
        ("社会救助乡镇这一级有哪些", "ab"),
        ("社会救助在镇上公开哪些", "ab"),
        ("村里公开什么", "b"),
        ("县级有哪些", "acde"),
        ("省级有哪些", ""),
        ("社会救助有哪些要申请才公开", "c"),
        ("民政局依申请公开的有哪些", "c"),
        ("社会救助主动公开的有几项", "ab"),
        ("不用申请的有哪些", "abde"),
    ],
)
def test_a_list_holds_exactly_the_items_of_its_conditions(question: str, ids: str) -> None:
    assert is_all(question)
    assert listed(question) == ids


@pytest.mark.parametrize("question", ["民政局的低保公开什么", "低保怎么申请", "民政局", "有哪些", ""])
def test_a_subject_a_bare_name_and_no_condition_at_all_are_no_list(question: str) -> None:
    assert not is_all(question)


def test_the_market_of_an_agency_is_no_level() -> None:
    question = "市场监管局公开哪些"
    assert find_filter(CONTENT, question, question).conditions == ItemFilter(agency="临川县市场监督管理局")


@pytest.mark.parametrize(
    ("cell", "levels"),
    [
        ("县级、乡镇", {"区", "街道"}),
        ("区级，街道级；社区级", {"区", "街道", "社区"}),
        ("省级", {"省"}),
        ("市级/县级", {"市", "区"}),
        ("", set()),
    ],
)
def test_a_level_is_known_under_every_name_of_it(cell: str, levels: set[str]) -> None:
    item = CatalogItem(topic="名单", level=cell)
    assert {level for level in ("省", "市", "区", "街道", "社区") if has_level(item, level)} == levels
