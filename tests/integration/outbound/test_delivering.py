"""Records on their way out: exactly once, in the right order, and never a protected one."""

from __future__ import annotations

import hashlib

import pytest
from django.db import transaction
from django.utils import timezone

from madoguchi.apps.audit.types import Action
from madoguchi.apps.outbound.models import OutboundBatch
from madoguchi.apps.outbound.services import delivering, drain
from madoguchi.apps.outbox import queries, services
from madoguchi.apps.outbox.models import OutboxRow
from madoguchi.apps.outbox.states import HOLD_WORDS, LABELS, NEXT, HoldReason, State
from madoguchi.apps.residents.register import ItemClass
from madoguchi.apps.residents.types import CopyTag
from madoguchi.domain.layouts import MANIFEST_NAME, Manifest
from madoguchi.integrations.objectstore import DirectoryStore, StoreUnavailable
from tests.factories import make_resident, protect
from tests.integration.outbound.records import KIND, line, queue


@pytest.fixture
def store(database, tmp_path) -> DirectoryStore:
    (tmp_path / "objects").mkdir()
    return DirectoryStore(tmp_path / "objects")


def manifests(store: DirectoryStore) -> list[Manifest]:
    keys = [stored.key for stored in store.listing("out/") if stored.key.endswith(MANIFEST_NAME)]
    return [Manifest.read(_read(store, key)) for key in keys]


def _read(store: DirectoryStore, key: str) -> bytes:
    with store.open(key) as stream:
        return stream.read(1 << 20)


def delivered(store: DirectoryStore) -> list[str]:
    """Reception numbers in all files whose manifest is there, after checking size and digest."""
    numbers = []
    for stored in store.listing("out/"):
        if stored.key.endswith(MANIFEST_NAME):
            for entry in Manifest.read(_read(store, stored.key)).files:
                raw = _read(store, f"{stored.key.rpartition('/')[0]}/{entry.name}")
                assert (len(raw), hashlib.sha256(raw).hexdigest()) == (entry.bytes, entry.sha256)
                lines = raw.decode().splitlines()[1:]
                assert len(lines) == entry.rows
                numbers += [text.split(",")[0] for text in lines]
    return numbers


def test_every_state_and_reason_has_its_words() -> None:
    assert set(NEXT) == set(LABELS) == set(State)
    assert set(HOLD_WORDS) == set(HoldReason)


def test_records_go_out_with_the_manifest(store, trail) -> None:
    queue("1120-0001", make_resident().resident_number)
    queue("1120-0002")
    drained = drain(store, timezone.now())
    assert (drained.batches, drained.sent, drained.held, drained.stopped) == (1, 2, 0, "")
    assert delivered(store) == ["1120-0001", "1120-0002"]
    assert queries.counts().sent == 2
    actions = [event.action for event in trail()]
    assert actions == [Action.COPY_OPENED, Action.RECORD_DELIVERED]


def test_a_second_run_sends_nothing(store) -> None:
    queue("1120-0001")
    drain(store, timezone.now())
    assert drain(store, timezone.now()).sent == 0
    assert len(manifests(store)) == 1


def test_adding_twice_is_adding_once(store) -> None:
    queue("1120-0001")
    queue("1120-0001", fee_yen="0")
    drain(store, timezone.now())
    assert delivered(store) == ["1120-0001"]
    assert OutboxRow.objects.get().payload[0]["fee_yen"] == "300"


def test_a_record_stands_and_falls_with_its_transaction(store) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        services.add(KIND, "1120-0001", [line("1120-0001")], CopyTag((), frozenset()))
        raise ZeroDivisionError
    assert queries.pending_count() == 0
    with pytest.raises(transaction.TransactionManagementError):
        services.add(KIND, "1120-0001", [line("1120-0001")], CopyTag((), frozenset()))


def test_many_records_go_out_in_files_of_bounded_size(store, monkeypatch) -> None:
    monkeypatch.setattr(delivering, "AT_ONCE", 2)
    for n in range(5):
        queue(f"1120-{n:04d}")
    assert drain(store, timezone.now()).batches == 3
    assert delivered(store) == [f"1120-{n:04d}" for n in range(5)]


