"""Looking words up, beside bare parts, at three sizes of dictionary.

For each size a process of its own loads generated entries, asks the same questions of the
dictionary and of each peer, and hands back its figures. A peer does less than the dictionary
(no card, no ranking, one key a word): it shows what the machine allows, not what to beat.
"""

import gc
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from random import Random

import marisa_trie
import msgspec
from rapidfuzz import process
from rapidfuzz.distance import OSA
from rich.console import Console
from rich.table import Table
from symspellpy import SymSpell, Verbosity

from benchmarks.generated import entries
from benchmarks.measuring import Timing, each, memory, once, verdict
from bot.core.text import look_up_key
from bot.core.vocabulary import naming as rules
from bot.core.vocabulary.dictionary import Dictionary
from bot.core.vocabulary.matches import Record
from bot.core.vocabulary.pack import Pack, decode_entry

SIZES = (1_000, 10_000, 100_000)
_QUERIES = 2_000
_COMPARED = 60
"""Queries for peers that take tens of milliseconds each."""
_TEXTS = 50
_PARSES = 3
"""Bare parses, of which the quickest counts: the system takes its time to find them memory."""
_TEXT_LENGTH = 4096
_SHOWN = 25
_BATCH = 100
"""Calls timed as one where the clock itself costs as much as what it times."""
_LETTERS = "abcdefghijklmnopqrstuvwxyz"

_Files = list[tuple[str, bytes]]


class Row(msgspec.Struct, frozen=True):
    """A line of the table.

    Attributes:
        shown: the figures, ready to read.
        aim: what is aimed at, as a sentence part; empty where nothing is.
        met: whether the aim is met.
    """

    what: str
    shown: tuple[str, ...]
    aim: str = ""
    met: bool = True


def main() -> None:
    """Measure every size and print a table of each."""
    files = entries(SIZES[-1])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "entries"
        for size in SIZES:
            path.write_bytes(msgspec.msgpack.encode(files[:size]))
            child = subprocess.run(
                [sys.executable, "-m", "benchmarks.look_up", str(path)],
                stdout=subprocess.PIPE,
                check=True,
            )
            _show(size, msgspec.json.decode(child.stdout, type=list[Row]))


def _show(size: int, rows: Sequence[Row]) -> None:
    """Print the table of one size; the aims are those of the largest."""
    table = Table(title=f"Look-up, {size:,} entries", title_justify="left")
    table.add_column("what")
    for heading in ("p50", "p99", "worst"):
        table.add_column(heading, justify="right")
    table.add_column("aim")
    for row in rows:
        figures = (*row.shown, "", "", "")[:3]
        judged = row.aim and size == SIZES[-1]
        table.add_row(row.what, *figures, f"{row.aim}: {verdict(met=row.met)}" if judged else "")
    Console(width=100).print(table)


def _measure(path: Path) -> list[Row]:
    files = msgspec.msgpack.decode(path.read_bytes(), type=_Files)
    rows, dictionary = _loading(files)
    rng = Random(1)
    words = [r.entry.word for r in rng.choices(list(dictionary), k=_QUERIES)]
    for measured in (_exact, _completion, _spelling, _other, _running_text, _adversarial):
        rows += measured(dictionary, words, rng)
    return rows


def _loading(files: _Files) -> tuple[list[Row], Dictionary]:
    size = sum(len(data) for _, data in files)
    gc.disable()  # as the program does while it loads; so neither side waits for the collector
    parsing = min(_parsing(files) for _ in range(_PARSES))
    before = memory()
    loading, dictionary = once(lambda: _loaded(files))
    preparing, _ = once(dictionary.prepare)
    used = memory() - before
    gc.freeze()
    gc.enable()
    total = loading + preparing
    return [
        Row("load: decode and index", (f"{loading:.2f} s",)),
        Row("load: prepare", (f"{preparing:.2f} s",)),
        Row("load: both", (f"{total:.2f} s",), "≤ 3 × the bare parse", met=total <= 3 * parsing),
        Row("  msgspec.json.decode alone", (f"{parsing:.2f} s",)),
        Row("  ratio", (f"{total / parsing:.1f} ×",)),
        Row("memory", (_mib(used),), "≤ 4 × the files", met=used <= 4 * size),
        Row("  the files", (_mib(size),)),
        Row("  ratio", (f"{used / size:.1f} ×",)),
    ], dictionary


def _parsing(files: _Files) -> float:
    """Return how long the bare parse takes; what it makes is given back before anything else."""
    seconds, _ = once(lambda: [msgspec.json.decode(data) for _, data in files])
    return seconds


def _loaded(files: _Files) -> Dictionary:
    decoded = {slug: decode_entry(data) for slug, data in files}
    return Dictionary([Pack("made-up", "en", "zh-Hans", "CC0-1.0", {}, {}, {}, decoded)])


