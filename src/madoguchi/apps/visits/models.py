"""What was said in a visit. What follows from it is worked out anew each time; what the register says isn't kept."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Now


class VisitRecord(models.Model):
    """Belongs to the reception of the same number. A stored copy: opened only after its household was, by the door."""

    reception_number = models.TextField(unique=True)
    body = models.JSONField()
    """As `storing` writes it, with its own version."""
    residents = ArrayField(models.BigIntegerField(), default=list)
    """Ids of the residents the visit is about; once handed over, of those the register says something else of."""
    version = models.IntegerField(default=1)
    saved_by = models.BigIntegerField()
    saved_by_name = models.TextField()
    saved_at = models.DateTimeField(auto_now=True)
    handed_over_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "visit"
        indexes: ClassVar = [
            models.Index(fields=["handed_over_at"], name="visit_handed_over"),
            GinIndex(fields=["residents"], name="visit_by_resident"),
        ]

    def __str__(self) -> str:
        return self.reception_number


class OfferAnswer(models.Model):
    """手続漏れの案内: what became of an offer for one person. Only added to; the newest counts, for a while."""

    resident_id = models.BigIntegerField()
    procedure = models.TextField()
    answer = models.TextField()
    """accepted | told | done | declined"""
    reference = models.TextField()
    """The reception in which it was offered."""
    at = models.DateTimeField(db_default=Now())
    by = models.BigIntegerField()
    by_name = models.TextField()

    class Meta:
        db_table = "visit_offer_answer"
        indexes: ClassVar = [models.Index(fields=["resident_id", "procedure"], name="visit_offer_answer_of")]

    def __str__(self) -> str:
        return f"offer {self.pk}"
