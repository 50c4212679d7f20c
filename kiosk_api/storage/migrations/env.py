"""Runs the migrations on the connection that ``database.upgrade`` hands over."""

from alembic import context

from kiosk_api.storage import (  # noqa: F401  of the metadata
    loop_tables,
    staff_tables,
    statistics_tables,
    wechat_account_tables,
    wechat_inbox_tables,
)
from kiosk_api.storage.tables import Base

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=Base.metadata)
with context.begin_transaction():
    context.run_migrations()
