"""What the board, the task page and the hall's display show. Built from frozen views; can't query."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils import timezone

from madoguchi.apps.accounts.types import Actor
from madoguchi.apps.tasks.states import CLOSED, LABELS, NEXT, State
from madoguchi.apps.tasks.types import Board, Had, Note, TaskView
from madoguchi.domain.counter import Limits
from madoguchi.domain.dates import wareki
from madoguchi.domain.ways import Way

COLUMNS = (State.WAITING, State.CALLABLE, State.WORKING, State.ON_HOLD, State.DONE)
HAD_WORDS: Mapping[Had, str] = {Had.HAD: "有", Had.MISSING: "無", Had.OPEN: "未確認"}
MISSING_PHRASES = (
    "本人確認書類",
    "通帳・口座の分かるもの",
    "健康保険の資格の分かるもの",
    "委任状",
    "戸籍・証明書類",
    "本人の来庁",
    "ほかの課の手続の完了",
)
OUTCOMES = ("受け付けた", "対象外と確認した", "案内して終わった")
AHEAD_REASONS = ("先の手続が済んだことを確かめた", "書類だけ先に受け付ける", "係長の指示")
CANCEL_REASONS = ("来庁の方の申し出", "対象外だった", "二重の受付だった")
NOTE_PHRASES = (
    "聞取りは済んでいます",
    "書類が後日届きます",
    "次の予定があり急いでいます",
    "大きな声で呼ばないでください",
    "通訳・筆談が要ります",
    "付き添いの方がいます",
)
DANGEROUS_TEXT = "病名・収入・相談の内容など、ほかの課に要らないことは書かないでください。"


HOW: Mapping[Way, str] = {
    Way.WALK: "",
    Way.COME: "来庁の方は{place}にいます。職員が行きます（待合の表示には出しません）",
    Way.DESK: "来庁の方は{place}にいます。職員が行きます（待合の表示には出しません）",
    Way.HAND_IN: "様式は受付で作りました。来庁の方がこの窓口に出しに来ます",
}


@dataclass(frozen=True, slots=True)
class Choice:
    """For components/choices.html."""

    value: str
    label: str
    key: str = ""
    checked: bool = False
    off: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Offers:
    """What the forms of the task page let choose."""

    outcomes: tuple[Choice, ...]
    missing: tuple[Choice, ...]
    cancel_reasons: tuple[Choice, ...]
    note_phrases: tuple[Choice, ...]
    ahead_reasons: tuple[Choice, ...]
    departments: tuple[Choice, ...]

    @classmethod
    def of(cls, task: TaskView, names: Mapping[str, str]) -> Offers:
        others = [(code, name) for code, name in names.items() if code != task.department]
        return cls(
            _phrases(OUTCOMES, first=True),
            _phrases(MISSING_PHRASES),
            _phrases(CANCEL_REASONS),
            _phrases(NOTE_PHRASES),
            _phrases(AHEAD_REASONS),
            tuple(Choice(code, name, _digit(n)) for n, (code, name) in enumerate(others, 1)),
        )


def _phrases(words: Sequence[str], *, first: bool = False) -> tuple[Choice, ...]:
    """Set phrases on the digits; `first` is chosen from the start."""
    return tuple(Choice(w, w, _digit(n), checked=first and n == 1) for n, w in enumerate(words, 1))


def _digit(place: int) -> str:
    return str(place) if place < 10 else ""


@dataclass(frozen=True, slots=True)
class Card:
    id: int
    number: str
    event: str
    title: str
    persons: int
    waiting: str
    tone: str
    holder: str
    due: str
    due_tone: str
    resume: str
    first: str
    """What it waits for within its visit."""
    place: str
    """Where staff go to; empty where the number is called."""
    url: str

    @classmethod
    def of(cls, task: TaskView, now: datetime, limits: Limits, first: Sequence[TaskView] = ()) -> Card:
        minutes = int((now - task.created_at).total_seconds() // 60)
        open_ = task.state not in CLOSED
        same_day = timezone.localtime(task.created_at).date() == timezone.localtime(now).date()
        waits = open_ and same_day and task.state is not State.ON_HOLD
        today = timezone.localtime(now).date()
        return cls(
            id=task.id,
            number=task.short_number,
            event=task.event,
            title=task.title,
            persons=task.persons,
            waiting=_waited(minutes) if waits else "",
            tone=limits.tone(minutes) if waits else "",
            holder=task.holder_name,
            due=f"{wareki(task.due_on)}まで" if task.due_on and open_ else "",
            due_tone="danger" if task.due_on and task.due_on < today else "",
            resume=f"{wareki(task.resume_on)}から" if task.resume_on else "",
            first="・".join(dict.fromkeys(told_elsewhere(one, task.department) for one in first)),
            place=task.meet,
            url=reverse("tasks:task", args=[task.id]),
        )


def told_elsewhere(task: TaskView, department: str) -> str:
    """A task's title for those who work on another: a silent one of another department has none."""
    return "別の課の手続" if task.silent and task.department != department else task.title


