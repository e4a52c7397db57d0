"""One suite for both databases.

SQLite always runs. PostgreSQL runs as well where TEST_POSTGRES gives the URL of a database that
may be emptied. For one on this machine, as a user that is not root:

    apt-get install postgresql
    initdb -D /tmp/pg -A trust -U tik
    pg_ctl -D /tmp/pg -o "-p 54329 -c listen_addresses=127.0.0.1 -c unix_socket_directories=/tmp" start
    createdb -h 127.0.0.1 -p 54329 -U tik tik
    TEST_POSTGRES=postgresql://tik@127.0.0.1:54329/tik pytest tests/storage
"""  # noqa: E501

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.storage.given import NOW, Given
from tikscheduler.settings import Settings
from tikscheduler.storage import Storage, open_storage

POSTGRES = os.environ.get("TEST_POSTGRES", "")
ENGINES = ["sqlite", "postgres"] if POSTGRES else ["sqlite"]


@pytest.fixture(params=ENGINES)
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """Settings of a fresh profile whose database does not exist yet."""
    if request.param == "sqlite":
        return Settings(profile=tmp_path / "profile")
    import psycopg

    with psycopg.connect(POSTGRES, autocommit=True) as connection:
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")
    return Settings(profile=tmp_path / "profile", database_url=POSTGRES)


@pytest.fixture
def storage(settings: Settings) -> Iterator[Storage]:
    """An open, empty database."""
    opened = open_storage(settings, NOW)
    yield opened
    opened.close()


@pytest.fixture
def given(storage: Storage) -> Given:
    """Short ways to put accounts and posts into the database."""
    return Given(storage)


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    """The folder of a profile that does not exist yet, for what concerns SQLite alone."""
    return tmp_path / "profile"


@pytest.fixture
def sqlite(profile: Path) -> Iterator[Storage]:
    """An open, empty SQLite database."""
    opened = open_storage(Settings(profile=profile), NOW)
    yield opened
    opened.close()
