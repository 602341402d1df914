"""The tables. Times are UTC."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData()

conversations = Table(
    "conversations",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("token_hash", String(64), nullable=False),
    Column("state", JSON, nullable=False),
    Column("last_seq", Integer, nullable=False, default=0),
    Column("created_at", DateTime, nullable=False),
    Column("last_at", DateTime, nullable=False, index=True),
)

messages = Table(
    "messages",
    metadata,
    Column(
        "conversation_id",
        String(32),
        ForeignKey("conversations.id", ondelete="CASCADE"),
        primary_key=True,
    ),
    Column("seq", Integer, primary_key=True),
    Column("sender", String(16), nullable=False),
    Column("language", String(16), nullable=False),
    Column("text", Text, nullable=False),
    Column("options", JSON, nullable=False),
    Column("answer", JSON),
    Column("created_at", DateTime, nullable=False),
    # Of a client's message: its own id, what was chosen, what was hidden, when it was answered.
    Column("client_id", String(36)),
    Column("content_hash", String(64)),
    Column("choice", String(120)),
    Column("masked", JSON),
    Column("answered_at", DateTime),
    # Of a reply: the message that it answers.
    Column("reply_to", Integer),
    UniqueConstraint("conversation_id", "client_id", name="one_message_a_client_id"),
)

Index(
    "unanswered",
    messages.c.conversation_id,
    messages.c.seq,
    sqlite_where=(messages.c.sender == "client") & messages.c.answered_at.is_(None),
    postgresql_where=(messages.c.sender == "client") & messages.c.answered_at.is_(None),
)
