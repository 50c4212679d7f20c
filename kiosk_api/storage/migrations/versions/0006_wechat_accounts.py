"""access tokens, counted calls and logins of the WeChat accounts"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "wechat_tokens",
        sa.Column("appid", sa.String(64), primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
        sa.Column("expires_at", sa.Double, nullable=False),
    )
    op.create_table(
        "wechat_calls",
        sa.Column("day", sa.String(10), primary_key=True),
        sa.Column("account", sa.String(16), primary_key=True),
        sa.Column("api", sa.String(64), primary_key=True),
        sa.Column("count", sa.Integer, nullable=False),
        sa.Column("failures", sa.Integer, nullable=False),
    )
    op.create_table(
        "wechat_logins",
        sa.Column("token_hash", sa.String(64), primary_key=True),
        sa.Column("person", sa.String(64), nullable=False),
        sa.Column("expires_at", sa.Double, nullable=False),
    )
    op.create_index("ix_wechat_logins_expires_at", "wechat_logins", ["expires_at"])


def downgrade() -> None:
    op.drop_table("wechat_logins")
    op.drop_table("wechat_calls")
    op.drop_table("wechat_tokens")
