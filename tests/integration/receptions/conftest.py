"""People at the counter: one who makes, one who reviews, and the family that asks."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from madoguchi.apps.accounts.rights import Right
from tests.factories import make_resident


@pytest.fixture
def clerk(staff):
    return staff(Right.COUNTER, Right.ISSUE, Right.OUTBOUND_VIEW)


@pytest.fixture
def colleague(staff):
    return staff(Right.COUNTER, Right.ISSUE, name="試験 同僚")


@pytest.fixture
def family(database):
    head = make_resident(name="見本　太郎", name_kana="ミホン　タロウ")
    wife = make_resident(
        name="見本　花子",
        name_kana="ミホン　ハナコ",
        relationship="妻",
        household_number=head.household_number,
        address_number=head.address_number,
    )
    return head, wife


@pytest.fixture
def tomorrow_of():
    """`with tomorrow_of():` it is the next day at the counter; the database's own clock stays."""
    return lambda: time_machine.travel(timezone.now() + timedelta(days=1))
