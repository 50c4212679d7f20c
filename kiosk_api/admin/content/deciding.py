"""A change on its way into the content: at once, or as a proposal that somebody else agrees to; undone by another."""

from __future__ import annotations

from dataclasses import dataclass, replace

from anyio import to_thread

from kiosk_api.admin.content.changing import Change, Desk
from kiosk_api.admin.doing import in_thread
from kiosk_api.admin.errors import ChangeDecided, SecondPersonNeeded
from kiosk_api.admin.signing_in import write_audit
from kiosk_api.admin.staff import Role, Staff
from kiosk_api.publishing.audit import locked
from kiosk_api.services import Services
from kiosk_api.storage.staff_changes import ChangeState, KeptChange, StaffChanges
from search_index.errors import Complaint

_NAMES = {"add": "新增内容", "edit": "修改内容", "delete": "删除内容"}


@dataclass(frozen=True, slots=True)
class Outcome:
    """The change as it is kept, and what the content's checks remark on it."""

    kept: KeptChange
    warnings: list[Complaint]


async def submit(services: Services, desk: Desk, by: Staff, change: Change, undoes: str = "") -> Outcome:
    """Applies a change, or keeps it as a proposal where the two-person rule holds; raises as ``Desk.apply``."""
    if services.settings.two_person_rule:
        warnings = await in_thread(lambda: desk.try_on(change))
        kept = await services.database.run(
            lambda repository: StaffChanges(repository).keep(change, by, ChangeState.proposed, undoes)
        )
        return Outcome(kept, warnings)
    record_id, warnings = await in_thread(lambda: desk.apply(change))
    done = replace(change, record_id=record_id)
    kept = await services.database.run(
        lambda repository: StaffChanges(repository).keep(done, by, ChangeState.applied, undoes)
    )
    await _tell(services, by, kept, "")
    return Outcome(kept, warnings)


async def accept(services: Services, desk: Desk, by: Staff, change_id: str, note: str) -> Outcome:
    """Applies a proposal; raises SecondPersonNeeded for one's own, ChangeDecided, and as ``Desk.apply``."""

    def agreed() -> tuple[KeptChange, KeptChange, list[Complaint]]:
        changes = StaffChanges(services.database.repository)
        # Two who accept at once must not add a record twice.
        with locked(services.settings.staff_dir / "decide.lock"):
            kept = changes.get(change_id)
            if kept.state is not ChangeState.proposed:
                raise ChangeDecided
            if kept.by_id == by.id or not by.role.may(Role.reviewer):
                raise SecondPersonNeeded
            record_id, warnings = desk.apply(kept.change)
            return kept, changes.decide(change_id, by, ChangeState.applied, note, record_id), warnings

    kept, done, warnings = await in_thread(agreed)
    await _tell(services, by, done, kept.by_name)
    return Outcome(done, warnings)


async def reject(services: Services, by: Staff, change_id: str, note: str) -> KeptChange:
    """Turns a proposal down, or takes one's own back; raises SecondPersonNeeded for an editor on another's."""
    kept = await services.database.run(lambda repository: StaffChanges(repository).get(change_id))
    if kept.by_id != by.id and not by.role.may(Role.reviewer):
        raise SecondPersonNeeded
    return await services.database.run(
        lambda repository: StaffChanges(repository).decide(
            change_id, by, ChangeState.rejected, note, kept.change.record_id
        )
    )


async def undo(services: Services, desk: Desk, by: Staff, change_id: str) -> Outcome:
    """Takes an applied change back, by a change of its own; raises ChangeDecided for one that is not applied."""
    kept = await services.database.run(lambda repository: StaffChanges(repository).get(change_id))
    if kept.state is not ChangeState.applied:
        raise ChangeDecided
    change = await to_thread.run_sync(desk.undo, kept.change)
    return await submit(services, desk, by, change, undoes=change_id)


async def _tell(services: Services, by: Staff, kept: KeptChange, proposed_by: str) -> None:
    change = kept.change
    columns = sorted({*change.before, *change.after})
    named = {"kind": change.kind, "id": change.record_id, "title": change.title, "file": change.file}
    await write_audit(
        services, by.name, _NAMES[change.action], **named, columns=columns, change=kept.id, proposed_by=proposed_by
    )
