"""What a person wants to bring along: proposed first, saved when the person says so."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Connection, bindparam, delete, func, insert, select, update
from sqlalchemy.dialects import postgresql

from bot.core.learning.scheduling import Memory, Rating, new_memory
from bot.core.messages import Person
from bot.storage import residence, settings
from bot.storage import saved_actions as actions
from bot.storage.settings import Profile
from bot.storage.tables import cards, reviews, saved_actions

_COMMAND = "import"
_AT_ONCE = 500
"""Rows in a statement: the engines allow some 32,000 values."""
_ENTRY_AND_TIME = select(reviews.c.entry, reviews.c.reviewed_at)


@dataclass(frozen=True, slots=True)
class ImportedWord:
    """A word to be saved.

    Attributes:
        entry: the id of its record.
        memory: how well it was remembered elsewhere; None to begin anew.
        added_at: when it was first saved, in seconds of UTC; None for now.
        met_in: the sentence the person met it in.
    """

    entry: str
    memory: Memory | None = None
    added_at: int | None = None
    met_in: str | None = None
    suspended: bool = False


@dataclass(frozen=True, slots=True)
class ImportedReview:
    """A rating given elsewhere; `reviewed_at` is in seconds of UTC."""

    entry: str
    rating: Rating
    reviewed_at: int
    before: Memory


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a person wants to bring along.

    Attributes:
        profile: how they learned; None to leave that as it is here, like `language`.
    """

    words: Sequence[ImportedWord]
    reviews: Sequence[ImportedReview] = ()
    profile: Profile | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Accepted:
    """What an accepted proposal has brought that was not there yet."""

    words: int
    reviews: int
    settings: bool


def propose(conn: Connection, person: Person, token: str, proposal: Proposal, now: int) -> None:
    """Keep a proposal under `token` until it is accepted, in place of what waited before."""
    conn.execute(delete(saved_actions).where(*_waiting(person)))
    arguments = {"proposal": msgspec.json.encode(proposal).decode()}
    actions.save(conn, token, _COMMAND, arguments, now, person)


def accept(conn: Connection, person: Person, token: str, now: int) -> Accepted | None:
    """Save what was proposed under `token` as far as it is not there yet; return what was new.

    Nothing is saved twice. None where the person was proposed nothing under it.
    """
    waiting = conn.scalar(
        select(saved_actions.c.token).where(*_waiting(person), saved_actions.c.token == token)
    )
    kept = actions.load(conn, token) if waiting else None
    if kept is None or "proposal" not in kept[1]:  # an earlier release kept the words alone
        return None
    proposal = msgspec.json.decode(kept[1]["proposal"], type=Proposal)
    rows = [_row(person, word, now) for word in proposal.words]
    words = sum(
        _inserted(conn, rows[start : start + _AT_ONCE]) for start in range(0, len(rows), _AT_ONCE)
    )
    if proposal.profile is not None:
        residence.keep(conn, person, proposal.profile, now)
    if proposal.language is not None:
        settings.set_person_language(conn, person, proposal.language, now)
    reviews = _log(conn, person, proposal.reviews)
    return Accepted(words, reviews, settings=proposal.profile is not None)


def _waiting(person: Person) -> tuple[ColumnElement[bool], ...]:
    return (
        saved_actions.c.command == _COMMAND,
        saved_actions.c.platform == person.platform,
        saved_actions.c.person == person.id,
    )


def _inserted(conn: Connection, rows: Sequence[dict[str, Any]]) -> int:
    statement = postgresql.insert(cards).values(rows).on_conflict_do_nothing()
    return len(conn.execute(statement.returning(cards.c.id)).all())


def _log(conn: Connection, person: Person, given: Sequence[ImportedReview]) -> int:
    """Add the ratings that the log does not hold; return how many those are.

    One of a word that is not saved belongs to the card 0, which is nobody's.
    """
    here = (reviews.c.platform == person.platform, reviews.c.person == person.id)
    held = {tuple(row) for row in conn.execute(_ENTRY_AND_TIME.where(*here))}
    own = (cards.c.platform == person.platform, cards.c.person == person.id)
    ids = {row.entry: row.id for row in conn.execute(select(cards.c.entry, cards.c.id).where(*own))}
    last = select(reviews.c.card, func.max(reviews.c.number)).where(*here).group_by(reviews.c.card)
    numbers = Counter({row[0]: row[1] for row in conn.execute(last)})
    before, rows = Counter(numbers), []
    for review in sorted(given, key=lambda review: review.reviewed_at):
        if (review.entry, review.reviewed_at) not in held:
            held.add((review.entry, review.reviewed_at))
            card = ids.get(review.entry, 0)
            numbers[card] += 1
            rows.append(_logged(person, review, card, numbers[card]))
    if rows:
        conn.execute(insert(reviews), rows)
        added = [{"card_id": card, "more": count} for card, count in (numbers - before).items()]
        more = cards.c.reviews + bindparam("more")
        conn.execute(
            update(cards).where(cards.c.id == bindparam("card_id")).values(reviews=more), added
        )
    return len(rows)


def _logged(person: Person, review: ImportedReview, card: int, number: int) -> dict[str, Any]:
    return {
        "platform": person.platform,
        "person": person.id,
        "card": card,
        "number": number,
        "entry": review.entry,
        "rating": int(review.rating),
        "reviewed_at": review.reviewed_at,
        **asdict(review.before),
    }


def _row(person: Person, word: ImportedWord, now: int) -> dict[str, Any]:
    return {
        "platform": person.platform,
        "person": person.id,
        "entry": word.entry,
        "met_in": word.met_in,
        "added_at": now if word.added_at is None else word.added_at,
        "suspended_at": now if word.suspended else None,
        **asdict(word.memory or new_memory(now)),
    }
