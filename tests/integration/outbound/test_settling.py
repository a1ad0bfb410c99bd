"""Held records: opened through the door by who may, worked off in one of three ways, each of them in the trail."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from madoguchi.apps.accounts.rights import Right
from madoguchi.apps.accounts.types import Refused
from madoguchi.apps.audit.types import Action
from madoguchi.apps.outbound.services import drain, export, settle
from madoguchi.apps.outbox import services as outbox
from madoguchi.apps.outbox.models import OutboxRow
from madoguchi.apps.outbox.states import LABELS, NEXT, State
from madoguchi.apps.residents.models import Protection
from madoguchi.apps.residents.services import refresh_guard
from madoguchi.integrations.objectstore import DirectoryStore
from tests.factories import make_resident, make_staff, protect
from tests.integration.outbound.records import KIND, queue

KEY = "1120-0002"


def client_with(*rights: Right) -> Client:
    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(make_staff(*rights), backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def store(tmp_path) -> DirectoryStore:
    (tmp_path / "objects").mkdir()
    return DirectoryStore(tmp_path / "objects")


@pytest.fixture
def held(database, store) -> OutboxRow:
    resident = make_resident()
    queue(KEY, resident.resident_number, visitor_name="架空　秘密")
    protect(resident)
    drain(store, timezone.now())
    return OutboxRow.objects.get()


@pytest.fixture
def misfit(database, store) -> OutboxRow:
    queue("1120-0009", copies="たくさん")
    drain(store, timezone.now())
    return OutboxRow.objects.get()


@pytest.fixture
def chief(staff):
    return staff(Right.PROTECTION_RELEASE)


def test_every_state_has_a_row_and_a_label() -> None:
    assert set(NEXT) == set(LABELS) == set(State)


def test_typed_by_hand(held: OutboxRow, chief, trail) -> None:
    settle(held.pk, State.ENTERED, "", by=chief)
    held.refresh_from_db()
    assert (held.state, held.settled_by) == (State.ENTERED, chief.name)
    event = trail()[-1]
    assert (event.action, event.reference) == (Action.HELD_RECORD_SETTLED, KEY)
    assert event.detail == {"how": "entered", "reason": "check"}
    with transaction.atomic():
        assert not outbox.withdraw(KIND, KEY)  # it is in the core system: a person must act there too


def test_taken_back_needs_a_reason(held: OutboxRow, chief, staff) -> None:
    with pytest.raises(Refused, match="理由"):
        settle(held.pk, State.WITHDRAWN, " ", by=chief)
    settle(held.pk, State.WITHDRAWN, "請求の取り下げ", by=chief)
    today = timezone.localdate()
    assert export(today, today, by=staff(Right.EXPORT)).records == 0


def test_nothing_goes_into_a_file_while_protection_lasts(held: OutboxRow, chief, store) -> None:
    with pytest.raises(Refused, match="連携ファイルでは送れません"):
        settle(held.pk, State.PENDING, "送り直し", by=chief)
    Protection.objects.update(active=False)
    refresh_guard()
    settle(held.pk, State.PENDING, "支援措置の終了を確認", by=chief)
    assert drain(store, timezone.now()).sent == 1


def test_protection_that_begins_after_it_was_given_back_holds_it_again(misfit, staff, store) -> None:
    settle(misfit.pk, State.PENDING, "レイアウトを直した", by=staff(Right.EXPORT))
    assert drain(store, timezone.now()).held == 1


def test_it_is_worked_off_once(held: OutboxRow, chief) -> None:
    settle(held.pk, State.ENTERED, "", by=chief)
    with pytest.raises(Refused, match="状態が変わっています"):
        settle(held.pk, State.WITHDRAWN, "二度目", by=chief)


def test_a_guarded_one_needs_the_right_to_see_it(held: OutboxRow, staff) -> None:
    with pytest.raises(Refused, match="支援措置"):
        settle(held.pk, State.ENTERED, "", by=staff(Right.EXPORT))


class TestPages:
    def test_the_list_has_old_ones_too_and_names_nobody(self, held: OutboxRow) -> None:
        OutboxRow.objects.update(created_at=timezone.now() - timedelta(days=40))
        text = client_with(Right.OUTBOUND_VIEW).get("/outbound/held/").content.decode()
        assert KEY in text
        assert "秘密" not in text
        assert f"/outbound/held/{held.pk}/" not in text

    def test_only_who_may_sees_the_values(self, held: OutboxRow, trail) -> None:
        url = f"/outbound/held/{held.pk}/"
        assert client_with(Right.OUTBOUND_VIEW).get(url).status_code == 403
        closed = client_with(Right.EXPORT).get(url).content.decode()
        assert "内容は表示できません" in closed
        assert "秘密" not in closed
        assert "処理を記録する" not in closed
        opened = client_with(Right.PROTECTION_RELEASE).get(url).content.decode()
        assert "秘密" in opened
        assert "来庁者" in opened or "氏名" in opened
        assert [event.action for event in trail()].count(Action.COPY_OPENED) == 2

    def test_working_it_off(self, held: OutboxRow) -> None:
        url = f"/outbound/held/{held.pk}/"
        client = client_with(Right.PROTECTION_RELEASE)
        assert client.post(url, {"how": "sent"}).status_code == 403
        assert client.post(url, {"how": "entered", "because": "住基に登録"}).status_code == 302
        text = client.get(url).content.decode()
        assert "手で登録済" in text
        assert "処理を記録する" not in text

    def test_another_record_is_not_found(self, misfit: OutboxRow) -> None:
        assert client_with(Right.EXPORT).get(f"/outbound/held/{misfit.pk + 1}/").status_code == 404
