"""Events of a group are numbered: two of one moment keep their order."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("loop_events", sa.Column("number", sa.Integer, nullable=False, server_default="0"))


def downgrade() -> None:
    op.drop_column("loop_events", "number")
