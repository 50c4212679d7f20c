"""Browse policy documents and their interpretations."""

from __future__ import annotations

from fastapi import APIRouter, Depends

from kiosk_api.documentation import READS, problems
from kiosk_api.errors import RecordUnknown
from kiosk_api.inputs import FilterText, RecordId
from kiosk_api.paging import Page, PagingDep
from kiosk_api.services import IndexDep, limit_reads
from kiosk_api.views import InterpretationView, PolicyDetail, PolicyView
from search_index.records import Policy, PolicyStatus

router = APIRouter(prefix="/api/v1/policies", tags=["政策文件"], dependencies=[Depends(limit_reads)])


@router.get("", responses=READS)
async def policies(
    index: IndexDep,
    paging: PagingDep,
    domain: FilterText = None,
    agency: FilterText = None,
    status: PolicyStatus | None = None,
) -> Page[PolicyView]:
    """政策文件；已废止、已被取代的也在其中，看 status。"""
    found = [
        policy
        for policy in index.content.policies
        if domain in (None, policy.domain) and agency in (None, policy.agency) and status in (None, policy.status)
    ]
    return paging.of(found, PolicyView.of)


@router.get("/{policy_id}", responses={**READS, **problems(404)})
async def policy(policy_id: RecordId, index: IndexDep) -> PolicyDetail:
    """一份政策文件和它的解读。"""
    found = index.content.get(policy_id)
    if not isinstance(found, Policy):
        raise RecordUnknown(policy_id)
    explained = [InterpretationView.of(entry) for entry in index.content.interpretations if entry.policy == policy_id]
    return PolicyDetail(**PolicyView.of(found).model_dump(), text=found.text, interpretations=explained)
