"""The command line ``gongkai``: results on stdout, progress and complaints on stderr, non-zero on failure."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from kiosk_api.cli import (
    comparing,
    content,
    coverage,
    importing,
    intake,
    publishing,
    questions,
    report,
    staff,
    terminals,
    wechat,
)
from kiosk_api.cli.output import err, tell
from kiosk_api.settings import Settings
from search_index import ContentError, SearchIndexError

app = typer.Typer(
    no_args_is_help=True, add_completion=False, help="政务公开查询服务 gongkai：导入、检查、生成索引、发布、查询。"
)
for command in (*importing.COMMANDS, *intake.COMMANDS, *content.COMMANDS, *publishing.COMMANDS, *comparing.COMMANDS):
    app.command(command.__name__.rstrip("_").replace("_", "-"))(command)
for command in (*questions.COMMANDS, *report.COMMANDS):
    app.command()(command)
app.add_typer(coverage.app, name="coverage")
app.add_typer(terminals.app, name="terminal")
app.add_typer(staff.app, name="staff")
app.add_typer(wechat.app, name="wechat")


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="监听地址")] = None,
    port: Annotated[int | None, typer.Option(help="监听端口")] = None,
) -> None:
    """启动查询服务（网页和接口）。"""
    import uvicorn

    settings = Settings()
    uvicorn.run(
        "kiosk_api.app:build_app",
        factory=True,
        host=host or settings.host,
        port=port or settings.port,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        ws="none",
    )


def main() -> None:
    """Entry point; every error of ours becomes one message and exit status 1."""
    try:
        app()
    except ContentError as error:
        errors = [complaint for complaint in error.complaints if complaint.severity == "error"]
        tell(errors)
        err.print(f"共 {len(errors)} 处错误，什么都没有写入。")
        sys.exit(1)
    except SearchIndexError as error:
        err.print(str(error))
        sys.exit(1)
