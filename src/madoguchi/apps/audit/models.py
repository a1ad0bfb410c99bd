"""The trail's tables as Django sees them. They are made by SQL (migration 0001): partitioned, insert-only."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Event(models.Model):
    id = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    action = models.TextField()
    staff_id = models.BigIntegerField(null=True)
    staff_name = models.TextField()
    department = models.TextField()
    terminal = models.TextField()
    purpose = models.TextField()
    subjects = ArrayField(models.BigIntegerField())
    reference = models.TextField()
    detail = models.JSONField()
    row_hash = models.BinaryField()

    class Meta:
        managed = False
        db_table = "audit_event"

    def __str__(self) -> str:
        return f"{self.id} {self.action}"


class Seal(models.Model):
    no = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    count = models.IntegerField()
    hash = models.BinaryField()

    class Meta:
        managed = False
        db_table = "audit_seal"

    def __str__(self) -> str:
        return f"{self.no}"
