"""Switch a channel off with a reason and on again; put a notice on it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Path
from pydantic import BaseModel, ConfigDict, Field

from kiosk_api.admin.access import ReviewerDep, ViewerDep
from kiosk_api.admin.signing_in import write_audit
from kiosk_api.documentation import problems
from kiosk_api.inputs import WellFormed
from kiosk_api.services import ServicesDep, limit_reads, limit_writes
from kiosk_api.storage.channels import Channels, Switch

router = APIRouter(prefix="/api/v1/admin/channels")
ChannelName = Annotated[
    str, Path(max_length=32, pattern=r"^([a-z0-9_-]+|\*)$", description="来源：kiosk、page、wechat…，* 是全部")
]
Words = Annotated[WellFormed, Field(max_length=200, pattern=r"^[^\x00]*$")]


class SwitchEntered(BaseModel):
    """What is to hold for a channel."""

    model_config = ConfigDict(extra="forbid")

    reason: Words = Field("", description="停用的理由，市民看得到；空着就是开着")
    notice: Words = Field("", description="通知，显示在屏幕上；空着就是没有")


class SwitchView(SwitchEntered):
    """What holds for a channel, since when and by whom."""

    channel: str
    off: bool
    by: str
    at: datetime

    @classmethod
    def of(cls, one: Switch) -> SwitchView:
        """As the console shows it."""
        at = datetime.fromtimestamp(one.at, UTC)
        return cls(channel=one.channel, off=bool(one.reason), reason=one.reason, notice=one.notice, by=one.by, at=at)


@router.get("", responses=problems(401, 403, 429, 503), dependencies=[Depends(limit_reads)])
async def list_channels(_: ViewerDep, services: ServicesDep) -> list[SwitchView]:
    """停用过或者有过通知的来源；没有列出的都开着。"""
    found = await services.database.run(lambda repository: Channels(repository).all())
    return [SwitchView.of(one) for one in found]


@router.put(
    "/{channel}",
    responses=problems(400, 401, 403, 413, 422, 429, 503),
    dependencies=[Depends(limit_writes)],
)
async def switch_channel(
    reviewer: ReviewerDep, channel: ChannelName, entered: SwitchEntered, services: ServicesDep
) -> list[SwitchView]:
    """马上停用一个来源（写理由）或重新打开，放上或撤下通知。"""
    reason, notice = entered.reason.strip(), entered.notice.strip()
    await services.database.run(lambda repository: Channels(repository).set(channel, reason, notice, reviewer.name))
    action = "停用来源" if reason else "打开来源"
    await write_audit(services, reviewer.name, action, channel=channel, reason=reason, notice=notice)
    found = await services.database.run(lambda repository: Channels(repository).all())
    return [SwitchView.of(one) for one in found]
