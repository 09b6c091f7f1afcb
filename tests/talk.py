"""How a test talks to the bot: it says something and reads the reply."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from bot.adapters.console.render import plain
from bot.core.core import Core
from bot.core.messages import Filled, Option, Person, Place, Pressed, Reply, Request, Typed

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
"""The present of every test that does not say otherwise: a Monday."""

ALICE = Person("test", "1")
BOB = Person("test", "2")
HOME = Place("test", "1", "1", private=True)
GROUP = Place("test", "-100", "-100")


async def _yes() -> bool:
    return True


@dataclass
class Talk:
    """A person's end of a conversation; what is set here goes into every request."""

    core: Core
    person: Person | None = ALICE
    place: Place | None = HOME
    now: datetime = NOON
    language: str | None = "en"
    facts: dict[str, Any] = field(default_factory=dict)

    async def hears(self, said: Typed | Filled | Pressed, **facts: Any) -> Reply | None:
        """Return the core's answer to something said, with further facts about the request."""
        known: dict[str, Any] = {
            "person": self.person,
            "place": self.place,
            "now": self.now,
            "language": self.language,
            **self.facts,
        }
        return await self.core.handle(Request(said=said, **{**known, **facts}))

    async def say(self, text: str, **facts: Any) -> Reply:
        """Type a line that must be answered."""
        addressed = bool(facts.pop("addressed", False))
        return self.answered(await self.hears(Typed(text, addressed=addressed), **facts))

    async def press(self, reply: Reply, label: str, **facts: Any) -> Reply:
        """Press the button or option of a reply whose label contains `label`."""
        return self.answered(await self.hears(Pressed(action_of(reply, label)), **facts))

    @staticmethod
    def answered(reply: Reply | None) -> Reply:
        assert reply is not None, "no answer came"
        return reply

    def as_admin(self) -> "Talk":
        """Return the same conversation held by somebody the platform calls an admin."""
        is_admin: Callable[[], Awaitable[bool]] = _yes
        return Talk(
            self.core, self.person, self.place, self.now, self.language, {"is_admin": is_admin}
        )


def text_of(reply: Reply) -> str:
    """Return a reply as the plain text a script would see."""
    return plain(reply)


def options(reply: Reply) -> list[Option]:
    """Return every button and option of a reply that carries an action."""
    buttons = [Option(b.label, b.action) for row in reply.rows for b in row if b.action]
    rows = reply.select.rows if reply.select else ()
    return buttons + [option for row in rows for option in row]


def action_of(reply: Reply, label: str) -> str:
    """Return the action behind a label; the label must be on the reply."""
    found = [option.action for option in options(reply) if label in option.label]
    assert found, f"no button {label!r} among {[o.label for o in options(reply)]}"
    return found[0]
