"""A page to read the whole vocabulary on: one self-contained HTML file."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from pathlib import Path
from string import Template

from bot.core.text import look_up_key
from bot.core.vocabulary.entry import (
    LEVELS,
    Alternative,
    CommonError,
    Comparison,
    Entry,
    Phrase,
    Sense,
    Sentence,
)
from bot.core.vocabulary.identity import slug_of
from bot.core.vocabulary.pack import Pack

FILE_NAME = "index.html"
PLAN = "PLAN.md"

_AREA = re.compile(r"^## (?P<name>.+)\n+(?P<terms>[^#]+)", re.MULTILINE)
_TEMPLATE = Path(__file__).with_name("report.html")


def write_report(pack: Pack, plan: str, out: Path) -> Path:
    """Write the page of a pack into the folder `out`, which is made if need be; return its path.

    Args:
        pack: what is shown.
        plan: the text of its `PLAN.md`, by whose areas it is counted; may be empty.
        out: where to.
    """
    out.mkdir(parents=True, exist_ok=True)
    path = out / FILE_NAME
    path.write_text(page(pack, plan), encoding="utf-8")
    return path


def page(pack: Pack, plan: str) -> str:
    """Return the HTML of a pack's page."""
    title = _label(pack, pack.title)
    template = Template(_TEMPLATE.read_text(encoding="utf-8"))
    return template.substitute(
        title=title,
        lead=f"{len(pack.entries)} entries, {_sentence_count(pack)} bilingual sentences",
        counts="".join(_count_tables(pack, plan)),
        topics="".join(
            f'<option value="{escape(name)}">{_label(pack, labels)}</option>'
            for name, labels in pack.topics.items()
        ),
        levels="".join(f"<option>{level}</option>" for level in LEVELS),
        cards="\n".join(_card(pack, slug, entry) for slug, entry in pack.entries.items()),
        footer=f"Licence: {escape(pack.licence)}",
    )


def areas_of(plan: str) -> dict[str, list[str]]:
    """Return the areas of a plan with the terms wanted in each."""
    return {
        match["name"].strip(): [
            term.replace("**", "").removesuffix(" (done)").strip()
            for term in match["terms"].split(",")
        ]
        for match in _AREA.finditer(plan)
    }


def _label(pack: Pack, labels: Mapping[str, str]) -> str:
    """Return a label in both languages, escaped."""
    return escape(f"{labels[pack.language]} {labels[pack.translation_language]}")


def _sentence_count(pack: Pack) -> int:
    entries = pack.entries.values()
    return sum(len(sentences) for entry in entries for sentences in entry.usage.values())


def _count_tables(pack: Pack, plan: str) -> Iterator[str]:
    areas = areas_of(plan)
    if areas:
        there = {look_up_key(word) for entry in pack.entries.values() for word in entry.spellings}
        wanted = {area: [look_up_key(term) for term in terms] for area, terms in areas.items()}
        rows = [(area, f"{len(there & {*keys})} / {len(keys)}") for area, keys in wanted.items()]
        yield _table("Area 领域", rows)
    topics = Counter(topic for entry in pack.entries.values() for topic in entry.topics)
    labelled = [(_label(pack, labels), topics[name]) for name, labels in pack.topics.items()]
    yield _table("Topic 主题", labelled)
    levels = Counter[str | None](entry.level for entry in pack.entries.values())
    yield _table("Level 难度", [(level, levels[level]) for level in LEVELS])


def _table(caption: str, rows: Iterable[tuple[str, object]]) -> str:
    body = "".join(f"<tr><th>{name}</th><td>{value}</td></tr>" for name, value in rows)
    return f"<table><caption>{caption}</caption>{body}</table>"


def _card(pack: Pack, slug: str, entry: Entry) -> str:
    names = "\n".join((*entry.family, entry.translation))
    return (
        f'<article id="{escape(slug)}" data-names="{escape(names)}"'
        f' data-topics="{escape(" ".join(entry.topics))}" data-level="{entry.level or ""}">'
        f"{_head(pack, slug, entry)}{_body(pack, entry)}</article>"
    )


def _head(pack: Pack, slug: str, entry: Entry) -> str:
    label = f" [{entry.grammar.label}]" if entry.grammar else ""
    return (
        f'<h2><a href="#{escape(slug)}" lang="en">{escape(entry.word)}</a>'
        f' <span class="ipa">{escape(_ipa(entry))}</span>'
        f' <span class="pos">{escape(entry.part_of_speech + label)}</span></h2>'
        f'<p class="gloss">{escape(entry.translation)}'
        f' <span class="soft">{escape(entry.translation_pinyin or "")}</span></p>'
        f'<p class="tags">{" · ".join(_tags(pack, entry))}</p>'
    )


