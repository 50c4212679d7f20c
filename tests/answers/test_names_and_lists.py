"""Agencies under the names people use for them, and lists that count exactly."""

from __future__ import annotations

import pytest

from kiosk_api.agencies import named_agency
from kiosk_api.listing import find_filter
from search_index import Content
from search_index.district import District
from search_index.records import CatalogItem

AGENCIES = [
    "广东省人力资源和社会保障厅",
    "广东省公安厅",
    "广州市公安局",
    "区城市管理局",
    "区市场监督管理局",
    "区自然资源局",
    "区残疾人联合会",
    "区生态环境分局",
    "区卫生健康局",
]


@pytest.mark.parametrize(
    ("question", "agency"),
    [
        ("人社厅有几项", "广东省人力资源和社会保障厅"),
        ("广州公安那边公开什么", "广州市公安局"),
        ("省公安厅都有啥", "广东省公安厅"),
        ("城管局管的列一下", "区城市管理局"),
        ("市场监管局公开哪些", "区市场监督管理局"),
        ("工商局公开哪些", "区市场监督管理局"),
        ("国土局有几件", "区自然资源局"),
        ("残联有没有要公布的", "区残疾人联合会"),
        ("环保局底下几条", "区生态环境分局"),
        ("卫健局公布些什么", "区卫生健康局"),
        ("低保在哪看", ""),
    ],
)
def test_people_name_agencies_in_their_own_way(question: str, agency: str) -> None:
    assert named_agency(AGENCIES, question, question)[0] == agency


def item(number: int, **cells: str) -> CatalogItem:
    return CatalogItem.model_validate({"id": f"item-{number}", "name": f"事项{number}", **cells})


CONTENT = Content(
    District(name="测试县"),
    (
        item(1, agency="县民政局", domain="社会救助", level="县级、乡镇", mode="主动公开"),
        item(2, agency="县民政局、乡镇人民政府", domain="社会救助", level="乡镇", mode="依申请公开"),
        item(3, agency="县民政局", domain="养老服务", level="县级", mode="主动公开"),
        item(4, agency="县税务局", domain="税收管理", level="县级", mode="主动公开"),
    ),
)


@pytest.mark.parametrize(
    ("question", "count"),
    [
        ("民政局公开些什么", 3),
        ("社会救助有几项", 2),
        ("民政局在养老上有几样", 1),
        ("乡镇这一级公开什么", 2),
        ("依申请公开的有几个", 1),
        ("得先申请才给看的有哪些", 1),
        ("税务的清单列一下", 1),
        ("救助这块主动公开的有多少", 1),
    ],
)
def test_a_question_of_conditions_alone_is_a_list_that_counts_exactly(question: str, count: int) -> None:
    named = find_filter(CONTENT, question, question)
    assert named.is_all(question)
    assert sum(named.conditions.matches(one) for one in CONTENT.items) == count


@pytest.mark.parametrize("question", ["民政局的孤儿补助公开什么", "县税务局的欠税公告在哪看"])
def test_a_question_with_a_subject_besides_is_no_list(question: str) -> None:
    assert not find_filter(CONTENT, question, question).is_all(question)
