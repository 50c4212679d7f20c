"""The content model: one frozen record per catalogue item, policy, question, guide part, place, redirect and alias.

A field's ``title`` is its column header in the content files, so the header, the label shown to citizens and the
table in ``data/README.md`` are one fact. Any text field may be blank: blank means "the catalogue does not say".
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

Kind = Literal["item", "policy", "interpretation", "faq", "guide", "place", "redirect"]

PolicyStatus = Literal["现行有效", "已废止", "已被取代", "征求意见", ""]
"""Blank: nobody has said whether it still holds."""
InterpretationForm = Literal["文字", "图片", "视频", "新闻发布会"]
InterpretationAuthor = Literal["部门", "官员", "专家", "媒体"]

GuideAspect = Literal[
    "what", "where", "when", "who", "basis", "audience", "mode", "apply", "materials", "fee", "remedy"
]

_YES = {"是", "已核实", "true", "1", "√", "☑", "■"}
_NO = {"", "否", "未核实", "false", "0"}


def _split_list(value: object) -> object:
    if not isinstance(value, str):
        return value
    parts = value.replace("｜", "|").replace("\r", "\n").replace("\n", "|").split("|")
    return tuple(part.strip() for part in parts if part.strip())


def _read_flag(value: object) -> object:
    if isinstance(value, str):
        word = value.strip().lower()
        if word in _YES:
            return True
        if word in _NO:
            return False
        raise ValueError("只能填「是」或「否」")
    return value


def _blank_is_none(value: object) -> object:
    return None if isinstance(value, str) and not value.strip() else value


ORIGINAL = "（原文）"
"""Ends the name of an extra column that keeps a cell as it was before an import read it; citizens are not shown it."""

Texts = Annotated[tuple[str, ...], BeforeValidator(_split_list)]
"""Several short texts in one cell, one a line or separated by ``|``."""
Flag = Annotated[bool, BeforeValidator(_read_flag)]
OptionalDate = Annotated[date | None, BeforeValidator(_blank_is_none)]


class Origin(BaseModel):
    """Where a record stands: content file and row (1-based, the header is row 1)."""

    model_config = ConfigDict(frozen=True)

    file: str
    row: int


class Record(BaseModel):
    """What every record carries. ``extra`` keeps unknown columns by their header, in file order."""

    model_config = ConfigDict(frozen=True, str_strip_whitespace=True, extra="forbid")

    kind: ClassVar[Kind]

    id: str = Field("", title="编号", description="固定不变的编号；留空则由名称算出")
    source_url: str = Field("", title="来源网址", description="读过的 *.gov.cn 网页；没有读到原文的留空")
    as_of: OptionalDate = Field(None, title="截至日期", description="内容核对到哪一天（YYYY-MM-DD）")
    verified: Flag = Field(False, title="已核实", description="是否在来源网页上核对过原文：是／否")
    origin: Origin = Origin(file="", row=0)
    extra: dict[str, str] = Field(default_factory=dict, description="没有列在表里的栏目，原样保留")

    @property
    def title(self) -> str:
        """The name shown to citizens."""
        raise NotImplementedError

    @property
    def shown_extra(self) -> dict[str, str]:
        """The unknown columns without those that only keep an original beside what was read from it."""
        return {column: value for column, value in self.extra.items() if not column.endswith(ORIGINAL)}

    @property
    def path(self) -> tuple[str, ...]:
        """What stands above the title, outermost first; may be empty."""
        return ()


class CatalogItem(Record):
    """One disclosure item (公开事项) of the catalogue with the elements of DESIGN.md §3."""

    kind: ClassVar[Kind] = "item"

    domain: str = Field("", title="领域", description="26 个试点领域之一，或本地自定领域")
    category: str = Field("", title="类别", description="本地目录的类别")
    topic: str = Field("", title="一级事项")
    subtopic: str = Field("", title="二级事项")
    detail: str = Field("", title="三级事项")
    name: str = Field("", title="事项名称", description="不分级的目录只有名称")
    elements: str = Field("", title="公开内容", description="公开内容（要素），原文")
    legal_basis: str = Field("", title="公开依据")
    time_limit: str = Field("", title="公开时限")
    agency: str = Field("", title="公开主体")
    office: str = Field("", title="责任科室")
    phone: str = Field("", title="咨询电话")
    audience: str = Field("", title="公开对象")
    mode: str = Field("", title="公开方式", description="主动公开／依申请公开")
    level: str = Field("", title="公开层级", description="区级、街道级、社区级等")
    channels: str = Field("", title="公开渠道和载体")
    website_column: str = Field("", title="网站栏目")
    attribute: str = Field("", title="公开属性")
    source_list: str = Field("", title="来源清单", description="权责清单／公共服务清单／行政执法清单")

    @property
    def title(self) -> str:
        return self.name or self.detail or self.subtopic or self.topic

    @property
    def path(self) -> tuple[str, ...]:
        above = [self.domain or self.category, self.topic, self.subtopic, self.detail]
        return tuple(part for part in above if part and part != self.title)


class Policy(Record):
    """A policy document (政策文件) with its status; ``successor`` names the policy that replaced it."""

    kind: ClassVar[Kind] = "policy"

    name: str = Field(title="标题")
    number: str = Field("", title="发文字号")
    agency: str = Field("", title="发文机关")
    issued: OptionalDate = Field(None, title="成文日期")
    effective: OptionalDate = Field(None, title="施行日期")
    status: PolicyStatus = Field("现行有效", title="状态", description="不知道是否有效的留空；没有这一栏的当作现行有效")
    ended: OptionalDate = Field(None, title="失效日期")
    successor: str = Field("", title="取代文件编号", description="取代它的政策的编号")
    domain: str = Field("", title="领域")
    summary: str = Field("", title="内容摘要", description="自己写的大白话摘要，或逐字引用的条款")
    text: str = Field("", title="正文", description="文件全文，原文照录")

    @property
    def title(self) -> str:
        return self.name

    @property
    def in_force(self) -> bool:
        """Whether nothing is known against it."""
        return self.status in {"现行有效", ""}


class Interpretation(Record):
    """A policy interpretation (政策解读) by form and author."""

    kind: ClassVar[Kind] = "interpretation"

    policy: str = Field(title="政策编号")
    name: str = Field(title="标题")
    form: InterpretationForm = Field("文字", title="解读形式")
    author: InterpretationAuthor = Field("部门", title="解读主体")
    agency: str = Field("", title="解读机关")
    issued: OptionalDate = Field(None, title="发布日期")
    text: str = Field("", title="解读内容")

    @property
    def title(self) -> str:
        return self.name


class Faq(Record):
    """A frequent question with everyday variants (相似问) and negatives (反例问) that must not reach it."""

    kind: ClassVar[Kind] = "faq"

    question: str = Field(title="标准问")
    answer: str = Field(title="答案")
    variants: Texts = Field((), title="相似问")
    negatives: Texts = Field((), title="反例问")
    legal_basis: str = Field("", title="依据")
    cites: Texts = Field((), title="引用编号", description="答案所依据的事项、政策或指南的编号")

    @property
    def title(self) -> str:
        return self.question


class GuidePart(Record):
    """One part of a service guide (办事指南); the parts of one guide share ``guide`` and ``name``."""

    kind: ClassVar[Kind] = "guide"

    guide: str = Field(title="指南编号")
    name: str = Field(title="指南名称")
    heading: str = Field(title="小标题")
    aspect: GuideAspect = Field("what", title="方面", description="这一段回答哪一问")
    text: str = Field(title="内容")
    legal_basis: str = Field("", title="依据")

    @property
    def title(self) -> str:
        return self.name

    @property
    def path(self) -> tuple[str, ...]:
        return (self.heading,)


class Place(Record):
    """A place (查阅点、服务大厅) a citizen can go to."""

    kind: ClassVar[Kind] = "place"

    name: str = Field(title="名称")
    type: str = Field("", title="类型", description="服务大厅／查阅点／街道便民服务中心／社区")
    level: str = Field("", title="层级")
    address: str = Field("", title="地址")
    hours: str = Field("", title="开放时间")
    phone: str = Field("", title="电话")
    services: str = Field("", title="能办什么")
    directions: str = Field("", title="怎么走")

    @property
    def title(self) -> str:
        return self.name


class Redirect(Record):
    """Something handled elsewhere: which door, and how to reach it."""

    kind: ClassVar[Kind] = "redirect"

    name: str = Field(title="事情")
    variants: Texts = Field((), title="相似问")
    door: str = Field(title="该找谁")
    how: str = Field("", title="怎么联系")
    yields_to: Texts = Field((), title="让位词", description="本地目录有名称含这些词的事项时，这一条就不用了")

    @property
    def title(self) -> str:
        return self.name


class Alias(Record):
    """An everyday word, former name or abbreviation and its formal word."""

    word: str = Field(title="日常说法")
    formal: Texts = Field(title="规范说法", description="一个或几个规范说法")

    @property
    def title(self) -> str:
        return self.word


class Matter(Record):
    """A public matter known in the field, by its formal name; it tells what a content has nothing on."""

    name: str = Field(title="事项名称")
    domain: str = Field("", title="领域")

    @property
    def title(self) -> str:
        return self.name
