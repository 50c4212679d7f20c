"""Records as the browse operations show them: identity, path, source, and what each kind adds."""

from __future__ import annotations

from datetime import date
from typing import Self

from pydantic import BaseModel, Field

from search_index import Content
from search_index.records import (
    CatalogItem,
    Faq,
    GuidePart,
    Interpretation,
    InterpretationAuthor,
    InterpretationForm,
    Kind,
    Place,
    Policy,
    PolicyStatus,
    Record,
)


class SourceView(BaseModel):
    """Where a record stands and when it was checked."""

    file: str
    row: int
    url: str = ""
    as_of: date | None = None
    verified: bool = Field(description="是否在来源网页上核对过原文")

    @classmethod
    def of(cls, record: Record) -> Self:
        return cls(
            file=record.origin.file,
            row=record.origin.row,
            url=record.source_url,
            as_of=record.as_of,
            verified=record.verified,
        )


class RecordView(BaseModel):
    """What every record shows; ``path`` stands above the title (领域 / 一级 / 二级)."""

    id: str
    kind: Kind
    title: str
    path: list[str]
    source: SourceView

    @classmethod
    def plain(cls, record: Record) -> RecordView:
        """Identity, path and source of a record of any kind."""
        return RecordView.model_validate(identity(record))


def identity(record: Record) -> dict[str, object]:
    """The common part of a view."""
    return {
        "id": record.id,
        "kind": record.kind,
        "title": record.title,
        "path": list(record.path),
        "source": SourceView.of(record),
    }


class ItemView(RecordView):
    """A disclosure item in a list."""

    domain: str
    agency: str
    level: str
    mode: str

    @classmethod
    def of(cls, item: CatalogItem) -> Self:
        own = {name: getattr(item, name) for name in ("domain", "agency", "level", "mode")}
        return cls.model_validate({**identity(item), **own})


class FieldView(BaseModel):
    """One element, verbatim; blank where the catalogue does not say."""

    element: str = Field(description="字段名；本地自定栏目为空")
    label: str
    value: str
    stated: bool = Field(description="目录是否载明")


_IDENTITY = {"id", "source_url", "as_of", "verified", "origin", "extra"}


class ItemDetail(ItemView):
    """A disclosure item with all its elements, the local columns last."""

    fields: list[FieldView]

    @classmethod
    def of(cls, item: CatalogItem) -> Self:
        fields = [
            FieldView(element=name, label=str(info.title), value=getattr(item, name), stated=bool(getattr(item, name)))
            for name, info in CatalogItem.model_fields.items()
            if name not in _IDENTITY
        ]
        shown = item.shown_extra.items()
        fields += [FieldView(element="", label=label, value=value, stated=True) for label, value in shown]
        return cls.model_validate({**ItemView.of(item).model_dump(), "fields": fields})


class PolicyView(RecordView):
    """A policy document; a repealed or superseded one says so in ``status`` and names its ``successor``."""

    number: str
    agency: str
    issued: date | None
    effective: date | None
    status: PolicyStatus
    ended: date | None
    successor: str
    domain: str
    summary: str

    @classmethod
    def of(cls, policy: Policy) -> Self:
        return cls.model_validate({**policy.model_dump(exclude={"origin", "extra"}), **identity(policy)})


class InterpretationView(RecordView):
    """A policy interpretation."""

    form: InterpretationForm
    author: InterpretationAuthor
    agency: str
    issued: date | None
    text: str

    @classmethod
    def of(cls, interpretation: Interpretation) -> Self:
        own = interpretation.model_dump(exclude={"origin", "extra"})
        return cls.model_validate({**own, **identity(interpretation)})


class PolicyDetail(PolicyView):
    """A policy document in full, with its interpretations."""

    text: str = ""
    interpretations: list[InterpretationView] = []

    @classmethod
    def with_interpretations(cls, policy: Policy, content: Content) -> Self:
        """The policy with the interpretations that name it."""
        explained = [InterpretationView.of(entry) for entry in content.interpretations if entry.policy == policy.id]
        return cls(**PolicyView.of(policy).model_dump(), text=policy.text, interpretations=explained)


class GuideView(BaseModel):
    """A service guide in a list."""

    id: str
    kind: Kind = "guide"
    title: str
    headings: list[str]

    @classmethod
    def of(cls, parts: list[GuidePart]) -> Self:
        return cls(id=parts[0].guide, title=parts[0].name, headings=[part.heading for part in parts])


class GuidePartView(BaseModel):
    """One part of a guide, answering one aspect."""

    id: str
    heading: str
    aspect: str
    text: str
    legal_basis: str
    source: SourceView


class GuideDetail(GuideView):
    """A service guide with its parts in order."""

    parts: list[GuidePartView]

    @classmethod
    def of(cls, parts: list[GuidePart]) -> Self:
        shown = [
            GuidePartView(
                id=part.id,
                heading=part.heading,
                aspect=part.aspect,
                text=part.text,
                legal_basis=part.legal_basis,
                source=SourceView.of(part),
            )
            for part in parts
        ]
        return cls(**GuideView.of(parts).model_dump(), parts=shown)


class FaqView(RecordView):
    """A frequent question with its answer; ``cites`` names the records the answer rests on."""

    answer: str
    legal_basis: str
    cites: list[str]

    @classmethod
    def of(cls, faq: Faq) -> Self:
        own = {"answer": faq.answer, "legal_basis": faq.legal_basis, "cites": list(faq.cites)}
        return cls.model_validate({**identity(faq), **own})


class PlaceView(RecordView):
    """A place a citizen can go to."""

    type: str
    level: str
    address: str
    hours: str
    phone: str
    services: str
    directions: str

    @classmethod
    def of(cls, place: Place) -> Self:
        return cls.model_validate({**place.model_dump(exclude={"origin", "extra"}), **identity(place)})
