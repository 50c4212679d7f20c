"""Codes to take home say ids and nothing else; hot answers are ready and belong to nobody."""

from __future__ import annotations

import re

from httpx import AsyncClient
from hypothesis import given
from hypothesis import strategies as st

from kiosk_api.models import Aspect
from kiosk_api.take_home import CODE_LENGTH, Target, qr_svg, target_of
from tests.fakes import CONTENT, ITEM, FixedSource, ScriptedAnswerer


async def test_a_link_names_the_record_and_the_aspect_and_nothing_else(client: AsyncClient) -> None:
    link = (await client.get("/api/v1/links/item-dibao", params={"aspect": "where"})).json()
    assert link["url"] == "http://hall/m/item-dibao?aspect=where"
    assert re.fullmatch(r"[2-9a-z]{8}", link["code"])
    assert link["svg"].startswith("<svg") and "<path" in link["svg"]
    again = (await client.get("/api/v1/links/item-dibao", params={"aspect": "where"})).json()
    assert again == link


async def test_a_guide_a_question_and_a_source_page_have_codes_too(client: AsyncClient) -> None:
    assert (await client.get("/api/v1/links/guide-1")).json()["url"].endswith("/m/guide-1")
    assert (await client.get("/api/v1/links/faq-1")).json()["url"].endswith("/m/faq-1")
    source = (await client.get("/api/v1/links/item-dibao", params={"target": "source"})).json()
    assert source["url"] == ITEM.source_url


async def test_what_is_not_there_has_no_code(client: AsyncClient) -> None:
    assert (await client.get("/api/v1/links/none")).status_code == 404
    assert (await client.get("/api/v1/links/item-mingdan", params={"target": "source"})).status_code == 404
    assert (await client.get("/api/v1/links/item-dibao", params={"aspect": "gossip"})).status_code == 422


async def test_a_short_code_leads_to_the_page(client: AsyncClient) -> None:
    link = (await client.get("/api/v1/links/item-dibao", params={"aspect": "where"})).json()
    led = await client.get(f"/m/c/{link['code'].upper()}")
    assert (led.status_code, led.headers["location"]) == (302, "/m/item-dibao?aspect=where")
    lost = await client.get("/m/c/zzzzzzzz")
    assert (lost.status_code, lost.headers["location"]) == (302, "/m/unknown")


@given(st.text(min_size=1, max_size=40).filter(str.isprintable), st.sampled_from([None, *Aspect]))
def test_every_id_has_a_path_a_code_and_a_drawing(record_id: str, aspect: Aspect | None) -> None:
    target = Target(record_id, aspect)
    assert target.path.isascii()
    assert len(target.code) == CODE_LENGTH
    assert "<path" in qr_svg(f"https://gk.example.gov.cn{target.path}")


def test_codes_of_a_content_are_all_different() -> None:
    targets = [Target(record.id, aspect) for record in CONTENT.records for aspect in (None, *Aspect)]
    assert len({target.code for target in targets}) == len(targets)
    assert all(target_of(target.code, CONTENT) == target for target in targets)


async def test_hot_answers_are_asked_once_and_kept_by_nobody(
    client: AsyncClient, answerer: ScriptedAnswerer, source: FixedSource
) -> None:
    first = (await client.get("/api/v1/hot")).json()
    assert [entry["question"] for entry in first] == ["低保怎么申请？", "信息公开收费吗？"]
    assert {entry["answer"]["conversation_id"] for entry in first} == {""}
    assert (await client.get("/api/v1/hot")).json() == first
    assert answerer.asked == ["低保怎么申请？", "信息公开收费吗？"]
    assert len(answerer.forgotten) == 2
    assert source.index is not None
    source.index.version = "20260102T000000-next"
    await client.get("/api/v1/hot")
    assert len(answerer.asked) == 4
