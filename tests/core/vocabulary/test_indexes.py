from bot.core.vocabulary.indexes import KeyIndex


def filled(**values: list[str]) -> KeyIndex[str]:
    return KeyIndex((key, value) for key, named in values.items() for value in named)


def test_a_key_names_each_of_its_values() -> None:
    index = filled(ap=["access point", "average precision", "affinity propagation"], gan=["a net"])
    assert list(index["ap"]) == ["access point", "average precision", "affinity propagation"]
    assert list(index["gan"]) == ["a net"]
    assert list(index["lstm"]) == []
    assert ("ap" in index, "lstm" in index) == (True, False)


def test_an_empty_key_names_nothing() -> None:
    index = KeyIndex([("", "nothing")])
    assert list(index.in_order) == []
    assert index.longest == 0


def test_beginnings_come_in_order_and_no_more_keys_than_asked_for() -> None:
    index = filled(tokenizer=["3"], token=["1", "one"], tokenize=["2"], tone=["4"])
    assert list(index.starting("tok", 2)) == ["1", "one", "2"]
    assert list(index.starting("ton", 9)) == ["4"]
    assert list(index.starting("x", 9)) == []


def test_parts_come_in_order_and_no_more_keys_than_asked_for() -> None:
    index = filled(预训练=["a"], 训练=["b"], 训练集=["c"], 练习=["d"])
    assert list(index.containing("训练", 9)) == ["b", "c", "a"]
    assert list(index.containing("训练", 2)) == ["b", "c"]
    assert list(index.containing("习", 9)) == ["d"]
    assert list(index.containing("训习", 9)) == []
    assert list(index.containing("新", 9)) == []
    assert list(index.containing("", 9)) == []
