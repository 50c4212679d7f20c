"""Speaks content and fixed prompts, and keeps the sound under a name that tells nothing."""

from __future__ import annotations

import hashlib
import threading
import tomllib
from functools import lru_cache
from pathlib import Path

import structlog

from kiosk_api.settings import Settings
from kiosk_api.speech.speakable import speakable
from kiosk_api.speech.voices import Voice, VoiceFailed, open_voice
from search_index.atomic import write_bytes_atomically

KEPT_BYTES = 200 * 1024 * 1024


class Speaker:
    """A voice with a cache; ``voice=None`` is a service without one."""

    def __init__(self, voice: Voice | None, folder: Path) -> None:
        self._voice = voice
        self._folder = folder
        # One sentence at a time: two at once would only make both late.
        self._lock = threading.Lock()

    @property
    def available(self) -> bool:
        """Whether anything can be read aloud."""
        return self._voice is not None

    def speak(self, text: str) -> bytes:
        """The text as a WAV file, from the cache where it was spoken before; blocks. Raises VoiceFailed."""
        if self._voice is None:
            raise VoiceFailed("no voice")
        said = speakable(text)
        if not said:
            raise VoiceFailed("nothing to say")
        path = self._folder / f"{hashlib.sha256(f'{self._voice.name}|{said}'.encode()).hexdigest()}.wav"
        with self._lock:
            if path.is_file():
                path.touch()
                return path.read_bytes()
            sound = self._voice.speak(said)
            self._folder.mkdir(parents=True, exist_ok=True)
            write_bytes_atomically(path, sound)
            self._sweep()
        return sound

    def _sweep(self) -> None:
        """What was asked for longest ago goes first."""
        kept = sorted(self._folder.glob("*.wav"), key=lambda path: path.stat().st_mtime, reverse=True)
        size = 0
        for path in kept:
            size += path.stat().st_size
            if size > KEPT_BYTES:
                path.unlink(missing_ok=True)


@lru_cache(maxsize=1)
def prompts() -> dict[str, str]:
    """The fixed sentences of the pages, by name."""
    found: dict[str, str] = tomllib.loads(Path(__file__).with_name("prompts.toml").read_text("utf-8"))
    return found


def open_speaker(settings: Settings) -> Speaker:
    """The speaker of the settings; a voice that cannot be opened is logged, and the service goes on without one."""
    try:
        voice = open_voice(settings.speech, settings.speech_model_dir)
    except VoiceFailed as error:
        structlog.stdlib.get_logger(__name__).error("no_voice", detail=str(error))
        voice = None
    return Speaker(voice, settings.speech_cache_dir)
