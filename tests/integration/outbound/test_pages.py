"""The list of what went out, and the CSV."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.test import Client
from django.utils import timezone

from madoguchi.apps.accounts.rights import Right
from madoguchi.apps.outbound.services import drain
from madoguchi.integrations.objectstore import DirectoryStore
from tests.factories import make_resident, make_staff, protect
from tests.integration.outbound.records import queue


def client_with(*rights: Right) -> Client:
    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(make_staff(*rights), backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def records(database, tmp_path) -> None:
    (tmp_path / "objects").mkdir()
    resident = make_resident()
    queue("1120-0001", visitor_name="𠮷田　秘密")
    queue("1120-0002", resident.resident_number, visitor_name="架空　秘密")
    protect(resident)
    drain(DirectoryStore(tmp_path / "objects"), timezone.now())
    queue("1120-0003")


def test_the_list_shows_states_and_nobody(records) -> None:
    answer = client_with(Right.OUTBOUND_VIEW).get("/outbound/")
    text = answer.content.decode()
    assert answer.status_code == 200
    assert all(word in text for word in ("1120-0001", "送信済", "保留", "未送信", "システム確認が必要です"))
    assert "秘密" not in text
    assert "CSVを保存する" not in text
    only_held = client_with(Right.OUTBOUND_VIEW).get("/outbound/?status=held").content.decode()
    assert ("1120-0002" in only_held, "1120-0001" in only_held) == (True, False)


@pytest.mark.parametrize("query", ["status=x", "from=2026-13-99", "from=x&to=y", "start=-1", "start=zz"])
def test_odd_filters_are_no_error(records, query: str) -> None:
    assert client_with(Right.OUTBOUND_VIEW).get(f"/outbound/?{query}").status_code == 200


def test_without_the_right_there_is_no_csv(records) -> None:
    assert client_with(Right.OUTBOUND_VIEW).post("/outbound/export/").status_code == 403
    assert client_with(Right.COUNTER).get("/outbound/").status_code == 403


def test_the_csv_is_downloaded(records) -> None:
    answer = client_with(Right.EXPORT).post("/outbound/export/")
    assert answer["Content-Type"] == "text/csv"
    assert "attachment" in answer["Content-Disposition"]
    text = answer.content.decode("utf-8-sig")
    assert ("1120-0001" in text, "1120-0002" in text, "𠮷田" in text) == (True, False, True)


def test_replaced_characters_come_with_the_file(records) -> None:
    answer = client_with(Right.EXPORT).post("/outbound/export/", {"encoding": "cp932"})
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    report = archive.read("replaced_characters.txt").decode("utf-8-sig")
    assert "1120-0001 visitor_name: " in report
    assert "吉田" in archive.read(archive.namelist()[0]).decode("cp932")


def test_another_encoding_is_refused(records) -> None:
    assert client_with(Right.EXPORT).post("/outbound/export/", {"encoding": "utf-7"}).status_code == 403
