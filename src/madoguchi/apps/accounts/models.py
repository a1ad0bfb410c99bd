"""Departments, groups with rights, staff."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models


class Department(models.Model):
    code = models.CharField("コード", max_length=20, unique=True)
    name = models.CharField("課名", max_length=60)

    def __str__(self) -> str:
        return self.name


class Group(models.Model):
    code = models.CharField("コード", max_length=30, unique=True)
    name = models.CharField("グループ名", max_length=60)
    rights = ArrayField(models.CharField(max_length=40), default=list)

    def __str__(self) -> str:
        return self.name


class StaffManager(BaseUserManager["Staff"]):
    def create_user(self, login: str, password: str, **fields: Any) -> Staff:
        staff = self.model(login=login, **fields)
        staff.set_password(password)
        staff.save()
        return staff


class Staff(AbstractBaseUser):
    login = models.CharField("利用者ID", max_length=40, unique=True)
    name = models.CharField("氏名", max_length=60)
    department = models.ForeignKey(Department, on_delete=models.PROTECT, verbose_name="所属")
    counter = models.CharField("窓口", max_length=20, blank=True)
    groups = models.ManyToManyField(Group, verbose_name="グループ")
    is_active = models.BooleanField("利用中", default=True)
    single_keys = models.BooleanField("1文字キーを使う", default=True)
    version = models.PositiveIntegerField(default=1)

    objects = StaffManager()
    USERNAME_FIELD = "login"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name
