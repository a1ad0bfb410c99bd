"""A visit as a kind of reception."""

from __future__ import annotations

from django.urls import reverse

from madoguchi.apps.receptions.types import ReceptionView
from madoguchi.apps.visits.asking_for import request_of
from madoguchi.apps.visits.models import VisitRecord
from madoguchi.apps.visits.storing import thaw
from madoguchi.apps.visits.types import KIND, Body


class VisitKind:
    key = KIND
    label = "届出・手続"
    record = "out.resident_move"

    def request(self, view: ReceptionView) -> str:
        return request_of(_body(view))

    def page(self, view: ReceptionView) -> str:
        return reverse("visits:hearing", args=[view.number])


def _body(view: ReceptionView) -> Body:
    return thaw(VisitRecord.objects.values_list("body", flat=True).get(reception_number=view.number))
