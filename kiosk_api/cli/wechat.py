"""``gongkai wechat …``: is the account set up, and the code of a terminal."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from kiosk_api.cli.output import err, out
from kiosk_api.services import Database
from kiosk_api.settings import Settings
from kiosk_api.storage.database import open_database, upgrade
from kiosk_api.storage.repository import Repository
from kiosk_api.storage.terminals import Terminals
from kiosk_api.wechat.platform import codes, content_check, customer, subscribe
from kiosk_api.wechat.platform.client import PlatformClient
from kiosk_api.wechat.platform.codes import LONGEST_SCENE, Edition, Page, SceneDoesNotFit, scene_of, terminal_code
from kiosk_api.wechat.platform.errors import PlatformError
from kiosk_api.wechat.platform.opening import Platform, SecretUnreadable, open_platform, read_secret

app = typer.Typer(no_args_is_help=True, help="微信：检查账号接好没有，生成终端的小程序码。")
T = TypeVar("T")

_API_NAMES = {
    customer.API: "客服消息",
    content_check.API: "内容检查",
    codes.API: "小程序码",
    subscribe.API: "订阅消息",
}


@app.command()
def check() -> None:
    """逐项检查账号：AppID、AppSecret、IP 白名单、接口权限和今天的用量；有一项不行就失败。"""
    settings = Settings()
    problems = _run(settings, lambda wechat: _check(settings, wechat))
    if problems:
        err.print(f"有 {problems} 项要处理，步骤见 docs/wechat.md。")
        raise typer.Exit(1)


@app.command()
def code(
    terminal_id: Annotated[str, typer.Argument(help="终端编号")],
    out_file: Annotated[Path, typer.Option("--out", help="写到哪个图片文件（微信给的是 JPEG）")],
    page: Annotated[str, typer.Option(help="打开小程序的哪一页，前面不加斜杠；不写就是首页")] = "",
    edition: Annotated[Edition, typer.Option(help="release 正式版，trial 体验版，develop 开发版")] = "release",
    check_path: Annotated[bool, typer.Option(help="页面必须在已经发布的小程序里；没发布时用 --no-check-path")] = True,
    width: Annotated[int, typer.Option(min=280, max=1_280, help="宽多少像素")] = 640,
) -> None:
    """生成一台终端的小程序码，贴在终端旁边；扫了就打开小程序，并知道是哪一台。"""
    settings = Settings()
    try:
        scene_of(terminal_id)
    except SceneDoesNotFit:
        err.print(f"编号太长或有别的字符，做不成小程序码：最多 {LONGEST_SCENE - 2} 个字母、数字和 - _ .")
        raise typer.Exit(1) from None
    if terminal_id not in {terminal.id for terminal in Terminals(_repository(settings)).all()}:
        err.print(f"没有登记过终端 {terminal_id}，请先 gongkai terminal add {terminal_id}")
        raise typer.Exit(1)
    picture = _run(settings, lambda wechat: _code(wechat, terminal_id, Page(page, edition, check_path), width))
    out_file.write_bytes(picture)
    err.print(f"已写入 {out_file}（{len(picture)} 字节）")


async def _check(settings: Settings, wechat: Platform) -> int:
    """Tells what is and what is not; the number of problems."""
    used = [customer.API] if settings.wechat_customer_messages else []
    used += [content_check.API] if settings.wechat_content_check != "off" else []
    known = (
        ("公众号（GONGKAI_WECHAT_APPID）", wechat.official, used),
        ("小程序（GONGKAI_WECHAT_MINIPROGRAM_APPID）", wechat.miniprogram, [codes.API, subscribe.API]),
    )
    problems = 0
    for name, client, apis in known:
        if client is None:
            out.print(f"－ {name}：没有设置 AppID 和 AppSecret，不用就不管")
        else:
            problems += await _check_account(name, client, apis)
    if wechat.official is not None:
        problems += _check_callback(settings)
    if not settings.public_url.startswith("https://"):
        out.print("✗ GONGKAI_PUBLIC_URL：微信里的链接要 https 网址，请填写")
        problems += 1
    if not wechat.is_set_up:
        out.print("✗ 一个账号也没有设置")
        problems += 1
    return problems


def _check_callback(settings: Settings) -> int:
    """Whether citizens' messages can come in; the number of problems."""
    token = read_secret("WECHAT_TOKEN", settings.wechat_token, settings.wechat_token_file)
    key = read_secret("WECHAT_AES_KEY", settings.wechat_aes_key, settings.wechat_aes_key_file)
    if token is None:
        out.print("✗ 　收消息：没有填 GONGKAI_WECHAT_TOKEN，要与后台“服务器配置”里的令牌一样")
        return 1
    cover = "EncodingAESKey 已填（安全模式或兼容模式）" if key else "没有填 EncodingAESKey，只能用明文模式"
    out.print(f"✓ 　收消息：Token 已填，{cover}；地址是 {settings.public_url.rstrip('/')}/wechat/callback")
    return 0


async def _check_account(name: str, client: PlatformClient, apis: list[str]) -> int:
    try:
        await client.check_token()
    except PlatformError as error:
        out.print(f"✗ {name}：{error.advice}")
        return 1
    out.print(f"✓ {name}：AppID、AppSecret、IP 白名单都对")
    problems = 0
    for api in apis:
        try:
            quota = await client.quota(api)
        except PlatformError as error:
            out.print(f"✗ 　{_API_NAMES[api]}：{error.advice}")
            problems += 1
        else:
            out.print(f"✓ 　{_API_NAMES[api]}：今天用了 {quota.used} 次，还能用 {quota.remain} 次")
    return problems


async def _code(wechat: Platform, terminal_id: str, page: Page, width: int) -> bytes:
    if wechat.miniprogram is None:
        err.print("没有设置小程序，请填 GONGKAI_WECHAT_MINIPROGRAM_APPID 和它的 AppSecret，步骤见 docs/wechat.md。")
        raise typer.Exit(1)
    try:
        return await terminal_code(wechat.miniprogram, terminal_id, page, width)
    except PlatformError as error:
        err.print(error.advice)
        raise typer.Exit(1) from None


def _repository(settings: Settings) -> Repository:
    engine = open_database(settings.database_url)
    upgrade(engine)
    return Repository(engine, settings.conversation_idle_seconds)


@asynccontextmanager
async def _opened(settings: Settings) -> AsyncIterator[Platform]:
    wechat = open_platform(settings, Database(_repository(settings)))
    try:
        yield wechat
    finally:
        await wechat.close()


def _run(settings: Settings, work: Callable[[Platform], Awaitable[T]]) -> T:
    """Does it with the accounts of the settings."""

    async def worked() -> T:
        async with _opened(settings) as wechat:
            return await work(wechat)

    try:
        return asyncio.run(worked())
    except SecretUnreadable as error:
        err.print(str(error))
        raise typer.Exit(1) from None
