"""terminals: the hall, and all boots of a short while"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("terminals") as table:
        table.add_column(sa.Column("hall", sa.String(64), nullable=False, server_default=""))
        table.add_column(sa.Column("boots", sa.Text, nullable=False, server_default="{}"))
        table.drop_column("boot_id")
        table.drop_column("previous_boot")
    with op.batch_alter_table("terminals") as table:
        table.alter_column("hall", server_default=None)
        table.alter_column("boots", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("terminals") as table:
        table.add_column(sa.Column("boot_id", sa.String(64), nullable=False, server_default=""))
        table.add_column(sa.Column("previous_boot", sa.String(64), nullable=False, server_default=""))
        table.drop_column("hall")
        table.drop_column("boots")
