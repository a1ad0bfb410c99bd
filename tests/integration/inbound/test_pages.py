"""The pages: who may open them, what they say, and what they keep to themselves."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from madoguchi.apps.accounts.rights import Right
from madoguchi.apps.audit.types import Action
from madoguchi.apps.inbound.models import InboundSet
from madoguchi.apps.inbound.states import State
from madoguchi.config.env import ObjectStore as Options
from tests.factories import make_staff
from tests.integration.inbound.sets import protection, put_set, resident

NUMBERS = [f"{n:09d}" for n in range(1, 7)]
VALUE = "誤った性別"


def client_with(*rights: Right) -> Client:
    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(make_staff(*rights), backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def quarantined(store, take, day) -> int:
    """A set whose second file has an unreadable value of a known resident and an unreadable unknown one."""
    put_set(store, day(1), {"001.residents": [resident(n) for n in NUMBERS], "001.protection": []})
    take()
    lines = [resident(n) for n in NUMBERS]
    lines[0] = resident(NUMBERS[0], 性別=VALUE)
    lines.append(resident("000000099", 性別=VALUE))
    put_set(store, day(2), {"001.residents": lines, "001.protection": []})
    return take().id


def page(client: Client, set_id: int) -> str:
    answer = client.get(f"/inbound/{set_id}/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_history_shows_every_set(quarantined: int) -> None:
    answer = client_with(Right.IMPORT_VIEW).get("/inbound/")
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "一部取込" in text
    assert "2026-11-02 02:00:00" in text


def test_without_the_right_there_is_no_page(quarantined: int) -> None:
    client = client_with(Right.COUNTER)
    assert client.get("/inbound/").status_code == 403
    assert client.get(f"/inbound/{quarantined}/").status_code == 403
    assert client_with(Right.IMPORT_VIEW).post("/inbound/run/").status_code == 403


def test_a_quarantined_value_is_shown_once_the_trail_has_it(quarantined: int, trail) -> None:
    text = page(client_with(Right.IMPORT_VIEW), quarantined)
    assert text.count(VALUE) == 1  # of the resident the register knows; the other one fails closed
    assert Action.COPY_OPENED in [event.action for event in trail()]


def test_protection_closes_a_row_that_was_quarantined_before(quarantined: int, store, take, day) -> None:
    put_set(
        store,
        day(3),
        {"001.residents": [resident(n) for n in NUMBERS], "001.protection": [protection(NUMBERS[0])]},
    )
    take()
    assert VALUE not in page(client_with(Right.IMPORT_VIEW), quarantined)
    assert VALUE in page(client_with(Right.IMPORT_VIEW, Right.PROTECTION_RELEASE), quarantined)


def test_a_line_of_the_protection_file_names_nobody(store, take, day) -> None:
    bad = protection(NUMBERS[0], kind="X")
    put_set(store, day(1), {"001.residents": [resident(n) for n in NUMBERS], "001.protection": [bad]})
    text = page(client_with(Right.IMPORT_VIEW), take().id)
    assert "コード一覧に無い値です" in text
    assert NUMBERS[0] not in text
    assert ">X<" not in text


def test_a_set_that_asks_is_confirmed_on_its_page(store, take, day) -> None:
    put_set(store, day(1), {"001.residents": [resident(n) for n in NUMBERS], "001.protection": []})
    take()
    put_set(store, day(2), {"001.residents": [resident(NUMBERS[0])], "001.protection": []})
    asking = take().id
    assert "このまま取り込む" not in page(client_with(Right.IMPORT_VIEW), asking)
    client = client_with(Right.IMPORT_VIEW, Right.IMPORT_RUN)
    assert "このまま取り込む" in page(client, asking)
    assert client.post(f"/inbound/{asking}/confirm/").status_code == 302
    assert client.post(f"/inbound/{asking}/confirm/").status_code == 403
    assert take().state is State.APPLIED


def test_looking_now_finds_what_lies_there(store, database, day, settings, tmp_path) -> None:
    settings.OBJECT_STORE = Options("", "", "", "", tmp_path / "objects")
    put_set(store, day(1), {"001.residents": [resident(n) for n in NUMBERS], "001.protection": []})
    client = client_with(Right.IMPORT_VIEW, Right.IMPORT_RUN)
    assert client.post("/inbound/run/").status_code == 302
    assert InboundSet.objects.get().state == State.WAITING
    assert "取込待ち" in client.get("/inbound/").content.decode()


def test_a_storage_that_is_down_is_said_on_the_page(database, settings, tmp_path) -> None:
    settings.OBJECT_STORE = Options("", "", "", "", tmp_path / "nowhere")
    answer = client_with(Right.IMPORT_VIEW, Right.IMPORT_RUN).post("/inbound/run/")
    assert answer.status_code == 503
    assert "連携フォルダーを読み書きできません" in answer.content.decode()


def test_a_page_of_nothing_is_not_found(database) -> None:
    assert client_with(Right.IMPORT_VIEW).get("/inbound/99/").status_code == 404


def test_a_refused_set_says_why_and_can_be_tried_again(store, take, day) -> None:
    put_set(store, day(1), {"001.residents": [resident(n) for n in NUMBERS]})
    refused = take().id
    client = client_with(Right.IMPORT_VIEW, Right.IMPORT_RUN)
    text = page(client, refused)
    assert "支援措置対象者のファイルがありません" in text
    assert "もう一度取り込む" in text
    client.post(f"/inbound/{refused}/retry/")
    assert InboundSet.objects.get(found_at__lt=timezone.now()).state == State.WAITING
