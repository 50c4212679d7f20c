"""What each screen inherits, and what is said about a file that is wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from kiosk_api.settings import PROJECT
from kiosk_api.terminals.configuration import TerminalsFile, read_terminals
from kiosk_api.terminals.layers import Layer, TerminalLayers, merge
from search_index.errors import ContentError

BASE = {"name": "示范区", "hotline": "12345", "desk": "公开窗口"}
FILE = """
[default]
idle_seconds = 90
features = { voice = false }

[district]
hours = "工作日"

[hall.east]
name = "东区大厅"
desk = "3号窗口"
features.print = true

[terminal.east-1]
hall = "east"
name = "进门左手"
idle_seconds = 200
"""


def written(folder: Path, text: str | bytes) -> Path:
    path = folder / "terminals.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_a_terminal_has_what_is_nearest_to_it(tmp_path: Path) -> None:
    config = read_terminals(written(tmp_path, FILE)).config(BASE, "east-1")
    assert (config.hall, config.desk, config.name) == ("东区大厅", "3号窗口", "进门左手")
    assert (config.idle_seconds, config.hours, config.hotline) == (200, "工作日", "12345")
    assert (config.features.print, config.features.voice, config.features.pinyin) == (True, False, True)


def test_a_terminal_nobody_described_and_a_page_have_what_the_district_has(tmp_path: Path) -> None:
    layers = read_terminals(written(tmp_path, FILE))
    for terminal_id in ("other", ""):
        config = layers.config(BASE, terminal_id)
        assert (config.hall, config.desk, config.idle_seconds, config.name) == ("", "公开窗口", 90, "示范区")
    placed = layers.config(BASE, "other", "east")
    assert (placed.hall, placed.desk, placed.name) == ("东区大厅", "3号窗口", "东区大厅")
    assert layers.config(BASE, "other", "torn down").hall == ""


def test_the_demonstration_has_a_terminal() -> None:
    config = read_terminals(PROJECT / "data/demo/terminals.toml").config({}, "demo")
    assert config.hall == "示范区政务服务大厅（演示）"


@pytest.mark.parametrize(
    ("text", "place", "said"),
    [
        ("[default]\nidle_seconds = 5", "[default] idle_seconds", "不能小于 30"),
        ("[default]\nidle_seconds = 601", "[default] idle_seconds", "不能大于 600"),
        ('[district]\nidle_seconds = "120"', "[district] idle_seconds", "应当是整数"),
        ("[hall.east]\ncolour = 1", "[hall.east] colour", "没有这一项"),
        ('[hall.east]\nskin = "pink"', "[hall.east] skin", "'blue', 'red'、'green'"),
        ("[hall.east.features]\nprint = 1", "[hall.east.features] print", "true 或 false"),
        ("[terminal.a.features]\nfly = true", "[terminal.a.features] fly", "没有这一项"),
        ("[terminal.a]\nfeatures = 3", "[terminal.a] features", "应当是一个表"),
        ('[terminal.a]\ndomains = "社会救助"', "[terminal.a] domains", "应当是一串"),
        ("[terminal.a]\ndomains = [3]", "[terminal.a] domains", "应当是文字"),
        ('[terminal.a]\nhall = "west"', "[terminal.a] hall", "没有 [hall.west] 这个表"),
        ('[terminal."东区"]\nname = "a"', "[terminal.东区]", "编号只能用"),
        ('[default]\nhotline = ""', "[default] hotline", "不能空着"),
        ("[screens]\na = 1", "[screens]", "没有这样的表"),
        ("default = 3", "[default]", "应当是一个表"),
        ("[default]\nidle_seconds = = 3", "第2行", "这里读不懂"),
        ("[default]\na = 1\n[default]\nb = 1", "第3行", "写了两次"),
        ('[default]\nname = "没有完', "terminals.toml", "读不懂"),
        ('[default]\nname = "大厅"'.encode("gb18030"), "terminals.toml", "UTF-8"),
    ],
)
def test_what_is_wrong_is_named_by_table_and_key(tmp_path: Path, text: str | bytes, place: str, said: str) -> None:
    with pytest.raises(ContentError) as refused:
        read_terminals(written(tmp_path, text))
    (complaint,) = refused.value.complaints
    assert place in str(complaint)
    assert said in complaint.message


def test_every_mistake_is_named_at_once(tmp_path: Path) -> None:
    with pytest.raises(ContentError) as refused:
        read_terminals(written(tmp_path, "[default]\nidle_seconds = 5\nskin = 3\n[hall.a]\nx = 1"))
    assert len(refused.value.complaints) == 3


def test_notepad_may_have_saved_it(tmp_path: Path) -> None:
    text = FILE.replace("\n", "\r\n").encode("utf-8-sig")
    assert read_terminals(written(tmp_path, text)).config(BASE, "east-1").name == "进门左手"


def test_without_a_file_every_screen_has_the_default(tmp_path: Path) -> None:
    assert TerminalsFile(tmp_path / "terminals.toml").current() == TerminalLayers()
    assert read_terminals(tmp_path / "terminals.toml") == TerminalLayers()


def test_a_broken_file_leaves_the_last_good_one_in_force_and_is_logged_once(tmp_path: Path) -> None:
    path = written(tmp_path, "[default]\nidle_seconds = 60\n")
    file = TerminalsFile(path)

    def idle() -> int:
        return file.current().config({}).idle_seconds

    assert idle() == 60
    with structlog.testing.capture_logs() as logged:
        for broken in ("[default]\nidle_seconds = = 60\n", "[default]\nidle_seconds = 90000\n"):
            written(tmp_path, broken)
            assert [idle(), idle(), idle()] == [60, 60, 60]
        path.unlink()
        assert [idle(), idle()] == [60, 60]
    assert [line["event"] for line in logged] == ["terminals_file_refused"] * 2 + ["terminals_file_gone"]
    assert "[default] idle_seconds" in logged[1]["complaints"][0]
    # Changed within the same moment and of the same length as what was read last.
    for seconds in (300, 301, 302):
        written(tmp_path, f"[default]\nidle_seconds = {seconds}\n")
        assert idle() == seconds


ids = st.from_regex("[a-z][a-z0-9]{0,3}", fullmatch=True)
features = st.fixed_dictionaries({}, optional={name: st.booleans() for name in ("print", "voice", "listen")})
said: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {},
    optional={
        "name": st.text(max_size=5),
        "hours": st.text(max_size=5),
        "idle_seconds": st.integers(30, 600),
        "skin": st.sampled_from(["blue", "red", "green"]),
        "domains": st.lists(st.text(min_size=1, max_size=3), max_size=2),
        "features": features,
    },
)


@given(said, said, said, said)
def test_every_value_comes_from_the_nearest_layer_that_says_it(
    default: dict[str, Any], district: dict[str, Any], hall: dict[str, Any], own: dict[str, Any]
) -> None:
    layers = TerminalLayers.model_validate(
        {"default": default, "district": district, "hall": {"h": hall}, "terminal": {"t": {**own, "hall": "h"}}}
    )
    config = layers.config({}, "t").model_dump()
    plain = Layer().model_dump()
    for key in set(plain) - {"features"}:
        expected = next((layer[key] for layer in (own, hall, district, default) if key in layer), plain[key])
        assert config[key] == expected
    for key, value in plain["features"].items():
        tables = [layer.get("features", {}) for layer in (own, hall, district, default)]
        assert config["features"][key] == next((table[key] for table in tables if key in table), value)


@given(said, said)
def test_the_version_changes_with_the_configuration_and_only_with_it(
    one: dict[str, Any], other: dict[str, Any]
) -> None:
    first = TerminalLayers.model_validate({"default": one}).config({}, "t")
    second = TerminalLayers.model_validate({"terminal": {"t": other}}).config({}, "t")
    same = first.model_dump(exclude={"version"}) == second.model_dump(exclude={"version"})
    assert (first.version == second.version) == same


keys = st.sampled_from("abc")
tables = st.dictionaries(
    keys, st.integers() | st.dictionaries(keys, st.integers() | st.dictionaries(keys, st.integers()), max_size=3)
)


@given(tables, tables, tables)
def test_merging_in_steps_is_merging_at_once(a: dict[str, Any], b: dict[str, Any], c: dict[str, Any]) -> None:
    assert merge(a, b, c) == merge(merge(a, b), c) == merge(a, merge(b, c)) or _mixed(a, b, c)
    assert merge(a, b, b) == merge(a, b)
    assert set(merge(a, b)) == set(a) | set(b)


def _mixed(*layers: dict[str, Any]) -> bool:
    """Whether a key is a table here and a value there, which a checked file never has."""
    flat: dict[tuple[str, ...], set[bool]] = {}

    def walk(table: dict[str, Any], path: tuple[str, ...]) -> None:
        for key, value in table.items():
            flat.setdefault((*path, key), set()).add(isinstance(value, dict))
            if isinstance(value, dict):
                walk(value, (*path, key))

    for layer in layers:
        walk(layer, ())
    return any(len(kinds) == 2 for kinds in flat.values())
