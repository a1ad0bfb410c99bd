from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone

import pytest

from madoguchi.integrations.objectstore import DirectoryStore

JST = timezone(timedelta(hours=9))


@pytest.fixture
def store(tmp_path) -> DirectoryStore:
    (tmp_path / "objects").mkdir()
    return DirectoryStore(tmp_path / "objects")


@pytest.fixture
def day() -> Callable[[int], datetime]:
    """The 基準日時 of the n-th day."""
    return lambda n: datetime(2026, 11, n, 2, tzinfo=JST)


@pytest.fixture
def take(database, store) -> Iterator[Callable[[], object]]:
    """Take what lies on the store now; exactly one set is expected."""
    from django.utils import timezone as clock

    from madoguchi.apps.inbound.services import take_all

    def one() -> object:
        results = take_all(store, clock.now())
        assert len(results) == 1, results
        return results[0]

    yield one
