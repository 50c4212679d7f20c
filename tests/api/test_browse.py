"""Search, suggestions and the browse operations."""

from __future__ import annotations

from datetime import date

import pytest
from httpx import AsyncClient

from search_index import Content
from search_index.records import Faq, Record
from tests.api.test_conversations import assert_problem
from tests.fakes import CONTENT, ITEM, POLICY, FixedSource, ListIndex


async def get(client: AsyncClient, path: str) -> dict[str, object]:
    response = await client.get(f"/api/v1{path}")
    assert response.status_code == 200, response.text
    found: dict[str, object] = response.json()
    return found


async def test_search_gives_hits_with_their_source(client: AsyncClient) -> None:
    found = (await client.get("/api/v1/search", params={"q": "办事指南", "kind": "item"})).json()
    first = found["hits"][0]
    assert first["id"] == "item-dibao"
    assert first["path"] == ["社会救助", "最低生活保障"]
    assert first["source"] == {
        "file": "catalog.csv",
        "row": 2,
        "url": "https://www.example.gov.cn/zwgk/dibao.html",
        "as_of": "2026-05-01",
    }
    assert 0 <= found["confidence"] <= 1


@pytest.mark.parametrize("q", ["？？", "/restart", "\x00"])
async def test_search_wants_a_question(client: AsyncClient, q: str) -> None:
    assert_problem(await client.get("/api/v1/search", params={"q": q}), 422, "not_a_question")


async def test_suggest_without_typing_gives_hot_questions(client: AsyncClient) -> None:
    assert (await get(client, "/suggest"))["suggestions"] == ["低保怎么申请？", "信息公开收费吗？"]
    assert (await get(client, "/suggest?q=低保"))["suggestions"] == ["低保怎么申请？"]


async def test_domains_and_agencies_are_counted(client: AsyncClient) -> None:
    assert (await get(client, "/domains"))["items"] == [{"name": "社会救助", "items": 2}]
    assert (await get(client, "/agencies?domain=社会救助"))["items"] == [{"name": "区民政局", "items": 2}]
    assert (await get(client, "/agencies?domain=没有"))["items"] == []


async def test_items_are_filtered_exactly_and_paged(client: AsyncClient) -> None:
    page = (await client.get("/api/v1/items?domain=社会救助&page=2&page_size=1")).json()
    assert (page["total"], page["page"], page["page_size"]) == (2, 2, 1)
    assert [item["id"] for item in page["items"]] == ["item-mingdan"]
    assert (await get(client, "/items?domain=社会"))["total"] == 0
    assert (await get(client, "/items?page=99"))["items"] == []


async def test_an_item_shows_every_element_and_own_columns(client: AsyncClient) -> None:
    item = (await client.get("/api/v1/items/item-dibao")).json()
    fields = {field["label"]: field for field in item["fields"]}
    assert fields["公开主体"]["value"] == "区民政局"
    assert fields["公开时限"] == {"element": "time_limit", "label": "公开时限", "value": "", "stated": False}
    assert fields["监督电话"] == {"element": "", "label": "监督电话", "value": "12345", "stated": True}


async def test_policies_carry_their_interpretations(client: AsyncClient) -> None:
    assert (await get(client, "/policies?status=已废止"))["total"] == 0
    policy = (await client.get("/api/v1/policies/policy-1")).json()
    assert policy["number"] == "国令第711号"
    assert [entry["title"] for entry in policy["interpretations"]] == ["条例问答"]


async def test_guides_are_put_together_from_their_parts(client: AsyncClient) -> None:
    assert (await get(client, "/guides"))["total"] == 1
    guide = (await client.get("/api/v1/guides/guide-1")).json()
    assert [part["heading"] for part in guide["parts"]] == ["怎么申请", "多久答复"]


async def test_faq_places_and_district(client: AsyncClient) -> None:
    assert (await client.get("/api/v1/faq")).json()["items"][0]["cites"] == ["policy-1"]
    assert (await get(client, "/places?type=服务大厅"))["total"] == 1
    assert (await get(client, "/places?level=街道级"))["total"] == 0
    district = await get(client, "/district")
    assert (district["name"], district["notice"]) == ("示范区", "演示内容，不作办事依据")


@pytest.mark.parametrize("path", ["/items/policy-1", "/policies/item-dibao", "/guides/none", "/items/%00"])
async def test_unknown_records(client: AsyncClient, path: str) -> None:
    assert_problem(await client.get(f"/api/v1{path}"), 404, "record_unknown")


@pytest.mark.parametrize("query", ["page=0", "page=x", "page_size=101", "page=" + "9" * 5000, "page=1.5"])
async def test_pages_out_of_range_are_named(client: AsyncClient, query: str) -> None:
    problem = assert_problem(await client.get(f"/api/v1/items?{query}"), 422, "validation")
    assert str(problem["errors"][0]["field"]).startswith("page")  # type: ignore[index]


async def test_other_addresses_and_methods(client: AsyncClient) -> None:
    assert_problem(await client.get("/nowhere"), 404, "not_found")
    refused = await client.post("/api/v1/items", json={})
    assert_problem(refused, 405, "method_not_allowed")
    assert refused.headers["allow"] == "GET"


async def test_without_an_index_nothing_is_called_not_public(client: AsyncClient, source: FixedSource) -> None:
    source.index = None
    for path in ("/items", "/search?q=低保", "/suggest", "/district"):
        problem = assert_problem(await client.get(f"/api/v1{path}"), 503, "index_unavailable")
        assert "不代表没有公开" in str(problem["detail"])


