"""The tables of the first release: conversations and messages."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Makes the tables."""
    op.create_table(
        "conversations",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("state", sa.JSON, nullable=False),
        sa.Column("last_seq", sa.Integer, nullable=False),
        sa.Column("created_at", sa.DateTime, nullable=False),
        sa.Column("last_at", sa.DateTime, nullable=False),
    )
    op.create_index("ix_conversations_last_at", "conversations", ["last_at"])
    op.create_table(
        "messages",
        sa.Column(
            "conversation_id",
            sa.String(32),
            sa.ForeignKey("conversations.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("seq", sa.Integer, primary_key=True),
        sa.Column("sender", sa.String(16), nullable=False),
        sa.Column("language", sa.String(16), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("options", sa.JSON, nullable=False),
        sa.Column("answer", sa.JSON),
        sa.Column("created_at", sa.DateTime, nullable=False),
        sa.Column("client_id", sa.String(36)),
        sa.Column("content_hash", sa.String(64)),
        sa.Column("choice", sa.String(120)),
        sa.Column("masked", sa.JSON),
        sa.Column("answered_at", sa.DateTime),
        sa.Column("reply_to", sa.Integer),
        sa.UniqueConstraint("conversation_id", "client_id", name="one_message_a_client_id"),
    )
    unanswered = sa.text("sender = 'client' AND answered_at IS NULL")
    op.create_index(
        "unanswered",
        "messages",
        ["conversation_id", "seq"],
        sqlite_where=unanswered,
        postgresql_where=unanswered,
    )
