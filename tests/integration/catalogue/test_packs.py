"""Packs: a city is configuration, faults are named with file and line, staff's own is never overwritten."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from django.utils import timezone

from madoguchi.apps.accounts.types import system
from madoguchi.apps.catalogue import queries, services
from madoguchi.apps.catalogue.models import CatalogueVersion
from madoguchi.apps.catalogue.reading import PackRefused, read_packs
from madoguchi.cli import main
from tests.conftest import PACKS, ROOT

BY = system("試験")


@pytest.fixture
def catalogue(database):
    """The catalogue as it was is put back afterwards: other tests use it."""
    before = set(CatalogueVersion.objects.values_list("pk", flat=True))
    statuses = dict(CatalogueVersion.objects.values_list("pk", "origin"))
    yield
    CatalogueVersion.objects.exclude(pk__in=before).delete()
    for pk, origin in statuses.items():
        CatalogueVersion.objects.filter(pk=pk).update(origin=origin)
    queries.forget()


@pytest.fixture
def second_city(tmp_path) -> Path:
    """A made-up municipality: another name, another fee, another order of certificates."""
    pack = tmp_path / "mihon"
    for folder in ("organisation", "certificates"):
        (pack / folder).mkdir(parents=True)
    standard = ROOT / "packs" / "standard"
    organisation = (standard / "organisation" / "municipality.yaml").read_text(encoding="utf-8")
    (pack / "organisation" / "municipality.yaml").write_text(
        organisation.replace("見本市", "架空町"), encoding="utf-8"
    )
    fee = (standard / "certificates" / "seal_registration.yaml").read_text(encoding="utf-8")
    (pack / "certificates" / "seal_registration.yaml").write_text(
        fee.replace("fee_yen: 300", "fee_yen: 200").replace("order: 5", "order: 0"), encoding="utf-8"
    )
    return pack


def test_the_packs_of_the_repository_are_sound():
    assert len(read_packs(PACKS)) > 10


def test_another_city_is_another_folder(catalogue, second_city):
    services.load_packs([PACKS[0], second_city], by=BY)
    assert queries.municipality().name == "架空町"
    first = queries.certificates()[0]
    assert (first.key, first.fee_yen) == ("seal_registration", 200)
    assert queries.certificate("residence_record_household").fee_yen == 300


def test_a_request_follows_the_other_citys_fee(catalogue, second_city, staff):
    from madoguchi.apps.accounts.rights import Right
    from madoguchi.apps.receptions import services as receptions
    from madoguchi.apps.receptions.types import Line, RequestDraft
    from madoguchi.domain.counter import VisitorKind
    from tests.factories import make_resident, register_seal

    services.load_packs([PACKS[0], second_city], by=BY)
    clerk, resident = staff(Right.COUNTER), make_resident()
    register_seal(resident, "000123")
    view = receptions.start(resident.pk, by=clerk)
    draft = RequestDraft(
        VisitorKind.SELF, None, ("passport",), (Line("seal_registration", 3, fields={"seal_card": "123"}),)
    )
    assert receptions.ask_signature(view.number, draft, seen=view.version, by=clerk).fee_yen == 600


def test_the_same_pack_again_changes_nothing(catalogue):
    again = services.load_packs(PACKS, by=BY)
    assert (again.published, again.drafts) == (0, ())


def test_what_staff_changed_is_never_overwritten(catalogue, second_city):
    CatalogueVersion.objects.filter(key="seal_registration").update(origin="staff")
    loaded = services.load_packs([PACKS[0], second_city], by=BY)
    assert loaded.drafts == ("certificates/seal_registration",)
    assert queries.certificate("seal_registration").fee_yen == 300


def test_every_fault_is_named_and_nothing_is_loaded(catalogue, second_city):
    broken = second_city / "certificates" / "broken.yaml"
    broken.write_text("key: broken\ncode: 1\nfee_yen: muryo\n", encoding="utf-8")
    with pytest.raises(PackRefused) as raised:
        services.load_packs([PACKS[0], second_city], by=BY)
    lines = str(raised.value).splitlines()
    assert any(line.startswith("mihon/certificates/broken.yaml:3:") for line in lines)
    assert len(lines) > 3
    assert queries.municipality().name == "御坊市"


def test_what_was_loaded_comes_back_byte_for_byte(catalogue, tmp_path):
    services.export_packs(tmp_path / "out")
    for relative in ("certificates/seal_registration.yaml", "organisation/municipality.yaml"):
        source = next(p / relative for p in reversed(PACKS) if (p / relative).exists())
        assert (tmp_path / "out" / source.parts[-3] / relative).read_bytes() == source.read_bytes()


def test_files_of_the_same_name_come_back_each_in_its_pack(catalogue, second_city, tmp_path):
    """A city's file lies over the standard one: both are in force, neither takes the other's place on the disk."""
    (second_city / "guide").mkdir()
    (second_city / "guide" / "words.en.yaml").write_text("words: {contact: Ask us}\n", encoding="utf-8")
    (second_city / "forms").mkdir()
    own = "parameters: {municipality_name: 架空町, addressee: 架空町長}\n"
    (second_city / "forms" / "parameters.yaml").write_text(own, encoding="utf-8")
    services.load_packs([PACKS[0], second_city], by=BY)
    packs = services.export_packs(tmp_path / "out").packs
    for pack, place in ((PACKS[0], "guide/words.en.yaml"), (second_city, "guide/words.en.yaml")):
        assert (tmp_path / "out" / pack.name / place).read_bytes() == (pack / place).read_bytes()
    assert (tmp_path / "out" / "mihon" / "forms" / "parameters.yaml").read_text("utf-8") == own
    again = read_packs([tmp_path / "out" / pack for pack in packs])
    assert {(item.kind, item.key, item.source) for item in again} == {
        (version.kind, version.key, version.source.encode())
        for version in queries.in_force(timezone.localdate())
    }
    assert services.load_packs([tmp_path / "out" / pack for pack in packs], by=BY).published == 0


def test_nothing_is_written_where_something_lies(catalogue, tmp_path, capsys):
    kept = tmp_path / "out" / "standard" / "guide" / "words.en.yaml"
    kept.parent.mkdir(parents=True)
    kept.write_text("words: {}\n", encoding="utf-8")
    assert main(["pack", "export", str(tmp_path / "out")]) == 1
    assert "空のフォルダ" in capsys.readouterr().err
    assert [path for path in (tmp_path / "out").rglob("*") if path.is_file()] == [kept]


def test_the_command_says_what_is_wrong_and_fails(second_city, capsys, database):
    shutil.copy(
        second_city / "certificates" / "seal_registration.yaml", second_city / "certificates" / "twice.yaml"
    )
    (second_city / "organisation" / "municipality.yaml").write_text("code: 1\n", encoding="utf-8")
    assert main(["pack", "check", str(PACKS[0]), str(second_city)]) == 1
    assert "mihon/organisation/municipality.yaml:1:" in capsys.readouterr().err


def test_the_rules_in_force_are_those_of_the_files(database):
    rules = queries.rules()
    assert rules is queries.rules()
    assert len(rules.procedures) > 100
    assert set(rules.life_events) >= {"move_in_domestic", "death"}
    assert not [
        f for f in rules.findings if "まだありません" in f.message and "resident_move" not in f.message
    ]


def test_a_citys_file_overrules_single_entries_of_the_standard_pack(catalogue, second_city):
    before = queries.rules()
    (second_city / "procedures").mkdir()
    standard = (PACKS[0] / "procedures" / "departments.yaml").read_text(encoding="utf-8")
    (second_city / "procedures" / "departments.yaml").write_text(
        standard.replace("name: 市民課", "name: 町民課"), encoding="utf-8"
    )
    services.load_packs([PACKS[0], second_city], by=BY)
    assert queries.rules().offices["citizen"].name == "町民課"
    assert queries.rules().procedures.keys() == before.procedures.keys()


def test_a_fault_that_only_the_whole_shows_stops_the_load(catalogue, second_city):
    (second_city / "life_events").mkdir()
    event = (PACKS[0] / "life_events" / "51-death.yaml").read_text(encoding="utf-8")
    (second_city / "life_events" / "51-death.yaml").write_text(
        event.replace("acts: [KO-01]", "acts: [KO-99]"), encoding="utf-8"
    )
    with pytest.raises(PackRefused, match="KO-99"):
        services.load_packs([PACKS[0], second_city], by=BY)
    assert queries.rules().life_events["death"].acts == ("KO-01",)


def test_the_guide_texts_in_force_have_every_language(database):
    from madoguchi.domain.guide import Language

    assert set(queries.guide_texts().languages) == set(Language)