class TestProtected:
    def test_a_record_of_a_protected_person_goes_to_a_person(self, store, trail) -> None:
        resident = make_resident()
        queue("1120-0001", resident.resident_number)
        queue("1120-0002")
        protect(resident)
        drained = drain(store, timezone.now())
        assert (drained.sent, drained.held) == (1, 1)
        assert delivered(store) == ["1120-0002"]
        held = OutboxRow.objects.get(state=State.HELD)
        assert (held.key, held.hold_reason, held.batch_id) == ("1120-0001", "check", None)
        assert Action.RECORD_HELD in [event.action for event in trail()]
        assert "支援" not in HOLD_WORDS[HoldReason.CHECK]

    def test_someone_of_the_same_household_counts(self, store) -> None:
        resident = make_resident(household_number="H1")
        protect(make_resident(household_number="H1"))
        queue("1120-0001", resident.resident_number)
        assert drain(store, timezone.now()).held == 1
        assert not manifests(store)

    def test_protection_imposed_between_two_tries_holds(self, store, monkeypatch) -> None:
        resident = make_resident()
        queue("1120-0001", resident.resident_number)
        queue("1120-0002")
        drain(Failing(store, MANIFEST_NAME), timezone.now())
        protect(resident)
        drain(store, timezone.now())
        assert delivered(store) == ["1120-0002"]

    def test_even_a_record_without_any_protected_item_goes_to_a_person(self, store) -> None:
        resident = make_resident()
        protect(resident)
        with transaction.atomic():
            services.add(
                KIND, "1120-0001", [line("1120-0001")], CopyTag((resident.resident_number,), frozenset())
            )
        assert drain(store, timezone.now()).held == 1


@pytest.mark.parametrize(
    "given",
    [{"no_such_field": "x"}, {"copies": "three"}, {"visitor_name": ""}, {"purpose": "a\nb"}],
    ids=["unknown field", "wrong form", "missing", "line end"],
)
def test_a_record_that_fits_no_file_is_held_and_stops_no_other(store, given: dict[str, str]) -> None:
    queue("1120-0001", **given)
    queue("1120-0002")
    drained = drain(store, timezone.now())
    assert (drained.sent, drained.held) == (1, 1)
    assert delivered(store) == ["1120-0002"]
    assert OutboxRow.objects.get(key="1120-0001").hold_reason == HoldReason.UNWRITABLE


class Killed(BaseException):
    """The process is gone."""


class Failing:
    """A store whose `put` of a certain object fails, after or before the bytes are there."""

    def __init__(
        self,
        store: DirectoryStore,
        name: str,
        *,
        after: bool = False,
        error: type[BaseException] = StoreUnavailable,
    ) -> None:
        self._store, self._name, self._after, self._error = store, name, after, error

    def put(self, key: str, body: bytes, sha256: str) -> None:
        if not key.endswith(self._name) or self._after:
            self._store.put(key, body, sha256)
        if key.endswith(self._name):
            raise self._error("つながりません。")

    def exists(self, key: str) -> bool:
        return self._store.exists(key)


@pytest.mark.parametrize("name", [".csv", MANIFEST_NAME])
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_killed_anywhere_each_record_is_delivered_once(store, name: str, after: bool) -> None:
    queue("1120-0001")
    with pytest.raises(Killed):
        drain(Failing(store, name, after=after, error=Killed), timezone.now())
    assert queries.pending_count() == 1
    queue("1120-0002")
    drain(store, timezone.now())
    assert sorted(delivered(store)) == ["1120-0001", "1120-0002"]
    assert queries.counts().sent == 2


def test_a_retry_puts_the_same_bytes_under_the_same_key(store) -> None:
    queue("1120-0001")
    drain(Failing(store, MANIFEST_NAME), timezone.now())
    first = {stored.key: _read(store, stored.key) for stored in store.listing("out/")}
    drain(store, timezone.now())
    second = {stored.key: _read(store, stored.key) for stored in store.listing("out/")}
    assert first.items() <= second.items()
    assert len(second) == len(first) + 1


def test_a_storage_that_is_down_is_told_and_costs_nothing(store) -> None:
    queue("1120-0001")
    down = drain(Failing(store, ".csv"), timezone.now())
    assert (down.sent, down.stopped) == (0, "つながりません。")
    batch = OutboundBatch.objects.get()
    assert (batch.attempts, batch.reason) == (1, "つながりません。")
    assert drain(store, timezone.now()).sent == 1
    batch.refresh_from_db()
    assert (batch.state, batch.reason) == ("sent", "")


def test_what_is_not_personal_is_in_the_trail_only(store, trail) -> None:
    queue("1120-0001", make_resident().resident_number, visitor_name="架空　秘密")
    drain(store, timezone.now())
    assert "秘密" not in str([event.detail for event in trail()])


def test_the_classes_of_a_tag_are_kept(store) -> None:
    queue("1120-0001", "1")
    assert OutboxRow.objects.get().classes == sorted(ItemClass)
