"""A family at the counter, and the people around it who may try to look."""

from __future__ import annotations

import pytest
from django.test import Client

from madoguchi.apps.accounts.models import Staff
from madoguchi.apps.accounts.rights import Right
from madoguchi.apps.accounts.types import Actor
from tests.factories import make_resident

EVERYTHING_ELSE = tuple(right for right in Right if right is not Right.PROTECTION_RELEASE)


@pytest.fixture
def clerk(staff):
    """All rights but the one to see protected people."""
    return staff(*EVERYTHING_ELSE)


def client_of(actor: Actor) -> Client:
    """Signed in as this person."""
    client = Client(HTTP_HOST="127.0.0.1")
    staff = Staff.objects.get(pk=actor.staff_id)
    client.force_login(staff, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def at_counter(clerk) -> Client:
    return client_of(clerk)


@pytest.fixture
def family(database):
    """Two of one household. What must never show is recognisable: 秘密."""
    secret = {
        "address_town": "秘密町",
        "address_number": "77番地",
        "address_building": "秘密荘101",
        "domicile": "秘密県秘密市1番",
        "previous_address": "秘密の旧住所",
        "moving_out_to": "秘密の転出先",
        "phone": "0738-99-7777",
    }
    head = make_resident(name="見本　太郎", name_kana="ミホン　タロウ", **secret)
    wife = make_resident(
        name="見本　花子",
        name_kana="ミホン　ハナコ",
        relationship="妻",
        household_number=head.household_number,
        **secret,
    )
    return head, wife
