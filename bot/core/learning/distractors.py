"""Wrong choices: plausible, never right, never two alike, some longer and some shorter.

Where the right choice is often the longest, people learn to pick the longest (Haladyna, Downing and
Rodriguez 2002, guideline 24: keep the length of choices about equal).
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import log
from random import Random

from bot.core.learning.neighbours import Word, contain, mistakable
from bot.core.vocabulary.chinese import has_chinese

WRONG_CHOICES = 3

_LONGER_WEIGHTS = (20, 30, 30, 20)
"""How often none, one, two or three of the wrong choices are to be as long or longer."""
_SLACK, _SLACK_CHINESE = 8, 4
"""Characters by which a choice may be longer than twice another."""
_CHANCE = 2.0
"""How much of a wrong choice's rank is chance, in shared topics."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A wrong choice that could be offered, and the word it comes from."""

    text: str
    word: Word


def wrong_choices(
    word: Word,
    answer: str,
    given: Sequence[str],
    near: Iterable[Word],
    offer: Callable[[Word], str | None],
    rng: Random,
) -> list[str]:
    """Return at most three wrong choices to stand beside an answer.

    Args:
        given: wrong choices that come before all others.
        near: the words to take others from; none of them can be mistaken for `word`.
        offer: what each of them would stand there with; None where it does not fit.
    """
    chosen: list[Offer] = []
    _take([Offer(text, word) for text in given], chosen, WRONG_CHOICES)
    offers = [Offer(text, other) for other in near if (text := offer(other))]
    ranked = _ranked([o for o in offers if not _contain(o.text, answer)], word, answer, rng)
    fitting = [o for o in ranked if _is_of_a_length(o.text, answer)]
    longer = [o for o in fitting if len(o.text) >= len(answer)]
    wanted = rng.choices(range(WRONG_CHOICES + 1), _LONGER_WEIGHTS)[0]
    there = sum(len(o.text) >= len(answer) for o in chosen)
    _take(longer, chosen, len(chosen) + max(0, wanted - there))
    _take((o for o in fitting if len(o.text) < len(answer)), chosen, WRONG_CHOICES)
    _take((*longer, *ranked), chosen, WRONG_CHOICES)
    return [o.text for o in chosen]


def _ranked(offers: Iterable[Offer], word: Word, answer: str, rng: Random) -> list[Offer]:
    """Return offers the most plausible first, within chance."""
    marked = [(_plausibility(o, word, answer) + _CHANCE * rng.random(), o) for o in offers]
    marked.sort(key=lambda pair: -pair[0])
    return [offer for _, offer in marked]


def _take(offers: Iterable[Offer], chosen: list[Offer], until: int) -> None:
    """Add offers to the chosen ones, none like one already there, until there are so many."""
    for offer in offers:
        if len(chosen) >= min(until, WRONG_CHOICES):
            return
        if not any(_alike(offer, other) for other in chosen):
            chosen.append(offer)


def _alike(one: Offer, other: Offer) -> bool:
    if _contain(one.text, other.text):
        return True
    return one.word is not other.word and mistakable(one.word, other.word)


def _contain(one: str, other: str) -> bool:
    return contain(one.casefold(), other.casefold())


def _is_of_a_length(text: str, answer: str) -> bool:
    short, long = sorted((len(text), len(answer)))
    return long <= 2 * short + (_SLACK_CHINESE if has_chinese(text) else _SLACK)


def _plausibility(offer: Offer, word: Word, answer: str) -> float:
    """Return how plausible a wrong choice is; a shared topic counts 1."""
    ours, theirs = word.entry, offer.word.entry
    related = not offer.word.related.isdisjoint(word.keys)
    related = related or not word.related.isdisjoint(offer.word.keys)
    return (
        sum(topic in theirs.topics for topic in ours.topics)
        + 0.3 * sum(domain in offer.word.domains for domain in word.domains)
        + 1.0 * related
        + 0.5 * (word.level == offer.word.level)
        + 0.5 * (_has_capitals(offer.text) == _has_capitals(answer))
        + 0.5 * ((" " in offer.text) == (" " in answer))
        + 1.5 * _resemblance(offer.text, answer)
        - 1.5 * abs(log(len(offer.text) / len(answer)))
    )


def _resemblance(text: str, answer: str) -> float:
    """Return the share of Chinese characters or English words that two choices have in common."""
    ours, theirs = (set(t) if has_chinese(t) else set(t.split()) for t in (text, answer))
    return len(ours & theirs) / len(ours | theirs)


def _has_capitals(text: str) -> bool:
    return not text.islower() and text.upper() != text.lower()
