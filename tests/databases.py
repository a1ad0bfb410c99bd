"""Pointing the suite's four connections at a database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connections

from madoguchi.config.databases import database
from madoguchi.local.postgres import PostgresServer

ROLES = {"default": "app", "audit": "app", "owner": "owner", "sealer": "sealer"}
PLACE = ("NAME", "USER", "PASSWORD", "HOST", "PORT", "OPTIONS")


def point_at(server: PostgresServer, name: str) -> None:
    """All four, each with its own role."""
    for alias, role in ROLES.items():
        fresh = database(server.url(role, name))
        connections[alias].close()
        connections[alias].settings_dict.update({key: fresh[key] for key in PLACE})


@contextmanager
def pointed_at(server: PostgresServer, name: str) -> Iterator[None]:
    """For a while, then back to where they were."""
    before = {alias: dict(connections[alias].settings_dict) for alias in ROLES}
    try:
        point_at(server, name)
        yield
    finally:
        for alias, old in before.items():
            connections[alias].close()
            connections[alias].settings_dict.update(old)
