"""Two versions of a request: nothing that differs is left out, nothing that is the same is shown."""

from __future__ import annotations

from dataclasses import fields, replace

from hypothesis import given
from hypothesis import strategies as st

from madoguchi.apps.receptions.comparing import (
    DRAFT_LABELS,
    NOT_TYPED,
    PARTY_LABELS,
    Difference,
    Names,
    differences,
)
from madoguchi.apps.receptions.types import Line, OralAnswer, Party, RequestDraft, Stated
from madoguchi.domain.counter import VisitorKind

KEYS = st.sampled_from(["a", "b", "c"])
WORDS = st.sampled_from(["", "見本", "架空"])
TICKS = st.lists(KEYS, unique=True, max_size=3).map(tuple)


def typed(kind):
    return st.builds(kind, **{part.name: WORDS for part in fields(kind)})


LINES = st.builds(
    Line,
    certificate=KEYS,
    copies=st.integers(1, 3),
    members=st.lists(st.integers(1, 3), unique=True).map(tuple),
    items=TICKS,
    fields=st.one_of(st.none(), st.dictionaries(KEYS, WORDS, max_size=2)),
    exemption=WORDS,
)
DRAFTS = st.builds(
    RequestDraft,
    visitor_kind=st.sampled_from(VisitorKind),
    visitor_id=st.one_of(st.none(), st.integers(1, 3)),
    identity=TICKS,
    lines=st.lists(LINES, unique_by=lambda x: x.certificate, max_size=3).map(tuple),
    visitor=typed(Party),
    requester=typed(Party),
    stated=typed(Stated),
    relation=WORDS,
    papers=TICKS,
    oral=st.lists(st.builds(OralAnswer, KEYS, st.booleans()), unique=True, max_size=2).map(tuple),
    reason=WORDS,
    destination=WORDS,
    exemption_reason=WORDS,
    core_checked=st.booleans(),
)


def _filled(line):
    return frozenset((key, text) for key, text in (line.fields or {}).items() if text)


def normal(draft):
    """What a person would call the same: ticks in any order, certificates in any order, no fields and no entries."""
    lines = {
        (x.certificate, x.copies, frozenset(x.members), frozenset(x.items), x.exemption, _filled(x))
        for x in draft.lines
    }
    ticks = {name: frozenset(getattr(draft, name)) for name in ("identity", "papers", "oral")}
    return replace(draft, lines=frozenset(lines), **ticks)


@given(DRAFTS, DRAFTS)
def test_no_difference_exactly_if_they_ask_for_the_same(mine, theirs):
    assert (differences(mine, theirs, Names()) == ()) == (normal(mine) == normal(theirs))


@given(DRAFTS, DRAFTS)
def test_seen_from_the_other_side_it_is_the_same_the_other_way_round(mine, theirs):
    there = {(d.label, d.mine, d.theirs) for d in differences(mine, theirs, Names())}
    back = {(d.label, d.theirs, d.mine) for d in differences(theirs, mine, Names())}
    assert there == back


@given(DRAFTS, st.integers(0, 5), WORDS)
def test_one_typed_word_is_one_difference(draft, which, word):
    part = fields(Party)[which].name
    other = replace(draft, visitor=replace(draft.visitor, **{part: word + "別"}))
    assert len(differences(draft, other, Names())) == 1


def test_every_part_has_its_words():
    assert {part.name for part in fields(RequestDraft)} - NOT_TYPED == set(DRAFT_LABELS)
    assert {part.name for kind in (Party, Stated) for part in fields(kind)} <= set(PARTY_LABELS)


@given(DRAFTS, LINES)
def test_a_certificate_that_only_one_side_has_is_one_difference(draft, line):
    rest = replace(draft, lines=tuple(x for x in draft.lines if x.certificate != line.certificate))
    (found,) = differences(replace(rest, lines=(*rest.lines, line)), rest, Names())
    assert found.mine.startswith(f"{line.copies}通")
    assert found.theirs == "（選んでいない）"


def test_in_the_words_of_the_page():
    names = Names(
        certificates={"juminhyo": "住民票"}, papers={"licence": "運転免許証"}, people={7: "見本 花子"}
    )
    mine = RequestDraft(VisitorKind.SELF, None, ("licence",), (Line("juminhyo", 2),))
    theirs = RequestDraft(VisitorKind.SELF, None, (), (Line("juminhyo", 1, members=(7,)),))
    assert differences(mine, theirs, names) == (
        Difference("本人確認", "運転免許証", "（なし）"),
        Difference("住民票の通数", "2通", "1通"),
        Difference("住民票の載せる人", "（なし）", "見本 花子"),
    )
