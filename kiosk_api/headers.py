"""The innermost layer of the server's own making: security headers, no caching of conversations, a bound on bodies."""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kiosk_api.errors import problem_response

MAX_BODY_BYTES = 64 * 1024
"""The longest legal body is a question of 2,000 characters, escaped."""

MAX_STAFF_BODY_BYTES = 1024 * 1024
"""The longest record that staff edit is a policy in full."""

STAFF = "/api/v1/admin/"
UPLOADS = "/api/v1/admin/imports/"
"""Below it staff upload files, which are far larger and never held in memory."""

_PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; media-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_HEADERS = [
    (b"content-security-policy", _PAGE_POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
]


class Guard:
    """Refuses bodies over the limits above and adds the headers above to every response."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = [*_HEADERS]
                if scope["path"].startswith("/api/"):
                    own.append((b"cache-control", b"no-store"))
                elif scope["path"].startswith("/assets/"):
                    # Named by their content: never another text under the same name.
                    own.append((b"cache-control", b"public, max-age=31536000, immutable"))
                message["headers"] = [*message["headers"], *own]
            await send(message)

        if scope["path"].startswith(UPLOADS) and scope["method"] == "PUT":
            # Counted by the route as it comes in, once it is known who sends it.
            await self.app(scope, receive, send_with_headers)
            return
        body = await _read(receive, MAX_STAFF_BODY_BYTES if scope["path"].startswith(STAFF) else MAX_BODY_BYTES)
        if body is None:
            refused = problem_response("body_too_large", scope["state"]["request_id"])
            await refused(scope, receive, send_with_headers)
            return
        await self.app(scope, _Replay(body, receive), send_with_headers)


async def _read(receive: Receive, most: int) -> bytes | None:
    """The whole body, or None when it is too large."""
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return b"".join(parts)
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > most:
            return None
        if not message.get("more_body", False):
            return b"".join(parts)


class _Replay:
    """Gives the body that was read, then whatever the server has to say (a disconnect)."""

    def __init__(self, body: bytes, receive: Receive) -> None:
        self._body: bytes | None = body
        self._receive = receive

    async def __call__(self) -> Message:
        if self._body is None:
            return await self._receive()
        body, self._body = self._body, None
        return {"type": "http.request", "body": body, "more_body": False}
