from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.config.env import Env, Environment, Misconfigured, read_environment, table

COMPLETE = {
    "DATABASE_URL": "postgresql://app:hush@db.example/madoguchi",
    "SECRET_KEY": "k" * 40,
    "STAFF_HOST": "madoguchi.example",
    "RESIDENT_HOST": "sign.example",
    "S3_BUCKET": "linkage",
}


def environment(**changes: str) -> Environment:
    return read_environment({**COMPLETE, **changes})


def faults(**changes: str) -> tuple[str, ...]:
    with pytest.raises(Misconfigured) as caught:
        environment(**changes)
    return caught.value.faults


def test_a_complete_environment_is_read_with_defaults_that_are_right_for_production() -> None:
    read = environment()
    assert read.cookie_secure is True
    assert read.idle_lock_minutes == 10
    assert read.object_store.bucket == "linkage"
    assert read.fonts_dir == read.work_dir / "fonts"


def test_every_missing_variable_is_named_at_once() -> None:
    with pytest.raises(Misconfigured) as caught:
        read_environment({})
    for name in (
        "DATABASE_URL",
        "SECRET_KEY",
        "STAFF_HOST",
        "RESIDENT_HOST",
        "S3_BUCKET or OBJECT_DIRECTORY",
    ):
        assert f"  {name}" in str(caught.value)


def test_missing_and_malformed_ones_come_together() -> None:
    found = faults(DATABASE_URL="mysql://x/y", COOKIE_SECURE="maybe", IDLE_LOCK_MINUTES="0", STAFF_HOST="")
    assert [fault.split()[0] for fault in found] == [
        "DATABASE_URL",
        "STAFF_HOST",
        "COOKIE_SECURE",
        "IDLE_LOCK_MINUTES",
    ]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"DATABASE_URL": "postgresql://app@host/"}, "names no database"),
        ({"DATABASE_URL": "postgresql://app@host/x?nonsense=1"}, "is not a database URL"),
        ({"S3_ENDPOINT": "http://"}, "names no host"),
        ({"S3_ENDPOINT": "http://[broken"}, "is not a URL"),
        ({"SECRET_KEY": "short"}, "is shorter than 32 characters"),
        ({"WORK_DIR": "relative/place"}, "is not an absolute path"),
        ({"OBJECT_DIRECTORY": "there"}, "is not an absolute path"),
        ({"IDLE_LOCK_MINUTES": "10.5"}, "is not a whole number from 1 to 120"),
        ({"IDLE_LOCK_MINUTES": "１０"}, "is not a whole number from 1 to 120"),
        ({"COOKIE_SECURE": "maybe"}, "is neither yes nor no"),
        ({"RESIDENT_HOST": "madoguchi.example"}, "must never reach a staff page"),
        ({"RESIDENT_HOST": "Madoguchi.example:8443"}, "must never reach a staff page"),
        ({"OBJECT_DIRECTORY": "/srv/objects"}, "not both"),
        ({"S3_ACCESS_KEY": "only-one"}, "set both or none"),
    ],
)
def test_what_is_wrong_is_said(changes: dict[str, str], words: str) -> None:
    assert words in " ".join(faults(**changes))


@given(st.text(min_size=12, max_size=40).map(str.strip).filter(lambda text: len(text) > 8))
def test_no_value_is_ever_part_of_the_message(value: str) -> None:
    hidden = f"<{value}>"
    wrong: dict[str, Any] = dict.fromkeys(
        ("DATABASE_URL", "COOKIE_SECURE", "IDLE_LOCK_MINUTES", "WORK_DIR"), hidden
    )
    with pytest.raises(Misconfigured) as caught:
        read_environment({**COMPLETE, **wrong})
    assert len(caught.value.faults) == 4
    assert hidden not in str(caught.value)


@given(st.sampled_from(["1", "true", "YES", "On", " yes "]), st.sampled_from(["0", "False", "no", "OFF"]))
def test_flags_are_read_in_any_case(yes: str, no: str) -> None:
    env = Env({"A": yes, "B": no})
    assert env.flag("A", why="") is True
    assert env.flag("B", why="") is False
    env.finish()


def test_a_given_path_is_taken_as_it_is() -> None:
    assert environment(WORK_DIR="/srv/madoguchi").fonts_dir == Path("/srv/madoguchi/fonts")
    assert environment(FONTS_DIR="/usr/share/fonts").fonts_dir == Path("/usr/share/fonts")


def test_the_page_of_operations_shows_every_variable() -> None:
    page = Path(__file__).parents[3] / "docs" / "operations" / "environment.md"
    assert table(environment().variables) in page.read_text(), (
        "docs/operations/environment.md is not what the reader asks for: "
        "put in the output of `python -m madoguchi.config.env`"
    )
