"""A visit and its request. Personal data of the register isn't kept here, only in the papers made from it."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone


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

    kind = models.TextField(default="certificate")
    """certificate | visit: what it is about (`kinds`)."""
    subject_id = models.BigIntegerField(null=True)
    """The resident the request is about, None where nobody is in the register yet. A plain id: the register is
    behind its door."""
    subject_number = models.TextField(default="")
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

    visit_day = models.DateField(default=timezone.localdate)
    """The day the visitor is here: identity recorded on it counts on no other. Moves when a reception is resumed."""
    since = models.DateTimeField(default=timezone.now)
    """When it came into its present state."""
    charges = models.JSONField(default=list)
    """Frozen when the request is accepted: [{"certificate", "copies", "yen", "exemption"}], as the day sheet counts."""
    made_at = models.DateTimeField(null=True)
    made_by = models.BigIntegerField(null=True)
    made_by_name = models.TextField(default="")
    reviewed_at = models.DateTimeField(null=True)
    reviewed_by = models.BigIntegerField(null=True)
    reviewed_by_name = models.TextField(default="")
    paid_yen = models.IntegerField(default=0)
    """What has been taken in less what was given back: the sum of its payments."""
    suspended_reason = models.TextField(default="")
    missing = ArrayField(models.TextField(), default=list)
    """What the visitor still has to bring, in set phrases."""
    notice = models.TextField(default="")
    """本人通知: candidate | done | not_needed, "" for a reception that isn't one."""

    class Meta:
        db_table = "reception"
        indexes: ClassVar = [
            models.Index(fields=["status", "day", "number"], name="reception_by_state"),
            models.Index(fields=["issued_at"], name="reception_issued"),
            models.Index(fields=["notice"], condition=~models.Q(notice=""), name="reception_notice"),
        ]

    def __str__(self) -> str:
        return self.number


class ReceptionStep(models.Model):
    """One act that moved a reception. Only added to: who waited how long for what is counted from these rows."""

    reception = models.ForeignKey(Reception, on_delete=models.CASCADE, related_name="steps")
    act = models.TextField()
    seen = models.IntegerField()
    """The version the act was done on: the same act of the same person on it is a repeated click."""
    before = models.TextField()
    after = models.TextField()
    at = models.DateTimeField(default=timezone.now)
    by = models.BigIntegerField(null=True)
    by_name = models.TextField()

    class Meta:
        db_table = "reception_step"
        indexes: ClassVar = [models.Index(fields=["reception", "id"], name="reception_step_order")]

    def __str__(self) -> str:
        return f"{self.reception_id} {self.act}"


class ReceptionPayment(models.Model):
    """Money taken in, or given back (below zero). Only added to: the day's sum has to fit the drawer."""

    reception = models.ForeignKey(Reception, on_delete=models.CASCADE, related_name="payments")
    at = models.DateTimeField(default=timezone.now, db_index=True)
    by = models.BigIntegerField()
    by_name = models.TextField()
    method = models.TextField()
    """cash | other"""
    yen = models.IntegerField()

    class Meta:
        db_table = "reception_payment"

    def __str__(self) -> str:
        return f"{self.reception_id} {self.yen}"


class ReceptionPresence(models.Model):
    """Who has a reception open, and since when. Alive as long as the page keeps asking."""

    reception = models.ForeignKey(Reception, on_delete=models.CASCADE, related_name="+")
    staff_id = models.BigIntegerField()
    staff_name = models.TextField()
    terminal = models.TextField()
    since = models.DateTimeField()
    seen_at = models.DateTimeField()

    class Meta:
        db_table = "reception_presence"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["reception", "staff_id", "terminal"], name="reception_presence_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.reception_id} {self.staff_id}"


class PaperPrint(models.Model):
    """One print of a paper: by whom, and from the second on why."""

    reception = models.ForeignKey(Reception, on_delete=models.CASCADE, related_name="+")
    document_id = models.UUIDField(db_index=True)
    at = models.DateTimeField(default=timezone.now)
    by = models.BigIntegerField()
    by_name = models.TextField()
    reason = models.TextField(default="")

    class Meta:
        db_table = "paper_print"

    def __str__(self) -> str:
        return f"print {self.pk}"


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
