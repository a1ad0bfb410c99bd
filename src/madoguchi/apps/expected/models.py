"""転出証明書情報: who is about to move in, as the municipality they leave has told. Kept for the visit, then erased."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Notice(models.Model):
    """One notice (届出). Only this app reads it: what it says of people comes out through `queries` alone."""

    number = models.TextField(unique=True)
    kind = models.TextField()
    """届出区分, a code of the layout."""
    planned_out_on = models.DateField()
    visit_on = models.DateField(null=True, db_index=True)
    visit_at = models.TextField(default="")
    """As announced: 10:30, 午前. "" where none was."""
    people = models.SmallIntegerField()
    """異動者数 as announced; fewer stored ones mean that a line is missing."""
    protected = models.BooleanField(default=False)
    """A line bears 支援措置."""
    unread = models.BooleanField(default=False)
    """A line of it could not be taken, or lines disagree about the notice: nobody knows what it said."""
    withdrawn = models.BooleanField(default=False)
    as_of = models.DateTimeField()
    """基準日時 of the newest file that told of it."""
    changed_as_of = models.DateTimeField()
    """… that told something new of it."""
    last_day = models.DateField(db_index=True)
    """転出予定日 or 来庁予定日, whichever is later: from then on it is kept for the days of the pack."""
    reception_number = models.TextField(default="")
    """The visit that was begun with it last, "" while none was."""
    started_at = models.DateTimeField(null=True)
    started_by_name = models.TextField(default="")
    started_as_of = models.DateTimeField(null=True)
    """基準日時 of what that visit was given: a later change isn't in it."""

    class Meta:
        db_table = "expected_notice"

    def __str__(self) -> str:
        return f"notice {self.pk}"


class NoticePerson(models.Model):
    """One line of a notice. `cells` are its columns as they came, by name."""

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="persons")
    place = models.SmallIntegerField()
    cells = models.JSONField()
    protected = models.BooleanField(default=False)
    name_keys = models.TextField(default="")
    kana_keys = models.TextField(default="")
    birth_from = models.DateField(null=True)
    birth_to = models.DateField(null=True)
    row_hash = models.TextField(default="")

    class Meta:
        db_table = "expected_person"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["notice", "place"], name="expected_person_once")
        ]

    def __str__(self) -> str:
        return f"notice person {self.pk}"
