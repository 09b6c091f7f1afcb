"""What is made in processes of its own."""

import io
import subprocess
import sys
from datetime import date

import msgspec
import pytest
from PIL import Image

from bot import anki, charts, workshop
from bot.workshop import AnkiPackage, Chart, Note, Order, WorkshopError, made

TODAY = date(2026, 3, 2)
CHART = Chart(TODAY, past=(0,) * 300 + tuple(range(65)), ahead=(12, 0, 7) + (1,) * 27)
NOTE = Note(
    "faekjw", "loss <x> & y", "/x/", "损失", "What it is.", (("The ", False), ("loss", True))
)


class Broken(Order, frozen=True):
    """An order for a module that is there and makes nothing of it."""

    module = "bot.charts"


def picture(content: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(content))
    image.load()
    return image


async def test_a_picture_comes_back() -> None:
    image = picture(await made(CHART))
    assert image.format == "PNG"
    assert (image.width, image.height) == (1240, 584)


async def test_what_fails_says_why() -> None:
    with pytest.raises(WorkshopError, match=r"(?s)bot\.charts failed: .*missing required field"):
        await made(Broken())


async def test_what_takes_too_long_is_ended() -> None:
    with pytest.raises(WorkshopError, match="did not finish"):
        await made(CHART, seconds=0.001)


@pytest.mark.parametrize(
    "chart",
    [
        Chart(TODAY, (), ()),
        Chart(TODAY, (0,) * 365, (0,) * 30),
        Chart(TODAY, (1,), (1,)),
        Chart(date(2024, 2, 29), (10**6,) * 365, (10**6,) * 31),
    ],
    ids=["nothing", "only zeros", "a single day", "very much"],
)
def test_every_order_is_drawn(chart: Chart) -> None:
    assert picture(charts.drawn(chart)).size == (1240, 584)


def test_more_reviews_are_darker() -> None:
    image = picture(charts.drawn(Chart(TODAY, (0, 1, 30, 60, 100), (0,)))).convert("L")
    monday = 5 * [charts._TOP + charts._CELL // 2]
    row = [y + charts._PITCH * weekday for y, weekday in zip(monday, (3, 4, 5, 6, 0), strict=True)]
    column = [charts._LEFT + 6] * 4 + [charts._LEFT + charts._PITCH + 6]
    shades = [image.getpixel(at) for at in zip(column, row, strict=True)]
    assert shades == sorted(shades, reverse=True)  # type: ignore[type-var]
    assert len(set(shades)) == 5


@pytest.mark.parametrize(
    ("highest", "steps"), [(0, [1, 2, 3, 4]), (3, [1, 2, 3, 4]), (40, [1, 10, 20, 30])]
)
def test_shades_stand_for_growing_counts(highest: int, steps: list[int]) -> None:
    assert charts.steps(highest) == steps


@pytest.mark.parametrize(
    ("module", "order", "beginning"),
    [(charts, CHART, b"\x89PNG"), (anki, AnkiPackage(1_772_452_800, (NOTE,)), b"PK")],
    ids=["chart", "deck"],
)
def test_an_order_comes_in_and_a_file_goes_out(
    module: object, order: Order, beginning: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = io.BytesIO()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(msgspec.json.encode(order))))
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(written, write_through=True))
    module.main()  # type: ignore[attr-defined]
    assert written.getvalue().startswith(beginning)


def test_the_bot_itself_loads_no_library_of_the_workshop() -> None:
    script = "import sys, bot.__main__; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", script], capture_output=True, text=True, check=True
    )
    assert not {name.split(".")[0] for name in done.stdout.split()} & {"PIL", "genanki"}


def test_no_more_processes_run_than_there_are_hands() -> None:
    assert workshop._hands._max_workers == 2
