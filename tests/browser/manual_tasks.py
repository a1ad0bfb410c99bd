"""Gives the demo's insurance department two procedures to do: `python -m tests.browser.manual_tasks`, in the demo's environment.

They stand for what a visit hands over; a visit has its own tests.
"""

from __future__ import annotations

import django

NUMBERS = ("20260401-0031", "20260401-0032")


def main() -> None:
    django.setup()
    from django.db import transaction
    from django.utils import timezone

    from madoguchi.apps.accounts.models import Staff
    from madoguchi.apps.accounts.rights import Right
    from madoguchi.apps.accounts.types import Actor, Who
    from madoguchi.apps.tasks import services

    clerk = Staff.objects.select_related("department").get(login="madoguchi")
    by = Actor(
        who=Who(clerk.pk, clerk.name, clerk.department.name, clerk.counter),
        rights=frozenset({Right.COUNTER}),
        department_code=clerk.department.code,
    )
    with transaction.atomic():
        for number in NUMBERS:
            services.add(number, timezone.localdate(), drafts(), by=by)


def drafts() -> list:
    from madoguchi.apps.residents.types import CopyTag
    from madoguchi.apps.tasks.types import Had, TaskDraft, TaskFact, Thing

    nobody = CopyTag((), frozenset())
    insurance = TaskDraft(
        procedure="KH-01",
        title="国民健康保険の加入",
        event="転入",
        department="insurance",
        subjects=(),
        tag=nobody,
        persons=2,
        facts=(TaskFact("届出の日", "きょう", "聞取り"), TaskFact("加入する人数", "2人", "聞取り")),
        reason="転入し、ほかの医療保険に入っていないため",
        basis="国民健康保険法9条",
        bring=(Thing("資格喪失証明書", Had.MISSING), Thing("本人確認書類", Had.HAD)),
    )
    pension = TaskDraft(
        procedure="NK-01",
        title="国民年金の加入",
        event="転入",
        department="insurance",
        subjects=(),
        tag=nobody,
    )
    return [insurance, pension]


if __name__ == "__main__":
    main()
