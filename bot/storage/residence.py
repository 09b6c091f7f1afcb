"""Where people are: what is planned in their own time follows them."""

from sqlalchemy import Connection

from bot.core.messages import Person
from bot.storage import daily, reminders, settings
from bot.storage.settings import Profile


def keep(conn: Connection, person: Person, profile: Profile, now: int) -> None:
    """Keep how a person learns; where the time zone is new, have their own deliveries follow."""
    before = settings.profile(conn, person).zone
    settings.set_profile(conn, person, profile, now)
    if profile.zone is not None and profile.zone != before:
        daily.change_zone(conn, person, profile.zone, now)
        reminders.change_zone(conn, person, now)
