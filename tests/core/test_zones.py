from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.core import zones


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("北京", "Asia/Shanghai"), ("Beijing", "Asia/Shanghai"), ("new york", "America/New_York"),
        ("Europe/Paris", "Europe/Paris"), ("UTC+8", "Etc/GMT-8"), ("gmt -5", "Etc/GMT+5"),
        ("+0", "UTC"), ("UTC+5:30", None), ("UTC+99", None), ("Atlantis", None), ("", None),
        ("localtime", None), ("posixrules", None), ("Factory", None), ("../etc/passwd", None),
    ],
)  # fmt: skip
def test_a_place_or_an_offset_names_a_zone(text: str, zone: str | None) -> None:
    assert zones.zone_named(text) == zone


def test_every_zone_that_can_be_named_can_be_used() -> None:
    for zone in zones.known_zones() | set(zones.CITIES):
        ZoneInfo(zone)


def test_clocks_go_from_west_to_east_and_show_wall_time() -> None:
    clocks = list(zones.clocks(datetime(2026, 7, 1, 13, 5, tzinfo=UTC)))
    assert (clocks[0][0], clocks[0][1]) == ("Pacific/Honolulu", "03:05")
    assert ("Asia/Shanghai", "21:05", "Beijing") in clocks
    assert len(clocks) == len(zones.CITIES)
