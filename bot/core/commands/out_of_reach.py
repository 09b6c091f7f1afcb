"""Says in a person's language why a place could not be written to."""

from bot.core.delivery import Refusal, refusal_of
from bot.locales import N_, Voice

_SENTENCES = {
    Refusal.BLOCKED: N_("You had blocked me, so nothing could come."),
    Refusal.KICKED: N_("I had been removed from here."),
    Refusal.FORBIDDEN: N_("I was not allowed to write here."),
    Refusal.GONE: N_("I could no longer find this chat."),
    None: N_("I could not write here."),
}


def why_silent(voice: Voice, failure: str) -> str:
    """Return the sentence for the failure that a place was switched off with."""
    return voice.t(_SENTENCES[refusal_of(failure)])