def _exact(dictionary: Dictionary, words: Sequence[str], rng: Random) -> list[Row]:
    keys = {look_up_key(record.entry.word): record for record in dictionary}
    wanted = [look_up_key(word) for word in words]
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE entries (key TEXT PRIMARY KEY, id TEXT) WITHOUT ROWID")
    connection.executemany(
        "INSERT INTO entries VALUES (?, ?)", ((key, record.id) for key, record in keys.items())
    )
    select = "SELECT id FROM entries WHERE key = ?"
    typed = [rng.choice((word, word.title(), word.replace(" ", "-"))) for word in words]
    return [
        _timed("exact", each(dictionary.find, typed), "p50 ≤ 5 µs", p50=5e-6),
        _timed("  dict", _in_batches(keys.__getitem__, wanted)),
        _timed("  SQLite", each(lambda k: connection.execute(select, (k,)).fetchone(), wanted)),
    ]


def _completion(dictionary: Dictionary, words: Sequence[str], rng: Random) -> list[Row]:
    typed = [word[: rng.randint(1, 8)] for word in words]
    prefixes = [look_up_key(text) for text in typed]
    translations = [dictionary.find(word)[0].record.entry.translation for word in words]
    parts = [text[(at := rng.randrange(len(text))) : at + 2] for text in translations]
    trie = marisa_trie.Trie([look_up_key(s) for r in dictionary for s in r.entry.family])
    complete = partial(dictionary.complete, limit=_SHOWN)
    completion = _cold(complete, typed)
    chinese = _cold(complete, parts)
    nothing = each(complete, [""] * 5)
    return [
        _timed("completion", completion, "p99 ≤ 1 ms", p99=1e-3),
        _timed("  marisa_trie", each(lambda p: list(islice(trie.iterkeys(p), _SHOWN)), prefixes)),
        _timed("completion of Chinese", chinese, "p99 ≤ 1 ms", p99=1e-3),
        _timed("completion of nothing", nothing),
    ]


def _spelling(dictionary: Dictionary, words: Sequence[str], rng: Random) -> list[Row]:
    typed = [_misspelt(word, rng) for word in words]
    wanted = [look_up_key(word) for word in typed]
    keys = sorted({look_up_key(s) for r in dictionary for s in r.entry.family})
    index = SymSpell(max_dictionary_edit_distance=2, prefix_length=7)
    building, _ = once(lambda: [index.create_dictionary_entry(key, 1) for key in keys])

    def extracted(key: str) -> object:
        return process.extract(key, keys, scorer=OSA.distance, score_cutoff=2, limit=24)

    return [
        _timed("spelling", _cold(dictionary.find, typed), "p99 ≤ 2 ms", p99=2e-3),
        _timed("  rapidfuzz", each(extracted, wanted[:_COMPARED])),
        _timed("  symspellpy", each(lambda k: index.lookup(k, Verbosity.ALL, 2), wanted)),
        Row("  symspellpy: to build", (f"{building:.2f} s",)),
    ]


def _misspelt(word: str, rng: Random) -> str:
    """Return a word with one or two letters left out, put in, changed or swapped."""
    for _ in range(rng.choice((1, 1, 2))):
        at = rng.randrange(1, len(word) - 1)
        before, letter, after = word[:at], word[at], word[at + 1 :]
        word = rng.choice(
            (
                before + after,
                before + rng.choice(_LETTERS) + letter + after,
                before + rng.choice(_LETTERS) + after,
                before + after[:1] + letter + after[1:],
            )
        )
    return word


def _other(dictionary: Dictionary, words: Sequence[str], rng: Random) -> list[Row]:
    found = [dictionary.find(word)[0].record.entry for word in words]
    readings = [(e.translation_pinyin or "").replace(" ", "") for e in found]
    return [
        _timed(what, _cold(dictionary.find, typed))
        for what, typed in (
            ("inflection", [word + rng.choice(("ing's", "ings", "ed")) for word in words]),
            ("translation", [entry.translation for entry in found]),
            ("part of a translation", [entry.translation[:2] for entry in found]),
            ("pinyin", readings),
            ("phrase", [entry.phrases.examples[0].phrase for entry in found]),
            ("asked in words", [f"what does {word} mean?" for word in words]),
            ("not there", ["".join(rng.choices(_LETTERS, k=12)) for _ in words]),
        )
    ]


def _running_text(dictionary: Dictionary, words: Sequence[str], rng: Random) -> list[Row]:
    records = [dictionary.find(word)[0].record for word in words]
    texts = [_text(records, rng)[:_TEXT_LENGTH] for _ in range(_TEXTS)]
    rows = []
    for what, limit in (("a text of 4,096, all terms", _TEXT_LENGTH), ("  the first 24", 24)):
        ask = partial(dictionary.terms_in, limit=limit)
        rows.append(_timed(what, _cold(ask, texts), "p99 ≤ 20 ms", p99=20e-3))
    return rows


