"""The handover to a counsellor: a code for every conversation, accounts, cases, figures."""

from __future__ import annotations

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

# No vowels, which would make words, and nothing that is taken for another sign.
_SIGNS = "23456789BCDFGHJKLMNPQRSTVWXZ"


def upgrade() -> None:
    """Adds what the handover needs; keeps every conversation and message."""
    _conversations()
    _messages()
    _accounts()
    _cases()
    _around_cases()
    _counts()


def _conversations() -> None:
    with op.batch_alter_table("conversations") as batch:
        batch.add_column(sa.Column("code", sa.String(9)))
        batch.add_column(sa.Column("mode", sa.String(16), nullable=False, server_default="bot"))
        batch.add_column(sa.Column("case_id", sa.String(32)))
        for name in ("client_got", "client_read", "counsellor_read"):
            batch.add_column(sa.Column(name, sa.Integer, nullable=False, server_default="0"))
    _give_codes()
    with op.batch_alter_table("conversations") as batch:
        batch.alter_column("code", existing_type=sa.String(9), nullable=False)
        batch.create_unique_constraint("one_conversation_a_code", ["code"])
        for name in ("client_got", "client_read", "counsellor_read"):
            batch.alter_column(name, existing_type=sa.Integer, server_default=None)
        batch.alter_column("mode", existing_type=sa.String(16), server_default=None)


def _give_codes() -> None:
    connection = op.get_bind()
    table = sa.table("conversations", sa.column("id", sa.String), sa.column("code", sa.String))
    given: set[str] = set()
    for ident in connection.execute(sa.select(table.c.id)).scalars().all():
        code = _code()
        while code in given:
            code = _code()
        given.add(code)
        connection.execute(sa.update(table).where(table.c.id == ident).values(code=code))


def _code() -> str:
    signs = [secrets.choice(_SIGNS) for _ in range(8)]
    return "".join(signs[:4]) + "-" + "".join(signs[4:])


def _messages() -> None:
    with op.batch_alter_table("messages") as batch:
        for name in ("basis", "author", "translations"):
            batch.add_column(sa.Column(name, sa.JSON))


def _accounts() -> None:
    op.create_table(
        "users",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("name", sa.String(120), nullable=False, unique=True),
        sa.Column("first_name", sa.String(60), nullable=False),
        sa.Column("role_title", sa.JSON, nullable=False),
        sa.Column("roles", sa.JSON, nullable=False),
        sa.Column("municipalities", sa.JSON, nullable=False),
        sa.Column("languages", sa.JSON, nullable=False),
        sa.Column("desk_language", sa.String(8), nullable=False),
        sa.Column("password_hash", sa.String(200), nullable=False),
        sa.Column("on_duty", sa.Boolean, nullable=False),
        sa.Column("seen_at", sa.DateTime),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.Column("created_at", sa.DateTime, nullable=False),
    )
    op.create_table(
        "sessions",
        sa.Column("token_hash", sa.String(64), primary_key=True),
        sa.Column(
            "user_id", sa.String(32), sa.ForeignKey("users.id", ondelete="CASCADE"), nullable=False
        ),
        sa.Column("csrf", sa.String(64), nullable=False),
        sa.Column("created_at", sa.DateTime, nullable=False),
        sa.Column("last_at", sa.DateTime, nullable=False),
    )


def _cases() -> None:
    op.create_table(
        "cases",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("conversation_id", sa.String(32), nullable=False),
        sa.Column("code", sa.String(9), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("municipality", sa.String(32)),
        sa.Column("language", sa.String(16), nullable=False),
        sa.Column("priority", sa.Integer, nullable=False),
        sa.Column("danger", sa.String(16)),
        sa.Column("topic", sa.String(64)),
        sa.Column("summary", sa.JSON, nullable=False),
        sa.Column("meeting", sa.String(16)),
        sa.Column("contact", sa.JSON),
        sa.Column("interpreter", sa.String(60)),
        sa.Column("wishes", sa.Text),
        sa.Column("out_of_hours", sa.Boolean, nullable=False),
        sa.Column("due_at", sa.DateTime),
        sa.Column("created_at", sa.DateTime, nullable=False),
        sa.Column("requested_at", sa.DateTime),
        sa.Column("taken_by", sa.String(32), sa.ForeignKey("users.id")),
        sa.Column("taken_at", sa.DateTime),
        sa.Column("seen_at", sa.DateTime),
        sa.Column("closed_at", sa.DateTime),
        sa.Column("outcome", sa.String(16)),
        sa.Column("outcome_to", sa.String(200)),
        sa.Column("agreed", sa.Text),
        sa.Column("rating", sa.Integer),
        sa.Column("transferred_to", sa.String(32)),
    )
    op.create_index("ix_cases_conversation_id", "cases", ["conversation_id"])
    op.create_index("ix_cases_state", "cases", ["state"])
    op.create_table(
        "notes",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("case_id", sa.String(32), sa.ForeignKey("cases.id", ondelete="CASCADE")),
        sa.Column("user_id", sa.String(32)),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("created_at", sa.DateTime, nullable=False),
    )
    op.create_index("ix_notes_case_id", "notes", ["case_id"])


def _around_cases() -> None:
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("user_id", sa.String(32)),
        sa.Column("action", sa.String(32), nullable=False),
        sa.Column("case_id", sa.String(32)),
        sa.Column("detail", sa.String(200)),
    )
    op.create_index("ix_audit_at", "audit", ["at"])
    op.create_table(
        "services",
        sa.Column("municipality", sa.String(32), primary_key=True),
        sa.Column("data", sa.JSON, nullable=False),
        sa.Column("updated_at", sa.DateTime, nullable=False),
    )
    op.create_table(
        "mails",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("case_id", sa.String(32), nullable=False),
        sa.Column("recipient", sa.String(254), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("next_at", sa.DateTime, nullable=False),
        sa.Column("created_at", sa.DateTime, nullable=False),
        sa.Column("sent_at", sa.DateTime),
        sa.Column("error", sa.String(200)),
    )
    op.create_table(
        "items",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("language", sa.String(16)),
        sa.Column("municipality", sa.String(32)),
        sa.Column("topic", sa.String(64)),
        sa.Column("user_id", sa.String(32)),
        sa.Column("created_at", sa.DateTime, nullable=False),
        sa.Column("done_at", sa.DateTime),
    )


def _counts() -> None:
    op.create_table(
        "counts",
        sa.Column("day", sa.String(10), primary_key=True),
        sa.Column("kind", sa.String(16), primary_key=True),
        sa.Column("language", sa.String(16), primary_key=True),
        sa.Column("municipality", sa.String(32), primary_key=True),
        sa.Column("topic", sa.String(64), primary_key=True),
        sa.Column("value", sa.String(32), primary_key=True),
        sa.Column("number", sa.Integer, nullable=False),
    )
