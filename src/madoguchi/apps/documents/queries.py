"""Stored papers: lists without content, content only through the door."""

from __future__ import annotations

from uuid import UUID

from madoguchi.apps.accounts.types import Actor, Refused
from madoguchi.apps.audit import services as audit
from madoguchi.apps.audit.types import Action, Entry
from madoguchi.apps.documents.models import Document
from madoguchi.apps.documents.types import DocumentView
from madoguchi.apps.residents import queries as residents
from madoguchi.apps.residents.register import ItemClass
from madoguchi.apps.residents.types import CopyTag, NeedsCheck, Purpose


def of_reception(reference: str) -> tuple[DocumentView, ...]:
    """The papers in force of a reception, without their content."""
    rows = (
        Document.objects.filter(reference=reference, superseded=False)
        .defer("pdf", "data")
        .order_by("place", "form_key")
    )
    return tuple(
        DocumentView(d.pk, d.title, d.pages, d.prints, d.signature_id is not None, d.rendered_at)
        for d in rows
    )


def reference_of(document_id: UUID) -> str | None:
    return Document.objects.filter(pk=document_id).values_list("reference", flat=True).first()


def pdf(document_id: UUID, *, by: Actor, purpose: Purpose) -> bytes:
    """A stored PDF to look at. Raises NeedsCheck, Document.DoesNotExist."""
    document = Document.objects.get(pk=document_id)
    check_open(document, by, purpose)
    return bytes(document.pdf)


def check_open(document: Document, by: Actor, purpose: Purpose) -> None:
    """Asks the door about this copy, now. Raises NeedsCheck: a paper can't be shown in part.

    Raises Refused for a paper that was superseded: its signature is void.
    """
    if document.superseded:
        raise Refused("この申請書は取り消されたか、作り直されました。受付を開き直してください。")
    tag = CopyTag(tuple(document.resident_numbers), frozenset(ItemClass(c) for c in document.classes))
    if not residents.open_copy(by, purpose, tag, reference=document.reference).whole:
        audit.record_now(Entry(Action.REFUSED, by.who, purpose.value, reference=document.reference))
        refusal = NeedsCheck()
        refusal.recorded = True
        raise refusal
