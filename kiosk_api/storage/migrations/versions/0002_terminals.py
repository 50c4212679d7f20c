"""terminals"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "terminals",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("key_hash", sa.String(64), nullable=False),
        sa.Column("created_at", sa.Double, nullable=False),
        sa.Column("revoked", sa.Boolean, nullable=False),
        sa.Column("last_seen", sa.Double),
        sa.Column("boot_id", sa.String(64), nullable=False),
        sa.Column("previous_boot", sa.String(64), nullable=False),
        sa.Column("duplicate_at", sa.Double),
        sa.Column("message", sa.Text, nullable=False),
        sa.Column("reload", sa.Boolean, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("terminals")
