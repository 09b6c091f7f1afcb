"""Files as people make them."""

import io
import zipfile

import pytest

from bot.core.errors import UserError
from bot.core.learning.exchange import Listed
from bot.core.learning.wordlists import MOST_LINES, decoded, read, resolved
from bot.core.vocabulary.dictionary import Dictionary


def texts(content: str | bytes, encoding: str = "utf-8") -> list[str]:
    return [
        word.text
        for word in read(content.encode(encoding) if isinstance(content, str) else content).words
    ]


def refusal(content: bytes) -> str:
    with pytest.raises(UserError) as caught:
        read(content)
    return caught.value.sentence


CHINESE = "预训练\n过拟合\n大语言模型，简称LLM\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gbk"])
def test_the_usual_encodings_are_read(encoding: str) -> None:
    assert decoded(CHINESE.encode(encoding)) == CHINESE


def test_utf_16_of_either_order_is_read_by_its_mark() -> None:
    assert texts(b"\xfe\xff" + "批\nloss".encode("utf-16-be")) == ["批", "loss"]
    assert texts(b"\xff\xfe" + "批\nloss".encode("utf-16-le")) == ["批", "loss"]


def test_traditional_chinese_in_gbk_is_read() -> None:
    text = "預訓練\n在大規模語料上做過預訓練之後，模型在下游任務上的表現明顯提升。\n"
    assert decoded(text.encode("gbk")) == text


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("café\nnaïve model\n", "latin-1"),
        ("предобучение\nмодель", "cp1251"),
        ("事前学習のモデル\nデータ", "shift-jis"),
        ("在大規模語料上做過預訓練之後，模型的表現明顯提升。", "big5"),
    ],
)
def test_other_encodings_are_refused_by_name(text: str, encoding: str) -> None:
    assert refusal(text.encode(encoding)).startswith("I cannot read that file's encoding")


@pytest.mark.parametrize("content", [b"\xff\xfea", b"\xfe\xff\xd8\x00\xd8\x00"])
def test_broken_utf_16_is_refused(content: bytes) -> None:
    assert refusal(content).startswith("I cannot read that file's encoding")


def zip_bomb() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("collection.anki2", b"\0" * 50_000_000)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "That file is empty"),
        (b"  \n\t\n", "I find no word"),
        (b"\xef\xbb\xbf", "I find no word"),
        (zip_bomb(), "That file is packed"),
        (b"PK\x05\x06" + b"\0" * 18, "That file is packed"),
        (b"loss\0gradient\n", "That is not a text file"),
        ("loss\n".encode("utf-32"), "That is not a text file"),
        ("loss\n".encode("utf-16-le"), "That is not a text file"),
        (b"%PDF-1.7\x01\x02", "That is not a text file"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "I cannot read that file's encoding"),
        (b"x\n" * (MOST_LINES + 1), "That file has more than"),
        (b"x\r" * (MOST_LINES + 1), "That file has more than"),
        (b'loss\n"never closed\nbatch\n', "I cannot read line {line}"),
        (b"x" * 200_000, "I cannot read line {line}"),
        (b'{"words": []}', "That JSON is not an export of mine"),
        (b'{"format": "cihui", "version": 1, "words": ' + b"[" * 400_000, "That JSON is not"),
        (b'{"x": ' + b"[" * 400_000, "That JSON is not an export of mine"),
        (b"#separator:none\nloss\n", "I do not know that separator"),
    ],
    ids=range(18),
)
def test_each_bad_file_is_refused_in_its_own_sentence(content: bytes, sentence: str) -> None:
    assert refusal(content).startswith(sentence)


def test_as_many_lines_as_allowed_are_read() -> None:
    assert len(texts("".join(f"word{n}\n" for n in range(MOST_LINES)))) == MOST_LINES


def test_words_stand_one_a_line_and_each_counts_once() -> None:
    assert texts("pretraining\r\n\r\nPre-Training\n Loss \rdropout") == [
        "pretraining", "Loss", "dropout",
    ]  # fmt: skip


