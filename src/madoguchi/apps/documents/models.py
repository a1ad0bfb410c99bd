"""Rendered papers and signatures. Both are stored copies of personal data: tagged, opened through the door."""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Signature(models.Model):
    """A handwritten signature and what it was given for (電子サイン; evidence, not an 電子署名 of the act)."""

    reference = models.TextField(db_index=True)
    content_digest = models.TextField()
    strokes = models.JSONField()
    """As recorded: {"width", "height", "strokes": [[{x, y, t, pressure, …}]]}."""
    strokes_digest = models.TextField()
    terminal = models.TextField(default="")
    staff_id = models.BigIntegerField()
    shown_at = models.DateTimeField()
    signed_at = models.DateTimeField()
    voided_at = models.DateTimeField(null=True)
    resident_numbers = ArrayField(models.TextField(), default=list)

    class Meta:
        db_table = "signature"

    def __str__(self) -> str:
        return f"signature {self.pk}"


class Document(models.Model):
    """One paper of one reception. A change makes a new document; the old one is superseded, never altered."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    reference = models.TextField(db_index=True)
    form_key = models.TextField()
    form_version = models.TextField()
    title = models.TextField()
    place = models.SmallIntegerField(default=0)
    """Among the papers that were made with it: the notice first, what it brings with it after."""
    data = models.JSONField()
    content_digest = models.TextField()
    pdf = models.BinaryField()
    sha256 = models.TextField()
    pages = models.IntegerField()
    rendered_at = models.DateTimeField()
    """Also the paper's own date of making: the same input gives the same bytes."""
    signature = models.ForeignKey(Signature, on_delete=models.PROTECT, null=True)
    prints = models.IntegerField(default=0)
    superseded = models.BooleanField(default=False)
    resident_numbers = ArrayField(models.TextField(), default=list)
    classes = ArrayField(models.TextField(), default=list)

    class Meta:
        db_table = "document"

    def __str__(self) -> str:
        return f"document {self.pk}"
