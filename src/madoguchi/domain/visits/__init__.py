"""A visit (来庁): life events, what is known, what is required, the next question. Written up in docs/design/visits.md."""

from madoguchi.domain.decisions.findings import Status
from madoguchi.domain.visits.asking import DONT_KNOW, LATER, Asking, Channel, Choice
from madoguchi.domain.visits.case import Case, answer
from madoguchi.domain.visits.effects import Effect, Turned, effects, supposed
from madoguchi.domain.visits.handover import HandedFact, Handover, handover
from madoguchi.domain.visits.known import KnownFact, known_facts
from madoguchi.domain.visits.life_events import ApplicationField, LifeEvent, Notifier, Role
from madoguchi.domain.visits.notices import FieldState, Problem, ProblemKind, application
from madoguchi.domain.visits.offices import Office, Purposes
from madoguchi.domain.visits.passed import Passed, passed
from madoguchi.domain.visits.plan import DeadlineShown, DueShown, Plan, PlanItem, make_plan
from madoguchi.domain.visits.rules import Rules, RulesRefusedError, load_rules
from madoguchi.domain.visits.visit import (
    Change,
    Ruling,
    Said,
    Subject,
    Unanswered,
    Visit,
    VisitEvent,
    VisitMember,
)
from madoguchi.domain.visits.words import ReasonLine, ReasonWords, value_words

__all__ = [
    "DONT_KNOW",
    "LATER",
    "ApplicationField",
    "Asking",
    "Case",
    "Change",
    "Channel",
    "Choice",
    "DeadlineShown",
    "DueShown",
    "Effect",
    "FieldState",
    "HandedFact",
    "Handover",
    "KnownFact",
    "LifeEvent",
    "Notifier",
    "Office",
    "Passed",
    "Plan",
    "PlanItem",
    "Problem",
    "ProblemKind",
    "Purposes",
    "ReasonLine",
    "ReasonWords",
    "Role",
    "Rules",
    "RulesRefusedError",
    "Ruling",
    "Said",
    "Status",
    "Subject",
    "Turned",
    "Unanswered",
    "Visit",
    "VisitEvent",
    "VisitMember",
    "answer",
    "application",
    "effects",
    "handover",
    "known_facts",
    "load_rules",
    "make_plan",
    "passed",
    "supposed",
    "value_words",
]
