"""Reading staff: the actor behind a request, and the list for the administrator."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest

from madoguchi.apps.accounts.models import Staff
from madoguchi.apps.accounts.rights import Right
from madoguchi.apps.accounts.types import Actor
from madoguchi.apps.audit.types import Who


@dataclass(frozen=True, slots=True)
class StaffView:
    id: int
    login: str
    name: str
    department: str
    counter: str
    groups: tuple[str, ...]
    active: bool


def actor_of(request: HttpRequest) -> Actor | None:
    """The signed-in staff member of a request, or None. Read once a request."""
    if not hasattr(request, "_actor"):
        user = getattr(request, "user", None)
        request._actor = _actor(user, request) if isinstance(user, Staff) else None  # type: ignore[attr-defined]
    return request._actor  # type: ignore[attr-defined,no-any-return]


def actor_for(request: HttpRequest) -> Actor:
    """The signed-in staff member of a page that only they can open (its policy says so)."""
    actor = actor_of(request)
    assert actor is not None
    return actor


def _actor(staff: Staff, request: HttpRequest) -> Actor:
    rights = {right for group in staff.groups.all() for right in group.rights}
    known = frozenset(right for right in Right if right.value in rights)
    who = Who(
        staff_id=staff.pk,
        staff_name=staff.name,
        department=staff.department.name,
        terminal=f"{staff.counter} {request.META.get('REMOTE_ADDR', '')}".strip(),
    )
    return Actor(who=who, rights=known, department_code=staff.department.code)


def staff_list() -> tuple[StaffView, ...]:
    """Everybody, in the order of departments and ids."""
    people = Staff.objects.select_related("department").prefetch_related("groups")
    return tuple(
        StaffView(
            id=s.pk,
            login=s.login,
            name=s.name,
            department=s.department.name,
            counter=s.counter,
            groups=tuple(g.name for g in s.groups.all()),
            active=s.is_active,
        )
        for s in people.order_by("department__code", "login")
    )
