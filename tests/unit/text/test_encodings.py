"""What receivers get, and that nothing is replaced in silence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.domain.text import Profile, clusters, encode, table
from madoguchi.domain.text.encodings import _JIS_X_0208

SPELLINGS = tuple(spelling for spelling, _ in table().sequences())
characters = st.sampled_from(SPELLINGS) | st.characters() | st.sampled_from("〜−—¥é①㈱ⅰ髙﨑\xa0")


@pytest.mark.parametrize(
    ("character", "by"),
    [
        ("𠮷", "吉"),
        ("葛\U000e0102", "葛"),
        ("邉\U000e0112", "邉"),
        ("辻\U000e0100", "辻"),  # Adobe-Japan1: not in the map, but the base is the same character
        ("㐂", "喜"),
        ("〜", "～"),
        ("−", "－"),
        ("—", "―"),
        ("¥", "￥"),
        ("\xa0", " "),
        ("鷗", "鴎"),  # JIS X 0208 unifies them; the map, made for JIS X 0213, doesn't
        ("鷗\U000e0102", "鴎"),
        ("麵", "麺"),
        ("é", "〓"),
        ("ゔ", "〓"),
        ("🙂", "〓"),
        ("\ue000", "〓"),  # would come out as a 外字 of the receiver
        ("\U000f0000", "〓"),
    ],
)
@pytest.mark.parametrize("profile", ["cp932", "cp932-nec"])
def test_cp932_replaces_what_it_cannot_give_back(character: str, by: str, profile: str) -> None:
    encoded = encode(f"山{character}田", profile)
    assert encoded.text == f"山{by}田"
    assert encoded.data.decode("cp932") == encoded.text
    assert [(r.position, r.char, r.by) for r in encoded.replaced] == [(1, character, by)]


@pytest.mark.parametrize("character", [*"髙﨑神彅①㈱ⅰ～－￢∥あｱA", "\ufa19"])
def test_cp932_leaves_what_it_can_give_back(character: str) -> None:
    assert encode(character, Profile.CP932).replaced == ()
    assert encode(character, Profile.CP932).text == character


def test_a_replacement_names_the_character() -> None:
    (replaced,) = encode("渡邉\U000e0112", "cp932").replaced
    assert (replaced.position, replaced.code, replaced.mj, replaced.by) == (
        1,
        "U+9089 U+E0112",
        "MJ060238",
        "邉",
    )


def test_positions_count_characters_as_people_see_them() -> None:
    replaced = encode("葛\U000e0102邉\U000e0112𠮷か\u3099", "cp932").replaced
    assert [r.position for r in replaced] == [0, 1, 2, 3]


def test_both_habits_for_the_extensions_of_ibm() -> None:
    assert encode("髙", Profile.CP932).data == b"\xfb\xfc"
    assert encode("髙", Profile.CP932_NEC).data == b"\xee\xe0"
    assert encode("髙橋①∵Ⅰ", Profile.CP932).data == b"\xfb\xfc\x8b\xb4\x87\x40\x81\xe6\x87\x54"


def test_every_extension_of_ibm_has_both_codes() -> None:
    nec = [bytes((lead, trail)) for lead in (0xED, 0xEE) for trail in range(0x40, 0xFD)]
    extended = {c for code in nec if (c := code.decode("cp932", "ignore")) and c.encode("cp932") == code}
    codes = {encode(c, Profile.CP932).data for c in extended}
    assert len(codes) == len(extended) > 350
    assert all(0xFA <= code[0] <= 0xFC for code in codes)
    assert {code.decode("cp932") for code in codes} == extended


def test_unicode_profiles_keep_selectors_and_additions() -> None:
    name = "渡邉\U000e0112\U0010de92𠮷〜é"
    for profile in (Profile.UTF_8, Profile.UTF_8_BOM, Profile.UTF_16LE):
        assert encode(name, profile).replaced == ()
        assert encode(name, profile).data == name.encode(profile.codec)
    assert Profile.UTF_8_BOM.bom + encode("髙", "utf-8-sig").data == "髙".encode("utf-8-sig")


def test_half_a_character_is_replaced() -> None:
    assert encode("山\ud842田", "utf-8").text == "山〓田"


def test_unknown_profile() -> None:
    with pytest.raises(ValueError, match="latin1"):
        encode("a", "latin1")


@given(st.lists(characters, max_size=12).map("".join), st.sampled_from(Profile))
def test_nothing_changes_without_a_report(text: str, profile: Profile) -> None:
    encoded = encode(text, profile)
    sent = list(clusters(text))
    for replaced in encoded.replaced:
        assert sent[replaced.position] == replaced.char != replaced.by
        sent[replaced.position] = replaced.by
    assert "".join(sent) == encoded.text == encoded.data.decode(profile.codec)


REFUSED = {"民一2842号通達別表_誤字俗字正字一覧表_別字", "読み字形による類推", "辞書類等による関連字"}


@given(st.sampled_from(SPELLINGS))
def test_what_stands_in_is_approved_and_nothing_approved_is_passed_over(spelling: str) -> None:
    rows = [
        row for s in {spelling, spelling[0]} for row in table().substitutions(s) if row.table not in REFUSED
    ]
    approved = {row.target for row in rows} | {spelling[0]} | {_JIS_X_0208.get(spelling[0], spelling[0])}
    encoded = encode(spelling, Profile.CP932)
    if encoded.text == "〓":
        assert not any(_round_trip(character) for character in approved)
    elif encoded.replaced:
        assert encoded.text in approved


def _round_trip(character: str) -> bool:
    return character.encode("cp932", "ignore").decode("cp932") == character
