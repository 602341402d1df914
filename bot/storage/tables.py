"""The tables. Times are UTC."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
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
    # What the client reads out to a counsellor or an admin to name the conversation.
    Column("code", String(9), nullable=False, unique=True),
    Column("token_hash", String(64), nullable=False),
    Column("state", JSON, nullable=False),
    # Who answers: "bot", or "counsellor" while one has the case. Then the dialogue is silent.
    Column("mode", String(16), nullable=False, default="bot"),
    # The handover that is not closed, and how far each side has got and read.
    Column("case_id", String(32)),
    Column("client_got", Integer, nullable=False, default=0),
    Column("client_read", Integer, nullable=False, default=0),
    Column("counsellor_read", Integer, nullable=False, default=0),
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
    # Of a reply: the message that it answers, and what it was made from, so that the same can be
    # said in another language: {"understood", "state"} of a turn, or {"key", "values"} of a text.
    Column("reply_to", Integer),
    Column("basis", JSON),
    # Of a counsellor's message: who wrote it, as the client sees it: {"name", "role"}.
    Column("author", JSON),
    # Of a ready reply: the same text in the counsellor's language: {language: text}.
    Column("translations", JSON),
    UniqueConstraint("conversation_id", "client_id", name="one_message_a_client_id"),
)

Index(
    "unanswered",
    messages.c.conversation_id,
    messages.c.seq,
    sqlite_where=(messages.c.sender == "client") & messages.c.answered_at.is_(None),
    postgresql_where=(messages.c.sender == "client") & messages.c.answered_at.is_(None),
)

# --- the handover

users = Table(
    "users",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("name", String(120), nullable=False, unique=True),  # with which they sign in
    Column("first_name", String(60), nullable=False),
    # What a client reads beside the first name: {"fi": ..., "sv": ..., "en": ..., "ar": ...}.
    Column("role_title", JSON, nullable=False),
    Column("roles", JSON, nullable=False),  # of "counsellor", "editor", "admin"
    Column("municipalities", JSON, nullable=False),
    Column("languages", JSON, nullable=False),  # that they serve clients in
    Column("desk_language", String(8), nullable=False),
    Column("password_hash", String(200), nullable=False),
    Column("on_duty", Boolean, nullable=False, default=False),
    Column("seen_at", DateTime),
    Column("active", Boolean, nullable=False, default=True),
    Column("created_at", DateTime, nullable=False),
)

sessions = Table(
    "sessions",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("user_id", String(32), ForeignKey("users.id", ondelete="CASCADE"), nullable=False),
    Column("csrf", String(64), nullable=False),
    Column("created_at", DateTime, nullable=False),
    Column("last_at", DateTime, nullable=False),
)

cases = Table(
    "cases",
    metadata,
    Column("id", String(32), primary_key=True),
    # Without a foreign key: what remains with the municipality outlives the client's deletion.
    Column("conversation_id", String(32), nullable=False, index=True),
    Column("code", String(9), nullable=False),
    # "drafting", "waiting", "taken", "closed", "withdrawn"
    Column("state", String(16), nullable=False, index=True),
    Column("municipality", String(32)),
    Column("language", String(16), nullable=False),
    Column("priority", Integer, nullable=False, default=0),  # 1: danger or a minor
    Column("danger", String(16)),
    Column("topic", String(64)),
    Column("summary", JSON, nullable=False),  # parts, see bot/conversations/summary.py
    Column("meeting", String(16)),  # chat, phone, email, video, appointment, walk_in
    Column("contact", JSON),  # {"phone", "email"}: only what the way of meeting needs
    Column("interpreter", String(60)),  # the language; null: none is needed
    Column("wishes", Text),
    Column("out_of_hours", Boolean, nullable=False, default=False),
    Column("due_at", DateTime),
    Column("created_at", DateTime, nullable=False),
    Column("requested_at", DateTime),  # when the client consented
    Column("taken_by", String(32), ForeignKey("users.id")),
    Column("taken_at", DateTime),
    Column("seen_at", DateTime),  # when the counsellor's desk was last heard of
    Column("closed_at", DateTime),
    Column("outcome", String(16)),  # answered, referred, appointment, no_reply
    Column("outcome_to", String(200)),
    Column("agreed", Text),
    Column("rating", Integer),
    Column("transferred_to", String(32)),  # a user for whom the case waits
)

notes = Table(
    "notes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("case_id", String(32), ForeignKey("cases.id", ondelete="CASCADE"), index=True),
    Column("user_id", String(32)),  # null: the system
    Column("text", Text, nullable=False),
    Column("created_at", DateTime, nullable=False),
)

audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", DateTime, nullable=False, index=True),
    Column("user_id", String(32)),  # null: a command on the server or the system
    Column("action", String(32), nullable=False),
    Column("case_id", String(32)),
    Column("detail", String(200)),
)

services = Table(
    "services",
    metadata,
    Column("municipality", String(32), primary_key=True),
    Column(
        "data", JSON, nullable=False
    ),  # hours, exceptions, recipients: bot/conversations/hours.py
    Column("updated_at", DateTime, nullable=False),
)

mails = Table(
    "mails",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("case_id", String(32), nullable=False),  # of the case, or of the feedback
    Column("recipient", String(254), nullable=False),
    Column("language", String(8), nullable=False),
    Column("kind", String(16), nullable=False),  # "new", "request"; "receipt", "feedback"
    Column("attempts", Integer, nullable=False, default=0),
    Column("next_at", DateTime, nullable=False),
    Column("created_at", DateTime, nullable=False),
    Column("sent_at", DateTime),
    Column("error", String(200)),
)

items = Table(
    "items",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", String(16), nullable=False),  # "wrong", "silent"
    Column("text", Text, nullable=False),
    Column("language", String(16)),
    Column("municipality", String(32)),
    Column("topic", String(64)),
    Column("user_id", String(32)),
    Column("created_at", DateTime, nullable=False),
    Column("done_at", DateTime),
)

# How a client found an answer. It goes with its conversation.
answer_ratings = Table(
    "answer_ratings",
    metadata,
    Column("id", Integer, primary_key=True),
    Column(
        "conversation_id",
        String(32),
        ForeignKey("conversations.id", ondelete="CASCADE"),
        nullable=False,
    ),
    Column("seq", Integer, nullable=False),  # of the message that was rated
    Column("rating", String(8), nullable=False),  # "good", "bad"
    Column("reason", String(16)),  # of a bad one: "wrong", "unclear", "other", "missing"
    Column("text", Text),  # in the client's words, masked
    Column("created_at", DateTime, nullable=False),
    Column("done_at", DateTime),  # when an editor was done with it
    UniqueConstraint("conversation_id", "seq", name="one_rating_an_answer"),
)

# On the accessibility of the service. It belongs to no conversation.
feedback = Table(
    "feedback",
    metadata,
    Column("id", String(32), primary_key=True),  # of the form, so that one is stored once
    Column("code", String(9), nullable=False, unique=True),
    Column("language", String(16), nullable=False),
    Column("municipality", String(32)),
    Column("text", Text, nullable=False),  # masked, as is the next
    Column("place", String(250)),
    Column("email", String(254)),  # only if an answer is wanted
    Column("created_at", DateTime, nullable=False),
    Column("due_at", DateTime, nullable=False),
    Column("answered_at", DateTime),
)

# Counted as they happen, without a trace to a conversation: figures outlive what is deleted.
counts = Table(
    "counts",
    metadata,
    Column("day", String(10), primary_key=True),
    # One of the kinds in bot/conversations/tally.py.
    Column("kind", String(16), primary_key=True),
    Column("language", String(16), primary_key=True),
    Column("municipality", String(32), primary_key=True),  # "" where none was told
    Column("topic", String(64), primary_key=True),
    Column("value", String(32), primary_key=True),  # the status, outcome, rating, bucket ...
    Column("number", Integer, nullable=False),
)
