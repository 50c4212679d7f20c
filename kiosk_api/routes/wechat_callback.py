"""Where WeChat delivers what citizens write to the account. Not for people, and so not in the API's document."""

from __future__ import annotations

from typing import cast

import structlog
from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import PlainTextResponse, Response

from kiosk_api.wechat.callback import Callback, CallbackRefused

router = APIRouter(prefix="/wechat/callback", include_in_schema=False)


def _callback(request: Request) -> Callback:
    callback = cast("Callback | None", request.app.state.wechat_callback)
    if callback is None:
        raise HTTPException(404)
    return callback


def _refused(error: CallbackRefused) -> HTTPException:
    structlog.stdlib.get_logger(__name__).warning("wechat_callback_refused", reason=str(error))
    return HTTPException(400)


@router.get("")
async def check_address(request: Request) -> PlainTextResponse:
    """The check that the console makes when the address is saved."""
    callback = _callback(request)
    try:
        return PlainTextResponse(callback.check(request.query_params))
    except CallbackRefused as error:
        raise _refused(error) from None


@router.post("")
async def deliver(request: Request) -> Response:
    """A message or an event; the reply is the answer, or ``success`` when it comes later."""
    callback = _callback(request)
    try:
        reply = await callback.take(request.query_params, await request.body())
    except CallbackRefused as error:
        raise _refused(error) from None
    return Response(reply.body, media_type=reply.media_type)
