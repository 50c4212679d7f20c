"""From the command line to the answer: files imported, checked, indexed, and asked for a date, a number and a sum."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from kiosk_api.assistant import NoAssistant
from kiosk_api.cli import app
from kiosk_api.models import Answer
from search_index import SearchIndex
from search_index.build import build_version
from search_index.checks import load_content
from search_index.intake import plan_documents
from search_index.versions import VersionStore
from tests.answers.conftest import Citizen
from tests.character_embedder import CharacterEmbedder
from tests.conftest import ROOT
from tests.intake.files import Truth, trs_page, write_page, write_sheet, write_word
from tests.tiny_district import write_district

SUM = "住院救助的起付标准为每人每年1000元，在定点医院出院时直接结算。"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def index_of(folder: Path, versions: Path) -> SearchIndex:
    embedder = CharacterEmbedder()
    content, _ = load_content(folder, ROOT / "data" / "field")
    store = VersionStore(versions)
    return SearchIndex.open(store.path_of(build_version(content, embedder, "characters", store).version), embedder)


@pytest.fixture
def imported(tmp_path: Path) -> Path:
    """海湾县 with a policy, its interpretation and a list of questions imported."""
    folder = write_district(tmp_path / "海湾县")
    write_word(tmp_path / "办法.docx", Truth())
    page = '<html><head><title>x</title></head><body><h1>《示范市医疗救助实施办法》政策解读</h1><div class="pages_content"><p>特困人员看病，除掉医保报销的部分，其余全部由医疗救助支付。</p></div></body></html>'
    write_page(tmp_path / "解读.html", page)
    rows = [["问题", "答案", "相似问"], ["城乡居民养老保险断缴了能补吗", "可以补缴，补缴部分没有政府补贴。", "养老保险中间停了怎么办"]]
    write_sheet(tmp_path / "社保问答.xlsx", rows)
    documents = run("import-policies", tmp_path / "办法.docx", tmp_path / "解读.html", "--into", folder)
    assert documents.exit_code == 0, documents.output
    questions = run("import-faq", tmp_path / "社保问答.xlsx", "--into", folder)
    assert questions.exit_code == 0, questions.output
    return folder


@pytest.fixture
def citizen(imported: Path, tmp_path: Path) -> Citizen:
    """Somebody who asks in that district."""
    index = index_of(imported, tmp_path / "index")
    return Citizen(index, NoAssistant())


def quoted(answer: Answer) -> list[str]:
    return [
        field.value[field.highlight.start : field.highlight.end] for field in answer.fields if field.highlight is not None
    ]


async def test_a_sum_is_answered_with_the_very_sentence(citizen: Citizen) -> None:
    answer = await citizen.says("示范市医疗救助实施办法住院起付标准多少钱")
    assert answer.items[0].kind == "policy"
    assert quoted(answer)[0] == SUM
    assert SUM in answer.text and "各县（区）人民政府" not in answer.text


async def test_of_a_long_document_only_the_paragraphs_around_the_answer_are_given(tmp_path: Path) -> None:
    folder = write_district(tmp_path / "海湾县")
    filler = [f"第{number}条 有关部门应当按照各自的职责做好第{number}项工作，并且及时向社会公布办理的结果。" for number in range(1, 80)]
    write_word(tmp_path / "办法.docx", Truth(paragraphs=(*filler[:60], SUM, *filler[60:])))
    assert run("import-policies", tmp_path / "办法.docx", "--into", folder).exit_code == 0
    citizen = Citizen(index_of(folder, tmp_path / "index"), NoAssistant())
    answer = await citizen.says("示范市医疗救助实施办法住院起付标准多少钱")
    body = next(field for field in answer.fields if field.element == "text")
    assert quoted(answer)[0] == SUM and body.label == "正文（节选）" and len(body.value) <= 600
    assert body.highlight is not None and body.highlight.paragraph == 61
    named = await citizen.says("示范市医疗救助实施办法")
    assert max(len(field.value) for field in named.fields) <= 600


async def test_a_date_and_a_number_are_answered_from_their_own_fields(citizen: Citizen) -> None:
    when = await citizen.says("示范市医疗救助实施办法什么时候开始施行")
    assert "2023年7月1日" in when.text
    number = await citizen.says("示政办〔2023〕12号是什么文件")
    assert number.items[0].title == "示范市医疗救助实施办法"


async def test_whether_it_still_holds_is_not_said_when_nobody_said_so(citizen: Citizen) -> None:
    answer = await citizen.says("示范市医疗救助实施办法还有效吗")
    status = next(field for field in answer.fields if field.element == "status")
    assert not status.stated and "现行有效" not in answer.text


async def test_an_imported_question_is_answered(citizen: Citizen) -> None:
    answer = await citizen.says("养老保险中间停了怎么办")
    assert "可以补缴，补缴部分没有政府补贴。" in answer.text


def test_files_and_originals_stand_in_the_folder_and_pass_the_check(imported: Path) -> None:
    done = run("check", imported)
    assert done.exit_code == 0, done.output
    assert {path.name for path in imported.iterdir()} >= {"policies-导入.csv", "interpretations-导入.csv", "faq-社保问答.csv"}
    assert {path.name for path in (imported / "originals").iterdir()} == {"办法.docx", "解读.html", "社保问答.xlsx"}
    assert not [path for path in imported.iterdir() if path.name.startswith(".")]


def test_importing_again_changes_nothing(imported: Path, tmp_path: Path) -> None:
    before = {path.name: path.read_bytes() for path in imported.glob("*.csv")}
    for command, name in (("import-policies", "办法.docx"), ("import-faq", "社保问答.xlsx")):
        assert run(command, tmp_path / name, "--into", imported).exit_code == 0
    assert {path.name: path.read_bytes() for path in imported.glob("*.csv")} == before


def test_a_dry_run_tells_where_each_field_was_found_and_writes_nothing(tmp_path: Path) -> None:
    write_page(tmp_path / "办法.html", trs_page(Truth()))
    done = run("import-policies", tmp_path / "办法.html", "--into", tmp_path / "区", "--dry-run")
    assert done.exit_code == 0, done.output
    assert "发文字号：示政办〔2023〕12号（页面上标明）" in done.output and "什么都没有写入" in done.output
    line = json.loads(run("import-policies", tmp_path / "办法.html", "--into", tmp_path / "区", "--dry-run", "--json").stdout)
    assert line["record"]["effective"] == "2023-07-01" and line["change"] == "新增"
    assert not (tmp_path / "区").exists()


def test_one_bad_file_among_good_ones_and_nothing_is_written(tmp_path: Path) -> None:
    write_word(tmp_path / "办法.docx", Truth())
    (tmp_path / "坏.docx").write_bytes(b"%PDF-1.4")
    done = run("import-policies", tmp_path / "办法.docx", tmp_path / "坏.docx", "--into", tmp_path / "区")
    assert done.exit_code != 0
    assert not (tmp_path / "区").exists()


def test_two_originals_of_one_name_are_both_kept(imported: Path, tmp_path: Path) -> None:
    write_word(tmp_path / "办法.docx", Truth(title="示范市养老服务办法", written_number="示政〔2020〕1号"))
    assert run("import-policies", tmp_path / "办法.docx", "--into", imported).exit_code == 0
    assert len(list((imported / "originals").glob("办法*.docx"))) == 2


@pytest.mark.parametrize("name", ["faq-../x.csv", "catalog.csv", "faq-甲.xlsx"])
def test_only_a_file_of_questions_can_be_replaced(name: str, tmp_path: Path) -> None:
    write_sheet(tmp_path / "a.xlsx", [["问题", "答案"], ["甲", "乙"]])
    done = run("import-faq", tmp_path / "a.xlsx", "--into", tmp_path / "区", "--as", name)
    assert done.exit_code != 0 and not (tmp_path / "区").exists()


def test_a_crash_before_the_last_copy_leaves_the_folder_as_it_was(imported: Path, tmp_path: Path) -> None:
    before = {path: path.read_bytes() for path in imported.rglob("*") if path.is_file()}
    path = write_word(tmp_path / "新.docx", Truth(title="示范市养老服务办法", written_number="示政〔2020〕1号"))
    plan = plan_documents([path], imported, ROOT / "data" / "field")
    path.unlink()
    with pytest.raises(FileNotFoundError):
        plan.write()
    assert {path: path.read_bytes() for path in imported.rglob("*") if path.is_file()} == before
