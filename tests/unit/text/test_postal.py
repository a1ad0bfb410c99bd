"""Postal codes and 町字, on places that won't go away soon."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from madoguchi.domain.text import town_of, towns_in, towns_of


@pytest.mark.parametrize("written", ["6440002", "644-0002", "〒644-0002", "６４４－０００２"])
def test_the_town_of_a_code(written: str) -> None:
    (town,) = towns_of(written)
    assert (town.prefecture, town.city, town.town, town.town_kana) == ("和歌山県", "御坊市", "薗", "ソノ")


def test_one_code_for_several_municipalities() -> None:
    assert {town.city for town in towns_of("6440000")} == {"御坊市", "日高郡美浜町"}


def test_unknown_codes() -> None:
    assert towns_of("0000000") == ()
    assert towns_of("なし") == ()


def test_all_towns_of_a_municipality() -> None:
    towns = towns_in("302058")
    assert {town.city for town in towns} == {"御坊市"}
    assert {"薗", "湯川町財部"} <= {town.town for town in towns}
    assert towns_in("30205") == towns


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("薗350番地の2", "6440002"),
        ("和歌山県御坊市湯川町財部１－２", "6440011"),
        ("御坊市大字薗350", "6440002"),
        ("みほん町1", None),
    ],
)
def test_the_code_of_an_address(address: str, code: str | None) -> None:
    town = town_of("302058", address)
    assert (town.postal_code if town else None) == code


def test_any_thread_may_ask() -> None:
    towns_of.cache_clear()
    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(towns_of, ["6440002", "6440011", "6440000", "1000001"]))
