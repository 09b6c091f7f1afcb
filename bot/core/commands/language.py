"""/language: which language the bot speaks to a person, or in a community."""

from bot.core.commands.declaration import Choice, Command
from bot.core.context import Context
from bot.core.errors import NotAllowedError
from bot.core.messages import Button, Paragraph, Person, Place, Pressed, Reply, line
from bot.locales import LANGUAGES, N_, supported, translate

_WORDS = {"zh": "zh-Hans", "zh-hant": "zh-Hant", "en": "en"}
"""What is typed and carried, to the language it means."""
_NAMES = {
    **dict.fromkeys(("中文", "简体", "汉语", "普通话", "chinese"), "zh"),
    **dict.fromkeys(("繁體", "繁体", "繁体中文", "正體", "正體中文"), "zh-hant"),
    **dict.fromkeys(("英文", "英语", "英語"), "en"),
}
"""How else people call them."""


async def language(context: Context, to: str = "") -> Reply:
    """Answer with the languages to choose from, or keep the one chosen."""
    if not to:
        return Reply(
            blocks=(Paragraph(line(context.t("Which language do you read?"))),), rows=(buttons(),)
        )
    chosen = _WORDS[to]
    await context.preferences.choose(await _owner(context), chosen, context.request.now)
    sentence = N_("I speak English now. Look a word up with /define.")
    return Reply(
        blocks=(Paragraph(line(translate(chosen, sentence))),),
        replaces=isinstance(context.request.said, Pressed),
    )


async def _owner(context: Context) -> Person | Place:
    """Return whose language it is: the person's in private, the community's elsewhere."""
    request = context.request
    if request.is_private or request.place is None or request.guest:
        if request.person is None:
            raise NotAllowedError(
                N_("I cannot tell who you are here. Send /language in a private chat with me.")
            )
        return request.person
    if not await request.is_admin():
        raise NotAllowedError(
            N_("Only admins choose the language here. Yours is chosen in a private chat with me.")
        )
    return request.place


def word_of(name: str) -> str | None:
    """Return what is carried for a language by one of its names, or by any BCP 47 tag of it."""
    primary = name.replace("_", "-").partition("-")[0]
    if primary not in {"zh", "en"}:
        return _NAMES.get(name)
    return next(word for word, language in _WORDS.items() if language == supported(name))


def buttons() -> tuple[Button, ...]:
    """Return a button for each language, labelled in that language."""
    words = {language: word for word, language in _WORDS.items()}
    return tuple(
        Button(label=name, action=LANGUAGE.action(to=words[tag])) for tag, name in LANGUAGES.items()
    )


LANGUAGE = Command(
    name="language",
    code="l",
    summary=N_("Choose the language I speak"),
    run=language,
    parameters=(
        Choice(
            name="to",
            summary=N_("The language to speak"),
            options={word: LANGUAGES[tag] for word, tag in _WORDS.items()},
            reads=word_of,
        ),
    ),
)
