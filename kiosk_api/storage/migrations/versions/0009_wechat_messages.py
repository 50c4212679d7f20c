"""messages of the WeChat callback that are being answered; whose conversation is whose"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "wechat_messages",
        sa.Column("key", sa.String(64), primary_key=True),
        sa.Column("person", sa.String(64), nullable=False),
        sa.Column("deliveries", sa.Integer, nullable=False),
        sa.Column("leased_until", sa.Double, nullable=False),
        sa.Column("reply", sa.Text, nullable=True),
        sa.Column("late", sa.Boolean, nullable=False),
        sa.Column("expires_at", sa.Double, nullable=False),
    )
    op.create_index("ix_wechat_messages_person", "wechat_messages", ["person"])
    op.create_index("ix_wechat_messages_expires_at", "wechat_messages", ["expires_at"])
    op.create_table(
        "wechat_people",
        sa.Column("person", sa.String(64), primary_key=True),
        sa.Column("conversation_id", sa.String(64), nullable=False),
        sa.Column("expires_at", sa.Double, nullable=False),
    )
    op.create_index("ix_wechat_people_expires_at", "wechat_people", ["expires_at"])


def downgrade() -> None:
    op.drop_table("wechat_people")
    op.drop_table("wechat_messages")
