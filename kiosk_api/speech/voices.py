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

TIMEOUT_SECONDS = 20.0
WORDS_PER_MINUTE = 210
"""espeak-ng's own pace takes 16 seconds for a sentence; this one is calm and clear."""


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
    """The program ``espeak-ng`` with its Mandarin dictionary. The text goes in by stdin, never by a shell."""

    def __init__(self, program: str) -> None:
        self._program = program
        self.name = f"espeak-cmn-{WORDS_PER_MINUTE}"

    def speak(self, text: str) -> bytes:
        command = [self._program, "-v", "cmn", "-s", str(WORDS_PER_MINUTE), "--stdin", "--stdout"]
        try:
            done = subprocess.run(
                command, input=text.encode(), capture_output=True, timeout=TIMEOUT_SECONDS, check=True
            )
        except (OSError, subprocess.SubprocessError) as error:
            raise VoiceFailed(f"espeak-ng: {error}") from error
        return _with_length(done.stdout)


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
    """A VITS model for sherpa-onnx in a folder: ``*.onnx``, ``tokens.txt``, ``lexicon.txt`` (see its docs)."""

    def __init__(self, folder: Path) -> None:
        try:
            sherpa: Any = importlib.import_module("sherpa_onnx")
        except ImportError as error:
            raise VoiceFailed("sherpa-onnx is not installed: pip install sherpa-onnx") from error
        models = sorted(folder.glob("*.onnx"))
        if not models:
            raise VoiceFailed(f"no *.onnx in {folder}")
        vits = sherpa.OfflineTtsVitsModelConfig(
            model=str(models[0]), lexicon=str(folder / "lexicon.txt"), tokens=str(folder / "tokens.txt")
        )
        rules = ",".join(str(path) for path in sorted(folder.glob("*.fst")))
        model = sherpa.OfflineTtsModelConfig(vits=vits, num_threads=1)
        self._engine = sherpa.OfflineTts(sherpa.OfflineTtsConfig(model=model, rule_fsts=rules))
        self.name = f"sherpa-{models[0].stem}"

    def speak(self, text: str) -> bytes:
        try:
            spoken = self._engine.generate(text, sid=0, speed=0.9)
        except RuntimeError as error:
            raise VoiceFailed(f"sherpa-onnx: {error}") from error
        samples = (max(-1.0, min(1.0, sample)) for sample in spoken.samples)
        data = b"".join(int(sample * 32_767).to_bytes(2, "little", signed=True) for sample in samples)
        return _wav(data, spoken.sample_rate)


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
