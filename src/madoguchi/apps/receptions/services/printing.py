"""Printing a paper of a reception: the second time with a reason, and with who did it before in sight."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from madoguchi.apps.accounts.types import Actor
from madoguchi.apps.documents import services as documents
from madoguchi.apps.receptions import phrases
from madoguchi.apps.receptions.models import PaperPrint, Reception


@transaction.atomic
def print_paper(number: str, document_id: UUID, reason: str, *, by: Actor) -> bytes:
    """The PDF for the printer. From the second print on one of the set reasons has to be given.

    Raises Refused, NeedsCheck, RenderingError; then it counts as not printed.
    """
    reception = Reception.objects.select_for_update(of=("self",)).get(number=number)
    again = PaperPrint.objects.filter(document_id=document_id).exists()
    why = phrases.check(reason, phrases.REPRINT, "もう一度印刷する") if again else ""
    pdf = documents.print_out(document_id, by=by, reason=why)
    PaperPrint.objects.create(
        reception=reception, document_id=document_id, by=by.person, by_name=by.name, reason=why
    )
    return pdf
