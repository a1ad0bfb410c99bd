"""The worker's loops: a fault ends a turn, never the loop; old sessions go."""

from __future__ import annotations

import threading
from datetime import timedelta

from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import OperationalError
from django.utils import timezone

from madoguchi.apps.operations import loops


def test_a_fault_ends_a_turn_and_not_the_loop(database, caplog):
    stop, turns = threading.Event(), []

    def turn() -> None:
        turns.append(1)
        if len(turns) == 1:
            raise OperationalError("住所 薗1番地")
        if len(turns) == 2:
            raise ValueError("氏名 架空 太郎")
        stop.set()

    loops.Loop("試験", 0.0, turn).run(stop)
    assert len(turns) == 3
    assert "薗" not in caplog.text
    assert "架空" not in caplog.text
    assert "ValueError" in caplog.text


def test_ended_sessions_are_cleared_with_the_words_they_keep(database):
    session = SessionStore()
    session["search_words"] = "架空"
    session.create()
    loops.end_old_sessions()
    assert Session.objects.count() == 1
    Session.objects.update(expire_date=timezone.now() - timedelta(days=1))
    loops.end_old_sessions()
    assert Session.objects.count() == 0


def test_everything_that_runs_by_itself_is_named_once():
    names = [loop.name for loop in loops.loops()]
    assert names == ["seal", "inbound", "outbound", "sessions", "forget"]
