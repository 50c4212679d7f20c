"""Versions are immutable, published by pointer, verified before they serve, and followed by running processes."""

from __future__ import annotations

from pathlib import Path

import pytest

from search_index import ContentError, Filters, IndexUnavailable, LiveIndex, SearchIndex, VersionStore, load_content
from search_index.build import build_version
from search_index.dumped import dump_content, load_dumped_content
from search_index.errors import IndexDamaged, IndexMismatch
from search_index.manifest import Manifest
from tests.character_embedder import CharacterEmbedder
from tests.tiny_district import CATALOG, CATALOG_HEADER, write_district, write_table


def build(folder: Path, store: VersionStore, embedder: CharacterEmbedder) -> Manifest:
    return build_version(load_content(folder)[0], embedder, "characters", store)


@pytest.fixture
def store(tmp_path: Path) -> VersionStore:
    return VersionStore(tmp_path / "index")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_district(tmp_path / "district")


def test_the_same_content_builds_no_second_version_and_embeds_nothing(folder: Path, store: VersionStore) -> None:
    embedder = CharacterEmbedder()
    first = build(folder, store, embedder)
    embedded = embedder.embedded
    assert build(folder, store, embedder).version == first.version
    assert embedder.embedded == embedded
    assert first.counts["item"] == len(CATALOG)


def test_only_what_changed_is_embedded_again(folder: Path, store: VersionStore) -> None:
    embedder = CharacterEmbedder()
    build(folder, store, embedder)
    before = embedder.embedded
    changed = [*CATALOG[0][:3], "休渔海域和时间", *CATALOG[0][4:]]
    write_table(folder / "catalog.csv", [CATALOG_HEADER, changed, *CATALOG[1:]])
    build(folder, store, embedder)
    assert embedder.embedded - before == 1


def test_refused_content_leaves_no_trace_of_a_version(folder: Path, store: VersionStore) -> None:
    write_table(folder / "catalog.csv", [["公开内容"], ["没有名称"]])
    with pytest.raises(ContentError):
        build(folder, store, CharacterEmbedder())
    assert not store.versions()


def test_publish_and_roll_back_move_the_pointer(folder: Path, store: VersionStore) -> None:
    embedder = CharacterEmbedder()
    first = build(folder, store, embedder)
    with pytest.raises(IndexUnavailable, match="还没有发布"):
        store.published()
    store.publish(first.version)
    write_table(folder / "catalog.csv", [CATALOG_HEADER, *CATALOG[:3]])
    second = build(folder, store, embedder)
    store.publish(second.version)
    assert store.published() == second.version
    assert store.rollback() == first.version == store.published()
    with pytest.raises(IndexUnavailable, match="没有更早"):
        store.rollback()
    with pytest.raises(IndexUnavailable, match="没有版本"):
        store.publish("../../etc")


@pytest.mark.parametrize("name", ["vectors.faiss", "content.json", "documents.json"])
def test_a_damaged_version_is_refused_by_the_name_of_its_file(folder: Path, store: VersionStore, name: str) -> None:
    embedder = CharacterEmbedder()
    version = build(folder, store, embedder).version
    path = store.path_of(version) / name
    path.write_bytes(path.read_bytes()[:-3] + b"???")
    with pytest.raises(IndexDamaged, match=name):
        SearchIndex.open(store.path_of(version), embedder)
    with pytest.raises(IndexDamaged, match=name):
        store.publish(version)
    path.unlink()
    with pytest.raises(IndexDamaged, match="缺少文件"):
        SearchIndex.open(store.path_of(version), embedder)


def test_an_index_of_another_model_is_refused(folder: Path, store: VersionStore) -> None:
    version = build(folder, store, CharacterEmbedder()).version
    with pytest.raises(IndexMismatch, match="另一个模型"):
        SearchIndex.open(store.path_of(version), CharacterEmbedder(dimension=64))


def test_a_running_process_follows_the_pointer_and_keeps_the_old_version_when_the_new_one_is_broken(
    folder: Path, store: VersionStore
) -> None:
    embedder = CharacterEmbedder()
    live = LiveIndex(store.folder, embedder, check_seconds=-1)
    with pytest.raises(IndexUnavailable):
        live.current()
    first = build(folder, store, embedder)
    store.publish(first.version)
    assert live.current().version == first.version
    write_table(folder / "catalog.csv", [CATALOG_HEADER, *CATALOG[:3]])
    second = build(folder, store, embedder)
    store.publish(second.version)
    assert live.current().version == second.version
    write_table(folder / "catalog.csv", [CATALOG_HEADER, *CATALOG[:2]])
    third = build(folder, store, embedder)
    store.publish(third.version)
    (store.path_of(third.version) / "content.json").write_text("{}")
    assert live.current().version == second.version
    assert "content.json" in live.trouble


def test_content_survives_the_version_byte_for_byte(district: Path) -> None:
    content, _ = load_content(district)
    read = load_dumped_content(dump_content(content))
    assert read.records == content.records
    assert (read.aliases, read.district) == (content.aliases, content.district)


def test_filters_are_exact(tiny_index: SearchIndex) -> None:
    hits = tiny_index.search("公示", filters=Filters(domain="茶园管护"), top_k=50).hits
    assert {hit.path[0] for hit in hits} == {"茶园管护"}
    assert len(hits) == 2
    assert not tiny_index.search("公示", filters=Filters(domain="茶园")).hits
    assert {hit.kind for hit in tiny_index.search("茶苗补贴", filters=Filters(kind="guide")).hits} == {"guide"}


@pytest.mark.parametrize(
    "question",
    [
        "休漁時間安排",
        "休渔　时间　安排",
        "休\u200b渔时间安排？？",
        "xiuyushijiananpai",
        "修渔时间安排",
        "那个休渔时间安排吧",
    ],
)
def test_the_same_item_is_found_however_it_is_typed(tiny_index: SearchIndex, question: str) -> None:
    assert tiny_index.search(question).hits[0].title == "休渔时间安排"


@pytest.mark.parametrize(
    ("typed", "suggested"),
    [
        ("休渔", "休渔什么时候开始"),
        ("xiaoche", "校车许可 校车路线公示"),
        ("cmbt", "茶苗补贴申请"),
        ("", "休渔什么时候开始"),
    ],
)
def test_whole_questions_are_suggested_from_hanzi_pinyin_and_initials(
    tiny_index: SearchIndex, typed: str, suggested: str
) -> None:
    assert suggested in tiny_index.suggest(typed)
