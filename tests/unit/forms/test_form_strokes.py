"""A signature's recording is numbers; whatever else arrives is refused with words for people."""

from __future__ import annotations

import pytest

from madoguchi.domain.forms.strokes import MAX_POINTS, Point, Strokes, StrokesError


def recording(**changed):
    return {"width": 600, "height": 180, "strokes": [[{"x": 1, "y": 2, "pressure": 0.4, "t": 9}]], **changed}


def test_reads_points_and_leaves_the_rest_of_the_recording_alone():
    assert Strokes.read(recording()) == Strokes(600.0, 180.0, ((Point(1.0, 2.0, 0.4),),))


def test_a_device_without_pressure_draws_a_middle_line():
    assert Strokes.read(recording(strokes=[[{"x": 1, "y": 2}]])).strokes[0][0].pressure == 0.5


def test_pressure_is_kept_between_nothing_and_full():
    points = [{"x": 0, "y": 0, "pressure": p} for p in (-3, 7)]
    assert [p.pressure for p in Strokes.read(recording(strokes=[points])).strokes[0]] == [0.0, 1.0]


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (recording(width='6"/><script>'), "大きさ|数でない"),
        (recording(width=0), "大きさ"),
        (recording(height=float("nan")), "数でない"),
        (recording(strokes="M0 0"), "形式"),
        (recording(strokes=None), "形式"),
        (recording(strokes=[["M0 0"]]), "形式"),
        (recording(strokes=[[{"x": "1", "y": 2}]]), "数でない"),
        (recording(strokes=[[{"x": True, "y": 2}]]), "数でない"),
        (recording(strokes=[[{"x": float("inf"), "y": 2}]]), "数でない"),
        (recording(strokes=[[{"y": 2}]]), "数でない"),
        (recording(strokes=[]), "ありません"),
        (recording(strokes=[[]]), "ありません"),
        (recording(strokes=[[{"x": 1, "y": 2}] * (MAX_POINTS + 1)]), "多すぎ"),
    ],
)
def test_refuses_what_is_no_signature(raw, reason):
    with pytest.raises(StrokesError, match=reason):
        Strokes.read(raw)
