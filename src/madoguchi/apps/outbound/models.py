"""Files that went out, or are on their way."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class OutboundBatch(models.Model):
    """One data file with its manifest. It stays open until both are on the storage; then it is sent."""

    kind = models.TextField()
    set_id = models.TextField(default="")
    folder = models.TextField(default="")
    """Key of the folder on the object store."""
    as_of = models.DateTimeField()
    state = models.TextField(default="open")
    rows = models.IntegerField(default=0)
    sha256 = models.TextField(default="")
    attempts = models.IntegerField(default=0)
    reason = models.TextField(default="")
    """Why the last attempt failed, in words for staff."""
    sent_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "outbound_batch"
        indexes: ClassVar = [
            models.Index(fields=["id"], condition=models.Q(state="open"), name="outbound_batch_open")
        ]

    def __str__(self) -> str:
        return f"outbound batch {self.pk}"
