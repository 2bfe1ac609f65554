"""An index that lists cases by day: a desk reads it without the envelopes, which lie in the same rows."""

from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Make the index."""
    op.create_index("ix_cases_created", "cases", ["created", "reference", "state"])
