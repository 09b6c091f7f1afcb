"""A community that has another address now: everything kept for the old one goes along."""

from sqlalchemy import Connection

from bot.core.messages import Place
from bot.storage import daily, deliveries, group_rounds, members, settings


def everything(conn: Connection, old: Place, new: Place) -> None:
    """Bring what is planned and what is kept for a place to where it is now.

    Once everything is there, doing it again changes nothing.
    """
    deliveries.moved(conn, old, new)
    belongings(conn, old, new)


def belongings(conn: Connection, old: Place, new: Place) -> None:
    """Bring what is kept for a place to where it is now, without what is planned.

    A place without the thread of the old one means that the thread is gone.
    """
    group_rounds.moved(conn, old, new)
    daily.moved(conn, old, new)
    if new.community != old.community:
        members.moved(conn, old, new)
        settings.moved(conn, old, new)
