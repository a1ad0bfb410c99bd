"""What has to leave the house. The rows are the truth: nothing is sent that has no row, no row is forgotten."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now


class OutboxRow(models.Model):
    """One record, exactly once by (kind, key). `payload` is a stored copy: opened only through the door."""

    kind = models.TextField()
    """The id of the outbound layout."""
    key = models.TextField()
    payload = models.JSONField()
    """Lines of the record: a list of {field: value}, the fields being the layout's `to`."""
    resident_numbers = ArrayField(models.TextField(), default=list)
    classes = ArrayField(models.TextField(), default=list)
    state = models.TextField(default="pending")
    hold_reason = models.TextField(default="")
    batch_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField(db_default=Now())
    sent_at = models.DateTimeField(null=True)
    settled_by = models.TextField(default="", db_default="")
    settled_at = models.DateTimeField(null=True)
    settled_because = models.TextField(default="", db_default="")
    """What the person wrote who worked a held record off; nothing personal."""

    class Meta:
        db_table = "outbox_row"
        constraints: ClassVar = [models.UniqueConstraint(fields=["kind", "key"], name="outbox_row_once")]
        indexes: ClassVar = [
            models.Index(
                fields=["kind", "id"], condition=models.Q(state="pending"), name="outbox_row_pending"
            ),
            models.Index(fields=["id"], condition=models.Q(state="held"), name="outbox_row_held"),
            models.Index(fields=["batch_id"], name="outbox_row_batch"),
            models.Index(fields=["kind", "created_at"], name="outbox_row_created"),
        ]

    def __str__(self) -> str:
        return f"outbox row {self.pk}"
