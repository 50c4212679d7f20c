"""Speaks every prompt once, so that none has to be waited for: ``python -m kiosk_api.speech``."""

from __future__ import annotations

from kiosk_api.settings import Settings
from kiosk_api.speech.speaker import open_speaker, prompts


def main() -> None:
    speaker = open_speaker(Settings())
    for text in prompts().values() if speaker.available else ():
        speaker.speak(text)


if __name__ == "__main__":
    main()
