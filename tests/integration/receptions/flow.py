"""The flow after the signature, as short as its tests need it."""

from __future__ import annotations

from madoguchi.apps.accounts.types import Actor
from madoguchi.apps.receptions import queries, services
from madoguchi.apps.receptions.passage import Passing, Payment, Point
from madoguchi.apps.receptions.states import Flow, Status
from madoguchi.apps.receptions.types import ReceptionView

ALL_POINTS = frozenset(Point)


def passing_of(view: ReceptionView, **more) -> Passing:
    """Everything that any step could ask for."""
    usual = {
        "copies": view.copies,
        "points": ALL_POINTS,
        "payment": Payment.CASH,
        "number": view.number[-4:],
    }
    return Passing(**usual | more)


def step(view: ReceptionView, by: Actor, **more) -> ReceptionView:
    return services.go_on(view.number, passing_of(view, **more), seen=view.version, by=by)


def to(status: Status, view: ReceptionView, maker: Actor, reviewer: Actor) -> ReceptionView:
    """On until the reception stands at `status`; the review is the other person's."""
    while view.status is not status:
        view = step(view, reviewer if view.status is Status.REVIEWING else maker)
    return view


def handed_over(view: ReceptionView, maker: Actor, reviewer: Actor) -> ReceptionView:
    return to(Status.ISSUED, view, maker, reviewer)


def use_flow(monkeypatch, **given) -> None:
    """The city's setting for this test."""
    way = Flow(**given)
    monkeypatch.setattr("madoguchi.apps.receptions.services.passing.flow", lambda: way)
    monkeypatch.setattr(queries, "flow", lambda: way)
