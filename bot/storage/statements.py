"""The statements of an ordinary turn.

Made once, since SQLAlchemy takes longer to make a statement than to run it. Parameters that choose
a row begin with `of_`, so that none of them is taken for a column to be set.
"""

from __future__ import annotations

from sqlalchemy import BindParameter, bindparam, exists, func, insert, select, update

from bot.conversations.message import CLIENT
from bot.storage.tables import conversations, messages

ID: BindParameter[str] = bindparam("of_conversation")
SEQ: BindParameter[int] = bindparam("of_seq")
TOKEN_HASH = select(conversations.c.token_hash).where(conversations.c.id == ID)
STATE = select(conversations.c.state).where(conversations.c.id == ID)
SAME_CLIENT_ID = select(messages.c.seq, messages.c.content_hash).where(
    messages.c.conversation_id == ID, messages.c.client_id == bindparam("of_client_id")
)
UNANSWERED = exists().where(
    messages.c.conversation_id == ID,
    messages.c.sender == CLIENT,
    messages.c.answered_at.is_(None),
)
COUNT_ONE = (
    update(conversations)
    .where(conversations.c.id == ID)
    .values(last_seq=conversations.c.last_seq + 1, last_at=bindparam("moment"))
    .returning(conversations.c.last_seq, conversations.c.state, UNANSWERED.label("behind"))
)
ADD = insert(messages)
WAITING = (
    select(messages.c.text, messages.c.choice, messages.c.masked, conversations.c.state)
    .join(conversations)
    .where(
        messages.c.conversation_id == ID,
        messages.c.seq == SEQ,
        messages.c.answered_at.is_(None),
    )
)
ANSWERED = (
    update(messages)
    .where(
        messages.c.conversation_id == ID,
        messages.c.seq == SEQ,
        messages.c.answered_at.is_(None),
    )
    .values(
        answered_at=bindparam("moment"),
        language=func.coalesce(bindparam("found_language"), messages.c.language),
    )
)
COUNT_REPLIES = (
    update(conversations)
    .where(conversations.c.id == ID)
    .values(
        last_seq=conversations.c.last_seq + bindparam("count"),
        state=bindparam("new_state", type_=conversations.c.state.type),
        last_at=bindparam("moment"),
    )
    .returning(conversations.c.last_seq)
)
