from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.core import zones
from bot.core.cities import FRACTIONS, PLACES
from bot.locales import LANGUAGES, translate


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("北京", "Asia/Shanghai"), ("Beijing", "Asia/Shanghai"), ("new york", "America/New_York"),
        ("Europe/Paris", "Europe/Paris"), ("UTC+8", "Etc/GMT-8"), ("gmt -5", "Etc/GMT+5"),
        ("+0", "UTC"), ("UTC+5:30", "Asia/Kolkata"), ("+0545", "Asia/Kathmandu"),
        ("UTC+3:30", "Asia/Tehran"),
        ("UTC+9:30", "Australia/Darwin"), ("UTC-3:30", "America/St_Johns"), ("UTC+8:30", None),
        ("-0:30", None), ("UTC+99", None), ("Atlantis", None), ("", None),
        ("localtime", None), ("posixrules", None), ("Factory", None), ("../etc/passwd", None),
    ],
)  # fmt: skip
def test_a_place_or_an_offset_names_a_zone(text: str, zone: str | None) -> None:
    assert zones.zone_named(text) == zone


@pytest.mark.parametrize(
    ("names", "zone"),
    [
        ("杭州 成都 武汉 重庆 南京 天津 西安 深圳 广州 Chengdu 北京市", "Asia/Shanghai"),
        ("廣州 重慶 武漢 乌鲁木齐 Urumqi 新疆 中國 china Wuhan 北京时间", "Asia/Shanghai"),
        ("香港 HongKong", "Asia/Hong_Kong"),
        ("澳门 澳門", "Asia/Macau"), ("台北 臺北", "Asia/Taipei"),
        ("莫斯科", "Europe/Moscow"), ("迪拜 杜拜", "Asia/Dubai"),
        ("日本 東京", "Asia/Tokyo"),
        ("雪梨 悉尼", "Australia/Sydney"), ("尼泊尔", "Asia/Kathmandu"),
        ("SãoPaulo", "America/Sao_Paulo"),
        ("Asia/Urumqi", "Asia/Urumqi"), ("越南", "Asia/Ho_Chi_Minh"),
        ("德国 慕尼黑", "Europe/Berlin"),
        ("美国 俄罗斯 USA 时间 市", None),
    ],
)  # fmt: skip
def test_people_name_their_city_in_their_own_language(names: str, zone: str | None) -> None:
    assert {name: zones.zone_named(name) for name in names.split()} == dict.fromkeys(
        names.split(), zone
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_clock_can_be_typed_by_the_name_it_shows(language: str) -> None:
    named = {
        zone: zones.zone_named(translate(language, zones.CITIES[zone])) for zone in zones.CITIES
    }
    assert named == {zone: zone for zone in zones.CITIES}


def test_every_place_that_is_listed_stands_for_a_zone_there_is() -> None:
    assert {*PLACES, *FRACTIONS.values()} <= zones.known_zones()
    names = [name for listed in PLACES.values() for name in listed.split()]
    assert len(names) == len(set(names))


def test_every_zone_that_can_be_named_can_be_used() -> None:
    for zone in zones.known_zones() | set(zones.CITIES):
        ZoneInfo(zone)


def test_clocks_go_from_west_to_east_and_show_wall_time() -> None:
    clocks = list(zones.clocks(datetime(2026, 7, 1, 13, 5, tzinfo=UTC)))
    assert (clocks[0][0], clocks[0][1]) == ("Pacific/Honolulu", "03:05")
    assert ("Asia/Shanghai", "21:05", "Beijing") in clocks
    assert len(clocks) == len(zones.CITIES)
