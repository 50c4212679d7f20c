"""One turn of a conversation, whatever surface it comes from: checked, counted, answered, kept."""

from __future__ import annotations

import time

from anyio import to_thread

from kiosk_api.channels import begin_turn, closed_answer
from kiosk_api.errors import ConversationUnknown, NotAQuestion, QuestionTooLong
from kiosk_api.models import Answer, ConversationState
from kiosk_api.privacy import mask
from kiosk_api.services import Services
from kiosk_api.storage.repository import Turn
from search_index.text import is_question


async def take_turn(services: Services, conversation_id: str, *, text: str = "", option: str = "") -> Answer:
    """The answer to a question, or to an option of the last answer by its id: exactly one of the two is given.

    Raises QuestionTooLong, NotAQuestion, UnknownOption, TooManyRequests, ConversationUnknown (it never was, has expired
    or was wiped, perhaps while it was being answered) and ConversationBusy.
    """
    started = time.perf_counter()
    if not option:
        _check_question(text, services.settings.question_max_chars)
    await services.limits.hit(services.limits.writes_by_conversation, conversation_id)
    turn, closed = await services.database.run(lambda repository: begin_turn(repository, conversation_id))
    try:
        if turn.conversation.terminal_id is not None:
            await services.limits.hit(services.limits.writes_by_terminal, turn.conversation.terminal_id)
        if closed:
            answer = await to_thread.run_sync(closed_answer, services, conversation_id, closed)
            state = turn.conversation.state
        else:
            answer, state = await _answer(services, turn, text, option)
    except BaseException:
        await services.database.run(lambda repository: repository.release_turn(turn))
        raise
    seconds = time.perf_counter() - started
    await _keep(services, turn, state, answer, mask(text or option), seconds)
    services.metrics.answered(answer, seconds)
    return answer


def _check_question(text: str, limit: int) -> None:
    if len(text.strip()) > limit:
        raise QuestionTooLong(limit)
    if not is_question(text):
        raise NotAQuestion


async def _answer(services: Services, turn: Turn, text: str, option: str) -> tuple[Answer, ConversationState]:
    conversation = turn.conversation
    if option:
        return await services.answerer.choose(conversation.id, conversation.state, option)
    return await services.answerer.answer(conversation.id, conversation.state, text)


async def _keep(
    services: Services, turn: Turn, state: ConversationState, answer: Answer, question: str, seconds: float
) -> None:
    try:
        await services.database.run(
            lambda repository: repository.finish_turn(turn, state, answer, question, seconds * 1000)
        )
    except ConversationUnknown:
        # Wiped while it was being answered: the assistant has heard of it again since.
        await services.answerer.forget(turn.conversation.id)
        raise
