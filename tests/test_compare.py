"""The three lists as references: names and departments under the headings that the lists themselves use.

Counted by hand: of the list's three matters the catalogue has 采矿许可 (under another code) and, worded alike,
对占用消防通道的处罚; 临时用地审批 is missing. The catalogue's 公租房申请 is extra.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kiosk_api.cli import app
from tests.tiny_district import write_table

CATALOGUE = [
    ["事项名称", "公开主体"],
    ["采矿许可", "区自然资源局"],
    ["对占用消防通道的处罚", "区消防救援大队"],
    ["公租房申请", "区住建局"],
]


@pytest.mark.parametrize(
    ("name", "kind", "agency"),
    [
        ("权力名称", "权力类型", "实施主体"),
        ("职权名称", "职权类别", "行使主体"),
        ("公共服务事项名称", "事项类型", "责任单位"),
        ("行政执法事项名称", "执法类别", "执法主体"),
        ("权责事项", "权力类别", "实施机构"),
    ],
)
def test_a_list_of_names_and_departments_is_a_reference(name: str, kind: str, agency: str, tmp_path: Path) -> None:
    write_table(tmp_path / "本地.csv", CATALOGUE)
    rows = [
        ["序号", kind, name, agency],
        ["1", "行政许可", "XK-001 采矿许可", "自然资源部门"],
        ["2", "行政许可", "临时用地审批", "自然资源部门"],
        ["3", "行政处罚", "对占用消防车通道的处罚", "消防救援机构"],
    ]
    write_table(tmp_path / "清单.csv", rows)
    done = CliRunner().invoke(app, ["compare", str(tmp_path / "本地.csv"), str(tmp_path / "清单.csv"), "--json"])
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    assert [one["title"].split(" / ")[-1] for one in found["missing"]] == ["临时用地审批"]
    assert [(one["reference"].split(" / ")[-1], one["item"]) for one in found["alike"]] == [
        ("对占用消防车通道的处罚", "对占用消防通道的处罚")
    ]
    assert [one["title"] for one in found["extra"]] == ["公租房申请"]
    assert (found["same"], found["changed"]) == (1, [])
