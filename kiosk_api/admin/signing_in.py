"""Signing in: the attempt is counted, the password compared, the session made anew, and the log told."""

from __future__ import annotations

from anyio import to_thread

from kiosk_api.admin.errors import PasswordWrong, SignInRefused
from kiosk_api.admin.passwords import check_rules, hash_password, is_password
from kiosk_api.admin.staff import Staff
from kiosk_api.publishing.audit import AuditLog
from kiosk_api.services import Services
from kiosk_api.storage.staff import Account, StaffAccounts
from kiosk_api.storage.staff_attempts import SignInAttempts
from kiosk_api.storage.staff_sessions import StaffSessions

SIGN_IN, SIGN_OUT, BLOCKED, OWN_PASSWORD = "登录", "退出登录", "登录受阻", "修改自己的密码"
NOBODY = "（没有的账号）"


async def sign_in(
    services: Services, name: str, password: str, address: str, replaced: str | None
) -> tuple[str, Account]:
    """A new session's token and whose it is; the session ``replaced`` ends. Raises SignInRefused or SignInBlocked."""
    blocks = await services.database.run(lambda repository: SignInAttempts(repository).begin(name, address))
    known = await services.database.run(lambda repository: StaffAccounts(repository).named(name))
    right = await to_thread.run_sync(is_password, known[1] if known else None, password)
    if not known or not right or known[0].disabled:
        if blocks:
            # For a name that nobody has as well: the time it takes must not tell which.
            await write_audit(services, known[0].staff.name if known else NOBODY, BLOCKED)
        raise SignInRefused
    account = known[0]
    await services.database.run(lambda repository: SignInAttempts(repository).succeeded(name, address))
    await services.database.run(lambda repository: StaffAccounts(repository).signed_in(account.staff.id))
    token = await new_session(services, account.staff, replaced)
    await write_audit(services, account.staff.name, SIGN_IN)
    return token, account


async def new_session(services: Services, staff: Staff, replaced: str | None) -> str:
    """A new session's token; the one it replaces ends."""
    if replaced:
        await services.database.run(lambda repository: StaffSessions(repository).close(replaced))
    return await services.database.run(lambda repository: StaffSessions(repository).open(staff.id))


async def sign_out(services: Services, staff: Staff, token: str) -> None:
    """Ends the session."""
    await services.database.run(lambda repository: StaffSessions(repository).close(token))
    await write_audit(services, staff.name, SIGN_OUT)


async def change_own_password(services: Services, staff: Staff, present: str, wanted: str, address: str) -> str:
    """Another password of one's own; every session ends, and the token of a new one is returned.

    Raises PasswordWrong, PasswordRefused, and SignInBlocked after too many wrong ones.
    """
    check_rules(wanted, staff.name)
    await services.database.run(lambda repository: SignInAttempts(repository).begin(staff.name, address))
    known = await services.database.run(lambda repository: StaffAccounts(repository).named(staff.name))
    if not await to_thread.run_sync(is_password, known[1] if known else None, present):
        raise PasswordWrong
    await services.database.run(lambda repository: SignInAttempts(repository).succeeded(staff.name, address))
    kept = await to_thread.run_sync(hash_password, wanted)
    await services.database.run(lambda repository: StaffAccounts(repository).set_password(staff.id, kept))
    token = await new_session(services, staff, None)
    await write_audit(services, staff.name, OWN_PASSWORD)
    return token


async def write_audit(services: Services, actor: str, action: str, **details: object) -> None:
    """One line in the log of the index folder, beside what was published."""
    log = AuditLog(services.settings.index_dir)
    await to_thread.run_sync(lambda: log.append(actor, action, "", **details))
