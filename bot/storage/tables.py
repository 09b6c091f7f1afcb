"""The tables. Times are integer seconds of UTC, since SQLite gives aware datetimes back naive."""

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

_Row = BigInteger().with_variant(Integer, "sqlite")

inbox = Table(
    "inbox",
    metadata,
    Column("platform", String(16), primary_key=True),
    Column("update_id", BigInteger, primary_key=True),
    Column("chat", String(64), nullable=False),
    Column("body", Text, nullable=False),
    Column("received_at", BigInteger, nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("failure", Text),
    comment="Updates taken from a platform and not yet answered; a failure marks one set aside.",
)

saved_actions = Table(
    "saved_actions",
    metadata,
    Column("token", String(16), primary_key=True),
    Column("command", String(32), nullable=False),
    Column("arguments", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Index(None, "created_at"),
    comment="What a button means when it does not fit into 64 characters.",
)

people = Table(
    "people",
    metadata,
    Column("platform", String(16), primary_key=True),
    Column("person", String(32), primary_key=True),
    Column("language", String(16)),
    Column("created_at", BigInteger, nullable=False),
    comment="People's settings.",
)

communities = Table(
    "communities",
    metadata,
    Column("platform", String(16), primary_key=True),
    Column("community", String(32), primary_key=True),
    Column("language", String(16)),
    Column("created_at", BigInteger, nullable=False),
    comment="Communities' settings.",
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", _Row, primary_key=True, autoincrement=True),
    Column("platform", String(16), nullable=False),
    Column("community", String(32), nullable=False),
    Column("channel", String(32), nullable=False),
    Column("thread", String(32), nullable=False, server_default=""),
    Column("kind", String(16), nullable=False),
    Column("piece", String(64), nullable=False),
    Column("due_at", BigInteger, nullable=False),
    Column("zone", String(64)),
    Column("wall_time", String(32)),
    Column("payload", Text, nullable=False, server_default="{}"),
    Column("revision", String(16), nullable=False, server_default=""),
    Column("state", String(16), nullable=False, server_default="due"),
    Column("lease_until", BigInteger),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("message", String(64)),
    Column("failure", Text),
    Column("sent_at", BigInteger),
    UniqueConstraint("platform", "channel", "thread", "kind", "piece"),
    Index("ix_deliveries_due", "state", "due_at"),
    comment="Messages to be sent unasked: one row a piece (place, kind, local date or round).",
)
