"""Accounts of staff: who may sign in, and as what. For administrators alone."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from anyio import to_thread
from fastapi import APIRouter, Depends, Path
from pydantic import BaseModel, ConfigDict, Field

from kiosk_api.admin.access import AdministratorDep
from kiosk_api.admin.passwords import check_rules, hash_password
from kiosk_api.admin.signing_in import write_audit
from kiosk_api.admin.staff import Role
from kiosk_api.documentation import problems
from kiosk_api.inputs import WellFormed
from kiosk_api.routes.admin.session import Person
from kiosk_api.services import ServicesDep, limit_writes
from kiosk_api.storage.staff import Account, StaffAccounts

router = APIRouter(prefix="/api/v1/admin/staff", dependencies=[Depends(limit_writes)])
StaffId = Annotated[str, Path(min_length=1, max_length=32, pattern="^[a-z0-9]+$", description="账号的编号")]
# "\0" is no text to PostgreSQL, and a name goes into the log on one line.
Line = Annotated[WellFormed, Field(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]
Password = Annotated[WellFormed, Field(min_length=1, max_length=1_000)]


class NewStaff(BaseModel):
    """An account to make; the person changes the password afterwards."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[WellFormed, Field(min_length=1, max_length=64, pattern=r"^[^\x00-\x1f\x7f\s][^\x00-\x1f\x7f]*$")]
    role: Role
    agency: Line = ""
    password: Password


class StaffChange(BaseModel):
    """What becomes different; left out stays."""

    model_config = ConfigDict(extra="forbid")

    role: Role | None = None
    agency: Line | None = None
    disabled: bool | None = None


class NewPassword(BaseModel):
    """A password that an administrator sets."""

    model_config = ConfigDict(extra="forbid")

    password: Password


class AccountView(Person):
    """An account as administrators see it."""

    disabled: bool
    created_at: datetime
    signed_in_at: datetime | None

    @classmethod
    def seen(cls, account: Account) -> AccountView:
        """As the list shows it."""
        last = account.signed_in_at
        return cls(
            **Person.of(account.staff).model_dump(),
            disabled=account.disabled,
            created_at=datetime.fromtimestamp(account.created_at, UTC),
            signed_in_at=datetime.fromtimestamp(last, UTC) if last is not None else None,
        )


@router.get("", responses=problems(401, 403, 429, 503))
async def list_staff(_: AdministratorDep, services: ServicesDep) -> list[AccountView]:
    """所有账号，包括停用的。"""
    found = await services.database.run(lambda repository: StaffAccounts(repository).all())
    return [AccountView.seen(account) for account in found]


@router.post("", status_code=201, responses=problems(400, 401, 403, 409, 413, 422, 429, 503))
async def add_staff(administrator: AdministratorDep, entered: NewStaff, services: ServicesDep) -> AccountView:
    """新开一个账号。"""
    check_rules(entered.password, entered.name)
    kept = await to_thread.run_sync(hash_password, entered.password)
    made = await services.database.run(
        lambda repository: StaffAccounts(repository).add(entered.name, entered.role, entered.agency, kept)
    )
    await write_audit(services, administrator.name, "新开账号", name=entered.name, role=entered.role.value)
    return AccountView.seen(made)


@router.patch("/{staff_id}", responses=problems(400, 401, 403, 404, 409, 413, 422, 429, 503))
async def change_staff(
    administrator: AdministratorDep, staff_id: StaffId, wanted: StaffChange, services: ServicesDep
) -> AccountView:
    """改角色、部门，停用或重新启用；改了角色或停用，这个人要重新登录。"""
    before, after = await services.database.run(
        lambda repository: StaffAccounts(repository).change(
            staff_id, role=wanted.role, agency=wanted.agency, disabled=wanted.disabled
        )
    )
    if changed := _changes(before, after):
        await write_audit(services, administrator.name, "修改账号", name=after.staff.name, **changed)
    return AccountView.seen(after)


@router.post("/{staff_id}/password", status_code=204, responses=problems(400, 401, 403, 404, 413, 422, 429, 503))
async def set_password(
    administrator: AdministratorDep, staff_id: StaffId, entered: NewPassword, services: ServicesDep
) -> None:
    """重设一个人的密码；这个人要重新登录。"""
    account = await services.database.run(lambda repository: StaffAccounts(repository).get(staff_id))
    check_rules(entered.password, account.staff.name)
    kept = await to_thread.run_sync(hash_password, entered.password)
    await services.database.run(lambda repository: StaffAccounts(repository).set_password(staff_id, kept))
    await write_audit(services, administrator.name, "重设密码", name=account.staff.name)


def _changes(before: Account, after: Account) -> dict[str, str]:
    """What became different, each as 「前 → 后」."""
    pairs = {
        "role": (before.staff.role.value, after.staff.role.value),
        "agency": (before.staff.agency, after.staff.agency),
        "disabled": (str(before.disabled), str(after.disabled)),
    }
    return {name: f"{old} → {new}" for name, (old, new) in pairs.items() if old != new}
