"""A guide in each language with all that a guide of the standard pack can have: nothing in it is without words."""

from __future__ import annotations

import re
from datetime import date

import pytest
import yaml
from guide_support import CHILD, HUSBAND, STANDARD, WIFE, request

from madoguchi.domain.guide import (
    BringItem,
    Counter,
    GuideEntry,
    GuidePerson,
    Held,
    Language,
    NotNeeded,
    Place,
    assemble,
)
from madoguchi.domain.guide.paper import Script, Words

KANJI = re.compile("[一-鿿々]")
FOREIGN = [each for each in Language if each not in (Language.JA, Language.JA_EASY)]
SECRET_EVENT = "支援措置"
"""On no guide, so without words."""


def file(place):
    return yaml.safe_load((STANDARD / place).read_text("utf-8"))


PROCEDURES = file("decisions/procedures.yaml")["procedures"]
OFFICES = {each["code"]: each["name"] for each in file("procedures/departments.yaml")["departments"]}
EVENTS = tuple(
    dict.fromkeys(
        file(f"life_events/{path.name}")["sets"]["event.type"]
        for path in sorted((STANDARD / "life_events").glob("*.yaml"))
    )
)


def everything(place, person):
    """Each procedure with its office and what it wants, late, open, with the notification."""
    for number, each in enumerate(PROCEDURES):
        yield GuideEntry(
            each["id"],
            each["name"],
            place,
            Counter(OFFICES[each["departments"][0]], str(number), number, 5),
            person,
            date(2026, 12, 4),
            tuple(BringItem(label, list(Held)[number % 3]) for label in each.get("bring", ())),
            to_check=number % 2 == 0,
            done_with_move=number % 5 == 0,
        )


def guides(texts, language):
    protected = GuidePerson("9", "見本　守", protected=True)
    unneeded = tuple(NotNeeded(each["id"], each["name"]) for each in PROCEDURES)
    for place, person in zip(Place, (HUSBAND, CHILD, None), strict=True):
        asked = request(*everything(place, person), language=language, events=EVENTS, not_needed=unneeded)
        yield assemble(asked, texts)
    yield assemble(request(*everything(Place.TODAY, protected), adult=protected, language=language), texts)
    yield assemble(request(adult=None, events=EVENTS, language=language), texts)
    offices = (Counter(name, str(n), n, 5) for n, name in enumerate(OFFICES.values()))
    each_office = [GuideEntry("KO-12", "", Place.TODAY, counter, WIFE) for counter in offices]
    yield assemble(request(*each_office, adult=WIFE, language=language), texts)


def lines(thing, name=""):
    """(field, line) of all that is drawn."""
    if isinstance(thing, tuple) and thing and all(isinstance(each, Words) for each in thing):
        yield name, thing
    elif isinstance(thing, tuple | list):
        for each in thing:
            yield from lines(each, name)
    elif isinstance(thing, dict):
        for key, each in thing.items():
            yield from lines(each, key)
    elif hasattr(thing, "__dataclass_fields__"):
        for field in thing.__dataclass_fields__:
            if field != "left_out":
                yield from lines(getattr(thing, field), field)


def rows(guide):
    yield from (row for stop in guide.today for row in stop.rows)
    yield from (*guide.later, *guide.elsewhere)


@pytest.mark.parametrize("language", FOREIGN)
def test_nothing_is_left_in_japanese(texts, language):
    """But the city's own name, and departments: theirs stands beside the translation, for finding the sign."""
    for guide in guides(texts, language):
        assert not [row for row in rows(guide) if row.untranslated]
        for name, line in lines(guide):
            japanese = [words for words in line if words.script is Script.JAPANESE]
            if name in ("where", "department"):
                assert line[0].script is Script.OWN, line
            elif name != "municipality":
                assert not japanese, (name, line)


def test_easy_japanese_is_read_to_its_end(texts):
    for guide in guides(texts, Language.JA_EASY):
        for name, line in lines(guide):
            unread = [words.text for words in line if KANJI.search(words.text) and not words.ruby]
            assert name in ("municipality", "name", "person") or not unread, (name, unread)


@pytest.mark.parametrize("language", list(Language))
def test_every_procedure_is_told_and_as_much_of_it_as_in_japanese(texts, language):
    japanese, own = texts.languages[Language.JA].procedures, texts.languages[language].procedures
    assert own.keys() == japanese.keys() == {each["id"] for each in PROCEDURES}
    assert {key for key in own if own[key].what} == {key for key in own if japanese[key].what}
    for guide in list(guides(texts, language))[:3]:
        assert len({row.title for row in rows(guide)}) == len(own.keys() - texts.never)


@pytest.mark.parametrize("language", [each for each in Language if each is not Language.JA])
def test_no_words_are_left_for_what_there_is_no_more(texts, language):
    """Words of a thing or an office that was renamed would never be found again."""
    own = texts.languages[language]
    things = {label for each in PROCEDURES for label in each.get("bring", ())}
    assert own.things.keys() == things
    assert own.departments.keys() <= set(OFFICES.values())
    assert own.events.keys() == set(EVENTS) - {SECRET_EVENT}


@pytest.mark.parametrize("language", list(Language))
def test_two_procedures_are_not_called_the_same(texts, language):
    titles = [words.title for words in texts.languages[language].procedures.values()]
    assert not {title for title in titles if titles.count(title) > 1}
