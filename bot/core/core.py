"""The core: a Request in, a Reply out."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from random import Random
from typing import Any

import structlog

from bot.core import actions
from bot.core.bookmarks import Bookmarks
from bot.core.commands import COMMANDS, DEEP_LINK_COMMAND, PLAIN_TEXT_COMMAND
from bot.core.commands.declaration import Access, Command
from bot.core.commands.define import offer_of
from bot.core.commands.shelves import shelves
from bot.core.context import Context
from bot.core.errors import NotAllowedError, OutdatedError, UserError
from bot.core.messages import (
    Audience,
    Completion,
    Filled,
    Offer,
    Person,
    Place,
    Pressed,
    Reply,
    Request,
    Typed,
)
from bot.core.preferences import Preferences
from bot.core.presence import Presence
from bot.core.text import look_up_key
from bot.core.vocabulary import chinese
from bot.core.vocabulary.dictionary import Dictionary
from bot.locales import N_, Voice, supported, translate
from bot.storage import moves
from bot.storage.store import Store

_log = structlog.get_logger(__name__)

Arguments = dict[str, Any]


class Core:
    """Answers requests; knows every command and no platform.

    Attributes:
        commands: name to command, in the order menus show them.
    """

    commands: Mapping[str, Command] = {command.name: command for command in COMMANDS}
    _by_code: Mapping[str, Command] = {command.code: command for command in COMMANDS}

    def __init__(
        self,
        dictionary: Dictionary,
        store: Store,
        *,
        default_language: str = "zh-Hans",
        rng: Random | None = None,
    ) -> None:
        """Join the parts.

        Args:
            default_language: spoken where nobody chose one and the platform reports none.
            rng: the source of chance.
        """
        self.dictionary = dictionary
        self._store = store
        self._default_language = default_language
        self._preferences = Preferences(store, default_language)
        self._bookmarks = Bookmarks(store)
        self._presence = Presence(store)
        self._rng = rng or Random()

    async def handle(self, request: Request) -> Reply | None:
        """Return the answer to `request`, or None where silence is the right one.

        Nothing a person sends makes it raise: what a person can mend is said in one sentence, and
        a fault of ours is logged and admitted.
        """
        try:
            return await self._answer(request)
        except UserError as error:
            return await self._refuse(request, error)
        except Exception:  # noqa: BLE001 - one faulty command must not silence the bot
            _log.exception("command_failed", said=type(request.said).__name__)
            return await self._refuse(
                request, UserError(N_("Something went wrong here. Try again in a minute."))
            )

    async def moved(self, old: Place, new: Place) -> None:
        """Bring what is kept for a community to its new address; again, it changes nothing."""
        await self._store.write(moves.everything, old, new)
        self._preferences.forget(old)
        self._preferences.forget(new)

    def complete(
        self, text: str, limit: int, what: str = "words", language: str | None = None
    ) -> list[Completion]:
        """Return at most `limit` suggestions for what is being typed.

        Args:
            what: `words` or `topics`, as the parameter's `completes` says.
            language: the person's as the platform reports it.
        """
        if what == "topics":
            return self._complete_shelf(text, limit, language)
        return [
            Completion(
                value=record.entry.word, label=f"{record.entry.word} {record.entry.translation}"
            )
            for record in self.dictionary.complete(text, limit)
        ]

    async def offers(
        self,
        person: Person,
        text: str,
        now: datetime,
        *,
        language: str | None,
        start: int,
        most: int,
    ) -> list[Offer]:
        """Return the cards offered for a word being typed in any chat, `most` from `start` on.

        They speak the person's language, so nobody else may be given them.
        """
        request = Request(person=person, place=None, said=Typed(text), now=now, language=language)
        voice = Voice(await self._preferences.personal(request))
        records = self.dictionary.complete(text, start + most)[start:]
        return [offer_of(voice, record) for record in records]

    def _complete_shelf(self, text: str, limit: int, language: str | None) -> list[Completion]:
        voice, key = Voice(supported(language) or self._default_language), chinese.key(text)
        found = [
            Completion(value=shelf.name, label=f"{shelf.label} {shelf.count}")
            for shelf in shelves(self.dictionary, voice)
            if key in look_up_key(shelf.name) or key in chinese.key(shelf.label)
        ]
        return found[:limit]

    def command_of(self, action: str) -> Command | None:
        """Return the command an action belongs to, or None where it is none of ours."""
        try:
            code, _ = actions.decode(action)
        except actions.UnknownActionError:
            return None
        return self._by_code.get(code)

    def completed(self, action: str, text: str) -> Filled | None:
        """Return what the action of an `Ask` says with its answer filled in, or None.

        The answer is the command's last free-text parameter.
        """
        command = self.command_of(action)
        if command is None or not command.free_text:
            return None
        _, words = actions.decode(action)
        carried = zip(command.carried, words, strict=False)
        values = {parameter.name: word for parameter, word in carried if word}
        return Filled(command.name, {**values, command.free_text[-1].name: text})

    async def _answer(self, request: Request) -> Reply | None:
        understood = self._understand(request)
        if understood is None:
            return None
        if request.person is not None:
            await self._presence.note(request.person, request.now)
        command, arguments = understood
        copied = self._pressed_by_another(request) and not command.public
        apart = copied or (request.in_private and not command.public)
        audience = Audience.ASKER if apart else command.audience
        language = await self._language(request, audience)
        if command.access is Access.ADMIN and not (request.is_private or await request.is_admin()):
            if command.whispering:
                raise NotAllowedError(N_("Only admins can do that here. Ask one of them."))
            raise NotAllowedError(
                N_("Only admins can do that here. Ask one, or do it in a private chat with me.")
            )
        context = Context(
            request,
            self.dictionary,
            self._store,
            self._preferences,
            self._bookmarks,
            Voice(language),
            self._rng,
            self.commands,
        )
        reply = await command.run(context, **arguments)
        reply = replace(reply, language=language)
        if copied:
            return reply.to_asker()
        return replace(reply, audience=Audience.ASKER) if apart else reply

    def _understand(self, request: Request) -> tuple[Command, Arguments] | None:
        match request.said:
            case Typed(text=text, addressed=addressed):
                return self._understand_line(text, strict=addressed or request.is_private)
            case Filled(command=name, values=values):
                command = self.commands[name]
                return command, command.from_values(values)
            case Pressed(action=action):
                return self._understand_action(action)

    def _understand_line(self, text: str, *, strict: bool) -> tuple[Command, Arguments] | None:
        """Read a typed line; what is not `strict`ly meant for this bot may get no answer."""
        if not text.startswith("/"):
            return (self.commands[PLAIN_TEXT_COMMAND], {"word": text}) if strict else None
        name, _, rest = text[1:].partition(" ")
        name = name.casefold()
        if name == DEEP_LINK_COMMAND and self.command_of(rest.strip()):
            return self._understand_action(rest.strip())
        command = self.commands.get(name)
        if command is None:
            if not strict:
                return None
            raise UserError(N_("I don't know that command. /help lists what I can do."))
        return command, command.from_text(rest)

    def _understand_action(self, action: str) -> tuple[Command, Arguments]:
        try:
            code, words = actions.decode(action)
        except actions.UnknownActionError as error:
            _log.warning("unknown_action", length=len(action))
            raise OutdatedError(
                N_("This button is not one of mine. Send the command again.")
            ) from error
        command = self._by_code.get(code)
        if command is None:
            _log.warning("unknown_action", code=code)
            raise OutdatedError(N_("This button is not one of mine. Send the command again."))
        return command, command.from_action(words)

    @staticmethod
    def _pressed_by_another(request: Request) -> bool:
        return (
            isinstance(request.said, Pressed)
            and request.asker is not None
            and request.asker != request.person
        )

    async def _refuse(self, request: Request, error: UserError) -> Reply:
        audience = Audience.ASKER if request.can_whisper else Audience.EVERYONE
        language = await self._language(request, audience)
        return Reply(
            notice=translate(language, error.sentence, **error.values),
            audience=Audience.ASKER,
            language=language,
        )

    async def _language(self, request: Request, audience: Audience) -> str:
        """Return the community's language where others read the reply, else the person's."""
        place = request.place
        whispered = audience is Audience.ASKER and request.can_whisper
        if place is None or place.private or whispered:
            return await self._preferences.personal(request)
        return await self._preferences.shared(request, place)
