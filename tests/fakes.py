"""Small real stand-ins that ``create_app`` takes in the place of the index and the answerer."""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import dataclass
from datetime import date

from kiosk_api.errors import UnknownOption
from kiosk_api.models import (
    Answer,
    AnswerField,
    AnswerSource,
    Aspect,
    ConversationState,
    ItemRef,
    Option,
    Status,
)
from search_index import Content, Filters, Hit, IndexUnavailable, SearchResult
from search_index.district import District
from search_index.records import (
    CatalogItem,
    Faq,
    GuidePart,
    Interpretation,
    Origin,
    Place,
    Policy,
)
from search_index.search import HitSource

URL = "https://www.example.gov.cn/zwgk/dibao.html"

ITEM = CatalogItem(
    id="item-dibao",
    domain="社会救助",
    topic="最低生活保障",
    subtopic="办事指南",
    elements="申请条件、申请材料、办理流程",
    legal_basis="《社会救助暂行办法》",
    agency="区民政局",
    level="区级",
    mode="主动公开",
    channels="政府网站、便民服务站",
    source_url=URL,
    as_of=date(2026, 5, 1),
    verified=True,
    origin=Origin(file="catalog.csv", row=2),
    extra={"监督电话": "12345"},
)
OTHER = ITEM.model_copy(update={"id": "item-mingdan", "subtopic": "审批结果", "verified": False, "source_url": ""})
POLICY = Policy(id="policy-1", name="信息公开条例", number="国令第711号", agency="国务院", issued=date(2019, 4, 3))
EXPLAINED = Interpretation(id="interpretation-1", policy="policy-1", name="条例问答", text="为什么要修订")
GUIDE = [
    GuidePart(
        id="guide-1-a", guide="guide-1", name="依申请公开", heading="怎么申请", aspect="apply", text="当面或邮寄。"
    ),
    GuidePart(
        id="guide-1-b", guide="guide-1", name="依申请公开", heading="多久答复", aspect="when", text="20 个工作日。"
    ),
]
FAQ = Faq(id="faq-1", question="信息公开收费吗？", answer="不收费。", cites=("policy-1",))
PLACE = Place(id="place-1", name="区政务服务中心", type="服务大厅", level="区级", address="示范路 1 号")
CONTENT = Content(
    District(
        name="示范区",
        notice="演示内容，不作办事依据",
        demonstration=True,
        hot_questions=("低保怎么申请？", "信息公开收费吗？"),
    ),
    (ITEM, OTHER, POLICY, EXPLAINED, *GUIDE, FAQ, PLACE),
)


@dataclass
class ListIndex:
    """An index over records in memory: a record is found by any character of the question in its title."""

    content: Content = CONTENT
    version: str = "20260101T000000-test"

    def search(self, question: str, *, top_k: int = 10, filters: Filters | None = None) -> SearchResult:
        kind = filters.kind if filters else None
        hits = [
            Hit(r.id, r.kind, r.title, r.path, 1.0, HitSource(r.origin.file, r.origin.row, r.source_url, r.as_of))
            for r in self.content.records
            if set(question) & set(r.title + "".join(r.path)) and kind in (None, r.kind)
        ]
        return SearchResult(tuple(hits[:top_k]), 0.9 if hits else 0.0)

    def suggest(self, typed: str, limit: int = 8) -> list[str]:
        return [question for question in self.content.district.hot_questions if typed in question][:limit]


@dataclass
class FixedSource:
    """An index that never changes; ``index=None`` is one that is not there."""

    index: ListIndex | None

    def current(self) -> ListIndex:
        if self.index is None:
            raise IndexUnavailable("还没有发布索引，请先 gongkai build")
        return self.index


class ScriptedAnswerer:
    """Answers everything with the same item, offers two options, remembers what it was asked to forget.

    Questions with a meaning: 「慢」 waits for ``gate``; 「坏」 raises; 「没有」 has no content; 「脏话」 is refused.
    """

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.forgotten: list[str] = []
        self.gate = asyncio.Event()
        self.started = asyncio.Event()
        self.ready = True
        self.closed = False

    async def answer(
        self, conversation_id: str, state: ConversationState, text: str
    ) -> tuple[Answer, ConversationState]:
        self.asked.append(text)
        if text == "慢":
            self.started.set()
            await self.gate.wait()
        if text == "坏":
            raise RuntimeError(f"秘密 {text}")
        if text == "没有":
            return self._plain(conversation_id, Status.no_content, "目录里没有这一项，可以申请公开。"), state
        if text == "脏话":
            return self._plain(conversation_id, Status.refused, "请文明用语。"), state
        return dibao_answer(conversation_id), state.model_copy(
            update={"current": ITEM.id, "options": [Option(id=OTHER.id, label=OTHER.title)]}
        )

    async def choose(
        self, conversation_id: str, state: ConversationState, option: str
    ) -> tuple[Answer, ConversationState]:
        if option not in {offered.id for offered in state.options}:
            raise UnknownOption
        answer = dibao_answer(conversation_id)
        return answer.model_copy(update={"items": [_ref(OTHER)], "options": [], "text": "审批结果这样公开："}), state

    async def forget(self, conversation_id: str) -> None:
        self.forgotten.append(conversation_id)

    async def assistant_ready(self) -> bool:
        return self.ready

    async def close(self) -> None:
        self.closed = True

    def _plain(self, conversation_id: str, status: Status, text: str) -> Answer:
        return Answer(
            id=secrets.token_urlsafe(12),
            conversation_id=conversation_id,
            status=status,
            understood_by="direct",
            text=text,
        )


def _ref(item: CatalogItem) -> ItemRef:
    return ItemRef(id=item.id, kind="item", title=item.title, path=list(item.path))


def dibao_answer(conversation_id: str) -> Answer:
    """An answer with an asked field, a blank one, a verified and an unverified source, options and follow-ups."""

    def field(element: str, label: str, value: str, *, asked: bool = False) -> AnswerField:
        return AnswerField(
            element=element,
            label=label,
            value=value or "目录未载明",
            stated=bool(value),
            item=ITEM.id,
            source=ITEM.id,
            asked=asked,
        )

    def source(item: CatalogItem) -> AnswerSource:
        return AnswerSource(
            id=item.id,
            kind="item",
            title=item.title,
            file=item.origin.file,
            row=item.origin.row,
            url=item.source_url,
            as_of=item.as_of,
            verified=item.verified,
        )

    return Answer(
        id=secrets.token_urlsafe(12),
        conversation_id=conversation_id,
        status=Status.answered,
        understood_by="direct",
        text="您问的是“办事指南”。\n公开渠道和载体：政府网站、便民服务站\n区民政局负责公开。",
        items=[_ref(ITEM)],
        aspects=[Aspect.where],
        fields=[
            field("elements", "公开内容", ITEM.elements),
            field("time_limit", "公开时限", ""),
            field("channels", "公开渠道和载体", ITEM.channels, asked=True),
            field("agency", "公开主体", ITEM.agency),
        ],
        options=[Option(id=OTHER.id, label="社会救助／最低生活保障／审批结果")],
        sources=[source(ITEM), source(OTHER)],
        follow_ups=["什么时候公开？", "依据是什么？"],
        confidence=0.93,
        index_version="20260101T000000-test",
    )
