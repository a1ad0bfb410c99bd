"""The register's mirror. Only this app reads these tables; everything else asks the door (`queries`)."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Resident(models.Model):
    """One resident as the core system last told. Dates stay text: some are on no calendar (1971-02-29)."""

    id = models.BigAutoField(primary_key=True)
    resident_number = models.TextField(unique=True)
    household_number = models.TextField(db_index=True)
    resident_kind = models.TextField(default="")
    resident_status = models.TextField(default="")
    name = models.TextField(default="")
    name_kana = models.TextField(default="")
    name_roman = models.TextField(default="")
    name_foreign_kanji = models.TextField(default="")
    former_surname = models.TextField(default="")
    former_surname_kana = models.TextField(default="")
    alias = models.TextField(default="")
    alias_kana = models.TextField(default="")
    sex = models.TextField(default="")
    birth_date = models.TextField(default="")
    birth_uncertain_text = models.TextField(default="")
    relationship = models.TextField(default="")
    relationship_codes = models.TextField(default="")
    address_city_code = models.TextField(default="")
    address_town_code = models.TextField(default="")
    address_prefecture = models.TextField(default="")
    address_city = models.TextField(default="")
    address_town = models.TextField(default="")
    address_number = models.TextField(default="")
    address_building = models.TextField(default="")
    postal_code = models.TextField(default="")
    became_resident_on = models.TextField(default="")
    address_since = models.TextField(default="")
    previous_address = models.TextField(default="")
    moved_in_from = models.TextField(default="")
    moving_out_to = models.TextField(default="")
    moved_out_to = models.TextField(default="")
    removed_on = models.TextField(default="")
    removal_reason = models.TextField(default="")
    nationality = models.TextField(default="")
    residence_status = models.TextField(default="")
    residence_period_ends = models.TextField(default="")
    domicile = models.TextField(default="")
    head_of_family_register = models.TextField(default="")
    phone = models.TextField(default="")
    extra = models.JSONField(default=dict)
    """Columns of the layout that the register has no place for yet, so that a new item needs no migration."""
    row_hash = models.TextField(default="")
    birth_from = models.DateField(null=True)
    birth_to = models.DateField(null=True)
    name_keys = models.TextField(default="")
    kana_keys = models.TextField(default="")
    kana_sort = models.TextField(default="")
    address_key = models.TextField(default="")
    phone_key = models.TextField(default="")
    key_version = models.SmallIntegerField(default=0)
    guarded = models.BooleanField(default=False)
    """Shares a household or an address with someone under protection. Kept by `services.protection`."""
    in_register = models.BooleanField(default=True)
    """False once a full file came without this resident."""
    as_of = models.DateTimeField()

    class Meta:
        db_table = "resident"

    def __str__(self) -> str:
        return f"resident {self.pk}"


class Protection(models.Model):
    """支援措置. Begins by import or at the counter; ends only by a person with that right."""

    resident_number = models.TextField(db_index=True)
    """宛名番号, or the tag of an `Arrival`."""
    source = models.TextField()  # core | counter
    history_number = models.TextField(default="")
    """Of the core system; of the counter the moment; of whoever may be a protected newcomer, that one's tag."""
    kind = models.TextField(default="")
    starts_on = models.TextField(default="")
    ends_on = models.TextField(default="")
    active = models.BooleanField(default=True)
    as_of = models.DateTimeField()
    """Of a core row: the 基準日時 of the last file it stood in."""
    ending_asked_by = models.BigIntegerField(null=True)
    ending_asked_by_name = models.TextField(default="")
    ending_asked_at = models.DateTimeField(null=True)
    ending_reason = models.TextField(default="")
    ended_by = models.BigIntegerField(null=True)
    ended_by_name = models.TextField(default="")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "protection"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["resident_number", "source", "history_number"], name="protection_once"
            )
        ]

    def __str__(self) -> str:
        return f"protection {self.pk}"


class Release(models.Model):
    """Somebody asked to go on with a request for a guarded household, and what a second person answered.

    The newest row of a reception counts.
    """

    reference = models.TextField(db_index=True)
    """The reception's number."""
    digest = models.TextField()
    """Of the request as it was asked for, the requester included."""
    resident_numbers = ArrayField(models.TextField())
    subject_id = models.BigIntegerField()
    """0 where nobody of the reception is in the register."""
    asked_on = models.DateField(db_index=True)
    asked_at = models.DateTimeField()
    asked_by = models.BigIntegerField()
    asked_by_name = models.TextField()
    answer = models.TextField(default="waiting")
    answered_by = models.BigIntegerField(null=True)
    answered_by_name = models.TextField(default="")
    answered_at = models.DateTimeField(null=True)
    reason = models.TextField(default="")
    application_seen = models.BooleanField(default=False)
    with_address = models.BooleanField(default=False)

    class Meta:
        db_table = "protection_release"

    def __str__(self) -> str:
        return f"release {self.pk}"


