"""The CSV for a person: asked for with a right, written down first, withheld records left out."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from madoguchi.apps.accounts.rights import Right
from madoguchi.apps.accounts.types import Refused
from madoguchi.apps.audit.types import Action
from madoguchi.apps.catalogue import queries as catalogue
from madoguchi.apps.outbound.services import export
from madoguchi.apps.outbox import services as outbox
from madoguchi.apps.residents.types import CopyTag
from madoguchi.domain.text import Profile
from tests.factories import make_resident, protect
from tests.integration.outbound.records import queue


def test_an_export_has_the_records_of_the_period(staff, trail) -> None:
    today = timezone.localdate()
    resident = make_resident()
    queue("1120-0001", resident.resident_number)
    made = export(today, today, by=staff(Right.EXPORT))
    text = made.body.decode("utf-8-sig")
    assert (made.records, made.left_out, made.replaced) == (1, 0, ())
    assert "1120-0001" in text.splitlines()[1]
    opened, exported = [e for e in trail() if e.action in (Action.COPY_OPENED, Action.EXPORTED)]
    assert (opened.action, opened.subjects) == (Action.COPY_OPENED, [resident.pk])
    assert (exported.action, exported.detail["records"]) == (Action.EXPORTED, ["1120-0001"])
    before = today - timedelta(days=1)
    assert export(before, before, by=staff(Right.EXPORT)).records == 0


def test_a_protected_record_is_left_out_and_counted(staff) -> None:
    today = timezone.localdate()
    resident = make_resident()
    queue("1120-0001", resident.resident_number, visitor_address="秘密の住所")
    protect(resident)
    made = export(today, today, by=staff(Right.EXPORT))
    assert (made.records, made.left_out) == (0, 1)
    assert "秘密の住所" not in made.body.decode("utf-8-sig")


def test_characters_the_receiver_lacks_are_reported(staff) -> None:
    today = timezone.localdate()
    queue("1120-0001", visitor_name="𠮷田　邉\U000e0102子", requester_name="髙﨑　花子")
    made = export(today, today, by=staff(Right.EXPORT), profile=Profile.CP932)
    text = made.body.decode("cp932")
    assert "髙﨑" in text
    assert len(made.replaced) == 2
    assert made.replaced[0].startswith("1120-0001 visitor_name: ")


def test_notices_are_a_file_of_their_own(staff, trail) -> None:
    today, moved = timezone.localdate(), "out.resident_move"
    columns = catalogue.layout(moved).columns
    row = {column.to: "" for column in columns if column.to} | {"reception_number": "1120-0009"}
    queue("1120-0001")
    with transaction.atomic():
        outbox.add(moved, "1120-0009", [row], CopyTag((), frozenset()))
    made = export(today, today, by=staff(Right.EXPORT), kind=moved)
    assert made.name == f"resident_move_{today:%Y%m%d}-{today:%Y%m%d}.csv"
    assert made.left_out + made.records == 1
    (event,) = [e for e in trail() if e.action == Action.EXPORTED]
    assert event.detail["layout"] == moved
    assert "1120-0001" not in made.body.decode("utf-8-sig")


def test_nothing_leaves_by_a_layout_that_comes_in(staff) -> None:
    today = timezone.localdate()
    with pytest.raises(Refused):
        export(today, today, by=staff(Right.EXPORT), kind="001.residents")


def test_without_the_right_there_is_nothing(staff) -> None:
    today = timezone.localdate()
    with pytest.raises(Refused):
        export(today, today, by=staff(Right.OUTBOUND_VIEW))


@pytest.mark.parametrize("days", [-1, 93])
def test_a_period_must_be_one(staff, days: int) -> None:
    today = timezone.localdate()
    with pytest.raises(Refused, match="期間"):
        export(today, today + timedelta(days=days), by=staff(Right.EXPORT))
