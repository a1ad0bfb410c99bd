"""Making papers, printing them, taking a signature. Frozen payloads come in; no reception is known here."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from madoguchi.apps.accounts.types import Actor
from madoguchi.apps.audit import services as audit
from madoguchi.apps.audit.types import Action, Entry, Who
from madoguchi.apps.catalogue import queries as catalogue
from madoguchi.apps.documents import queries
from madoguchi.apps.documents.freezing import canonical, digest, freeze, thaw
from madoguchi.apps.documents.models import Document, Signature
from madoguchi.apps.documents.rendering import RenderPool
from madoguchi.apps.documents.types import Paper, SignatureGiven
from madoguchi.apps.residents.types import Purpose
from madoguchi.domain.forms.model import FormData
from madoguchi.domain.forms.strokes import Strokes

PREVIEW_DPI = 96


class SignatureVoid(Exception):
    """What was signed is not what is there now. The resident has to look and sign again."""


@cache
def pool() -> RenderPool:
    """The worker processes of this server process."""
    return RenderPool(settings.FONTS_DIR)


def preview(paper: Paper, *, by: Actor) -> bytes:
    """A picture (PNG) of the first page as things stand. Raises RenderingError; nothing is stored.

    The paper's content went through the door when it was composed; the preview leaves its own event.
    """
    picture = pool().preview_png(
        catalogue.form(paper.form_key), paper.data, PREVIEW_DPI, timestamp=timezone.now()
    )
    audit.record_now(Entry(Action.PREVIEWED, by.who, Purpose.COUNTER.value, reference=paper.reference))
    return picture.pages[0]


def draw(form_key: str, data: FormData, *, reference: str, by: Actor) -> bytes:
    """A PDF that isn't kept: for a paper that is signed and filed by hand. Raises RenderingError."""
    rendered = pool().render(catalogue.form(form_key), data, timestamp=timezone.now())
    detail = {"form": form_key, "pages": rendered.pages}
    audit.record_now(Entry(Action.PRINTED, by.who, Purpose.ISSUE.value, reference=reference, detail=detail))
    return rendered.pdf


def content_digest(papers: Sequence[Paper]) -> str:
    return digest([(p.form_key, catalogue.form_version(p.form_key), p.data) for p in papers])


@transaction.atomic
def make(papers: Sequence[Paper]) -> None:
    """Render and store the papers of one reception, replacing those of before. Raises RenderingError.

    A character that no font draws stops here, named, before anybody signs.
    """
    if papers:
        supersede(papers[0].reference)
    now = timezone.now().replace(microsecond=0)
    combined = content_digest(papers)
    for place, paper in enumerate(papers):
        form = catalogue.form(paper.form_key)
        rendered = pool().render(form, paper.data, timestamp=now)
        Document.objects.create(
            reference=paper.reference,
            form_key=paper.form_key,
            form_version=catalogue.form_version(paper.form_key),
            title=form.title,
            place=place,
            data=freeze(paper.data),
            content_digest=combined,
            pdf=rendered.pdf,
            sha256=rendered.sha256,
            pages=rendered.pages,
            rendered_at=now,
            resident_numbers=list(paper.tag.resident_numbers),
            classes=sorted(c.value for c in paper.tag.classes),
        )


@transaction.atomic
def sign(reference: str, given: SignatureGiven, *, by: Who) -> None:
    """Put the signature into the papers of the reception.

    Raises SignatureVoid when they changed since they were shown, StrokesError for a recording that is none,
    RenderingError. Then nothing is stored.
    """
    strokes = Strokes.read(given.recording)
    papers = list(Document.objects.select_for_update().filter(reference=reference, superseded=False))
    if not papers or any(p.content_digest != given.content_digest for p in papers):
        raise SignatureVoid
    now = timezone.now().replace(microsecond=0)
    signature = Signature.objects.create(
        reference=reference,
        content_digest=given.content_digest,
        strokes=dict(given.recording),
        strokes_digest=hashlib.sha256(canonical(given.recording)).hexdigest(),
        terminal=given.terminal,
        staff_id=given.staff_id,
        shown_at=given.shown_at,
        signed_at=now,
        resident_numbers=sorted({n for p in papers for n in p.resident_numbers}),
    )
    for paper in papers:
        _redraw(paper, signature, strokes, now)
    detail = {"content": given.content_digest, "strokes": signature.strokes_digest}
    audit.record(Entry(Action.SIGNED, by, Purpose.SIGNATURE.value, reference=reference, detail=detail))


def _redraw(paper: Document, signature: Signature, strokes: Strokes, now: datetime) -> None:
    form = catalogue.form_as_made(paper.form_key, paper.form_version)
    data = thaw(paper.data)
    if "signature" in form.fields:  # 戸籍届書 and the like are signed by hand
        data["signature"] = strokes
    rendered = pool().render(form, data, timestamp=now)
    paper.pdf, paper.sha256, paper.pages = rendered.pdf, rendered.sha256, rendered.pages
    paper.rendered_at, paper.signature = now, signature
    paper.save()


@transaction.atomic
def supersede(reference: str) -> bool:
    """The papers of the reception no longer hold; a signature on them is void. Returns whether there was one."""
    Document.objects.filter(reference=reference, superseded=False).update(superseded=True)
    voided = Signature.objects.filter(reference=reference, voided_at=None).update(voided_at=timezone.now())
    return voided > 0


def picture(document_id: UUID, *, by: Actor, purpose: Purpose) -> bytes:
    """A stored paper as a picture (PNG) of its first page, signature included. Raises as `print_out`."""
    document = Document.objects.select_related("signature").get(pk=document_id)
    queries.check_open(document, by, purpose)
    form = catalogue.form_as_made(document.form_key, document.form_version)
    shown = pool().preview_png(form, _drawn(document), PREVIEW_DPI, mark=None, timestamp=document.rendered_at)
    return shown.pages[0]


def print_out(document_id: UUID, *, by: Actor, reason: str = "") -> bytes:
    """The PDF for the printer, through the door. From the second time on it bears 再印刷 and its time.

    `reason` is a set phrase: it goes into the trail.

    Raises NeedsCheck when the door withholds it now, Document.DoesNotExist.
    """
    document = Document.objects.select_related("signature").get(pk=document_id)
    queries.check_open(document, by, Purpose.ISSUE)
    with transaction.atomic():
        locked = Document.objects.select_for_update().get(pk=document_id)
        locked.prints += 1
        locked.save(update_fields=["prints"])
        again = locked.prints > 1
        action = Action.REPRINTED if again else Action.PRINTED
        detail = {"form": document.form_key, "pages": document.pages, "times": locked.prints}
        detail |= {"reason": reason} if reason else {}
        audit.record(Entry(action, by.who, Purpose.ISSUE.value, reference=document.reference, detail=detail))
    return _reprint(document) if again else bytes(document.pdf)


def _reprint(document: Document) -> bytes:
    form = catalogue.form_as_made(document.form_key, document.form_version)
    return pool().render(form, _drawn(document), mark="reprint", timestamp=timezone.now()).pdf


def _drawn(document: Document) -> FormData:
    data = thaw(document.data)
    if (
        document.signature is not None
        and "signature" in catalogue.form_as_made(document.form_key, document.form_version).fields
    ):
        data["signature"] = Strokes.read(document.signature.strokes)
    return data
