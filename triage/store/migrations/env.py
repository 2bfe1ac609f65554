"""How Alembic runs here: on the connection that `triage.store.schema` hands it, in that transaction."""

from alembic import context

from triage.store.models import Base

context.configure(connection=context.config.attributes["connection"], target_metadata=Base.metadata)
with context.begin_transaction():
    context.run_migrations()
