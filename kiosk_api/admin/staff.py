"""Who works here: a person with a role."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a person may do; each role may do all that the ones before it may."""

    viewer = "viewer"
    editor = "editor"
    reviewer = "reviewer"
    administrator = "administrator"

    @property
    def rank(self) -> int:
        """How far the role reaches, 0 for the least."""
        return list(Role).index(self)

    def may(self, needed: Role) -> bool:
        """Whether this role is at least the one needed."""
        return self.rank >= needed.rank


ROLE_NAMES = {
    Role.viewer: "查看",
    Role.editor: "编辑",
    Role.reviewer: "审核",
    Role.administrator: "管理员",
}


@dataclass(frozen=True, slots=True)
class Staff:
    """A person who may sign in; ``agency`` is blank for one of the publishing office itself."""

    id: str
    name: str
    role: Role
    agency: str
