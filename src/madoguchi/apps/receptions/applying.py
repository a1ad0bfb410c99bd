"""The 申出書 filled in as far as the register may: never an address, nothing at all of the other party."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone

from madoguchi.apps.residents.presenters import day_words
from madoguchi.apps.residents.types import ApplicationView, ResidentView
from madoguchi.domain.forms.model import FormData, FormTemplate, Value

FORM = "protection_application"
CASES = {"1": "case_spouse", "2": "case_stalking", "3": "case_child_abuse", "4": "case_other"}
"""支援措置区分 to the form's box."""


def form_data(
    application: ApplicationView, people: Sequence[ResidentView], form: FormTemplate, staff_name: str
) -> FormData:
    """`people`: the applicant first, then those who ask together. The form may lack any of the fields."""
    applicant, *others = people
    values: dict[str, Value] = {
        "reception_number": application.number,
        "requested_on": timezone.localdate(application.received_at),
        "applicant_kana": applicant.name_kana,
        "applicant_name": applicant.name,
        "applicant_birth": applicant.birth or "",
        CASES.get(application.kind, "case_other"): True,
        "joint_names": tuple(person.name for person in others),
        "joint_births": tuple(day_words(person.birth) for person in others),
        "staff_received": staff_name,
    }
    return {name: value for name, value in values.items() if name in form.fields and value not in ("", ())}
