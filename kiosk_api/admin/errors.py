"""What staff are told when the console cannot do what they ask. Wordings: ``problems.toml``.

* KioskError
  x SignInNeeded       401  no session, or one that has ended
  x SignInRefused      401  name or password wrong; never which
  x SignInBlocked      429  too many failures; carries ``Retry-After``
  x RoleTooLow         403
  x ForeignRequest     403  without the session's token, or from a page of another site
  x PasswordRefused    422  against the rules for passwords
    + PasswordShort, PasswordIsName, PasswordCommon, PasswordWrong
  x StaffUnknown       404
  x NameTaken          409
  x LastAdministrator  409  nobody would be left to administer
  x JobRunning         409  other long work is under way
  x JobUnknown         404
  x RunUnknown         404  no coverage run has this id
  x ImportUnknown      404
  x ImportChanged      409  not what was seen any more, or accepted already
  x FileNameRefused    422
  x SecondPersonNeeded 403  the two-person rule
  x RecordGone         404  the content holds no such record
  x RecordChanged      412  somebody changed it meanwhile
  x FieldsRefused      422  sentence by field
  x ChangeUnknown      404
  x ChangeDecided      409  accepted or turned down already
  x TerminalUnknown    404
  x TerminalKnown      409  enrolled already; its credential would be worth nothing
  x NotDone            409  what search_index or the publisher says no with, in its own words
  x ContentRefused     422  complaints of the content's own checks, each with its place
"""

from __future__ import annotations

from collections.abc import Sequence

from kiosk_api.errors import InvalidField, KioskError
from search_index import Complaint


class SignInNeeded(KioskError):
    """Nobody is signed in with this request."""

    problem = "sign_in_needed"


class SignInRefused(KioskError):
    """The name or the password is wrong, or the account is closed."""

    problem = "sign_in_refused"


class SignInBlocked(KioskError):
    """Too many failed sign-ins; ``seconds`` to wait."""

    problem = "sign_in_blocked"

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        super().__init__(seconds=seconds)

    @property
    def headers(self) -> dict[str, str]:
        return {"Retry-After": str(self.seconds)}


class RoleTooLow(KioskError):
    """The person's role does not reach that far; ``needed`` names the one that does."""

    problem = "role_too_low"

    def __init__(self, needed: str) -> None:
        super().__init__(needed=needed)


class ForeignRequest(KioskError):
    """The request does not come from the console's own page."""

    problem = "foreign_request"


class PasswordRefused(KioskError):
    """The password is against the rules."""


class PasswordShort(PasswordRefused):
    """Shorter than the rules want, or far too long."""

    problem = "password_short"

    def __init__(self, least: int, most: int) -> None:
        super().__init__(least=least, most=most)


class PasswordIsName(PasswordRefused):
    """The password holds the name, or is one character repeated."""

    problem = "password_is_name"


class PasswordCommon(PasswordRefused):
    """Among the commonest passwords."""

    problem = "password_common"


class PasswordWrong(PasswordRefused):
    """The present password was not given right."""

    problem = "password_wrong"


class StaffUnknown(KioskError):
    """Nobody has this id."""

    problem = "staff_unknown"


class NameTaken(KioskError):
    """Somebody signs in with this name already."""

    problem = "name_taken"


class LastAdministrator(KioskError):
    """The only administrator left."""

    problem = "last_administrator"


class JobRunning(KioskError):
    """Somebody's long work is under way; there is one at a time."""

    problem = "job_running"

    def __init__(self, by: str) -> None:
        super().__init__(by=by)


class JobUnknown(KioskError):
    """No work has this id."""

    problem = "job_unknown"


class RunUnknown(KioskError):
    """No coverage run has this id."""

    problem = "run_unknown"


class ImportUnknown(KioskError):
    """No import has this id."""

    problem = "import_unknown"


class ImportChanged(KioskError):
    """The dry run is no longer the one that was seen, or the import was accepted already."""

    problem = "import_changed"


class FileNameRefused(KioskError):
    """Not a plain file name, or one file too many."""

    problem = "file_name_refused"


class SecondPersonNeeded(KioskError):
    """Somebody else, a reviewer, has to agree."""

    problem = "second_person_needed"


class RecordGone(KioskError):
    """The content holds no record of that kind and id."""

    problem = "record_gone"


class RecordChanged(KioskError):
    """The record is not what it was when the change was made."""

    problem = "record_changed"


class FieldsRefused(KioskError):
    """The content's checks refuse what was entered; nothing was written."""

    problem = "fields_refused"

    def __init__(self, found: Sequence[InvalidField]) -> None:
        self.found = list(found)
        super().__init__(count=len(self.found))

    @property
    def invalid(self) -> list[InvalidField]:
        return self.found


class ChangeUnknown(KioskError):
    """No change has this id."""

    problem = "change_unknown"


class ChangeDecided(KioskError):
    """The change was decided on already."""

    problem = "change_decided"


class TerminalUnknown(KioskError):
    """No terminal was enrolled with this id."""

    problem = "terminal_unknown"


class TerminalKnown(KioskError):
    """A terminal has this id already."""

    problem = "terminal_known"


class NotDone(KioskError):
    """It cannot be done, for the reason told."""

    problem = "not_done"

    def __init__(self, told: str) -> None:
        super().__init__(told=told)


class ContentRefused(KioskError):
    """The content's own checks refuse it; nothing was written."""

    problem = "content_refused"

    def __init__(self, complaints: Sequence[Complaint]) -> None:
        self.complaints = [one for one in complaints if one.severity == "error"]
        super().__init__(count=len(self.complaints))

    @property
    def invalid(self) -> list[InvalidField]:
        return [InvalidField(field=one.column or one.file, message=str(one)) for one in self.complaints]
