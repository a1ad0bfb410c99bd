"""A visit and its request. Personal data of the register isn't kept here, only in the papers made from it."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models


class ReceptionCounter(models.Model):
    """The last number given on a day."""

    day = models.DateField(primary_key=True)
    last = models.IntegerField(default=0)

    class Meta:
        db_table = "reception_counter"

    def __str__(self) -> str:
        return f"{self.day}"


class Reception(models.Model):
    number = models.TextField(unique=True)
    """yyyymmdd-nnnn. Screens of the day show mmdd-nnnn."""
    day = models.DateField(db_index=True)
    status = models.TextField(default="open")
    version = models.IntegerField(default=1)

    subject_id = models.BigIntegerField()
    """The resident the request is about. A plain id: the register is behind its door."""
    subject_number = models.TextField()
    visitor_kind = models.TextField(default="self")
    visitor_id = models.BigIntegerField(null=True)
    identity = ArrayField(models.TextField(), default=list)
    lines = models.JSONField(default=list)
    """[{"certificate", "copies", "members": [resident ids], "items": [keys], "fields": {name: text}}]"""
    details = models.JSONField(default=dict)
    """What was typed: visitor and requester outside the register, what was stated, papers seen, oral questions."""
    fee_yen = models.IntegerField(default=0)

    department = models.TextField(default="")
    opened_at = models.DateTimeField(auto_now_add=True)
    opened_by = models.BigIntegerField()
    saved_at = models.DateTimeField(auto_now=True)
    saved_by = models.BigIntegerField()
    saved_by_name = models.TextField()
    content_digest = models.TextField(default="")
    shown_at = models.DateTimeField(null=True)
    signed_at = models.DateTimeField(null=True)
    signed_on_paper = models.BooleanField(default=False)
    issued_at = models.DateTimeField(null=True)
    cancelled_reason = models.TextField(default="")

    class Meta:
        db_table = "reception"

    def __str__(self) -> str:
        return self.number


class SigningSeat(models.Model):
    """A resident's screen beside a counter: paired once by code, then known by its own cookie."""

    staff_id = models.BigIntegerField(db_index=True)
    code_hash = models.TextField(default="", db_index=True)
    code_expires_at = models.DateTimeField(null=True)
    token_hash = models.TextField(default="", db_index=True)
    paired_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    reception = models.ForeignKey(Reception, on_delete=models.SET_NULL, null=True)
    wrong_tries = models.SmallIntegerField(default=0)
    """Wrong numbers typed anywhere while this code was open."""
    step = models.TextField(default="waiting")
    """waiting | confirm | sign | done: where the resident's page should be."""

    class Meta:
        db_table = "signing_seat"

    def __str__(self) -> str:
        return f"seat {self.pk}"
