"""``gongkai coverage``: run, diff and draft as staff type them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from kiosk_api.cli import app
from kiosk_api.coverage.records import Verdict
from kiosk_api.coverage.run_files import load_run, save_run
from search_index import ContentError, SearchIndexError
from tests.coverage.test_summary import OUTCOMES, a_run
from tests.tiny_district import write_district

QUESTIONS = """问题,应答编号,方面,状态
海湾县渔船补助办法（试行）还有效吗,policy-old,是否有效,
啥时候开渔？,faq-1,,
茶苗补贴申请要带什么材料,guide-cm,要带什么,
公积金怎么取,redirect-1|redirect-9,,
今天天气怎么样,,,不归这里
"""


def gongkai(*words: str | Path, **environment: str) -> Result:
    """One command, in this process."""
    return CliRunner().invoke(app, ["coverage", *map(str, words)], env=environment)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with 海湾县's content and a question file, in which every run finds the index of the run before."""
    folder = tmp_path_factory.mktemp("home")
    write_district(folder / "content")
    (folder / "问题.csv").write_text(QUESTIONS, encoding="utf-8")
    return folder


@pytest.mark.model
def test_a_small_district_is_measured_written_and_compared(home: Path, tmp_path: Path) -> None:
    here = {"GONGKAI_INDEX_DIR": str(home / "index"), "GONGKAI_DATABASE_URL": f"sqlite:///{tmp_path / 'a.db'}"}
    files = {kind: tmp_path / f"out.{kind}" for kind in ("json", "excel", "html")}
    outputs = [word for kind, path in files.items() for word in (f"--{kind}", path.with_suffix(".xlsx") if kind == "excel" else path)]
    command = ("run", home / "问题.csv", "--no-rasa", "--content", home / "content", "--variants", "错字")
    done = gongkai(*command, *outputs, **here)
    assert done.exit_code == 0, done.output
    assert "海湾县" in done.stdout
    assert "经过助手 0 句" in done.stdout
    assert "错字" in done.stdout
    assert "问题.csv 第5行「应答编号」：内容里没有编号 redirect-9" in done.stderr
    run = load_run(files["json"])
    plain = [outcome for outcome in run.outcomes if not outcome.question.variant]
    assert [str(outcome.verdict) for outcome in plain] == ["right"] * 5
    assert len(run.outcomes) > 5
    assert json.loads(files["json"].read_text("utf-8"))["summary"]["overall"]["questions"] == 5
    assert files["html"].stat().st_size > 1000
    assert files["excel"].with_suffix(".xlsx").stat().st_size > 1000
    assert not (tmp_path / "a.db").exists()
    same = gongkai("diff", files["json"], files["json"], "--json")
    assert json.loads(same.stdout)["unchanged"] == len(run.outcomes)


@pytest.mark.model
def test_an_assistant_that_is_not_there_fails_the_run_with_what_to_do(home: Path, tmp_path: Path) -> None:
    away = {"GONGKAI_INDEX_DIR": str(home / "index"), "GONGKAI_RASA_URL": "http://127.0.0.1:9"}
    command = ("run", home / "问题.csv", "--content", home / "content", "--json", tmp_path / "a.json")
    failed = gongkai(*command, **away)
    assert failed.exit_code != 0
    assert isinstance(failed.exception, SearchIndexError)
    assert "--no-rasa" in str(failed.exception)
    assert not (tmp_path / "a.json").exists()


def test_a_question_file_with_one_mistake_is_not_run(tmp_path: Path) -> None:
    questions = tmp_path / "问题.csv"
    questions.write_text(QUESTIONS + "学区,item-1,颜色,\n", encoding="utf-8")
    failed = gongkai("run", questions, "--no-rasa")
    assert failed.exit_code != 0
    assert isinstance(failed.exception, ContentError)
    assert "问题.csv 第7行「方面」" in str(failed.exception)


def test_an_unknown_kind_of_variant_is_named(tmp_path: Path) -> None:
    questions = tmp_path / "问题.csv"
    questions.write_text(QUESTIONS, encoding="utf-8")
    failed = gongkai("run", questions, "--no-rasa", "--variants", "方言")
    assert failed.exit_code != 0
    assert "方言" in str(failed.exception)


def test_a_difference_is_told_in_words_and_as_json(tmp_path: Path) -> None:
    before, after = tmp_path / "前.json", tmp_path / "后.json"
    save_run(a_run(), before)
    better = OUTCOMES[4].model_copy(update={"verdict": Verdict.right, "points": 1.0, "reason": ""})
    worse = OUTCOMES[0].model_copy(update={"verdict": Verdict.missed, "points": 0.0, "reason": "说成了没有"})
    save_run(a_run((worse, *OUTCOMES[1:4], better, *OUTCOMES[5:]), questions_sha256="2" * 64), after)
    told = gongkai("diff", before, after)
    assert told.exit_code == 0
    assert "修好的 1 句\n  第5问：答错事项 → 答对" in told.stdout
    assert "变坏的 1 句\n  第1问：答对 → 没答出来；说成了没有" in told.stdout
    assert "没有变化 18 句" in told.stdout
    assert "两次测的问题不一样" in told.stderr
    found = json.loads(gongkai("diff", before, after, "--json").stdout)
    assert [len(found[name]) for name in ("fixed", "broken", "changed")] == [1, 1, 0]
    assert gongkai("diff", before, tmp_path / "没有.json").exit_code != 0


def test_drafts_are_written_for_what_is_not_tested(tmp_path: Path) -> None:
    content, into = write_district(tmp_path / "content"), tmp_path / "草稿.jsonl"
    done = gongkai("draft", "--into", into, "--content", content)
    assert done.exit_code == 0, done.output
    assert "拟了" in done.stdout
    assert len(into.read_text("utf-8").splitlines()) > 6


@pytest.mark.parametrize("command", ["run", "diff", "draft"])
def test_help_is_chinese(command: str) -> None:
    assert "问题" in gongkai(command, "--help").stdout or "测试" in gongkai(command, "--help").stdout
