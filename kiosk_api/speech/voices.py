"""Voices that read Mandarin: espeak-ng, which Debian has, or a model an operator puts in a folder (sherpa-onnx)."""

from __future__ import annotations

import importlib
import importlib.util
import io
import shutil
import subprocess
import wave
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from pypinyin import Style, lazy_pinyin

TIMEOUT_SECONDS = 20.0
WORDS_PER_MINUTE = 170
"""Measured: about four characters a second with the pauses, calm and clear."""


class VoiceFailed(Exception):
    """The voice could not speak; ``str()`` is for the operator's log."""


class Voice(Protocol):
    """One voice; ``name`` changes when the same text would sound different."""

    @property
    def name(self) -> str: ...

    def speak(self, text: str) -> bytes:
        """The text as a WAV file; blocks, raises VoiceFailed."""
        ...


class EspeakVoice:
    """The program ``espeak-ng``; it is given pinyin, by stdin, never by a shell.

    Its voice ``cmn`` (1.51, Debian 12) reads hanzi as the English letters of their pinyin (espeak-ng issue 1236), and
    its dictionary knows one reading a character: 局长, 银行 and 一定 come out wrong. pypinyin knows whole words.
    """

    def __init__(self, program: str) -> None:
        self._program = program
        self.name = f"espeak-pinyin-{WORDS_PER_MINUTE}"

    def speak(self, text: str) -> bytes:
        return _with_length(self._run("--stdout", text=text))

    def phonemes(self, text: str) -> str:
        """The text in espeak-ng's own phonetic letters; ``(en)`` before what it would read as English."""
        return self._run("-q", "-x", text=text).decode()

    def _run(self, *options: str, text: str) -> bytes:
        command = [self._program, "-v", "cmn-latn-pinyin", "-s", str(WORDS_PER_MINUTE), "--stdin", *options]
        try:
            done = subprocess.run(
                command, input=as_pinyin(text).encode(), capture_output=True, timeout=TIMEOUT_SECONDS, check=True
            )
        except (OSError, subprocess.SubprocessError) as error:
            raise VoiceFailed(f"espeak-ng: {error}") from error
        return done.stdout


def as_pinyin(text: str) -> str:
    """Every hanzi as its syllable with the tone as spoken; what is no hanzi stays.

    >>> as_pinyin("局长一定在，请打12345")
    'ju2 zhang3 yi2 ding4 zai4 ， qing3 da3 12345'
    """
    return " ".join(lazy_pinyin(text, style=Style.TONE3, neutral_tone_with_five=True, tone_sandhi=True))


def _with_length(sound: bytes) -> bytes:
    """espeak-ng streams a header without lengths; players want them."""
    start = sound.find(b"data")
    if not sound.startswith(b"RIFF") or start < 0:
        raise VoiceFailed("espeak-ng gave no WAV")
    data = sound[start + 8 :]
    rate = int.from_bytes(sound[24:28], "little")
    return _wav(data, rate)


def _wav(data: bytes, rate: int) -> bytes:
    """16-bit mono samples as a WAV file."""
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(rate)
        out.writeframes(data)
    return file.getvalue()


class SherpaVoice:
    """A VITS model for sherpa-onnx, in a folder as its makers pack it.

    ``*.onnx`` and ``tokens.txt``; ``lexicon.txt`` or ``espeak-ng-data/``; perhaps ``dict/``, ``*.fst`` and ``*.far``.
    """

    def __init__(self, folder: Path) -> None:
        try:
            sherpa: Any = importlib.import_module("sherpa_onnx")
        except ImportError as error:
            raise VoiceFailed("没有装 sherpa-onnx，请安装：pip install sherpa-onnx") from error
        # The whole model rather than its int8 copy, which stands beside it in some packages.
        models = sorted(folder.glob("*.onnx"), key=lambda path: (".int8." in path.name, path.name))
        if not models:
            raise VoiceFailed(f"{folder} 里没有语音模型（*.onnx）")
        vits = sherpa.OfflineTtsVitsModelConfig(
            model=str(models[0]),
            tokens=str(folder / "tokens.txt"),
            lexicon=_if_there(folder / "lexicon.txt"),
            data_dir=_if_there(folder / "espeak-ng-data"),
            dict_dir=_if_there(folder / "dict"),
        )
        config = sherpa.OfflineTtsConfig(
            model=sherpa.OfflineTtsModelConfig(vits=vits, num_threads=1),
            rule_fsts=_all(folder, "*.fst"),
            rule_fars=_all(folder, "*.far"),
        )
        try:
            if not config.validate():
                raise VoiceFailed(f"{folder} 不是完整的 VITS 模型，sherpa-onnx 说的原因在上一行")
            self._engine = sherpa.OfflineTts(config)
        except RuntimeError as error:
            raise VoiceFailed(f"sherpa-onnx: {error}") from error
        self.name = f"sherpa-{folder.name}-{models[0].stem}-{models[0].stat().st_size}"

    def speak(self, text: str) -> bytes:
        try:
            spoken = self._engine.generate(text, sid=0, speed=0.9)
        except RuntimeError as error:
            raise VoiceFailed(f"sherpa-onnx: {error}") from error
        samples = np.clip(np.asarray(spoken.samples, dtype=np.float32), -1.0, 1.0)
        if not samples.size:
            raise VoiceFailed("sherpa-onnx gave no sound")
        return _wav((samples * 32_767).astype("<i2").tobytes(), spoken.sample_rate)


def _if_there(path: Path) -> str:
    return str(path) if path.exists() else ""


def _all(folder: Path, pattern: str) -> str:
    return ",".join(str(path) for path in sorted(folder.glob(pattern)))


def open_voice(kind: str, folder: Path | None) -> Voice | None:
    """The voice of the settings: ``auto`` takes the folder's, else espeak-ng, else none.

    Raises VoiceFailed when a voice is named that is not there.
    """
    program = shutil.which("espeak-ng")
    if kind == "off":
        return None
    if kind == "sherpa" or (kind == "auto" and folder is not None):
        if folder is None:
            raise VoiceFailed("GONGKAI_SPEECH=sherpa 时要设置 GONGKAI_SPEECH_MODEL_DIR")
        return SherpaVoice(folder)
    if program is None and kind == "espeak":
        raise VoiceFailed("没有找到 espeak-ng，请安装：apt install espeak-ng")
    return EspeakVoice(program) if program else None
