"""What is withdrawn is found nowhere: not by search, by list, by link, in counts, in talk, or in an answer given before."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest

from kiosk_api.answering import Answerer
from kiosk_api.app import create_app
from kiosk_api.assistant import NoAssistant
from kiosk_api.settings import Settings
from search_index import LiveIndex
from search_index.withdrawals import withdraw
from tests.publishing.conftest import EMBEDDER, District
from tests.tiny_district import write_table

V1 = "/api/v1"
PLACES = [["编号", "名称", "类型"], ["place-1", "渔港查阅点", "查阅点"], ["place-2", "县政务服务大厅", "服务大厅"]]
INTERPRETATIONS = [
    ["编号", "政策编号", "标题", "解读内容"],
    ["inter-1", "policy-new", "渔船补助办法解读", "按吨位算，一年一次。"],
]
CATALOG = [
    ["编号", "领域", "一级事项", "二级事项", "公开主体", "公开渠道和载体"],
    ["item-1", "海洋渔业", "伏季休渔", "休渔时间安排", "海湾县海洋渔业局", "渔港公告栏"],
    ["item-2", "校车安全", "校车许可", "校车路线公示", "海湾县教育局", "学校门口"],
]
FAQ = [
    ["编号", "标准问", "答案", "相似问", "引用编号"],
    ["faq-1", "什么时候可以出海打鱼", "休渔结束后可以出海。", "哪天能下海", "item-1 | policy-new"],
]
PLACES_OF = {
    "item-1": ("休渔时间安排", [f"{V1}/items", f"{V1}/search?q=休渔时间安排", f"{V1}/suggest?q=休渔时间"]),
    "policy-new": ("渔船补助办法", [f"{V1}/policies?status=现行有效", f"{V1}/search?q=渔船补助&kind=policy"]),
    "guide-cm": ("茶苗补贴申请", [f"{V1}/guides", f"{V1}/search?q=茶苗补贴申请", f"{V1}/suggest?q=茶苗"]),
    "faq-1": ("出海打鱼", [f"{V1}/faq", f"{V1}/search?q=出海打鱼", f"{V1}/suggest?q=出海", f"{V1}/suggest?q="]),
    "place-1": ("渔港查阅点", [f"{V1}/places", f"{V1}/search?q=渔港查阅点"]),
    "inter-1": ("渔船补助办法解读", [f"{V1}/policies/policy-new", f"{V1}/search?q=渔船补助办法解读"]),
    "redirect-1": ("住房公积金提取", [f"{V1}/search?q=公积金怎么取"]),
}
SHOWN = [(name, title, path) for name, (title, paths) in PLACES_OF.items() for path in paths]


@pytest.fixture
def published(haiwan: District) -> District:
    """海湾县 with a record of every kind, a frequent question among the hot ones, live."""
    for name, rows in (
        ("catalog", CATALOG),
        ("faq", FAQ),
        ("places", PLACES),
        ("interpretations", INTERPRETATIONS),
    ):
        write_table(haiwan.content / f"{name}.csv", rows)
    haiwan.rewrite("district.toml", '"休渔什么时候开始"', '"什么时候可以出海打鱼？", "谁管校车"')
    haiwan.open_publisher.publish(haiwan.build(), "小王")
    return haiwan


@pytest.fixture
def live(published: District) -> LiveIndex:
    """Looks at the folder each time."""
    return LiveIndex(published.store.folder, EMBEDDER, published.clock, check_seconds=-1)


@pytest.fixture
async def hall(published: District, live: LiveIndex) -> AsyncIterator[httpx.AsyncClient]:
    """The service over HTTP."""
    settings = Settings(database_url=f"sqlite:///{published.content}/db/gongkai.db", rasa_url="")
    service = create_app(settings, index=live, answerer=Answerer(live, NoAssistant()))
    async with (
        service.router.lifespan_context(service),
        httpx.AsyncClient(transport=httpx.ASGITransport(service), base_url="http://hall") as client,
    ):
        yield client


async def _talk(hall: httpx.AsyncClient) -> str:
    asked = await hall.post(f"{V1}/conversations", json={"channel": "kiosk"})
    return f"{V1}/conversations/{asked.json()['conversation_id']}/messages"


@pytest.mark.parametrize(("record", "title", "path"), SHOWN)
async def test_it_is_hidden_at_once_and_back_when_restored(
    published: District, hall: httpx.AsyncClient, record: str, title: str, path: str
) -> None:
    before = (await hall.get(path)).json()
    assert title in str(before)
    published.open_publisher.withdraw(record, "小王", "过时")
    during = await hall.get(path)
    assert during.status_code == 200
    assert f"'{record}'" not in str(during.json()) and f"{title}'" not in str(during.json())
    published.open_publisher.restore(record, "小王")
    assert (await hall.get(path)).json() == before


@pytest.mark.parametrize(
    ("record", "path"), [("item-1", "items/item-1"), ("policy-new", "policies/policy-new"), ("guide-cm", "guides/guide-cm")]
)
async def test_an_old_link_meets_the_page_of_an_unknown_one(
    published: District, hall: httpx.AsyncClient, record: str, path: str
) -> None:
    assert (await hall.get(f"{V1}/{path}")).status_code == 200
    published.open_publisher.withdraw(record, "小王", "过时")
    gone, unknown = await hall.get(f"{V1}/{path}"), await hall.get(f"{V1}/{path}-x")
    assert gone.status_code == unknown.status_code == 404
    assert gone.json()["detail"] == unknown.json()["detail"].replace(f"{record}-x", record)


async def test_it_is_counted_nowhere(published: District, hall: httpx.AsyncClient) -> None:
    published.open_publisher.withdraw("item-1", "小王", "过时")
    assert [one["name"] for one in (await hall.get(f"{V1}/domains")).json()["items"]] == ["校车安全"]
    assert [one["name"] for one in (await hall.get(f"{V1}/agencies")).json()["items"]] == ["海湾县教育局"]
    assert (await hall.get(f"{V1}/items")).json()["total"] == 1
    listed = (await hall.post(await _talk(hall), json={"text": "教育局公开哪些事项"})).json()
    assert listed["listing"]["total"] == 1
    listed = (await hall.post(await _talk(hall), json={"text": "海洋渔业局公开哪些事项"})).json()
    assert "休渔时间安排" not in str(listed)


async def test_what_was_asked_word_for_word_is_no_longer_answered_by_it(
    published: District, hall: httpx.AsyncClient
) -> None:
    talk = await _talk(hall)
    question = {"text": "什么时候可以出海打鱼"}
    answer = (await hall.post(talk, json=question)).json()
    assert answer["items"][0]["id"] == "faq-1"
    published.open_publisher.withdraw("faq-1", "小王", "过时")
    assert (await hall.get(f"{V1}/answers/{answer['id']}")).status_code == 404
    assert "休渔结束后可以出海" not in str((await hall.post(talk, json={"text": "再说一遍"})).json())
    assert "休渔结束后可以出海" not in str((await hall.post(talk, json=question)).json())


async def test_an_option_offered_before_and_a_follow_up_meet_it_no_more(
    published: District, hall: httpx.AsyncClient
) -> None:
    talk = await _talk(hall)
    answer = (await hall.post(talk, json={"text": "休渔时间安排在哪里看"})).json()
    assert answer["items"][0]["id"] == "item-1"
    listed = (await hall.post(await _talk(hall), json={"text": "海洋渔业局公开哪些事项"})).json()
    assert [option["id"] for option in listed["options"]] == ["item-1"]
    published.open_publisher.withdraw("item-1", "小王", "过时")
    assert "渔港公告栏" not in str((await hall.post(talk, json={"text": "那谁负责"})).json())
    other = f"{V1}/conversations/{listed['conversation_id']}/messages"
    assert (await hall.post(other, json={"option": "item-1"})).status_code == 422


async def test_what_stands_links_to_it_no_more(published: District, hall: httpx.AsyncClient) -> None:
    published.open_publisher.withdraw("policy-new", "小王", "过时")
    published.open_publisher.withdraw("item-1", "小王", "过时")
    (question,) = (await hall.get(f"{V1}/faq")).json()["items"]
    assert question["cites"] == []
    old = (await hall.get(f"{V1}/policies/policy-old")).json()
    assert "policy-new" not in str(old)
    explained = (await hall.post(await _talk(hall), json={"text": "渔船补助办法解读"})).json()
    assert [item["id"] for item in explained["items"]][:1] == ["inter-1"]
    assert "policy-new" not in str(explained)


def test_the_second_of_two_equal_questions_answers_when_the_first_is_withdrawn(
    published: District, live: LiveIndex
) -> None:
    write_table(published.content / "faq.csv", [*FAQ, ["faq-2", "什么时候可以出海打鱼", "看公告。", "", ""]])
    published.open_publisher.publish(published.build(), "小王")
    assert live.current().search("什么时候可以出海打鱼").hits[0].id == "faq-1"
    published.open_publisher.withdraw("faq-1", "小王", "过时")
    found = live.current().search("什么时候可以出海打鱼")
    assert (found.hits[0].id, found.confidence) == ("faq-2", 1.0)


def test_it_goes_even_while_a_broken_version_is_published(published: District, live: LiveIndex) -> None:
    standing = live.current().version
    published.rewrite("faq.csv", "休渔结束后可以出海。", "看公告。")
    broken = published.build()
    published.open_publisher.publish(broken, "小王")
    (published.store.path_of(broken) / "content.json").write_text("{}", "utf-8")
    assert live.current().version == standing and broken in live.trouble
    withdraw(published.store.folder, "faq-1", "过时")
    assert live.current().version == standing
    assert live.current().content.get("faq-1") is None


def test_a_broken_version_does_not_hold_up_the_one_scheduled_after_it(published: District, live: LiveIndex) -> None:
    standing = live.current().version
    published.rewrite("faq.csv", "休渔结束后可以出海。", "看公告。")
    broken = published.build()
    published.rewrite("faq.csv", "看公告。", "看县里的公告。")
    later = published.build()
    published.open_publisher.publish(later, "小王", at=published.clock.now + 60)
    published.open_publisher.publish(broken, "小王")
    (published.store.path_of(broken) / "content.json").write_text("{}", "utf-8")
    assert live.current().version == standing
    published.clock.now += 60
    assert live.current().version == later and not live.trouble


def test_every_record_withdrawn_leaves_a_service_that_finds_nothing(published: District, live: LiveIndex) -> None:
    for record in live.current().content.records:
        withdraw(published.store.folder, record.id, "全部撤下")
    assert live.current().search("什么时候可以出海打鱼").hits == ()
    assert live.current().suggest("出海") == []
