"""A family moves into another town, by that town's pack alone."""

from __future__ import annotations

import pytest

from madoguchi.apps.accounts.rights import Right
from madoguchi.apps.accounts.types import system
from madoguchi.apps.catalogue import queries as catalogue
from madoguchi.apps.catalogue import services as packs
from madoguchi.apps.catalogue.models import CatalogueVersion
from madoguchi.apps.documents import queries as documents
from madoguchi.apps.receptions import services as receptions
from madoguchi.apps.receptions.states import Status
from madoguchi.apps.tasks import queries as tasks
from madoguchi.apps.visits import guides, services
from madoguchi.apps.visits.types import Notifier
from madoguchi.domain.counter import VisitorKind
from madoguchi.domain.guide import Language
from madoguchi.domain.guide.paper import Script, plain
from tests.conftest import PACKS, ROOT
from tests.integration.visits import families

TOWN = ROOT / "tests" / "packs" / "miyoshino"


@pytest.fixture
def town(database):
    """The town's pack in force for one test."""
    before = set(CatalogueVersion.objects.values_list("pk", flat=True))
    packs.load_packs([PACKS[0], TOWN], by=system("試験"))
    yield catalogue.rules()
    CatalogueVersion.objects.exclude(pk__in=before).delete()
    catalogue.forget()


def test_a_family_moves_into_the_town(town, staff):
    clerk = staff(Right.COUNTER, Right.ISSUE)
    opened = families.answered(families.arrived(clerk), clerk, {"person.wants_firewood": "true"})
    opened = families.noticed(opened, clerk)
    notifier = Notifier(VisitorKind.SELF, "n1", identity=("individual_number_card",))
    opened = services.set_notifier(opened.number, notifier, seen=opened.version, by=clerk)
    opened = services.set_language(
        opened.number, Language.EN, large_print=False, seen=opened.version, by=clerk
    )
    guide = guides.guides(opened)[0]
    stops = [(stop.number, plain(stop.where)) for stop in guide.today]
    assert stops[0] == ("総合窓口", "General Service Counter 総合窓口センター")
    wood = [row for stop in guide.today for row in stop.rows if plain(row.title) == "Subsidy for wood stoves"]
    assert len(wood) == 1
    assert not [words for row in wood for words in row.what if words.script is Script.JAPANESE]

    view = services.ask_signature(opened.number, seen=opened.version, by=clerk)
    assert view.status is Status.SIGNING
    titles = {paper.title for paper in documents.of_reception(opened.number)}
    assert {"住民異動届", "薪ストーブ設置補助申込書"} <= titles
    receptions.sign_on_paper(opened.number, seen=view.version, by=clerk)
    made = {task.procedure: task.department for task in tasks.of_reference(opened.number)}
    assert set(made.values()) <= {"front", "children", "wellbeing", "works"}
    assert (made["JK-01"], made["JT-01"], made["MY-01"]) == ("front", "children", "works")
