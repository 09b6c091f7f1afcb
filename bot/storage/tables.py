"""The tables. Times are integer seconds of UTC, since SQLite gives aware datetimes back naive."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
    text,
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
    Column("platform", String(16)),
    Column("person", String(32)),
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
    Column("zone", String(64)),
    Column("new_a_day", Integer),
    Column("reviews_a_day", Integer),
    Column("four_ratings", Boolean),
    Column("retention", Float),
    Column("created_at", BigInteger, nullable=False),
    comment="People's settings.",
)

communities = Table(
    "communities",
    metadata,
    Column("platform", String(16), primary_key=True),
    Column("community", String(32), primary_key=True),
    Column("language", String(16)),
    Column("card_channels", Text),
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
    Column("person", String(32)),
    Column("kind", String(16), nullable=False),
    Column("piece", String(64), nullable=False),
    Column("planned_at", BigInteger, nullable=False),
    Column("due_at", BigInteger, nullable=False),
    Column("again_at", BigInteger),
    Column("zone", String(64), nullable=False, server_default=""),
    Column("wall_time", String(32), nullable=False, server_default=""),
    Column("language", String(16), nullable=False, server_default=""),
    Column("payload", Text, nullable=False, server_default="{}"),
    Column("revision", String(16), nullable=False, server_default=""),
    Column("silent", Boolean, nullable=False, server_default=false()),
    Column("urgent", Boolean, nullable=False, server_default=false()),
    Column("state", String(16), nullable=False, server_default="due"),
    Column("worker", String(32)),
    Column("lease_until", BigInteger),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("message", String(64)),
    Column("failure", Text),
    Column("ended_at", BigInteger),
    UniqueConstraint("platform", "channel", "thread", "kind", "piece"),
    Index("ix_deliveries_due", "platform", "state", "urgent", "due_at"),
    Index(None, "ended_at"),
    comment="Messages to be sent unasked: one row a piece (place, kind, local date or round).",
)

cards = Table(
    "cards",
    metadata,
    Column("id", _Row, primary_key=True, autoincrement=True),
    Column("platform", String(16), nullable=False),
    Column("person", String(32), nullable=False),
    Column("entry", String(16), nullable=False),
    Column("met_in", Text),
    Column("added_at", BigInteger, nullable=False),
    Column("stability", Float),
    Column("difficulty", Float),
    Column("due_at", BigInteger, nullable=False),
    Column("last_review_at", BigInteger),
    Column("last_rating", Integer),
    Column("reviews", Integer, nullable=False, server_default="0"),
    Column("suspended_at", BigInteger),
    Column("buried_until", BigInteger),
    UniqueConstraint("platform", "person", "entry"),
    Index("ix_cards_due", "platform", "person", "due_at"),
    sqlite_autoincrement=True,  # buttons name the id, which must not be given twice
    comment="The words a person saved, and how well each is remembered.",
)

reviews = Table(
    "reviews",
    metadata,
    Column("platform", String(16), primary_key=True),
    Column("person", String(32), primary_key=True),
    Column("card", BigInteger, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("entry", String(16), nullable=False),
    Column("rating", Integer, nullable=False),
    Column("reviewed_at", BigInteger, nullable=False),
    Column("stability", Float),
    Column("difficulty", Float),
    Column("due_at", BigInteger, nullable=False),
    Column("last_review_at", BigInteger),
    Column("last_rating", Integer),
    Column("undone_at", BigInteger),
    Index(None, "platform", "person", "reviewed_at"),
    comment="Every rating ever given, with the card's state before it; what was undone is marked.",
)

_RUNNING = text("shared AND ended_at IS NULL")
"""What makes a round the only one of its place."""

rounds = Table(
    "rounds",
    metadata,
    Column("id", _Row, primary_key=True, autoincrement=True),
    Column("platform", String(16), nullable=False),
    Column("community", String(32), nullable=False),
    Column("channel", String(32), nullable=False),
    Column("thread", String(32), nullable=False, server_default=""),
    Column("starter", String(32)),
    Column("shared", Boolean, nullable=False),
    Column("parent", BigInteger),
    Column("language", String(16), nullable=False),
    Column("revision", String(16), nullable=False),
    Column("begun_at", BigInteger, nullable=False),
    Column("ended_at", BigInteger),
    Index(
        "ix_rounds_running",
        "platform",
        "channel",
        "thread",
        unique=True,
        sqlite_where=_RUNNING,
        postgresql_where=_RUNNING,
    ),
    Index(None, "platform", "community"),
    Index(None, "platform", "starter"),
    Index(None, "parent"),
    sqlite_autoincrement=True,  # buttons name the id, which must not be given twice
    comment="Rounds of questions, alone or in a group; a child asks a parent's missed words again.",
)

questions = Table(
    "questions",
    metadata,
    Column("round", BigInteger, ForeignKey("rounds.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("entry", String(16), nullable=False),
    Column("word", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("opened_at", BigInteger),
    Column("closed_at", BigInteger),
    Column("hinted", Boolean, nullable=False, server_default=false()),
    Column("message", String(64)),
    comment="The questions of a round, whole: the content may change meanwhile.",
)

answers = Table(
    "answers",
    metadata,
    Column("round", BigInteger, ForeignKey("rounds.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("platform", String(16), primary_key=True),
    Column("person", String(32), primary_key=True),
    Column("choice", Integer),
    Column("right", Boolean, nullable=False),
    Column("points", Float, nullable=False),
    Column("answered_at", BigInteger, nullable=False),
    Index(None, "platform", "person"),
    comment="Each person's first answer to a question; no choice marks one skipped.",
)

players = Table(
    "players",
    metadata,
    Column("round", BigInteger, ForeignKey("rounds.id", ondelete="CASCADE"), primary_key=True),
    Column("platform", String(16), primary_key=True),
    Column("person", String(32), primary_key=True),
    Column("name", String(64), nullable=False),
    Column("joined_at", BigInteger, nullable=False),
    comment="What those who answer in a group's round are called, for as long as it lasts.",
)

members = Table(
    "members",
    metadata,
    Column("platform", String(16), primary_key=True),
    Column("community", String(32), primary_key=True),
    Column("person", String(32), primary_key=True),
    Column("name", String(64)),
    Column("joined", Boolean, nullable=False),
    Column("decided_at", BigInteger, nullable=False),
    comment="Who wants to stand on a community's leaderboard, and under which name.",
)

subscriptions = Table(
    "subscriptions",
    metadata,
    Column("platform", String(16), primary_key=True),
    Column("channel", String(32), primary_key=True),
    Column("thread", String(32), primary_key=True, server_default=""),
    Column("community", String(32), nullable=False),
    Column("person", String(32)),
    Column("is_on", Boolean, nullable=False),
    Column("off_reason", Text),
    Column("wall_time", String(5), nullable=False),
    Column("zone", String(64), nullable=False),
    Column("weekdays", Integer, nullable=False),
    Column("topic", String(64), nullable=False, server_default=""),
    Column("levels", String(64), nullable=False),
    Column("silent", Boolean, nullable=False),
    Column("with_quiz", Boolean, nullable=False),
    Column("with_thread", Boolean, nullable=False),
    Column("role", String(32), nullable=False, server_default=""),
    Column("paused_until", String(10)),
    Column("done_on", String(10)),
    Column("language", String(16), nullable=False),
    Column("seen_at", BigInteger),
    Column("created_at", BigInteger, nullable=False),
    Index(None, "platform", "community"),
    Index(None, "platform", "person"),
    comment="Where and when the word of the day is posted; a person's, in a private chat.",
)

daily_words = Table(
    "daily_words",
    metadata,
    Column("platform", String(16), primary_key=True),
    Column("channel", String(32), primary_key=True),
    Column("thread", String(32), primary_key=True, server_default=""),
    Column("day", String(10), primary_key=True),
    Column("person", String(32)),
    Column("entry", String(16), nullable=False),
    Column("shown_at", BigInteger, nullable=False),
    Index(None, "platform", "person"),
    comment="Which word was a place's word of the day, on which local date.",
)

reminders = Table(
    "reminders",
    metadata,
    Column("platform", String(16), primary_key=True),
    Column("person", String(32), primary_key=True),
    Column("channel", String(32), nullable=False),
    Column("is_on", Boolean, nullable=False),
    Column("wall_time", String(5), nullable=False),
    Column("language", String(16), nullable=False),
    Column("unanswered", Integer, nullable=False, server_default="0"),
    Column("first_on", String(10)),
    Column("sent_at", BigInteger),
    Column("done_on", String(10)),
    Column("asked_at", BigInteger, nullable=False),
    comment="Whether and when people are reminded of their reviews, and how many they let pass.",
)
