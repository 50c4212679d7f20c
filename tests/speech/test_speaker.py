"""Sound is kept under names that tell nothing; a service without a voice goes on."""

from __future__ import annotations

from pathlib import Path

import pytest
from httpx import ASGITransport, AsyncClient

from kiosk_api.app import create_app
from kiosk_api.settings import Settings
from kiosk_api.speech import Speaker, open_speaker
from kiosk_api.speech.speakable import speakable
from kiosk_api.speech.speaker import prompts
from kiosk_api.speech.voices import EspeakVoice, VoiceFailed, open_voice
from tests.fakes import FixedSource, ListIndex, ScriptedAnswerer


class CountingVoice:
    """Says every text as itself."""

    name = "counting"

    def __init__(self) -> None:
        self.said: list[str] = []

    def speak(self, text: str) -> bytes:
        self.said.append(text)
        return b"RIFF" + text.encode()


def test_what_was_said_once_is_not_said_again(tmp_path: Path) -> None:
    voice = CountingVoice()
    speaker = Speaker(voice, tmp_path)
    first = speaker.speak("低保在哪里看")
    assert speaker.speak("低保在哪里看") == first
    assert voice.said == ["低保在哪里看"]
    (kept,) = tmp_path.iterdir()
    assert kept.suffix == ".wav" and kept.stem.isalnum() and len(kept.stem) == 64


def test_without_a_voice_nothing_is_promised(tmp_path: Path) -> None:
    assert open_voice("off", None) is None
    silent = Speaker(None, tmp_path)
    assert not silent.available
    with pytest.raises(VoiceFailed):
        silent.speak("低保")


def test_a_model_that_cannot_be_opened_leaves_the_service_without_a_voice(tmp_path: Path) -> None:
    settings = Settings(speech="sherpa", speech_model_dir=tmp_path, speech_cache_dir=tmp_path / "cache")
    assert not open_speaker(settings).available


async def test_a_service_without_a_voice_says_so_kindly(tmp_path: Path) -> None:
    settings = Settings(database_url=f"sqlite:///{tmp_path}/db", speech="off")
    app = create_app(settings, index=FixedSource(ListIndex()), answerer=ScriptedAnswerer())
    async with AsyncClient(transport=ASGITransport(app), base_url="http://hall") as client:
        refused = await client.get("/api/v1/speech", params={"prompt": "welcome"})
        assert refused.status_code == 404
        assert "不能朗读" in refused.json()["detail"]
        assert (await client.get("/api/v1/config")).json()["features"]["voice"] is False
        unknown = await client.get("/api/v1/speech", params={"record": "none"})
        assert unknown.json()["type"].endswith("record_unknown")


@pytest.mark.browser
def test_espeak_reads_every_prompt_aloud(tmp_path: Path) -> None:
    voice = open_voice("espeak", None)
    assert voice is not None
    speaker = Speaker(voice, tmp_path)
    for text in prompts().values():
        sound = speaker.speak(text)
        seconds = (len(sound) - 44) / 2 / int.from_bytes(sound[24:28], "little")
        # Three to seven characters a second: calm, and not a drawl.
        assert len(text) / 8 < seconds < len(text) / 2.5


@pytest.mark.browser
def test_espeak_is_given_words_as_they_are_spoken() -> None:
    voice = EspeakVoice("espeak-ng")
    # 长 and 行 have two readings, 一 before a falling tone rises: no character by itself tells.
    assert voice.phonemes("局长一定在银行") == voice.phonemes("局掌疑定在银航")
    assert "(en)" not in voice.phonemes(speakable("低保申请，请拨打12345。"))
