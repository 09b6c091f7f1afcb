"""Questions made a second: each kind, whole rounds, and the wait for the first, of real entries.

The floor is what a quiz bot can do at the least: four entries by chance, shuffled, whatever they
are. It asks questions with two right answers, and some whose answer stands in the prompt.
"""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from random import Random
from typing import TypeVar

from rich.console import Console
from rich.table import Table

from benchmarks.measuring import each, once
from bot.core.learning import questions
from bot.core.learning.questions import Kind
from bot.core.vocabulary.dictionary import Dictionary
from bot.core.vocabulary.matches import Record
from bot.core.vocabulary.pack import load_pack, pack_folders

T = TypeVar("T")

CONTENT = Path(__file__).parent.parent / "content"
_ASKED = 400
_ROUNDS = 60
_ROUND = 10


def main() -> None:
    """Measure and print the table."""
    dictionary = Dictionary(load_pack(folder) for folder in pack_folders(CONTENT))
    table = Table(title=f"Questions, {len(dictionary):,} entries", title_justify="left")
    for heading in ("what", "a second", "p50", "p99", "worst"):
        table.add_column(heading, justify="left" if heading == "what" else "right")
    preparing, _ = once(lambda: questions.prepare(dictionary))
    table.add_row("before the first question", "", "", "", _milliseconds(preparing))
    records = Random(1).sample(list(dictionary), _ASKED)
    for kind in Kind:
        ask = partial(_made, dictionary, kind)
        table.add_row(f"a question: {kind}", *_figures(ask, records))
    round_ = partial(_made_in_round, dictionary)
    table.add_row(f"a round of {_ROUND}", *_figures(round_, range(_ROUNDS)))
    chance = partial(_by_chance, list(dictionary))
    table.add_row("  four entries by chance", *_figures(chance, range(_ASKED)))
    Console(width=100).print(table)


def _made(dictionary: Dictionary, kind: Kind, record: Record) -> int:
    return int(questions.question(dictionary, record, kind, Random(record.id)) is not None)


def _made_in_round(dictionary: Dictionary, seed: int) -> int:
    return len(questions.round_of(dictionary, Random(seed), _ROUND))


def _by_chance(records: Sequence[Record], seed: int) -> int:
    return len({r.entry.translation for r in Random(seed).sample(records, 4)}) // 4


def _figures(make: Callable[[T], int], arguments: Sequence[T]) -> tuple[str, ...]:
    """Return the questions made a second, and how long the calls that make them take."""
    seconds, made = once(lambda: sum(map(make, arguments)))
    timing = each(make, arguments)
    taken = (timing.p50, timing.p99, timing.worst)
    return (f"{made / seconds:,.0f}", *map(_milliseconds, taken))


def _milliseconds(seconds: float) -> str:
    return f"{seconds * 1e3:.2f} ms"
