"""Dead in the middle: whatever statement an act dies at, nothing of it has happened, and doing it again does it once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.db import connection

from madoguchi.apps.accounts.types import system
from madoguchi.apps.documents.models import Document, Signature
from madoguchi.apps.outbox.models import OutboxRow
from madoguchi.apps.receptions import queries, services
from madoguchi.apps.receptions.models import (
    PaperPrint,
    Reception,
    ReceptionPayment,
    ReceptionStep,
    SigningSeat,
)
from madoguchi.apps.receptions.states import Status
from tests.integration.door.acts import DRAFT, STROKES, asked, signed
from tests.integration.receptions.flow import passing_of, use_flow
from tests.integration.receptions.test_flow_days import REASON, at, suspended

LOOKS = {"looked", "listed", "copy_opened", "refused", "previewed", "searched"}
"""Written on a connection of their own before anything is shown: they outlive what they were for."""
TABLES = (Reception, ReceptionStep, ReceptionPayment, PaperPrint, OutboxRow, Document, Signature, SigningSeat)


class Died(Exception):
    """The server, at this statement."""


@dataclass
class DiesAt:
    """Lets so many statements of the act through, then the process is gone."""

    left: int

    def __call__(self, execute, sql, params, many, context):
        if self.left == 0:
            raise Died
        self.left -= 1
        return execute(sql, params, many, context)


def snapshot():
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in TABLES}


def events(trail):
    return [(e.action, e.reference) for e in trail() if e.action not in LOOKS]


def through(view, by):
    return services.go_on(view.number, passing_of(view), seen=view.version, by=by, through=True)


def step(view, by):
    return services.go_on(view.number, passing_of(view), seen=view.version, by=by)


ACTS: dict[str, tuple[Status, Callable]] = {
    "asked": (
        Status.OPEN,
        lambda view, by: services.ask_signature(view.number, DRAFT, seen=view.version, by=by),
    ),
    "signed": (
        Status.SIGNING,
        lambda view, by: services.sign(
            view.number, STROKES, content_digest=view.content_digest, terminal="1", by=system("署名画面")
        ),
    ),
    "signed on paper": (
        Status.SIGNING,
        lambda view, by: services.sign_on_paper(view.number, seen=view.version, by=by),
    ),
    "made": (Status.MAKING, step),
    "reviewed": (Status.REVIEWING, step),
    "paid": (Status.PAYING, step),
    "handed over": (Status.HANDING, step),
    "all in one press": (Status.MAKING, through),
    "sent back": (
        Status.REVIEWING,
        lambda view, by: services.send_back(view.number, "通数がちがう", seen=view.version, by=by),
    ),
    "opened again": (
        Status.HANDING,
        lambda view, by: services.reopen(view.number, seen=view.version, by=by),
    ),
    "put aside": (Status.PAYING, lambda view, by: suspended(view, by)),
    "taken up again": (
        Status.SUSPENDED,
        lambda view, by: services.resume(view.number, seen=view.version, by=by),
    ),
    "cancelled": (
        Status.HANDING,
        lambda view, by: services.cancel(view.number, "入力の誤り", seen=view.version, by=by),
    ),
}


@pytest.mark.parametrize("name", ACTS)
def test_dead_at_every_statement(clerk, colleague, family, trail, monkeypatch, name):
    status, act = ACTS[name]
    view = at(status, clerk, colleague, family[0])
    use_flow(monkeypatch, by_another=name != "all in one press")
    before, told = snapshot(), events(trail)
    by = colleague
    died = 0
    while True:
        try:
            with connection.execute_wrapper(DiesAt(died)):
                act(view, by)
            break
        except Died:
            died += 1
            assert snapshot() == before, f"half an act, dead at statement {died}"
            assert events(trail) == told, f"half an event, dead at statement {died}"
    assert died > 5
    assert snapshot() != before
    done, told = snapshot(), events(trail)
    if name not in ("signed", "asked"):
        act(view, by)  # sent again: the browser never saw the answer
        assert snapshot() == done
        assert events(trail) == told


@pytest.mark.parametrize("name", ["signed", "asked"])
def test_what_is_no_press_of_a_step_is_refused_the_second_time(clerk, colleague, family, name):
    from madoguchi.apps.accounts.types import Refused

    status, act = ACTS[name]
    view = at(status, clerk, colleague, family[0])
    act(view, clerk)
    done = snapshot()
    with pytest.raises(Refused):
        act(view, clerk)
    assert snapshot() == done


def test_two_at_the_same_moment_one_wins(clerk, colleague, family):
    """The second waits for the first and then finds that it is done."""
    from concurrent.futures import ThreadPoolExecutor

    from django.db import connections

    view = signed(clerk, family[0])

    def press(by):
        try:
            return step(view, by).status
        except Exception as error:
            return type(error).__name__
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(map(str, pool.map(press, [clerk, colleague])))
    assert answers == ["Stale", "reviewing"]
    assert ReceptionStep.objects.filter(act="made").count() == 1


def test_the_same_press_at_the_same_moment_is_done_once(clerk, colleague, family):
    from concurrent.futures import ThreadPoolExecutor

    from django.db import connections

    view = at(Status.PAYING, clerk, colleague, family[0])

    def press(_):
        try:
            return str(step(view, clerk).status)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(3) as pool:
        assert set(pool.map(press, range(3))) == {"handing"}
    assert ReceptionPayment.objects.count() == 1


def test_a_dead_browser_leaves_what_was_saved(clerk, family):
    view = asked(clerk, family[0])
    found = queries.get(view.number)
    assert (found.status, found.draft.lines[0].certificate) == (Status.SIGNING, "residence_record_household")
    assert suspended(found, clerk).passage.suspended_reason == REASON
