"""The stock bot's one custom action: every aspect is answered with a fixed text, so that only Rasa's own cost shows."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict


class ActionAnswer(Action):
    """Answers the aspect that the last message asked."""

    def name(self) -> str:
        return "action_answer"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[dict[str, Any]]:  # noqa: ARG002
        intent = tracker.latest_message["intent"]["name"]
        dispatcher.utter_message(text=f"您问的是“{intent}”：请查看目录。")
        return []
