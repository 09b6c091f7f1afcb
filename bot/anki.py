"""Makes an Anki package; run as `python -m bot.anki` with an order as JSON.

A note's GUID follows from the record alone: importing a later package changes the notes of an
earlier one instead of doubling them, and decks of two people agree.
"""

import html
import io
import sys

import genanki
import msgspec

from bot.workshop import AnkiPackage, Note

_MODEL_ID, _DECK_ID = 1_742_630_159, 1_742_630_160
"""Chosen once, for ever: by them Anki knows the note type and the deck again."""
_FIELDS = (
    "Word", "IPA", "Translation", "Definition", "Example", "Example translation", "Met in",
)  # fmt: skip
_FRONT = '<div class="word">{{Word}}</div>{{#IPA}}<div class="ipa">{{IPA}}</div>{{/IPA}}'
_BACK = """{{FrontSide}}
<hr id="answer">
<div class="translation">{{Translation}}</div>
<div class="definition">{{Definition}}</div>
<div class="example">{{Example}}
{{#Example translation}}<div class="under">{{Example translation}}</div>{{/Example translation}}
</div>
{{#Met in}}<div class="met">{{Met in}}</div>{{/Met in}}"""
_STYLE = """
.card {
  --ink: #1f2933; --soft: #66717e; --mark: #2f6fde; --line: #dfe4ea;
  max-width: 34em; margin: 0 auto; padding: 1em;
  background: #fff; color: var(--ink);
  font: 18px/1.55 -apple-system, "Segoe UI", "PingFang SC", "Microsoft YaHei", sans-serif;
  text-align: left;
}
.card.nightMode, .nightMode .card {
  --ink: #e6e9ee; --soft: #9aa5b1; --mark: #7db0ff; --line: #3a424d;
  background: #1d2127; color: var(--ink);
}
.word { font-size: 1.7em; font-weight: 650; }
.ipa, .under, .met { color: var(--soft); }
hr { border: 0; border-top: 1px solid var(--line); margin: .9em 0; }
.translation { font-size: 1.35em; margin-bottom: .4em; }
.example, .met { border-left: 3px solid var(--mark); padding-left: .7em; margin-top: .8em; }
.met { border-color: var(--line); font-style: italic; }
b { color: var(--mark); font-weight: 600; }
"""


def package(order: AnkiPackage) -> bytes:
    """Return the package as the bytes of its `.apkg` file."""
    model = genanki.Model(
        _MODEL_ID,
        "Cihui",
        fields=[{"name": name} for name in _FIELDS],
        templates=[{"name": "Cihui", "qfmt": _FRONT, "afmt": _BACK}],
        css=_STYLE,
    )
    deck = genanki.Deck(_DECK_ID, "Cihui 词汇")
    for note in order.notes:
        guid = genanki.guid_for("cihui", note.record)
        deck.add_note(
            genanki.Note(model=model, fields=_fields(note), guid=guid, tags=list(note.tags))
        )
    file = io.BytesIO()
    genanki.Package(deck).write_to_file(file, timestamp=order.now)
    return file.getvalue()


def _fields(note: Note) -> list[str]:
    example = (f"<b>{_text(run)}</b>" if marked else _text(run) for run, marked in note.example)
    return [
        _text(note.word),
        _text(note.ipa),
        _text(note.translation),
        _text(note.definition),
        "".join(example),
        _text(note.example_translation),
        _text(note.met_in),
    ]


def _text(text: str) -> str:
    return html.escape(text, quote=False)


def main() -> None:
    """Make the package that standard input orders."""
    order = msgspec.json.decode(sys.stdin.buffer.read(), type=AnkiPackage)
    sys.stdout.buffer.write(package(order))


if __name__ == "__main__":
    main()