def _text(records: Sequence[Record], rng: Random) -> str:
    """Return examples of entries one after another, some with their translation."""
    parts: list[str] = []
    length = 0
    while length < _TEXT_LENGTH:
        entry = rng.choice(records).entry
        part = f"{entry.example} {entry.example_translation if rng.random() < 0.3 else ''}"
        parts.append(part)
        length += len(part)
    return "".join(parts)


def _cold(ask: Callable[[str], object], texts: Sequence[str]) -> Timing:
    """Return how long each question takes when no word was met before."""
    return each(ask, texts, before=rules.inflections_of.cache_clear)


def _adversarial(dictionary: Dictionary, words: Sequence[str], rng: Random) -> list[Row]:
    translation = next(iter(dictionary)).entry.translation
    hard = _hard_texts(words[0], translation, rng)
    asked: list[tuple[str, Callable[[str], object]]] = [
        ("find", dictionary.find),
        ("complete", partial(dictionary.complete, limit=_SHOWN)),
        ("terms_in", partial(dictionary.terms_in, limit=_TEXT_LENGTH)),
    ]
    figures = sorted(
        (
            (_cold(ask, [text]).worst, f"{question}: {name}")
            for question, ask in asked
            for name, text in hard.items()
        ),
        reverse=True,
    )
    rows = [Row(f"  {what}", (_seconds(s),)) for s, what in figures[:4]]
    worst = figures[0][0]
    return [Row("worst input", (_seconds(worst),), "≤ 50 ms", met=worst <= 50e-3), *rows]


def _hard_texts(word: str, translation: str, rng: Random) -> dict[str, str]:
    """Return texts that make some step of a look-up do all it can."""
    han = translation[0]
    endless = {
        "one letter": "a",
        "blanks": " ",
        "blanks and a letter": " " * 4095 + "a",
        "letters apart": "a ",
        "line-break hyphens": "a-\n",
        "hyphens and blanks": "a- ",
        "one Chinese character": han,
        "a translation": translation,
        "Chinese apart": f"{han} ",
        "brackets": "(",
        "full-width brackets": "（",
        "quotes": '"',
        "marks": "?!",
        "combining marks": "\u0301",
        "accents": "é",
        "a ligature of eighteen": "\ufdfa",
        "right to left": "\u202eא",
        "what is": "what is ",
        "what is the meaning of": "what is the meaning of ",
        "please": "please ",
        "的意思": "的意思",
        "是什么": "是什么",
        "什么是": "什么是",
        "ses": "ses",
        "ices": "ices ",
        "ised": "isationised ",
        "a word": f"{word} ",
        "a word run on": word,
        "joined short words": "an-in-",
    }
    texts = {
        name: (text * (4096 // len(text) + 1))[:length]
        for name, text in endless.items()
        for length in (4096,)
    }
    texts |= {f"{name}, 200": text[:200] for name, text in texts.items()}
    texts |= {f"{name}, 39": text[:39] for name, text in texts.items() if "200" not in name}
    texts["random letters"] = " ".join(
        "".join(rng.choices(_LETTERS, k=rng.randint(5, 9))) for _ in range(700)
    )[:4096]
    texts["random Chinese"] = "".join(chr(rng.randrange(0x4E00, 0x9FA5)) for _ in range(4096))
    texts["random Unicode"] = "".join(
        chr(rng.choice((rng.randrange(32, 0xD800), rng.randrange(0xE000, 0x20000))))
        for _ in range(4096)
    )
    for letter in "aestp":
        texts[f"the letter {letter}"] = letter
        texts[f"{letter} eight times"] = letter * 8
    return texts


def _in_batches(call: Callable[[str], object], arguments: Sequence[str]) -> Timing:
    """Return how long a call took on average in each batch, where the clock would cost more."""
    batches = [arguments[at : at + _BATCH] for at in range(0, len(arguments), _BATCH)]
    timing = each(lambda batch: [call(argument) for argument in batch], batches)
    return Timing(timing.p50 / _BATCH, timing.p99 / _BATCH, timing.worst / _BATCH)


def _timed(
    what: str, timing: Timing, aim: str = "", p50: float | None = None, p99: float | None = None
) -> Row:
    met = (p50 is None or timing.p50 <= p50) and (p99 is None or timing.p99 <= p99)
    shown = tuple(_seconds(value) for value in (timing.p50, timing.p99, timing.worst))
    return Row(what, shown, aim, met)


def _seconds(value: float) -> str:
    for unit, size in (("s", 1.0), ("ms", 1e-3)):
        if value >= size:
            return f"{value / size:.2f} {unit}"
    return f"{value / 1e-6:.2f} µs"


def _mib(size: int) -> str:
    return f"{size / 2**20:.0f} MiB"


if __name__ == "__main__":
    sys.stdout.buffer.write(msgspec.json.encode(_measure(Path(sys.argv[1]))))
