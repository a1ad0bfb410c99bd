"""Changing departments, groups and staff."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from madoguchi.apps.accounts.models import Department, Group, Staff
from madoguchi.apps.accounts.rights import Right
from madoguchi.apps.accounts.types import Actor
from madoguchi.apps.audit import services as audit
from madoguchi.apps.audit.types import Action, Entry


@transaction.atomic
def ensure_department(code: str, name: str) -> None:
    """Make the department or rename it. The pack's organisation is the source."""
    Department.objects.update_or_create(code=code, defaults={"name": name})


@transaction.atomic
def ensure_group(code: str, name: str, rights: Sequence[Right]) -> None:
    """Make the group if it isn't there; an existing group is the city's own and stays as it is."""
    Group.objects.get_or_create(code=code, defaults={"name": name, "rights": [r.value for r in rights]})


@transaction.atomic
def create_staff(
    login: str,
    password: str,
    *,
    name: str,
    department: str,
    groups: Sequence[str],
    counter: str = "",
    by: Actor,
) -> int:
    """A new account. Returns the staff id. Raises Department.DoesNotExist for an unknown department code."""
    staff = Staff.objects.create_user(
        login, password, name=name, department=Department.objects.get(code=department), counter=counter
    )
    staff.groups.set(Group.objects.filter(code__in=groups))
    audit.record(
        Entry(
            Action.ACCOUNT_CHANGED,
            by.who,
            reference=login,
            detail={"change": "created", "groups": list(groups)},
        )
    )
    return staff.pk


@transaction.atomic
def set_active(staff_id: int, active: bool, *, by: Actor) -> None:
    """Stop an account or let it in again. Its sessions end with its next request."""
    staff = Staff.objects.select_for_update().get(pk=staff_id)
    staff.is_active = active
    staff.version += 1
    staff.save(update_fields=["is_active", "version"])
    change = "activated" if active else "stopped"
    audit.record(Entry(Action.ACCOUNT_CHANGED, by.who, reference=staff.login, detail={"change": change}))
