"""Accounts of staff in the database. Blocking, like the repository."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from kiosk_api.admin.errors import LastAdministrator, NameTaken, StaffUnknown
from kiosk_api.admin.passwords import folded_name
from kiosk_api.admin.staff import Role, Staff
from kiosk_api.storage.repository import Repository
from kiosk_api.storage.staff_tables import StaffRow, StaffSessionRow


@dataclass(frozen=True, slots=True)
class Account:
    """A person with what administrators see of the account; times are seconds since 1970."""

    staff: Staff
    disabled: bool
    created_at: float
    signed_in_at: float | None


class StaffAccounts:
    """All access to the accounts' table, through the repository's database and clock."""

    def __init__(self, repository: Repository) -> None:
        self._engine = repository.engine
        self._now = repository.now

    def add(self, name: str, role: Role, agency: str, password_hash: str) -> Account:
        """A new account; raises NameTaken."""
        row = {
            "id": secrets.token_hex(8),
            "sign_in": _sign_in(name),
            "name": name,
            "role": role.value,
            "agency": agency,
            "password_hash": password_hash,
            "disabled": False,
            "created_at": self._now(),
        }
        try:
            with self._engine.begin() as connection:
                connection.execute(insert(StaffRow).values(**row))
        except IntegrityError as error:
            raise NameTaken from error
        return self.get(str(row["id"]))

    def all(self) -> list[Account]:
        """Everybody, by name."""
        with self._engine.connect().execution_options(reading=True) as connection:
            return [_account(row) for row in connection.execute(select(StaffRow).order_by(StaffRow.sign_in))]

    def get(self, staff_id: str) -> Account:
        """One account; raises StaffUnknown."""
        with self._engine.connect().execution_options(reading=True) as connection:
            return _account(_row(connection, staff_id))

    def named(self, name: str) -> tuple[Account, str] | None:
        """The account that signs in with a name, and its password's hash."""
        query = select(StaffRow).where(StaffRow.sign_in == _sign_in(name))
        with self._engine.connect().execution_options(reading=True) as connection:
            row = connection.execute(query).one_or_none()
        return (_account(row), row.password_hash) if row else None

    def signed_in(self, staff_id: str) -> None:
        """Notes the time of a sign-in."""
        with self._engine.begin() as connection:
            connection.execute(update(StaffRow).where(StaffRow.id == staff_id).values(signed_in_at=self._now()))

    def set_password(self, staff_id: str, password_hash: str) -> None:
        """Another password; every session of the person ends. Raises StaffUnknown."""
        with self._engine.begin() as connection:
            _row(connection, staff_id)
            connection.execute(update(StaffRow).where(StaffRow.id == staff_id).values(password_hash=password_hash))
            _end_sessions(connection, staff_id)

    def change(
        self, staff_id: str, *, role: Role | None = None, agency: str | None = None, disabled: bool | None = None
    ) -> tuple[Account, Account]:
        """The account before and after; a change of what the person may do ends every session of theirs.

        Raises StaffUnknown, and LastAdministrator where nobody would be left to administer.
        """
        wanted = {"role": role and role.value, "agency": agency, "disabled": disabled}
        values = {name: value for name, value in wanted.items() if value is not None}
        with self._engine.begin() as connection:
            administrators = select(StaffRow.id).where(
                StaffRow.role == Role.administrator.value, StaffRow.disabled.is_(False)
            )
            # Two who demote one another at once wait for each other here.
            left = set(connection.execute(administrators.with_for_update()).scalars()) - {staff_id}
            before = _account(_row(connection, staff_id))
            if values:
                connection.execute(update(StaffRow).where(StaffRow.id == staff_id).values(**values))
            after = _account(_row(connection, staff_id))
            if _administers(before) and not _administers(after) and not left:
                raise LastAdministrator
            if (before.staff.role, before.disabled) != (after.staff.role, after.disabled):
                _end_sessions(connection, staff_id)
        return before, after

    def count(self) -> int:
        """How many accounts there are, closed ones too."""
        with self._engine.connect().execution_options(reading=True) as connection:
            return connection.execute(select(func.count()).select_from(StaffRow)).scalar_one()


def _sign_in(name: str) -> str:
    # Folding makes some single characters many.
    return folded_name(name)[:200]


def _administers(account: Account) -> bool:
    return account.staff.role is Role.administrator and not account.disabled


def _row(connection: Connection, staff_id: str) -> Row[Any]:
    row = connection.execute(select(StaffRow).where(StaffRow.id == staff_id)).one_or_none()
    if row is None:
        raise StaffUnknown
    return row


def _account(row: Row[Any]) -> Account:
    staff = Staff(row.id, row.name, Role(row.role), row.agency)
    return Account(staff, row.disabled, row.created_at, row.signed_in_at)


def _end_sessions(connection: Connection, staff_id: str) -> None:
    connection.execute(delete(StaffSessionRow).where(StaffSessionRow.staff_id == staff_id))
