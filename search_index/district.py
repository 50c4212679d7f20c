"""Reads ``district.toml``: whose content a folder is."""

from __future__ import annotations

import tomllib
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from search_index.errors import Complaint


class District(BaseModel):
    """``district.toml``: whose content this is and what to say where the catalogue is silent."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(title="名称", description="地区名称，显示在每一页")
    notice: str = Field("", title="声明", description="例如“演示内容”的声明，显示在每一页")
    demonstration: bool = Field(False, title="是否演示")
    hotline: str = Field("12345", title="热线", description="目录没有写明时请人拨打的电话")
    desk: str = Field("", title="窗口", description="依申请公开受理窗口")
    application_guide: str = Field("", title="依申请公开指南", description="介绍依申请公开的指南编号")
    hot_questions: tuple[str, ...] = Field((), title="热门问题")


def read_district(folder: Path) -> tuple[District, list[Complaint]]:
    """``district.toml``; without one the district is named after its folder."""
    path = folder / "district.toml"
    if not path.is_file():
        return District(name=folder.resolve().name), []
    try:
        return District.model_validate(tomllib.loads(path.read_text("utf-8"))), []
    except tomllib.TOMLDecodeError as error:
        wrong = f"读不懂：{error}"
        return District(name=folder.name), [Complaint("error", path.name, 0, "", wrong)]
    except ValidationError as error:
        names = "、".join(str(problem["loc"][0]) for problem in error.errors())
        return District(name=folder.name), [Complaint("error", path.name, 0, names, "缺少或填错")]
