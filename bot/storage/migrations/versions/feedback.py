"""Feedback on the accessibility of the service."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Adds the feedback."""
    op.create_table(
        "feedback",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("code", sa.String(9), nullable=False, unique=True),
        sa.Column("language", sa.String(16), nullable=False),
        sa.Column("municipality", sa.String(32)),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("place", sa.String(250)),
        sa.Column("email", sa.String(254)),
        sa.Column("created_at", sa.DateTime, nullable=False),
        sa.Column("due_at", sa.DateTime, nullable=False),
        sa.Column("answered_at", sa.DateTime),
    )
