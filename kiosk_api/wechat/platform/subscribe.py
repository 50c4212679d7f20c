"""Subscribe messages of a mini program: one for each time that a citizen agreed to by tapping.

Protocol: 发送订阅消息 (``POST cgi-bin/message/subscribe/send``) with its table 订阅消息参数值内容限制说明. What
does not fit is an error of the caller, never cut: a cut date or number would be a false one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

from kiosk_api.wechat.platform.client import PlatformClient, Reply

API = "cgi-bin/message/subscribe/send"

_HOUR = r"\d{1,2}:\d{2}(:\d{2})?"
_DAY = r"(\d{4}年\d{1,2}月(\d{1,2}日)?|\d{1,2}月\d{1,2}日|\d{4}[-/.]\d{1,2}([-/.]\d{1,2})?)"
_MOMENT = rf"({_DAY}( ?{_HOUR})?)"

LIMITS: dict[str, tuple[str, str]] = {
    "thing": (r"[^\r\n\t]{1,20}", "20 个字以内"),
    "number": (r"\d{1,32}|(?=.{1,32}$)\d+\.\d+", "32 位以内的数字"),
    "letter": (r"[A-Za-z]{1,32}", "32 个以内的字母"),
    "symbol": (r"[^\w\s]{1,5}", "5 个以内的符号"),
    "character_string": (r"[!-~]{1,32}", "32 个以内的数字、字母或符号"),
    "time": (rf"({_DAY} ?)?{_HOUR}(~({_DAY} ?)?{_HOUR})?", "时间，例如 15:01"),
    "date": (rf"{_MOMENT}(~{_MOMENT})?", "日期，例如 2019年10月1日"),
    "amount": (r"[^\w\s]?\d{1,10}(\.\d+)?元?", "10 位以内的金额"),
    "phone_number": (r"[\d+()\- ]{1,17}", "17 位以内的电话号码"),
    "car_number": (r"\w{1,8}", "8 位以内的车牌号"),
    "name": (r"[\u3400-\u9fff·A-Za-z]{1,10}|[!-~ ]{1,20}", "10 个以内的汉字，或 20 个以内的字母"),
    "phrase": (r"[\u3400-\u9fff]{1,5}", "5 个以内的汉字"),
}
"""What a value may be, by the kind that begins its name, and how it is said; an ``enum`` is the template's own."""


class DoesNotFit(ValueError):
    """A value that the template does not take; ``field`` is its name, the message says in Chinese what it may be."""

    def __init__(self, field: str, allowed: str) -> None:
        self.field = field
        super().__init__(f"订阅消息的“{field}”不合要求：应当是{allowed}")


class SubscribeMessages:
    """Sends in the name of a mini program."""

    def __init__(self, client: PlatformClient) -> None:
        self._client = client

    async def send(
        self,
        openid: str,
        template_id: str,
        fields: Mapping[str, str],
        *,
        page: str = "",
        state: Literal["formal", "trial", "developer"] = "formal",
    ) -> None:
        """One message; ``fields`` by the template's names (``thing1``, ``date2``…), ``page`` opens at a tap.

        Raises DoesNotFit before anything is sent, and PlatformError.
        """
        for name, value in fields.items():
            check(name, value)
        body = {
            "touser": openid,
            "template_id": template_id,
            "data": {name: {"value": value} for name, value in fields.items()},
            "miniprogram_state": state,
            "lang": "zh_CN",
            **({"page": page} if page else {}),
        }
        await self._client.ask(API, Reply, body, repeatable=False)


def check(name: str, value: str) -> None:
    """Raises DoesNotFit unless the platform would take the value under that name."""
    kind = re.sub(r"\d+$", "", name)
    if kind == "enum":
        return
    if kind not in LIMITS:
        raise DoesNotFit(name, "模板里有的栏目：" + "、".join(LIMITS))
    pattern, allowed = LIMITS[kind]
    if not re.fullmatch(pattern, value):
        raise DoesNotFit(name, allowed)
