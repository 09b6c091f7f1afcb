import pytest

from bot.storage.address import AddressError, database_address


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("foo", "is no database address"),
        ("postgresql://u:hush@h:abc/db", "is no database address"),
        ("mysql://u:hush@h/db", "not supported; use sqlite"),
        ("postgresql://[bad", "cannot be read"),
        ("postgresql://u:hush@h:99999/db", "cannot be read"),
        ("postgresql://h/db?channel_binding=hush", "the option channel_binding"),
        ("postgresql://h/db?sslmode=hush", "choose one"),
        ("sqlite://", "name a file"),
        ("sqlite:///:memory:", "name a file"),
        ("sqlite:///a.db?mode=hush", "leave out"),
    ],
)
def test_an_address_nothing_can_be_done_with_is_refused_without_being_shown(
    url: str, problem: str
) -> None:
    with pytest.raises(AddressError, match=problem) as refusal:
        database_address(url)
    assert "hush" not in str(refusal.value)


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("sqlite:///data/cihui.db", "sqlite:///data/cihui.db"),
        ("postgres://h/db", "postgresql+asyncpg://h/db"),
        ("postgresql+psycopg2://[::1]:5432/db", "postgresql+asyncpg://[::1]:5432/db"),
        (
            "postgresql:///db?host=/run/postgresql",
            "postgresql+asyncpg:///db?host=%2Frun%2Fpostgresql",
        ),
        ("postgresql://h/db?sslmode=require", "postgresql+asyncpg://h/db?ssl=require"),
    ],
)
def test_an_address_is_given_to_the_engine_in_its_own_terms(url: str, address: str) -> None:
    assert str(database_address(url)) == address
