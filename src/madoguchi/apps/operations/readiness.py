"""Has the city confirmed everything that it has to? A production server doesn't open its counter before."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection

from madoguchi.apps.catalogue import queries as catalogue
from madoguchi.domain.counter import Unconfirmed
from madoguchi.domain.visits import RulesRefusedError


@dataclass(frozen=True, slots=True)
class Open:
    """A value that isn't confirmed, and the file in which it is."""

    value: Unconfirmed
    file: str

    def __str__(self) -> str:
        found = self.value
        return f"{self.file}：{found.label}の{found.what}（{found.value}） → {found.mark}"


def still_open() -> tuple[Open, ...]:
    """Raises NotInCatalogue where no pack is loaded."""
    return tuple(Open(value, catalogue.file_of(value.kind, value.key)) for value in catalogue.unconfirmed())


def check() -> None:
    """At the start of every web server. Raises ImproperlyConfigured with all that is open, except in the demo."""
    if settings.DEMO:
        return
    try:
        found = still_open()
    except catalogue.NotInCatalogue as missing:
        raise ImproperlyConfigured(str(missing)) from missing
    finally:
        connection.close()  # this thread serves nobody
    if found:
        raise ImproperlyConfigured(words(found))


def warm() -> None:
    """The rules are read before the first visitor needs them: in a thread of its own, so that nobody waits for it.

    What is wrong with them is said on the page that needs them.
    """
    try:
        catalogue.rules()
        catalogue.guide_texts()
    except (catalogue.NotInCatalogue, RulesRefusedError, DatabaseError):
        pass
    finally:
        connection.close()


def words(found: tuple[Open, ...]) -> str:
    lines = "\n".join(f"  {value}" for value in found)
    return (
        f"市が確認していない設定が {len(found)} 件あるため、窓口を開けません。"
        "条例や要領と照らして値を直し、右の印を書いて、設定（パック）を読み込み直してください。\n"
        f"{lines}"
    )
