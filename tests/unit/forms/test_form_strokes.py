"""A signature's recording is numbers; whatever else arrives is refused with words for people."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.domain.forms.strokes import MAX_POINTS, Point, Strokes, StrokesError


def pen(*points):
    return {"pointer": "pen", "points": list(points)}


def recording(**changed):
    return {"version": 1, "width": 600, "height": 180, "strokes": [pen([1, 2, 9, 0.4, 0, 0])], **changed}


def test_reads_points_and_leaves_the_rest_of_the_recording_alone():
    assert Strokes.read(recording()) == Strokes(600.0, 180.0, ((Point(1.0, 2.0, 0.4),),))


def test_pressure_stays_between_none_and_full():
    points = [[0, 0, 0, -3], [0, 0, 0, 7]]
    assert [p.pressure for p in Strokes.read(recording(strokes=[pen(*points)])).strokes[0]] == [0.0, 1.0]


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (recording(width='6"/><script>'), "大きさ|数でない"),
        (recording(width=0), "大きさ"),
        (recording(height=float("nan")), "数でない"),
        (recording(strokes="M0 0"), "形式"),
        (recording(strokes=None), "形式"),
        (recording(strokes=[["M0 0"]]), "形式"),
        (recording(strokes=[[[1, 2, 0, 0.5]]]), "形式"),
        (recording(strokes=[pen("M0 0")]), "形式"),
        (recording(strokes=[pen(["1", 2, 0, 0.5])]), "数でない"),
        (recording(strokes=[pen([True, 2, 0, 0.5])]), "数でない"),
        (recording(strokes=[pen([float("inf"), 2, 0, 0.5])]), "数でない"),
        (recording(strokes=[pen([10**400, 2, 0, 0.5])]), "数でない"),
        (recording(strokes=[pen([1, 2])]), "足りません"),
        (recording(strokes=[]), "ありません"),
        (recording(strokes=[pen()]), "ありません"),
        (recording(strokes=[pen(*[[1, 2, 0, 0.5]] * (MAX_POINTS + 1))]), "多すぎ"),
    ],
)
def test_refuses_what_is_no_signature(raw, words):
    with pytest.raises(StrokesError, match=words):
        Strokes.read(raw)


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["points", "x"]), inner, max_size=2)
    ),
    max_leaves=12,
)


@given(JSON)
def test_anything_is_read_or_refused_in_words(strokes):
    try:
        assert Strokes.read(recording(strokes=strokes)).strokes
    except StrokesError as error:
        assert str(error).endswith("。")