def test_what_has_no_letters_is_still_told_apart() -> None:
    assert texts("🦜\n🦜\n???\n") == ["🦜", "???"]


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_of_a_csv_the_first_column_is_read(mark: str) -> None:
    assert texts(f"loss{mark}损失\nbatch{mark}批\n") == ["loss", "batch"]


def test_a_first_row_may_name_the_column_of_the_words() -> None:
    assert texts("nr,Word,note\n1,loss,\n2\n3,batch,x\n") == ["loss", "batch"]
    assert texts("序号;单词\n1;loss\n") == ["loss"]


def test_a_cell_may_hold_commas_and_line_breaks() -> None:
    assert texts('loss,"a, b\nc"\nbatch,x\n') == ["loss", "batch"]


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ('loss,"a\nb"\n"bag" of words\n', 3),
        ('#separator:tab\n#html:true\nloss\tx\n"open\n', 4),
    ],
)
def test_the_line_that_cannot_be_read_is_named(content: str, line: int) -> None:
    with pytest.raises(UserError) as caught:
        read(content.encode())
    assert caught.value.values == {"line": line}


def test_formulas_are_words_like_any_other() -> None:
    assert texts("=cmd|' /C calc'!A0\n'=1+1\n@SUM(A1)\n") == [
        "=cmd|' /C calc'!A0", "=1+1", "@SUM(A1)",
    ]  # fmt: skip


def test_an_anki_export_gives_the_first_field_of_each_note() -> None:
    content = (
        "#separator:tab\n#html:true\n#guid column:1\n#notetype column:2\n#deck column:3\n"
        "#tags column:6\n"
        "g1\tBasic\tAI\t<b>loss</b> &amp; gain<br>noun [sound:a.mp3]\t损失\tai\n"
        'g2\tBasic\tAI\t"<div>[sound:b.mp3]</div><div>batch</div>"\t批\t\n'
        "g3\tBasic\n"
    )
    assert texts(content) == ["loss & gain", "batch"]


def test_an_anki_export_with_an_endless_column_number_is_refused() -> None:
    with pytest.raises(UserError) as caught:
        texts(f"#separator:tab\n#guid column:{'9' * 5_000}\nloss\tx\n")
    assert caught.value.sentence.startswith("I cannot read that file's columns.")
    assert texts("#separator:tab\n#guid column:none\nloss\tx\n") == ["loss"]


def test_an_anki_export_without_markup_is_taken_as_it_is() -> None:
    assert texts("#separator:Comma\n#html:false\nlist<int>,x\n") == ["list<int>"]
    assert texts("#separator:|\nloss|x\n") == ["loss"]


def test_a_line_that_only_looks_like_a_header_is_a_word() -> None:
    assert texts("#loss:x\nbatch\n") == ["#loss:x", "batch"]


def test_words_are_found_as_they_are_spelled_and_never_guessed(dictionary: Dictionary) -> None:
    spelled = ["tokenising", "LLMs", "過擬合", "convolutoin", "LR", "学习", "qqqzzz", "yuxunlian"]
    words = resolved(dictionary, map(Listed, spelled))
    assert [found.record.entry.word for found in words.found] == [
        "tokenization", "large language model", "overfitting",
    ]  # fmt: skip
    unknown = {word.text: word.suggestion for word in words.unknown}
    assert words.unknown_count == len(unknown) == 5
    assert unknown["qqqzzz"] is None
    suggested = unknown["convolutoin"]
    assert suggested is not None
    assert suggested.entry.word == "convolution"


def test_two_spellings_of_one_word_are_found_once(dictionary: Dictionary) -> None:
    words = resolved(dictionary, map(Listed, ["LLM", "large language model"]))
    assert len(words.found) == 1
    assert words.unknown_count == 0


def test_only_the_first_unknown_words_are_named_and_long_ones_shortened(
    dictionary: Dictionary,
) -> None:
    listed = [Listed("x" * 5000), *(Listed(f"qqq{n}zzz") for n in range(50))]
    words = resolved(dictionary, listed)
    assert words.unknown_count == 51
    assert len(words.unknown) == 20
    assert len(words.unknown[0].text) < 100
