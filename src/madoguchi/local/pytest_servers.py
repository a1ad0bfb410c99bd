"""pytest plugin: real servers for a test session, one set for each pytest process."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from madoguchi.local.objectstore import S3Server, run_objectstore
from madoguchi.local.postgres import PostgresServer, run_postgres


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgresServer]:
    """Started once, quick rather than durable. Make your own database in it for what others mustn't see."""
    with run_postgres(tmp_path_factory.mktemp("postgres"), durable=False) as server:
        yield server


@pytest.fixture(scope="session")
def s3_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Server]:
    """A real S3 server. A test that stops it starts it again."""
    with run_objectstore(tmp_path_factory.mktemp("s3")) as server:
        yield server
