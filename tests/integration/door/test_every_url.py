"""Every URL of the staff's site is a way out: none gives away what is protected, whatever it is asked with.

The list of URLs is the site's own. One with a parameter that nobody has given a value here fails, so that no new page
is forgotten; each is opened by GET and by a POST with everything that forms of the site send.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product

import pytest
from django.db import transaction
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from madoguchi.apps.documents.models import Document
from madoguchi.apps.inbound.models import QuarantineRow
from madoguchi.apps.outbox.models import OutboxRow
from madoguchi.apps.outbox.states import HoldReason
from madoguchi.apps.receptions import guarding, queries
from madoguchi.apps.receptions.models import Reception
from madoguchi.apps.residents import queries as residents
from madoguchi.apps.residents import services as register
from madoguchi.apps.residents.models import Protection
from madoguchi.apps.residents.register import ItemClass
from madoguchi.apps.residents.types import CopyTag
from madoguchi.apps.tasks import services as tasks
from madoguchi.apps.tasks.models import Task
from madoguchi.apps.tasks.types import TaskDraft, TaskFact
from madoguchi.apps.visits import services as visits
from tests.integration.door.outputs import SECRETS, World, make_world, text_of
from tests.integration.expected.notices import make_notice, person

UNAVAILABLE = 503
"""Of pages that need the object store, which isn't there."""
LEAVES = {"accounts:sign_out", "accounts:lock", "accounts:set_active"}
"""They end the session or the account that looks: nothing could be seen afterwards."""


def urls(resolver: URLResolver | None = None, space: str = "") -> Iterator[tuple[str, tuple[str, ...]]]:
    """Name and parameters of each route."""
    for pattern in (resolver or get_resolver("madoguchi.config.urls")).url_patterns:
        if isinstance(pattern, URLPattern):
            yield f"{space}{pattern.name}", tuple(pattern.pattern.converters)
        else:
            yield from urls(pattern, f"{pattern.namespace}:" if pattern.namespace else space)


ROUTES = sorted(set(urls()))


@pytest.fixture
def world(clerk, at_counter, family, tmp_path) -> World:
    """Nobody is protected yet."""
    (tmp_path / "out").mkdir()
    world = make_world(clerk, at_counter, family[0], tmp_path / "out")
    _task(world, clerk)
    visits.start(family[0].pk, ["move_within"], by=clerk)
    return world


@pytest.fixture
def known(clerk, world, family) -> tuple[World, Mapping[str, Sequence[object]]]:
    """The same world, the household protected now, and a value for each parameter of a URL."""
    held = OutboxRow.objects.filter(key=world.signed.number)
    held.update(state="held", hold_reason=HoldReason.CHECK.value)
    application = register.take_application(family[1].pk, [family[0].pk], "1", "police", by=clerk)
    guarding.ask(queries.get(world.open.number), clerk)
    receptions = [r.number for r in (world.open, world.asked, world.signed, world.suspended)]
    receptions += Reception.objects.filter(kind="visit").values_list("number", flat=True)
    release = residents.release_of(world.open.number)
    assert release is not None
    return world, {
        "resident_id": [p.pk for p in family],
        "number": [*receptions, application],
        "code": [world.signed.number],
        "document_id": list(Document.objects.values_list("pk", flat=True)),
        "release_id": [release.id],
        "protection_id": list(Protection.objects.values_list("pk", flat=True)),
        "set_id": [world.set_id],
        "row_id": list(QuarantineRow.objects.values_list("pk", flat=True)),
        "record_id": list(OutboxRow.objects.values_list("pk", flat=True)),
        "task_id": list(Task.objects.values_list("pk", flat=True)),
        "staff_id": [clerk.staff_id],
        "notice_id": [_notice()],
        "place": [0],
        "sheet": [0],
    }


def _notice() -> int:
    """Somebody who will move in, under protection."""
    secret = {"氏名": "秘密　花子", "転入先住所": "御坊市秘密町77番地", "転出元住所": "秘密県秘密市1番"}
    return make_notice("2026119999", person("2026119999", 支援措置区分="1", **secret))


def _task(world, clerk) -> None:
    facts = (TaskFact("住所", "和歌山県御坊市秘密町77番地", "住民記録"),)
    tag = CopyTag((world.subject.resident_number,), frozenset(ItemClass))
    draft = TaskDraft("KH-01", "国民健康保険", "転入", "citizen", (world.subject.pk,), tag, facts=facts)
    with transaction.atomic():
        tasks.add(world.signed.number, world.signed.day, [draft], by=clerk)


def addresses(name: str, parameters: Sequence[str], values: Mapping[str, Sequence[object]]) -> list[str]:
    """The route with every value that fits; not even one that does is a fault of this test."""
    found = []
    for chosen in product(*(values[parameter] for parameter in parameters)):
        try:
            found.append(reverse(name, kwargs=dict(zip(parameters, chosen, strict=True))))
        except NoReverseMatch:
            continue
    assert found, f"{name}: no value here fits its address"
    return found


def form(world) -> dict[str, object]:
    """What the forms of this site send, all at once."""
    version = queries.get(world.open.number).version
    return {
        "version": version,
        "take_over": version,
        "certificate": "residence_record_household",
        "visitor_kind": "self",
        "identity": "driving_licence",
        "q": world.subject.resident_number,
        "resident_number": world.subject.resident_number,
        "code": world.signed.number,
        "number": world.signed.number[-4:],
        "copies": "1",
        "points": ["people", "copies", "items", "restraint"],
        "payment": "cash",
        "reason": "来庁の方の都合",
        "kind": "1",
        "office": "police",
        "encoding": "utf-8-sig",
        "seal_card": "000123",
        "step": "ask",
        "decision": "grant",
    }


def test_the_site_has_routes():
    assert len(ROUTES) > 50


def test_before_protection_they_do_show_it(world):
    """Else nothing here would prove anything."""
    number = world.signed.number
    paper = Document.objects.get(reference=number)
    shown = [
        reverse("residents:household", args=[world.subject.pk]),
        reverse("receptions:picture", args=[number, paper.pk]),
        reverse("tasks:task", args=[Task.objects.get().pk]),
    ]
    assert [url for url in shown if "秘密" not in text_of(world.staff.get(url))] == []


HEADERS = ({}, {"HX-Request": "true"})
"""As a page, and as a fragment of one."""


@pytest.mark.parametrize(("name", "parameters"), ROUTES, ids=[name for name, _ in ROUTES])
def test_nothing_protected_leaves_by(known, name, parameters):
    world, values = known
    unknown = [parameter for parameter in parameters if parameter not in values]
    assert not unknown, f"{name}: give {unknown} a value of the protected household in `known`"
    for address in addresses(name, parameters, values):
        answers = [world.staff.get(address, follow=True, headers=header) for header in HEADERS]
        if name not in LEAVES:
            sent = form(world)
            answers += [world.staff.post(address, sent, follow=True, headers=header) for header in HEADERS]
        for answer in answers:
            text = text_of(answer)
            assert [secret for secret in SECRETS if secret in text] == [], f"{address} {answer.status_code}"
            assert answer.status_code in (*range(500), UNAVAILABLE), address
