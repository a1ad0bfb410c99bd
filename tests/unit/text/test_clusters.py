"""Characters as people count them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.domain.text import clusters, code_points, length


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("渡邉\U000e0112", 2),
        ("葛\ufe00", 1),
        ("か\u3099", 1),
        ("ｶﾞ", 2),
        ("𠮷", 1),
        ("\U000e0100邉", 2),
        ("é", 1),
    ],
)
def test_length(text: str, count: int) -> None:
    assert length(text) == count


@given(st.text() | st.text(alphabet="邉辺\U000e0100\U000e0112\ufe00\u3099か"))
def test_clusters_lose_nothing(text: str) -> None:
    assert "".join(clusters(text)) == text
    assert all(clusters(text))


@given(st.text(alphabet="邉辺か"), st.text(alphabet="邉辺か"))
def test_a_selector_never_makes_a_character_more(before: str, after: str) -> None:
    assert length(f"{before}邉\U000e0112{after}") == len(before) + 1 + len(after)


def test_code_points() -> None:
    assert code_points("邉\U000e0112") == "U+9089 U+E0112"
