"""The command line on a stranger's catalogue: import, check, build, publish, roll back, search, ask."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from search_index.catalogue import plan_import
from tests.conftest import ROOT

pytestmark = pytest.mark.model

CATALOGUE = """海湾县海洋渔业领域基层政务公开标准目录,,,
序号,公开事项,公开内容（要素）,公开主体
1,休渔时间安排,休渔海域、起止时间,海湾县海洋渔业局
2,渔船检验结果,船名、检验日期,海湾县海洋渔业局
"""


def gongkai(*words: str | Path, home: Path, fails: bool = False) -> subprocess.CompletedProcess[str]:
    """Runs one command with its index below ``home``; asserts how it ends."""
    env = {**os.environ, "GONGKAI_INDEX_DIR": str(home / "index")}
    command = [sys.executable, "-m", "kiosk_api.cli", *map(str, words)]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert (done.returncode != 0) == fails, done.stderr
    return done


def test_a_strangers_catalogue_from_import_to_answer(tmp_path: Path) -> None:
    source, content = tmp_path / "目录.csv", tmp_path / "content"
    source.write_text(CATALOGUE, encoding="gb18030")
    imported = json.loads(gongkai("import", source, "--into", content, "--json", home=tmp_path).stdout)
    assert (imported["items"], imported["columns"]["公开事项"]) == (2, "事项名称")
    assert "错误 0 处" in gongkai("check", content, home=tmp_path).stdout
    gongkai("build", content, home=tmp_path)
    questions = tmp_path / "questions.txt"
    questions.write_text("啥时候不让打鱼\n渔船年检结果在哪看\n", encoding="utf-8")
    lines = [json.loads(line) for line in gongkai("search", "--batch", questions, home=tmp_path).stdout.splitlines()]
    assert [line["hits"][0]["title"] for line in lines] == ["休渔时间安排", "渔船检验结果"]
    assert lines[0]["hits"][0]["path"] == ["海洋渔业"]
    assert set(lines[0]["hits"][0]["source"]) == {"file", "row", "url", "as_of"}
    answer = json.loads(gongkai("ask", "渔船检验结果归谁管", "--no-rasa", "--json", home=tmp_path).stdout)["answer"]
    assert answer["fields"][0]["value"] == "海湾县海洋渔业局"
    answer = json.loads(gongkai("ask", "渔船检验结果什么时候公开", "--no-rasa", "--json", home=tmp_path).stdout)[
        "answer"
    ]
    assert (answer["fields"][0]["value"], answer["fields"][0]["stated"]) == ("目录未载明", False)


def test_versions_are_published_and_rolled_back_and_mistakes_write_nothing(tmp_path: Path) -> None:
    content = tmp_path / "content"
    content.mkdir()
    (content / "catalog.csv").write_text("事项名称\n休渔时间安排\n", encoding="utf-8")
    gongkai("build", content, home=tmp_path)
    (content / "catalog.csv").write_text("事项名称\n休渔时间安排\n渔港收费\n", encoding="utf-8")
    gongkai("build", content, "--publish", home=tmp_path)
    shown = [json.loads(line) for line in gongkai("versions", "--json", home=tmp_path).stdout.splitlines()]
    assert [version["published"] for version in shown] == [False, True]
    gongkai("rollback", home=tmp_path)
    assert not json.loads(gongkai("search", "渔港收费", "--json", "--kind", "place", home=tmp_path).stdout)["hits"]
    (content / "catalog.csv").write_text("事项名称,已核实\n休渔,大概\n", encoding="utf-8")
    refused = gongkai("build", content, home=tmp_path, fails=True)
    assert "catalog.csv 第2行「已核实」" in refused.stderr
    assert len(gongkai("versions", home=tmp_path).stdout.splitlines()) == 2


def test_a_command_that_cannot_be_carried_out_says_why(tmp_path: Path) -> None:
    assert "还没有发布" in gongkai("search", "低保", home=tmp_path, fails=True).stderr
    assert "没有这个内容文件夹" in gongkai("check", tmp_path / "nowhere", home=tmp_path, fails=True).stderr
    assert gongkai("search", home=tmp_path, fails=True).returncode == 2


def test_a_version_that_breaks_its_own_question_is_refused_and_the_old_one_stays(tmp_path: Path) -> None:
    content = tmp_path / "content"
    source = tmp_path / "目录.csv"
    source.write_text(CATALOGUE, encoding="utf-8")
    item = plan_import([source], content, ROOT / "data" / "field").files[0].report.items[0].id
    gongkai("import", source, "--into", content, home=tmp_path)
    asked = {"question": "休渔时间安排什么时候公布", "expected": [item], "tags": ["必须"]}
    (content / "questions.jsonl").write_text(json.dumps(asked, ensure_ascii=False) + "\n", "utf-8")
    gongkai("build", content, home=tmp_path)
    served = gongkai("versions", "--served", home=tmp_path).stdout
    source.write_text(CATALOGUE.replace("休渔时间安排,休渔海域、起止时间", "渔具补贴发放,补贴金额"), encoding="utf-8")
    gongkai("import", source, "--into", content, home=tmp_path)
    refused = gongkai("build", content, "--publish", home=tmp_path, fails=True)
    assert "休渔时间安排什么时候公布" in refused.stdout and "正在使用的版本不变" in refused.stderr
    assert gongkai("versions", "--served", home=tmp_path).stdout == served
    gongkai("publish", "--reason", "这一项不再公开", home=tmp_path)
    assert gongkai("versions", "--served", home=tmp_path).stdout != served
