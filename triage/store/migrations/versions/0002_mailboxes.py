"""The tables of mailboxes and of the letters in them; nothing links either to a case."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "mailboxes",
        sa.Column("address", sa.String(64), nullable=False),
        sa.Column("created", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("address", name="pk_mailboxes"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "letters",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("mailbox", sa.String(64), nullable=False),
        sa.Column("sender", sa.String(8), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("copy", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_letters"),
        sa.ForeignKeyConstraint(["mailbox"], ["mailboxes.address"], name="fk_letters_mailbox"),
        sa.UniqueConstraint("mailbox", "sender", "sequence", name="uq_letters_mailbox"),
        sqlite_with_rowid=False,
    )
