"""counts of questions, what got no answer, channels switched off"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def _key(name: str, length: int) -> sa.Column[str]:
    return sa.Column(name, sa.String(length), primary_key=True)


def _hour() -> sa.Column[int]:
    return sa.Column("hour", sa.Integer, primary_key=True, autoincrement=False)


def _text(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text, nullable=False) for name in names]


def _short(**names: int) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.String(length), nullable=False) for name, length in names.items()]


def upgrade() -> None:
    count = sa.Column("count", sa.Integer, nullable=False)
    where = [_key("channel", 32), _key("terminal_id", 64)]
    what = [_key("status", 32), _key("item", 200), _key("aspect", 32)]
    op.create_table("turn_counts", _key("day", 10), _hour(), *where, *what, count, sqlite_with_rowid=False)
    where = [_key("channel", 32), _key("terminal_id", 64)]
    op.create_table(
        "conversation_counts", _key("day", 10), _hour(), *where, sa.Column("count", sa.Integer, nullable=False)
    )
    upper = sa.Column("upper_ms", sa.Integer, primary_key=True, autoincrement=False)
    op.create_table("latency_counts", _key("day", 10), _hour(), upper, sa.Column("count", sa.Integer, nullable=False))
    _loop()


def _loop() -> None:
    op.create_table(
        "loop_groups",
        _key("id", 32),
        *_short(agency=200, state=32, opened=10, due=10),
        *_text("reason", "draft"),
        *_short(change_id=32, done_version=64),
    )
    op.create_table(
        "loop_questions",
        _key("id", 32),
        *_short(day=10),
        sa.Column("hour", sa.Integer, nullable=False),
        *_short(channel=32, terminal_id=64, reason=32),
        *_text("text", "candidates"),
        *_short(aspect=32, index_version=64),
        sa.Column("group_id", sa.String(32), sa.ForeignKey("loop_groups.id", ondelete="CASCADE")),
        *_short(model=64),
        sa.Column("vector", sa.LargeBinary),
    )
    op.create_table(
        "loop_events",
        _key("id", 32),
        sa.Column("group_id", sa.String(32), sa.ForeignKey("loop_groups.id", ondelete="CASCADE"), nullable=False),
        sa.Column("at", sa.Double, nullable=False),
        *_short(by=64, action=32),
        *_text("note"),
    )
    op.create_table(
        "channel_switches",
        _key("channel", 32),
        *_text("reason", "notice"),
        *_short(by=64),
        sa.Column("at", sa.Double, nullable=False),
    )
    for table, columns in {
        "loop_groups": ("state", "due"),
        "loop_questions": ("day", "group_id"),
        "loop_events": ("group_id",),
    }.items():
        for column in columns:
            op.create_index(f"ix_{table}_{column}", table, [column])


def downgrade() -> None:
    for table in (
        "channel_switches",
        "loop_events",
        "loop_questions",
        "loop_groups",
        "latency_counts",
        "conversation_counts",
        "turn_counts",
    ):
        op.drop_table(table)
