"""Mini-program codes: the round code on a terminal that opens the mini program and tells it which terminal it was.

Protocol: 获取不限制的小程序码 (``POST wxa/getwxacodeunlimit``). The page gets ``scene`` and reads
``t=<terminal>`` after ``decodeURIComponent``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from kiosk_api.wechat.platform.client import PlatformClient

API = "wxa/getwxacodeunlimit"
LONGEST_SCENE = 32
_SCENE = re.compile(r"[A-Za-z0-9!#$&'()*+,/:;=?@\-._~]{1,32}")

Edition = Literal["release", "trial", "develop"]


class SceneDoesNotFit(ValueError):
    """Longer than 32 characters, or with characters that a scene may not have."""


@dataclass(frozen=True, slots=True)
class Page:
    """What a code opens: ``path`` without a leading slash, blank for the first page.

    ``must_exist``: the page has to be in the published edition.
    """

    path: str = ""
    edition: Edition = "release"
    must_exist: bool = True


def scene_of(terminal_id: str) -> str:
    """``t=<terminal>``; raises SceneDoesNotFit."""
    scene = f"t={terminal_id}"
    if not _SCENE.fullmatch(scene):
        raise SceneDoesNotFit(terminal_id)
    return scene


async def terminal_code(client: PlatformClient, terminal_id: str, page: Page, width: int = 640) -> bytes:
    """The code as a JPEG or PNG, ``width`` pixels (280–1,280); raises SceneDoesNotFit and PlatformError."""
    body = {
        "scene": scene_of(terminal_id),
        "env_version": page.edition,
        "check_path": page.must_exist,
        "width": width,
        **({"page": page.path} if page.path else {}),
    }
    return await client.image(API, body)