class Arrival(models.Model):
    """Somebody whom a visit announced (転入, 出生 …) and no register has yet: what each import is compared with.

    Their protection begins under `tag`, where others have a 宛名番号.
    """

    tag = models.TextField(unique=True)
    """The reception's number, a slash, the key within the visit (`types.tag_of`)."""
    reference = models.TextField(db_index=True)
    name = models.TextField(default="")
    kana = models.TextField(default="")
    born_from = models.DateField(null=True)
    born_to = models.DateField(null=True)
    name_keys = models.TextField(default="")
    kana_keys = models.TextField(default="")
    address_key = models.TextField(default="", db_index=True)
    """Of where they move to. Where they live is kept in no other form here."""
    beside = ArrayField(models.TextField(), default=list)
    """宛名番号 of the residents of the same visit: one home."""

    class Meta:
        db_table = "arrival"
        indexes: ClassVar = [models.Index(fields=["born_from", "born_to"], name="arrival_born")]

    def __str__(self) -> str:
        return self.tag


class ArrivalMatch(models.Model):
    """This resident may be the one announced. Only ever added to: what was made for the visit is theirs, too."""

    arrival = models.ForeignKey(Arrival, on_delete=models.CASCADE, related_name="matches")
    resident_number = models.TextField(db_index=True)
    found_at = models.DateTimeField()

    class Meta:
        db_table = "arrival_match"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["arrival", "resident_number"], name="arrival_match_once")
        ]

    def __str__(self) -> str:
        return f"match {self.pk}"


class Application(models.Model):
    """支援措置の申出 as it was taken at the counter. Each person of it is under provisional protection at once."""

    number = models.TextField(unique=True)
    """S-yyyymmdd-nnn."""
    applicant_id = models.BigIntegerField()
    resident_numbers = ArrayField(models.TextField())
    """Everybody it is about, the applicant first."""
    kind = models.TextField()
    """A code of the layout's 支援措置区分."""
    opinion_from = models.TextField(default="")
    """Which office gave its opinion (警察, 配偶者暴力相談支援センター …): a key of the pack."""
    received_at = models.DateTimeField()
    received_by = models.BigIntegerField()
    received_by_name = models.TextField()
    closed_at = models.DateTimeField(null=True)
    """When the protections that it began had all been ended."""

    class Meta:
        db_table = "protection_application"

    def __str__(self) -> str:
        return self.number


class Reflection(models.Model):
    """One system has taken an application in: who saw to it, and when."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="reflections")
    system = models.TextField()
    done_at = models.DateTimeField()
    done_by = models.BigIntegerField()
    done_by_name = models.TextField()

    class Meta:
        db_table = "protection_reflection"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["application", "system"], name="protection_reflection_once")
        ]

    def __str__(self) -> str:
        return f"reflection {self.pk}"


class SealRegistration(models.Model):
    resident_number = models.TextField(unique=True)
    registration_number = models.TextField(db_index=True)
    registered_on = models.TextField(default="")
    status = models.TextField(default="")
    ended_on = models.TextField(default="")
    row_hash = models.TextField(default="")
    as_of = models.DateTimeField()
    to_confirm = models.BooleanField(default=False, db_default=False)
    """要確認: a newer line about it could not be read. Nothing is issued on it until a sound line comes."""

    class Meta:
        db_table = "seal_registration"

    def __str__(self) -> str:
        return f"seal registration {self.pk}"


class SourceState(models.Model):
    """How fresh the mirror is: the 基準日時 of the newest set applied, per layout."""

    layout_id = models.TextField(primary_key=True)
    as_of = models.DateTimeField()
    applied_at = models.DateTimeField(auto_now=True)
    set_id = models.TextField(default="")
    """Of the set applied last: what the next difference must name as its predecessor."""
    sequence = models.IntegerField(default=0)
    """Differences applied since the full file."""

    class Meta:
        db_table = "source_state"

    def __str__(self) -> str:
        return self.layout_id
