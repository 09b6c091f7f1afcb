import json
from collections.abc import Callable, Mapping

import pytest

from bot.core.vocabulary.check import Advisers, Finding, check_entries
from bot.core.vocabulary.pack import Pack

CLIPPING: dict[str, object] = {
    "word": "gradient clipping",
    "phonetics": "/ˈɡreɪdiənt ˌklɪpɪŋ/",
    "part_of_speech": "noun",
    "translation": "梯度裁剪",
    "definition": "The shrinking of an update whose size exceeds a chosen limit.",
    "definition_translation": "更新量超过设定上限时，把它缩小。",
    "example": "Without gradient clipping, one bad batch sent the loss to infinity.",
    "example_translation": "不做梯度裁剪，一个坏批次就让损失冲到无穷大。",
    "synonyms": [],
    "antonyms": [],
    "usage": {
        "deep_learning": [
            {
                "sentence": "Set the gradient-clipping norm to one before you touch the schedule.",
                "translation": "先把梯度裁剪的范数设为1，再去动学习率计划。",
            }
        ]
    },
    "phrases": {
        "examples": [{"phrase": "clip by norm", "translation": "按范数裁剪"}],
        "idioms": [],
    },
}
DECAY: dict[str, object] = {
    "word": "weight decay",
    "phonetics": "/ˈweɪt dɪˌkeɪ/",
    "part_of_speech": "noun",
    "translation": "权重衰减",
    "definition": "A steady pull of every parameter towards zero while the network learns.",
    "example": "Raising weight decay tenfold closed the gap between training and test error.",
    "synonyms": [],
    "antonyms": [],
    "usage": {},
    "phrases": {"examples": [], "idioms": []},
}
PACK = Pack(
    name="ai",
    language="en",
    translation_language="zh-Hans",
    licence="CC-BY-4.0",
    title={"en": "AI", "zh-Hans": "人工智能"},
    domains={
        "deep_learning": {"en": "Deep learning", "zh-Hans": "深度学习"},
        "general": {"en": "General", "zh-Hans": "通用"},
    },
    topics={"training": {"en": "Training", "zh-Hans": "训练"}},
    entries={},
)

Check = Callable[..., list[Finding]]


def _bytes(entry: Mapping[str, object]) -> bytes:
    return json.dumps(entry).encode()


@pytest.fixture
def check() -> Check:
    """Checks the sample entry with the given keys changed; None takes a key away."""

    def run(
        advisers: Advisers | None = None,
        neighbour: Mapping[str, object] | None = None,
        **changes: object,
    ) -> list[Finding]:
        changed = {k: v for k, v in (CLIPPING | changes).items() if v is not None}
        files = {"gradient-clipping.json": _bytes(changed)}
        if neighbour is not None:
            files["weight-decay.json"] = _bytes({**DECAY, **neighbour})
        return check_entries("ai", files, PACK, advisers or Advisers())

    return run


@pytest.fixture
def check_bytes() -> Check:
    """Checks one file by its bytes."""

    def run(data: bytes) -> list[Finding]:
        return check_entries("ai", {"gradient-clipping.json": data}, PACK)

    return run


@pytest.fixture
def sample() -> dict[str, object]:
    """The entry that `check` changes."""
    return dict(CLIPPING)


@pytest.fixture
def pack() -> Pack:
    """The manifest that entries are checked against."""
    return PACK
