"""Reading aloud: text made speakable, a voice that this machine has, and what was spoken kept for the next citizen."""

from kiosk_api.speech.speaker import Speaker, open_speaker

__all__ = ["Speaker", "open_speaker"]