async def test_topics_are_counted_in_catalogue_order(client: AsyncClient) -> None:
    page = (await client.get("/api/v1/topics", params={"domain": "社会救助"})).json()
    assert page["items"] == [{"name": "最低生活保障", "items": 2}]
    assert (await client.get("/api/v1/topics", params={"domain": "没有"})).json()["total"] == 0


async def test_policies_are_narrowed_by_year_and_the_library_knows_its_facets(client: AsyncClient) -> None:
    found = (await client.get("/api/v1/policies", params={"year": 2019})).json()
    assert [policy["id"] for policy in found["items"]] == ["policy-1"]
    assert (await client.get("/api/v1/policies", params={"year": 2020})).json()["total"] == 0
    facets = (await client.get("/api/v1/policies/facets")).json()
    assert facets == {
        "statuses": [{"value": "现行有效", "policies": 1}],
        "agencies": [{"value": "国务院", "policies": 1}],
        "years": [{"value": "2019", "policies": 1}],
    }


@pytest.mark.parametrize(
    ("record_id", "kind", "title"),
    [
        ("item-dibao", "item", "办事指南"),
        ("policy-1", "policy", "信息公开条例"),
        ("interpretation-1", "interpretation", "条例问答"),
        ("guide-1", "guide", "依申请公开"),
        ("guide-1-b", "guide", "依申请公开"),
        ("faq-1", "faq", "信息公开收费吗？"),
        ("place-1", "place", "区政务服务中心"),
    ],
)
async def test_any_record_has_a_page(client: AsyncClient, record_id: str, kind: str, title: str) -> None:
    page = (await client.get(f"/api/v1/records/{record_id}")).json()
    assert page["title"] == title
    kinds = ("item", "policy", "interpretation", "guide", "faq", "place")
    assert page["kind"] == kind
    assert [name for name in kinds if page[name] is not None] == [kind]


async def test_a_record_leads_to_what_belongs_to_it(client: AsyncClient) -> None:
    item = (await client.get("/api/v1/records/item-dibao")).json()
    assert [one["id"] for one in item["related"]] == ["item-mingdan"]
    faq = (await client.get("/api/v1/records/faq-1")).json()
    assert [one["id"] for one in faq["related"]] == ["policy-1"]
    policy = (await client.get("/api/v1/records/policy-1")).json()
    assert [one["id"] for one in policy["policy"]["interpretations"]] == ["interpretation-1"]
    assert (await client.get("/api/v1/records/unknown")).status_code == 404


def with_records(source: FixedSource, *more: Record, without: str = "") -> None:
    """Serves the records of the tests and these."""
    kept = [record for record in CONTENT.records if record.id != without]
    source.index = ListIndex(Content(CONTENT.district, (*kept, *more)))


async def test_a_withdrawn_record_has_no_page_and_is_nowhere_related(client: AsyncClient, source: FixedSource) -> None:
    with_records(source, without="policy-1")
    problem = assert_problem(await client.get("/api/v1/records/policy-1"), 404, "record_unknown")
    assert "撤下" in str(problem["detail"])
    assert (await client.get("/api/v1/records/faq-1")).json()["related"] == []


async def test_a_superseded_policy_leads_to_what_took_its_place(client: AsyncClient, source: FixedSource) -> None:
    old = POLICY.model_copy(update={"id": "policy-0", "status": "已被取代", "successor": "policy-1"})
    with_records(source, old)
    page = (await client.get("/api/v1/records/policy-0")).json()
    assert page["policy"]["status"] == "已被取代"
    assert [(one["id"], one["title"]) for one in page["related"]] == [("policy-1", "信息公开条例")]


async def test_every_facet_still_offered_leads_to_a_policy(client: AsyncClient, source: FixedSource) -> None:
    other = {"agency": "区政府", "status": "已废止", "issued": date(2020, 1, 1)}
    with_records(source, POLICY.model_copy(update={"id": "policy-2", **other}))
    everything = (await client.get("/api/v1/policies/facets")).json()
    assert [facet["value"] for facet in everything["years"]] == ["2020", "2019"]
    for chosen in ({"agency": "区政府"}, {"year": 2020}, {"status": "已废止"}):
        facets = (await client.get("/api/v1/policies/facets", params=chosen)).json()
        for parameter, name in (("status", "statuses"), ("agency", "agencies"), ("year", "years")):
            if parameter in chosen:
                assert len(facets[name]) == 2, "what was chosen can be changed"
                continue
            (facet,) = facets[name]
            found = await client.get("/api/v1/policies", params={**chosen, parameter: facet["value"]})
            assert found.json()["total"] == facet["policies"] == 1


async def test_questions_are_grouped_by_what_they_cite(client: AsyncClient, source: FixedSource) -> None:
    def question(number: int, *cites: str) -> Faq:
        return Faq(id=f"faq-1{number}", question=f"问题{number}？", answer="答。", cites=cites)

    dibao = [question(number, "policy-1", ITEM.id) for number in (1, 2, 3)]
    applying = [question(number, "guide-1-a") for number in (4, 5)]
    with_records(source, *applying, *dibao, question(6, "gone"))
    groups = await get(client, "/faq/groups")
    assert groups["items"] == [
        {"name": "社会救助", "questions": 3},
        {"name": "依申请公开", "questions": 2},
        {"name": "其他", "questions": 2},
    ]
    found = (await client.get("/api/v1/faq", params={"group": "依申请公开"})).json()
    assert [one["id"] for one in found["items"]] == ["faq-14", "faq-15"]
    assert (await client.get("/api/v1/faq", params={"group": "其他"})).json()["total"] == 2
    assert (await client.get("/api/v1/faq", params={"group": "没有"})).json()["total"] == 0