def _ipa(entry: Entry) -> str:
    return f"US {entry.ipa.us} UK {entry.ipa.uk}" if entry.ipa else entry.phonetics


def _tags(pack: Pack, entry: Entry) -> Iterator[str]:
    yield from (_label(pack, pack.topics[name]) for name in entry.topics if name in pack.topics)
    if entry.level:
        yield entry.level
    named = {
        "also 异体": entry.variants,
        "abbr. 缩写": entry.abbreviations,
        "forms 词形": entry.forms,
    }
    for name, words in named.items():
        if words:
            yield f'{name}: <span lang="en">{escape(", ".join(words))}</span>'


def _body(pack: Pack, entry: Entry) -> str:
    grammar, note = entry.grammar, entry.note
    return "".join(
        (
            _meaning(entry),
            *(_domain(pack, name, sentences) for name, sentences in entry.usage.items()),
            *(_sense(pack, number, sense) for number, sense in enumerate(entry.senses, start=2)),
            _phrases("Phrases 搭配", entry.phrases.examples),
            _phrases("Idioms 习语", entry.phrases.idioms),
            _section("Grammar 语法", [_both(grammar.text, grammar.translation)] if grammar else []),
            _section("Compare 辨析", map(_comparison, entry.compare)),
            _section("Common errors 常见错误", map(_common_error, entry.common_errors)),
            _section("Note 说明", [_both(note.text, note.translation)] if note else []),
            _words("Synonyms 同义词", entry.synonyms),
            _words("Antonyms 反义词", entry.antonyms),
            _links("See also 另见", entry.see_also),
        )
    )


def _meaning(sense: Entry | Sense) -> str:
    """Return what the top level and a further sense have in common."""
    example = _both(sense.example, sense.example_translation)
    alternatives = [_alternative(item) for item in sense.alternative_translations]
    return (
        f"<p>{_both(sense.definition, sense.definition_translation)}</p>"
        f'<p class="example">{example}</p>'
        f"{_section('Also translated 也译', alternatives)}"
    )


def _both(text: str, translation: str | None) -> str:
    chinese = f' <span class="zh">{escape(translation)}</span>' if translation else ""
    return f'<span lang="en">{escape(text)}</span>{chinese}'


def _alternative(item: Alternative) -> str:
    region = f" ({escape(item.region)})" if item.region else ""
    note = f" {_both(item.note.text, item.note.translation)}" if item.note else ""
    return f"<b>{escape(item.translation)}</b>{region}{note}"


def _section(title: str, items: Iterable[str], kind: str = "pairs") -> str:
    """Return a list of HTML items under its title; nothing where there is no item."""
    listed = "".join(f"<li>{item}</li>" for item in items)
    return f'<h3>{title}</h3><ul class="{kind}">{listed}</ul>' if listed else ""


def _domain(pack: Pack, name: str, sentences: Sequence[Sentence]) -> str:
    title = _label(pack, pack.domains[name]) if name in pack.domains else escape(name)
    return _section(
        title,
        (_mark(item.sense) + _both(item.sentence, item.translation) for item in sentences),
    )


def _mark(sense: int) -> str:
    return f"<b>[{sense}]</b> " if sense > 1 else ""


def _sense(pack: Pack, number: int, sense: Sense) -> str:
    labels = pack.domains.get(sense.domain or "")
    domain = f" · {_label(pack, labels)}" if labels else ""
    pinyin = f" {escape(sense.translation_pinyin)}" if sense.translation_pinyin else ""
    return (
        f'<div class="sense"><p><b>{number}</b> <i>{escape(sense.part_of_speech)}</i>'
        f' <b>{escape(sense.translation)}</b><span class="soft">{pinyin}{domain}</span></p>'
        f"{_meaning(sense)}</div>"
    )


def _phrases(title: str, phrases: Iterable[Phrase]) -> str:
    items = (_mark(item.sense) + _both(item.phrase, item.translation) for item in phrases)
    return _section(title, items, "phrases")


def _comparison(item: Comparison) -> str:
    return f"<b>{escape(item.word)}</b> {_both(item.text, item.translation)}"


def _common_error(item: CommonError) -> str:
    return (
        f'<span class="wrong" lang="en">{escape(item.wrong)}</span> →'
        f' <span class="right" lang="en">{escape(item.right)}</span>'
        f' <span class="zh">{escape(item.translation)}</span>'
    )


def _words(title: str, words: Sequence[str]) -> str:
    return f"<h3>{title}</h3><p>{escape(', '.join(words))}</p>" if words else ""


def _links(title: str, words: Sequence[str]) -> str:
    links = (f'<a href="#{slug_of(word)}">{escape(word)}</a>' for word in words)
    return f"<h3>{title}</h3><p>{', '.join(links)}</p>" if words else ""
