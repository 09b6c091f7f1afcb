"""Ids of cards and rounds are never given twice, since old buttons name them."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_CHILDREN = ("questions", "answers", "players")


def upgrade() -> None:
    if op.get_bind().dialect.name != "sqlite":  # sequences of others never go back
        return
    _count_on("cards")
    # ids of removed words live on in the log of their reviews
    op.execute("DELETE FROM sqlite_sequence WHERE name = 'cards'")
    op.execute(
        "INSERT INTO sqlite_sequence (name, seq) SELECT 'cards', max("
        "coalesce((SELECT max(id) FROM cards), 0), coalesce((SELECT max(card) FROM reviews), 0))"
    )
    # to drop the old table deletes what refers to it: no pragma helps inside a transaction
    for child in _CHILDREN:
        op.execute(f"CREATE TEMPORARY TABLE kept_{child} AS SELECT * FROM {child}")
    _count_on("rounds")
    for child in _CHILDREN:
        op.execute(f"INSERT INTO {child} SELECT * FROM kept_{child}")
        op.execute(f"DROP TABLE kept_{child}")


def _count_on(table: str) -> None:
    with op.batch_alter_table(
        table, recreate="always", table_kwargs={"sqlite_autoincrement": True}
    ) as batch_op:
        batch_op.alter_column("id", existing_type=sa.Integer(), nullable=False)
