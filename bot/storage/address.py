"""The address of a database: what an operator may write, and what the engine is given."""

import re

from sqlalchemy import make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError

_DRIVERS = {
    "sqlite": "sqlite",
    "postgresql": "postgresql+asyncpg",
    "postgres": "postgresql+asyncpg",
}
_FORMS = "use sqlite:///path/to/file.db or postgresql://user:password@host/name"
_HOST = re.compile(r"[^\s\[\]]*")
_OPTIONS = {"host", "passfile", "password", "port", "ssl", "target_session_attrs", "user"}
"""Those of a server that can be written in an address; another one stops the driver."""
_SSL_MODES = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")


class AddressError(ValueError):
    """An address that cannot be used: what is wrong and what to do, never the address itself."""


def database_address(url: str) -> URL:
    """Return what an operator wrote as the engine's address.

    Raises:
        AddressError: it is none, or not of a database that can be used.
    """
    try:
        address = make_url(url)
    except (ArgumentError, ValueError):  # the latter where a port is no number
        raise AddressError(f"is no database address; {_FORMS}") from None
    driver = _DRIVERS.get(address.drivername.partition("+")[0])
    if driver is None:
        raise AddressError(f"is of a database that is not supported; {_FORMS}")
    address = address.set(drivername=driver)
    return _file(address) if driver == "sqlite" else _server(address)


def _file(address: URL) -> URL:
    if address.database in (None, "", ":memory:"):
        raise AddressError("memory forgets everything; name a file: sqlite:///path/to/file.db")
    if address.query:
        raise AddressError("a SQLite file takes no options; leave out what stands after the “?”")
    return address


def _server(address: URL) -> URL:
    if not _HOST.fullmatch(address.host or "") or not 1 <= (address.port or 1) <= 65535:
        raise AddressError(
            "the host or the port cannot be read; use postgresql://user:password@host:5432/name, "
            "with %40 for a “@” in the password"
        )
    # libpq and most hosts write sslmode; asyncpg calls the same thing ssl
    options = {"ssl" if name == "sslmode" else name: v for name, v in address.query.items()}
    unknown = sorted(options.keys() - _OPTIONS)
    if unknown:
        raise AddressError(f"the option {unknown[0]} is not supported; leave it out")
    if options.get("ssl", "prefer") not in _SSL_MODES:
        raise AddressError(f"sslmode is not one of {', '.join(_SSL_MODES)}; choose one of them")
    return address.set(query=options)
