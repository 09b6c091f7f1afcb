"""Reviews are found by their time: a session asks for those of the day."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("reviews", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_reviews_platform_person_reviewed_at"),
            ["platform", "person", "reviewed_at"],
        )
