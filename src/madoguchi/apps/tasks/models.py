"""What a department has to do for a visit. Knows a reception only by its number."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now


class Task(models.Model):
    """One procedure of one visit at one department. `facts` is a stored copy: opened only through the door."""

    reference = models.TextField(db_index=True)
    """The reception's number."""
    day = models.DateField()
    procedure = models.TextField()
    title = models.TextField()
    event = models.TextField()
    """The life event's label: what the board shows beside the number."""
    department = models.TextField()
    subjects = ArrayField(models.BigIntegerField(), default=list)
    """Residents by id. People who aren't in the register yet have none; `persons` counts them all."""
    persons = models.SmallIntegerField(default=1)
    resident_numbers = ArrayField(models.TextField(), default=list)
    classes = ArrayField(models.TextField(), default=list)
    facts = models.JSONField(default=list)
    """[{"label", "value", "source"}]: only what this department may use for this procedure."""
    reason = models.TextField(default="")
    basis = models.TextField(default="")
    bring = models.JSONField(default=list)
    """[{"label", "state"}], state had | missing | open."""
    silent = models.BooleanField(default=False)
    """Its title is for its own department only (口頭不可)."""
    place = models.SmallIntegerField(default=0)
    """The walking order within the visit."""
    after = ArrayField(models.TextField(), default=list)
    """Procedures of the same visit that have to be closed before this one is taken up."""
    way = models.TextField(default="walk")
    """How visitor and department come together (`domain.ways.Way`), and where if staff go to the visitor."""
    meet = models.TextField(default="")
    to_check = models.BooleanField(default=False)
    """要確認: whether it is required is still open; the department finds out."""
    due_on = models.DateField(null=True)
    state = models.TextField(default="waiting")
    version = models.IntegerField(default=1)
    holder_id = models.BigIntegerField(null=True)
    holder_name = models.TextField(default="")
    held_since = models.DateTimeField(null=True)
    missing = models.TextField(default="")
    resume_on = models.DateField(null=True)
    outcome = models.TextField(default="")
    created_at = models.DateTimeField(db_default=Now())
    called_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    saved_by_name = models.TextField(default="")
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        db_table = "task"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["reference", "procedure", "department", "subjects"],
                condition=~models.Q(state="cancelled"),
                name="task_once",
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["department", "day"], name="task_board"),
            models.Index(
                fields=["department"],
                condition=models.Q(state__in=["waiting", "callable", "working", "on_hold"]),
                name="task_open",
            ),
        ]

    def __str__(self) -> str:
        return f"task {self.pk}"


class TaskNote(models.Model):
    """A word for the next one: seen by the department it is for (and the writer's), nobody else."""

    reference = models.TextField(db_index=True)
    task = models.ForeignKey(Task, on_delete=models.CASCADE, null=True)
    departments = ArrayField(models.TextField(), default=list)
    phrase = models.TextField(default="")
    text = models.TextField(default="")
    written_by = models.TextField()
    department = models.TextField()
    written_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "task_note"

    def __str__(self) -> str:
        return f"task note {self.pk}"
