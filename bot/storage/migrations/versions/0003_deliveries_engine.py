"""what the deliveries' engine keeps of each: whose it is, when it was promised, who has it."""

import sqlalchemy as sa
from alembic import op

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('deliveries', schema=None) as batch_op:
        batch_op.add_column(sa.Column('person', sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column('planned_at', sa.BigInteger(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('again_at', sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column('language', sa.String(length=16), server_default='', nullable=False))
        batch_op.add_column(sa.Column('silent', sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column('urgent', sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column('worker', sa.String(length=32), nullable=True))
        batch_op.alter_column('sent_at', new_column_name='ended_at')
        batch_op.drop_index('ix_deliveries_due')
    op.execute("UPDATE deliveries SET planned_at = due_at, zone = coalesce(zone, ''), wall_time = coalesce(wall_time, '')")
    with op.batch_alter_table('deliveries', schema=None) as batch_op:
        batch_op.alter_column('planned_at', existing_type=sa.BigInteger(), server_default=None)
        batch_op.alter_column('zone', existing_type=sa.String(length=64), server_default='', nullable=False)
        batch_op.alter_column('wall_time', existing_type=sa.String(length=32), server_default='', nullable=False)
        batch_op.create_index('ix_deliveries_due', ['platform', 'state', 'urgent', 'due_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_deliveries_ended_at'), ['ended_at'], unique=False)
