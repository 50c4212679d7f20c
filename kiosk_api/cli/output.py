"""What every command shares: options, and where output goes: results to stdout, progress and complaints to stderr."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

err = Console(stderr=True, highlight=False, markup=False, soft_wrap=True)
out = Console(highlight=False, markup=False, soft_wrap=True)

IndexDir = Annotated[Path | None, typer.Option("--index", help="索引文件夹；不写就用设置里的 GONGKAI_INDEX_DIR")]
AsJson = Annotated[bool, typer.Option("--json", help="每行输出一个 JSON")]


def tell(complaints: Iterable[object]) -> None:
    """One line a complaint, on stderr."""
    for complaint in complaints:
        err.print(str(complaint))
