"""A worker in a process of its own, to be killed: it takes sets until it comes to a given statement, and waits there."""

from __future__ import annotations

import os
import time
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "madoguchi.config.settings.test")

import django

django.setup()

from django.db import connections  # noqa: E402
from django.utils import timezone  # noqa: E402

from madoguchi.apps.inbound.services import take_all  # noqa: E402
from madoguchi.integrations.objectstore import DirectoryStore  # noqa: E402


def work(databases: dict[str, dict[str, Any]], folder: Path, statement: int, tell: Connection) -> None:
    """Tell "there" before the statement of that number (from 1), or how many there were once all is done."""
    for alias, place in databases.items():
        connections[alias].settings_dict.update(place)
    count = 0

    def counting(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal count
        count += 1
        if count == statement:
            tell.send("there")
            time.sleep(60)
        return execute(sql, params, many, context)

    with connections["default"].execute_wrapper(counting):
        take_all(DirectoryStore(folder), timezone.now())
    tell.send(count)
