"""The guide's files of the packs (`guide/`), read and checked.

`words.<language>.yaml` and `procedures.<language>.yaml` for each language, `procedures.yaml` for what needs
no language, `readings.yaml` for やさしい日本語. A later pack replaces single texts, never whole files.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict
from pydantic import Field as Limit

from madoguchi.domain.guide.model import Language
from madoguchi.domain.guide.texts import (
    DATE_BLANKS,
    WORDS,
    DateWords,
    GuideTexts,
    LanguageTexts,
    ProcedureWords,
)
from madoguchi.domain.packfile import Document, Finding, Loc, has_errors, load_yaml, validate

FOLDER = "guide"
BLANK = re.compile(r"\{([a-z0-9_]*)\}")

Text = Annotated[str, Limit(min_length=1)]
M = TypeVar("M", bound=BaseModel)


class _Raw(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Date(_Raw):
    pattern: Text
    weekdays: Annotated[tuple[Text, ...], Limit(min_length=7, max_length=7)]
    months: Annotated[tuple[Text, ...], Limit(max_length=12)] = ()

    def words(self) -> DateWords:
        return DateWords(self.pattern, self.weekdays, self.months)


class _Words(_Raw):
    confirmed: bool | None = None
    words: dict[str, Text] = {}
    date: _Date | None = None
    late: dict[str, Text] = {}
    events: dict[str, Text] = {}
    departments: dict[str, Text] = {}
    things: dict[str, Text] = {}


class _Procedure(_Raw):
    title: Text
    what: str = ""


class _Procedures(_Raw):
    procedures: dict[str, _Procedure]


class _Common(_Raw):
    languages: tuple[Language, ...] = ()
    late: dict[str, Text] = {}
    never: tuple[Text, ...] = ()
    general: dict[str, tuple[Text, ...]] = {}


class _Readings(_Raw):
    readings: dict[str, Text]


def read_guide_texts(packs: Sequence[Path]) -> tuple[GuideTexts | None, list[Finding]]:
    """The texts of the packs in their order (standard first). No texts if there is any error.

    The first pack must be complete: every fixed text of every language. Titles of procedures may be missing
    (they are then said in Japanese), but not in Japanese and not in やさしい日本語.
    """
    findings: list[Finding] = []
    languages = {language: _language(packs, language, findings) for language in Language}
    common = [thing for _, thing in _each(packs, "procedures.yaml", _Common, findings)]
    readings = [thing for _, thing in _each(packs, "readings.yaml", _Readings, findings)]
    late = {key: kind for each in common for key, kind in each.late.items()}
    general = {event: items for each in common for event, items in each.general.items()}
    _check_late(packs, late, languages, findings)
    _check_general(packs, general, languages[Language.JA], findings)
    if has_errors(findings):
        return None, findings
    texts = GuideTexts(
        languages,
        late,
        frozenset(key for each in common for key in each.never),
        general,
        {word: reading for each in readings for word, reading in each.readings.items()},
        _offered(common),
    )
    return texts, findings


def _offered(common: Iterable[_Common]) -> tuple[Language, ...]:
    """The last pack's; Japanese is always among them."""
    chosen = [each.languages for each in common if each.languages]
    return tuple(
        language for language in Language if language in {Language.JA, *(chosen or [tuple(Language)])[-1]}
    )


def _each(
    packs: Iterable[Path], name: str, model: type[M], findings: list[Finding]
) -> Iterator[tuple[Document, M]]:
    for pack in packs:
        path = pack / FOLDER / name
        if not path.exists():
            continue
        document, faults = load_yaml(path, name=f"{pack.name}/{FOLDER}/{name}")
        findings += faults
        if document is None:
            continue
        thing, faults = validate(document, model)
        findings += faults
        if thing is not None:
            yield document, thing


def _language(packs: Sequence[Path], language: Language, findings: list[Finding]) -> LanguageTexts:
    files = list(_each(packs, f"words.{language}.yaml", _Words, findings))
    for document, raw in files:
        findings += _blanks_of(document, raw)
    raws = [raw for _, raw in files]
    words = {name: text for raw in raws for name, text in raw.words.items()}
    dates = [raw.date for raw in raws if raw.date]
    findings += _missing(packs, language, words, date=bool(dates))
    procedures = [raw for _, raw in _each(packs, f"procedures.{language}.yaml", _Procedures, findings)]
    return LanguageTexts(
        words=words,
        date=dates[-1].words() if dates else DateWords("", ()),
        late={key: text for raw in raws for key, text in raw.late.items()},
        events={key: text for raw in raws for key, text in raw.events.items()},
        departments={key: text for raw in raws for key, text in raw.departments.items()},
        things={key: text for raw in raws for key, text in raw.things.items()},
        procedures={
            key: ProcedureWords(each.title, each.what)
            for raw in procedures
            for key, each in raw.procedures.items()
        },
        confirmed=next((raw.confirmed for raw in reversed(raws) if raw.confirmed is not None), False),
    )


def _blanks_of(document: Document, raw: _Words) -> Iterator[Finding]:
    for name, text in raw.words.items():
        loc: Loc = ("words", name)
        if name not in WORDS:
            yield document.finding(loc, f"「{name}」という文言はありません。", at_key=True)
        elif set(BLANK.findall(text)) != WORDS[name]:
            wanted = "、".join(f"{{{blank}}}" for blank in sorted(WORDS[name])) or "なし"
            yield document.finding(loc, f"「{name}」の差し込みが違います（必要なもの: {wanted}）。")
    if raw.date:
        yield from _date_faults(document, raw.date)


def _date_faults(document: Document, date: _Date) -> Iterator[Finding]:
    blanks = set(BLANK.findall(date.pattern))
    if unknown := blanks - DATE_BLANKS:
        message = (
            f"日付に差し込めるのは {'、'.join(sorted(DATE_BLANKS))} です（{'、'.join(sorted(unknown))}）。"
        )
        yield document.finding(("date", "pattern"), message)
    if "month_name" in blanks and len(date.months) != 12:
        yield document.finding(("date",), "月の名前（months）が12個ありません。")


def _missing(
    packs: Sequence[Path], language: Language, words: dict[str, str], *, date: bool
) -> list[Finding]:
    gone = [name for name in WORDS if name not in words] + ([] if date else ["date"])
    if not gone:
        return []
    file = f"{packs[0].name}/{FOLDER}/words.{language}.yaml"
    return [Finding(file, 1, 1, f"案内書の文言が足りません: {'、'.join(gone)}。")]


def _check_late(
    packs: Sequence[Path],
    late: dict[str, str],
    languages: dict[Language, LanguageTexts],
    findings: list[Finding],
) -> None:
    for language, texts in languages.items():
        if gone := sorted(set(late.values()) - set(texts.late)):
            file = f"{packs[0].name}/{FOLDER}/words.{language}.yaml"
            findings.append(Finding(file, 1, 1, f"遅れたときの文言（late）が足りません: {'、'.join(gone)}。"))


def _check_general(
    packs: Sequence[Path],
    general: dict[str, tuple[str, ...]],
    japanese: LanguageTexts,
    findings: list[Finding],
) -> None:
    """A general list has no other name for a procedure than the guide's own."""
    if gone := {key for listed in general.values() for key in listed} - japanese.procedures.keys():
        file = f"{packs[-1].name}/{FOLDER}/procedures.yaml"
        words = f"一般の一覧（general）の手続の名前が procedures.ja.yaml にありません: {'、'.join(sorted(gone))}。"
        findings.append(Finding(file, 1, 1, words))
