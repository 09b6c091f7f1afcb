"""Compares raw data with a model and lists everything that is missing, wrong or unknown."""

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import msgspec
from msgspec import inspect

_NAMES = {
    str: ("a text", "文本"),
    bool: ("true or false", "布尔值"),
    int: ("a whole number", "整数"),
    float: ("a number", "小数"),
    list: ("a list", "列表"),
    dict: ("an object", "对象"),
    type(None): ("null", "null"),
}
_PYTHON_TYPES: dict[type[inspect.Type], type] = {
    inspect.StrType: str,
    inspect.IntType: int,
    inspect.VarTupleType: list,
    inspect.DictType: dict,
    inspect.StructType: dict,
}


class Problem(NamedTuple):
    """One difference between data and model: where, a code of `findings.RULES`, its parameters."""

    path: str
    code: str
    parameters: dict[str, object]


class Text(NamedTuple):
    """A text inside the data: where it stands, the key it is the value of, and the text."""

    path: str
    key: str
    value: str


def compare(data: object, model: type[msgspec.Struct]) -> tuple[dict[str, object], list[Problem]]:
    """Return what of `data` fits the model, and every problem.

    What is missing or of a wrong type is replaced by an empty value of the right one (an empty
    text, list or object), so that the rest can be checked in the same run and list positions
    stay. Unknown keys are left out of the result.
    """
    walker = _Walker()
    mended = walker.fit(data, _type_of(model), "")
    assert isinstance(mended, dict)  # noqa: S101 -- a Struct is fitted into a dict, always
    return mended, walker.problems


@cache
def _type_of(model: type[msgspec.Struct]) -> inspect.Type:
    return inspect.type_info(model)


def texts(data: object, path: str = "", key: str = "") -> Iterator[Text]:
    """Yield every text in raw data, in order, with its path."""
    if isinstance(data, str):
        yield Text(path, key, data)
    elif isinstance(data, dict):
        for name, value in data.items():
            yield from texts(value, _below(path, name), name)
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from texts(value, f"{path}[{index}]", key)


def _below(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key


class _Walker:
    """Walks data and model side by side, collecting problems."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def fit(self, value: object, wanted: inspect.Type, path: str) -> object:
        """Return `value` where it fits `wanted`, and otherwise an empty value that does."""
        if type(value) is str and type(wanted) is inspect.StrType:  # most of an entry
            return value
        if isinstance(wanted, inspect.UnionType):
            if value is None:
                return None
            wanted = next(t for t in wanted.types if not isinstance(t, inspect.NoneType))
        if isinstance(wanted, inspect.LiteralType):
            return self._fit_literal(value, wanted, path)
        python_type = _PYTHON_TYPES[type(wanted)]
        if type(value) is not python_type:
            self._wrong_type(value, python_type, path)
            value = python_type()
            if not isinstance(wanted, inspect.StructType):
                return value
            return self._emptied(wanted)
        return self._fit_parts(value, wanted, path)

    def _fit_parts(self, value: object, wanted: inspect.Type, path: str) -> object:
        if isinstance(wanted, inspect.StructType) and isinstance(value, dict):
            return self._fit_struct(value, wanted, path)
        if isinstance(wanted, inspect.VarTupleType) and isinstance(value, list):
            return [
                self.fit(item, wanted.item_type, f"{path}[{index}]")
                for index, item in enumerate(value)
            ]
        if isinstance(wanted, inspect.DictType) and isinstance(value, dict):
            return {
                key: self.fit(item, wanted.value_type, _below(path, key))
                for key, item in value.items()
            }
        return value

    def _fit_struct(
        self, value: dict[str, object], wanted: inspect.StructType, path: str
    ) -> dict[str, object]:
        mended: dict[str, object] = {}
        for field in wanted.fields:
            below = _below(path, field.encode_name)
            if field.encode_name in value:
                mended[field.encode_name] = self.fit(value[field.encode_name], field.type, below)
            elif field.required:
                self.problems.append(Problem(below, "missing-key", {}))
                mended[field.encode_name] = self._empty(field.type)
        known = {field.encode_name for field in wanted.fields}
        self.problems.extend(
            Problem(_below(path, key), "unknown-key", {}) for key in value if key not in known
        )
        return mended

    def _fit_literal(self, value: object, wanted: inspect.LiteralType, path: str) -> object:
        if value in wanted.values:
            return value
        expected = ", ".join(str(choice) for choice in wanted.values)
        self.problems.append(Problem(path, "unknown-value", {"found": value, "expected": expected}))
        return wanted.values[0]

    def _wrong_type(self, value: object, expected: type, path: str) -> None:
        found, found_zh = _NAMES[type(value)]
        name, name_zh = _NAMES[expected]
        parameters: dict[str, object] = {
            "found": found,
            "found_zh": found_zh,
            "expected": name,
            "expected_zh": name_zh,
        }
        self.problems.append(Problem(path, "wrong-type", parameters))

    def _empty(self, wanted: inspect.Type) -> object:
        if isinstance(wanted, inspect.StructType):
            return self._emptied(wanted)
        empty: object = _PYTHON_TYPES[type(wanted)]()
        return empty

    def _emptied(self, wanted: inspect.StructType) -> dict[str, object]:
        return {f.encode_name: self._empty(f.type) for f in wanted.fields if f.required}
