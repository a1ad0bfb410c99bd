"""Values nobody has confirmed: on one screen, and in the way of a production server; never of the demo."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from madoguchi.apps.accounts.rights import Right
from madoguchi.apps.accounts.types import system
from madoguchi.apps.catalogue import queries, services
from madoguchi.apps.catalogue.models import CatalogueVersion
from madoguchi.apps.operations import readiness
from tests.conftest import PACKS, ROOT
from tests.factories import make_staff

TOWN = ROOT / "tests" / "packs" / "miyoshino"
PAGE = "/settings/unconfirmed/"


@pytest.fixture
def load(database):
    """Loads packs for this test; the catalogue as it was is put back."""
    before = set(CatalogueVersion.objects.values_list("pk", flat=True))
    yield lambda *packs: services.load_packs(packs, by=system("試験"))
    CatalogueVersion.objects.exclude(pk__in=before).delete()
    queries.forget()


@pytest.fixture
def confirmed_pack(tmp_path) -> Path:
    """The town of the tests with every mark set, and the standard certificates marked too."""
    pack = tmp_path / "kakunin"
    shutil.copytree(TOWN, pack)
    (pack / "protection").mkdir(exist_ok=True)
    systems = yaml.safe_load((PACKS[0] / "protection" / "systems.yaml").read_text(encoding="utf-8"))
    text = yaml.safe_dump(systems | {"confirmed": True}, allow_unicode=True)
    (pack / "protection" / "systems.yaml").write_text(text, encoding="utf-8")
    for path in (PACKS[0] / "certificates").glob("*.yaml"):
        if not (pack / "certificates" / path.name).exists():
            text = confirmed(path.read_text(encoding="utf-8"))
            (pack / "certificates" / path.name).write_text(text, encoding="utf-8")
    return pack


def confirmed(text: str) -> str:
    data = yaml.safe_load(text)
    data |= {"fee_confirmed": True, "rules_confirmed": True}
    rows = [*data.get("exemptions", []), *data["visitors"], *data.get("refusals", [])]
    for row in rows:
        row["confirmed"] = True
    return yaml.safe_dump(data, allow_unicode=True)


def admin() -> Client:
    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(make_staff(Right.ACCOUNTS), backend="django.contrib.auth.backends.ModelBackend")
    return client


class TestStart:
    def test_a_production_server_is_refused_with_what_and_where(self, database, settings):
        settings.DEMO = False
        with pytest.raises(ImproperlyConfigured) as refused:
            readiness.check()
        lines = str(refused.value).splitlines()
        fee = "  standard/certificates/seal_registration.yaml：印鑑登録証明書の手数料（300円） → fee_confirmed: true"
        assert fee in lines
        assert f"{len(lines) - 1} 件" in lines[0]
        assert any(line.startswith("  gobo/organisation/municipality.yaml：御坊市の審査") for line in lines)

    def test_the_demo_starts(self, database, settings):
        settings.DEMO = True
        readiness.check()

    def test_a_city_that_has_confirmed_everything_starts(self, load, confirmed_pack, settings):
        settings.DEMO = False
        load(PACKS[0], confirmed_pack)
        readiness.check()

    def test_one_open_value_is_enough(self, load, confirmed_pack, settings):
        settings.DEMO = False
        path = confirmed_pack / "certificates" / "seal_registration.yaml"
        path.write_text(
            path.read_text(encoding="utf-8").replace("fee_confirmed: true", "fee_confirmed: false")
        )
        load(PACKS[0], confirmed_pack)
        with pytest.raises(ImproperlyConfigured, match="1 件あるため"):
            readiness.check()

    def test_without_a_pack_the_words_say_so(self, database, settings):
        settings.DEMO = False
        CatalogueVersion.objects.update(status="draft")
        queries.forget()
        try:
            with pytest.raises(ImproperlyConfigured, match="読み込んでください"):
                readiness.check()
        finally:
            CatalogueVersion.objects.update(status="published")
            queries.forget()


@pytest.mark.parametrize(("settings_of", "opens"), [("production", False), ("demo", True)])
def test_the_web_server_asks_before_it_opens(database, postgres_server, settings_of, opens):
    url = postgres_server.url("app", connection.settings_dict["NAME"])
    env = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": f"madoguchi.config.settings.{settings_of}",
        "DATABASE_URL": url,
    }
    started = subprocess.run(
        [sys.executable, "-c", "import madoguchi.config.wsgi"],
        env=env,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (started.returncode == 0) == opens, started.stderr
    assert ("窓口を開けません" in started.stderr) != opens


class TestScreen:
    def test_every_open_value_is_listed_with_its_file(self, database):
        answer = admin().get(PAGE)
        text = answer.content.decode()
        assert answer.status_code == 200
        assert f"{len(readiness.still_open())}件" in text
        for part in (
            "standard/certificates/seal_registration.yaml",
            "fee_confirmed: true",
            "300円",
            "本人確認",
            "standard/guide/words.vi.yaml",
            "ベトナム語の訳",
        ):
            assert part in text

    def test_nothing_open_is_said(self, load, confirmed_pack):
        load(PACKS[0], confirmed_pack)
        assert "未確認の設定はありません" in admin().get(PAGE).content.decode()

    def test_only_for_those_who_keep_the_settings(self, database):
        client = Client(HTTP_HOST="127.0.0.1")
        client.force_login(make_staff(Right.COUNTER), backend="django.contrib.auth.backends.ModelBackend")
        assert client.get(PAGE).status_code == 403


def test_the_rules_are_there_before_the_first_visitor(load):
    queries.forget()
    readiness.warm()
    queries.municipality()
    with CaptureQueriesContext(connection) as asked:
        assert queries.rules().procedures and queries.guide_texts().languages
    assert len(asked) == 0
