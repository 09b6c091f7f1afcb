"""Draws how learning goes; run as `python -m bot.charts` with an order as JSON.

Above, a year of reviews: a column a week, Monday on top, months marked by number. Below, what falls
due on each of the coming days. There are no words in the picture, so that it suits every language.
The scale goes from light to dark in one hue, which colour-blind eyes and grey print keep apart.
"""

import io
import math
import sys
from collections.abc import Sequence
from datetime import timedelta

import msgspec
from PIL import Image, ImageDraw, ImageFont

from bot.workshop import Chart

_FINE = 2
"""Everything is drawn so many times as large and reduced, which smooths its edges."""
_WIDTH, _HEIGHT = 1240, 584
_PAPER, _CARD, _EDGE = "#eef1f5", "#ffffff", "#dde3ea"
_INK, _SOFT, _RULE = "#27323f", "#6b7785", "#e6eaf0"
_SCALE = ("#ebeef2", "#c6dbef", "#7fb5d9", "#3683bd", "#0b4a8f")
_BAR, _TODAY = "#3683bd", "#e07b00"
_WEEK = 7
_CELL, _GAP = 17, 4
_PITCH = _CELL + _GAP
_LEFT, _TOP = 76, 76
"""Where the heat map begins."""
_FLOOR, _BAR_HEIGHT = 512, 180
"""Where the bars stand, and how high the highest is."""
_RIGHT = _LEFT + 53 * _PITCH - _GAP

Point = tuple[float, float]


class Sheet:
    """A sheet to draw on, in units that `_FINE` makes pixels of."""

    def __init__(self) -> None:
        self.image = Image.new("RGB", (_WIDTH * _FINE, _HEIGHT * _FINE), _PAPER)
        self._draw = ImageDraw.Draw(self.image)

    def box(
        self, corner: Point, size: Point, fill: str, *, radius: float = 0, edge: str = ""
    ) -> None:
        """Draw a filled box with rounded corners."""
        (x, y), (width, height) = corner, size
        self._draw.rounded_rectangle(
            (x * _FINE, y * _FINE, (x + width) * _FINE - 1, (y + height) * _FINE - 1),
            radius * _FINE,
            fill=fill,
            outline=edge or None,
            width=_FINE,
        )

    def text(self, at: Point, text: str, fill: str, *, size: int = 15, anchor: str = "mm") -> None:
        """Write a text; `anchor` says which point of it `at` is, as Pillow has it."""
        where = (at[0] * _FINE, at[1] * _FINE)
        font = ImageFont.load_default(size * _FINE)
        self._draw.text(where, text, fill=fill, font=font, anchor=anchor)

    def png(self) -> bytes:
        """Return the sheet as the bytes of a PNG."""
        file = io.BytesIO()
        self.image.reduce(_FINE).save(file, "PNG", optimize=True)
        return file.getvalue()


def drawn(order: Chart) -> bytes:
    """Return the picture as the bytes of a PNG."""
    sheet = Sheet()
    sheet.box((12, 12), (_WIDTH - 24, _HEIGHT - 24), _CARD, radius=20, edge=_EDGE)
    _draw_year(sheet, order)
    _draw_load(sheet, order)
    return sheet.png()


def steps(highest: int) -> list[int]:
    """Return the least count of each shade but the lightest, which means none."""
    shades = len(_SCALE) - 1
    return [1, *(max(n + 1, round(highest * n / shades)) for n in range(1, shades))]


def _draw_year(sheet: Sheet, order: Chart) -> None:
    bounds = steps(max(order.past, default=0))
    first = order.today - timedelta(days=len(order.past) - 1)
    monday = first - timedelta(days=first.weekday())
    last_month = 0
    for number, count in enumerate(order.past):
        day = first + timedelta(days=number)
        week, weekday = divmod((day - monday).days, _WEEK)
        x, y = _LEFT + week * _PITCH, _TOP + weekday * _PITCH
        shade = _SCALE[sum(count >= bound for bound in bounds)]
        sheet.box((x, y), (_CELL, _CELL), shade, radius=4)
        if day == order.today:
            sheet.box((x, y), (_CELL, _CELL), shade, radius=4, edge=_TODAY)
        if day.month != last_month and day.day <= _WEEK and weekday == 0:
            sheet.text((x + _CELL / 2, _TOP - 18), str(day.month), _SOFT)
            last_month = day.month
    for weekday in range(_WEEK):
        middle = _TOP + weekday * _PITCH + _CELL / 2
        sheet.text((_LEFT - 18, middle), str(weekday + 1), _SOFT, size=13)
    _draw_legend(sheet, bounds)


def _draw_legend(sheet: Sheet, bounds: Sequence[int]) -> None:
    """Draw each shade with the counts it stands for, ending at the right edge."""
    least = [0, *bounds]
    most = [*(bound - 1 for bound in bounds), None]
    y = _TOP + _WEEK * _PITCH + 16
    x = float(_RIGHT)
    for shade, low, high in reversed(list(zip(_SCALE, least, most, strict=True))):
        label = f"{low}+" if high is None else str(low) if high == low else f"{low}-{high}"
        x -= 9 * len(label)
        sheet.text((x, y + _CELL / 2), label, _SOFT, size=13, anchor="lm")
        x -= _CELL + 6
        sheet.box((x, y), (_CELL, _CELL), shade, radius=4)
        x -= 16


def _draw_load(sheet: Sheet, order: Chart) -> None:
    unit = _unit(max(order.ahead, default=0))
    lines = max(1, math.ceil(max(order.ahead, default=0) / unit))
    for line in range(lines + 1):
        y = _FLOOR - _BAR_HEIGHT * line / lines
        sheet.box((_LEFT, y), (_RIGHT - _LEFT, 1), _RULE)
        sheet.text((_LEFT - 12, y), str(line * unit), _SOFT, size=13, anchor="rm")
    pitch = (_RIGHT - _LEFT) / max(1, len(order.ahead))
    for number, count in enumerate(order.ahead):
        day = order.today + timedelta(days=number)
        x = _LEFT + number * pitch
        height = _BAR_HEIGHT * count / (lines * unit)
        color = _BAR if number else _TODAY
        if count:
            sheet.box(
                (x + 5, _FLOOR - height), (pitch - 10, height), color, radius=min(4, height / 2)
            )
            sheet.text((x + pitch / 2, _FLOOR - height - 11), str(count), _INK, size=13)
        sheet.text((x + pitch / 2, _FLOOR + 15), str(day.day), _SOFT, size=13)
        if number == 0 or day.day == 1:
            sheet.text((x + pitch / 2, _FLOOR + 36), str(day.month), _INK, size=15)


def _unit(highest: int) -> int:
    """Return the distance of the rules: a round number that gives four rules at most."""
    rough = max(1.0, highest / 4)
    size = 10.0 ** math.floor(math.log10(rough))
    return next(math.ceil(n * size) for n in (1, 2, 5, 10) if n * size >= rough)


def main() -> None:
    """Draw what standard input orders."""
    order = msgspec.json.decode(sys.stdin.buffer.read(), type=Chart)
    sys.stdout.buffer.write(drawn(order))


if __name__ == "__main__":
    main()