def _waited(minutes: int) -> str:
    return f"{minutes}分" if minutes < 100 else f"{minutes // 60}時間{minutes % 60}分"


@dataclass(frozen=True, slots=True)
class Column:
    label: str
    state: str
    cards: tuple[Card, ...]

    @property
    def count(self) -> int:
        return len(self.cards)


def columns(
    board: Board, now: datetime, limits: Limits, waits: Mapping[int, Sequence[TaskView]]
) -> tuple[Column, ...]:
    """The board: open work oldest first, done work newest first. `waits`: what has to be closed first, by task."""
    found = []
    for state in COLUMNS:
        tasks: Iterable[TaskView] = board.get(state, ())
        if state is State.DONE:
            tasks = reversed(tuple(tasks))
        cards = tuple(Card.of(t, now, limits, waits.get(t.id, ())) for t in tasks)
        found.append(Column(LABELS[state], state.value, cards))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another task of the same visit: of another department only what it may know."""

    label: str
    department: str
    state: str
    holder: str
    mine: bool


def neighbours(tasks: Sequence[TaskView], own: str, names: Mapping[str, str]) -> tuple[Neighbour, ...]:
    return tuple(
        Neighbour(
            label=t.title if t.department == own or not t.silent else "手続",
            department=names.get(t.department, t.department),
            state=LABELS[t.state],
            holder=t.holder_name if t.department == own else "",
            mine=t.department == own,
        )
        for t in tasks
    )


@dataclass(frozen=True, slots=True)
class NoteRow:
    who: str
    when: str
    words: str

    @classmethod
    def of(cls, note: Note, names: Mapping[str, str]) -> NoteRow:
        words = "　".join(filter(None, (note.phrase, note.text)))
        when = f"{timezone.localtime(note.written_at):%-m月%-d日 %-H時%M分}"
        return cls(f"{names.get(note.department, '')} {note.written_by}".strip(), when, words)


@dataclass(frozen=True, slots=True)
class Acts:
    """Which acts the task page offers now."""

    call: bool
    start: bool
    take_over: bool
    finish: bool
    hold: bool
    cancel: bool
    forward: bool
    reopen: bool
    ahead: bool
    """It waits for another task; it can be started all the same, with a reason."""
    call_label: str = ""
    start_label: str = ""

    @classmethod
    def of(cls, task: TaskView, actor: Actor, *, waits: bool) -> Acts:
        mine = task.department == actor.department_code
        other = task.state is State.WORKING and task.holder_id != actor.staff_id
        to = set(NEXT[task.state]) if mine and not other else set()
        done = task.state is State.DONE
        return cls(
            call=mine and not other and not waits and (State.CALLABLE in to or task.state is State.CALLABLE),
            start=State.WORKING in to and not done and not waits,
            ahead=State.WORKING in to and not done and waits,
            call_label=f"{task.meet}へ向かう" if task.way.stays else "番号を呼ぶ",
            start_label="様式を受け取る" if task.way is Way.HAND_IN else "対応を始める",
            take_over=mine and other,
            finish=State.DONE in to,
            hold=State.ON_HOLD in to,
            cancel=State.CANCELLED in to,
            forward=State.FORWARDED in to,
            reopen=State.WORKING in to and done,
        )


@dataclass(frozen=True, slots=True)
class TaskHead:
    id: int
    number: str
    title: str
    event: str
    state: str
    version: int
    persons: int
    reason: str
    basis: str
    due: str
    overdue: bool
    holder: str
    missing: str
    resume: str
    outcome: str
    saved: str
    how: str
    """How visitor and department come together, where the visitor doesn't simply walk."""
    bring: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, task: TaskView, today: date) -> TaskHead:
        since = f"（{timezone.localtime(task.held_since):%-H時%M分}から）" if task.held_since else ""
        return cls(
            id=task.id,
            number=task.short_number,
            title=task.title,
            event=task.event,
            state=LABELS[task.state],
            version=task.version,
            persons=task.persons,
            reason=task.reason,
            basis=task.basis,
            due=wareki(task.due_on, with_weekday=True) if task.due_on else "",
            overdue=task.due_on is not None and task.due_on < today,
            holder=f"{task.holder_name}{since}" if task.holder_name else "",
            missing=task.missing,
            resume=wareki(task.resume_on, with_weekday=True) if task.resume_on else "",
            outcome=task.outcome,
            saved=f"{timezone.localtime(task.saved_at):%-H:%M:%S}",
            how=HOW[task.way].format(place=task.meet),
            bring=tuple((thing.label, HAD_WORDS[thing.had]) for thing in task.bring),
        )
