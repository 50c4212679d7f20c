"""Browse policy documents and their interpretations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, Field

from kiosk_api.documentation import READS, problems
from kiosk_api.errors import RecordUnknown
from kiosk_api.inputs import FilterText, RecordId
from kiosk_api.paging import Page, PagingDep
from kiosk_api.services import IndexDep, limit_reads
from kiosk_api.views import PolicyDetail, PolicyView
from search_index.records import Policy, PolicyStatus

Year = Annotated[int | None, Query(ge=1900, le=2999, description="成文年份")]

router = APIRouter(prefix="/api/v1/policies", tags=["政策文件"], dependencies=[Depends(limit_reads)])


@router.get("", responses=READS)
async def policies(
    index: IndexDep,
    paging: PagingDep,
    domain: FilterText = None,
    agency: FilterText = None,
    status: PolicyStatus | None = None,
    year: Year = None,
) -> Page[PolicyView]:
    """政策文件，新的在前；已废止、已被取代的也在其中，看 status。"""
    in_domain = [policy for policy in index.content.policies if domain in (None, policy.domain)]
    found = _narrowed(in_domain, status, agency, year)
    found.sort(key=lambda policy: policy.issued or date.min, reverse=True)
    return paging.of(found, PolicyView.of)


class Facet(BaseModel):
    """One value to narrow the library by."""

    value: str
    policies: int


class PolicyFacets(BaseModel):
    """What the library can be narrowed by, each with its count."""

    statuses: list[Facet]
    agencies: list[Facet]
    years: list[Facet] = Field(description="成文年份，新的在前；没有写明日期的不计")


@router.get("/facets", responses=READS)
async def facets(
    index: IndexDep, agency: FilterText = None, status: PolicyStatus | None = None, year: Year = None
) -> PolicyFacets:
    """按状态、发文机关、年份各有多少份；每一种都在另外两种已选的范围内数，数到的选了都有内容。"""
    policies = index.content.policies
    years = _facets(str(_year(policy) or "") for policy in _narrowed(policies, status, agency, None))
    return PolicyFacets(
        statuses=_facets(policy.status for policy in _narrowed(policies, None, agency, year)),
        agencies=_facets(policy.agency for policy in _narrowed(policies, status, None, year)),
        years=sorted(years, key=lambda facet: facet.value, reverse=True),
    )


def _narrowed(
    policies: Iterable[Policy], status: PolicyStatus | None, agency: str | None, year: int | None
) -> list[Policy]:
    return [
        policy
        for policy in policies
        if status in (None, policy.status) and agency in (None, policy.agency) and year in (None, _year(policy))
    ]


def _year(policy: Policy) -> int | None:
    return policy.issued.year if policy.issued else None


def _facets(values: Iterable[str]) -> list[Facet]:
    return [Facet(value=value, policies=count) for value, count in Counter(filter(None, values)).most_common()]


@router.get("/{policy_id}", responses={**READS, **problems(404)})
async def policy(policy_id: RecordId, index: IndexDep) -> PolicyDetail:
    """一份政策文件和它的解读。"""
    found = index.content.get(policy_id)
    if not isinstance(found, Policy):
        raise RecordUnknown(policy_id)
    return PolicyDetail.with_interpretations(found, index.content)
