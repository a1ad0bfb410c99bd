"""The history of what came in. Values of people stand only in quarantined rows."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from madoguchi.apps.inbound.states import Fate, State


class InboundSet(models.Model):
    """One `_MANIFEST.json` and the files it names."""

    manifest_sha256 = models.TextField()
    manifest_key = models.TextField()
    manifest_version = models.TextField()
    """Of the object store: tells that a set was put again."""
    set_id = models.TextField(default="")
    as_of = models.DateTimeField(null=True)
    sequence = models.IntegerField(default=0)
    """Of a set of differences: its number since the full set. 0 for a full one."""
    previous = models.TextField(default="")
    """Of a set of differences: the set right before it."""
    state = models.TextField(default=State.WAITING.value)
    reason = models.TextField(default="")
    """Why it stopped or asks, in words for staff; nothing personal."""
    notes = ArrayField(models.TextField(), default=list)
    """What a person should know about a set that was taken; nothing personal."""
    dropped = models.IntegerField(default=0)
    allow_drop = models.BooleanField(default=False)
    confirmed_by = models.TextField(default="")
    attempts = models.SmallIntegerField(default=0)
    owner = models.TextField(default="")
    lease_until = models.DateTimeField(null=True)
    found_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "inbound_set"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["manifest_sha256"],
                condition=~models.Q(state=State.REPEATED.value),
                name="inbound_set_once",
            ),
            models.UniqueConstraint(
                fields=["manifest_key", "manifest_version"], name="inbound_set_found_once"
            ),
        ]

    def __str__(self) -> str:
        return f"inbound set {self.pk}"


class InboundFile(models.Model):
    set = models.ForeignKey(InboundSet, on_delete=models.CASCADE, related_name="files")
    name = models.TextField()
    layout_id = models.TextField()
    layout_version = models.TextField()
    sha256 = models.TextField()
    rows = models.IntegerField()
    written = models.IntegerField(default=0)
    """New or changed; the rest was as before."""
    quarantined = models.IntegerField(default=0)
    warnings = models.IntegerField(default=0)
    """Resident numbers whose check digit differs: old numbers, taken all the same."""

    class Meta:
        db_table = "inbound_file"

    def __str__(self) -> str:
        return f"inbound file {self.pk}"


class QuarantineRow(models.Model):
    """A line that wasn't taken. `value` is a stored copy: opened only through the door."""

    file = models.ForeignKey(InboundFile, on_delete=models.CASCADE, related_name="quarantine")
    line = models.IntegerField()
    column = models.TextField(default="")
    code = models.TextField()
    reason = models.TextField()
    value = models.TextField(default="")
    resident_number = models.TextField(default="")
    """Empty where it could not be read."""
    classes = ArrayField(models.TextField(), default=list)
    cells = ArrayField(models.TextField(), default=list)
    """The line as far as it could be split: what a correction starts from. A stored copy like `value`."""
    corrected = ArrayField(models.TextField(), default=list)
    """The cells that were taken in its place. `cells` stays as it came."""
    state = models.TextField(default=Fate.OPEN.value)
    decided_by = models.TextField(default="")
    decided_at = models.DateTimeField(null=True)
    decision = models.TextField(default="")
    """Why it was dismissed, in the words of who did it."""

    class Meta:
        db_table = "quarantine_row"
        indexes: ClassVar = [
            models.Index(
                fields=["resident_number"],
                condition=models.Q(state=Fate.OPEN.value),
                name="quarantine_row_open",
            )
        ]

    def __str__(self) -> str:
        return f"quarantined row {self.pk}"
