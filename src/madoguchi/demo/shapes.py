"""How many households of which size, and who lives in one: ages and relationships, no names yet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

from .register import FEMALE, MALE

# Share of households by size, 1 to 8: a shrinking provincial city, 1.93 persons per household.
SHARES = (0.447, 0.31, 0.141, 0.071, 0.022, 0.006, 0.002, 0.001)

HEAD = ("01",)
WIFE, HUSBAND, CHILD, MOTHER, FATHER = ("03",), ("02",), ("11",), ("13",), ("12",)
WIFES_MOTHER = ("03", "13")
CHILDS_WIFE, GRANDCHILD = ("11", "03"), ("11", "11")
LODGER = ("99",)


@dataclass(frozen=True, slots=True)
class Member:
    """`own_surname`: does not share the head's. `married` women may keep a 旧氏."""

    relationship: tuple[str, ...]
    sex: str
    age: int
    own_surname: bool = False
    married: bool = False


Shape = tuple[Member, ...]


def size_counts(residents: int, households: int) -> list[int]:
    """Number of households of size 1, 2, … 8, so that both sums are exact. Raises ValueError if none fits."""
    if not households <= residents <= households * len(SHARES):
        raise ValueError(
            f"{residents} residents do not fit into {households} households of 1 to {len(SHARES)}"
        )
    if not households:
        return [0] * len(SHARES)
    counts = _rounded(_tilted(residents / households), households)
    _settle(counts, residents)
    return counts


def _tilted(mean: float) -> list[float]:
    """The shares bent towards large or small households until their mean is the one asked for."""
    low, high = 1e-9, 1e9
    for _ in range(200):
        middle = (low * high) ** 0.5
        weights = [share * middle**size for size, share in enumerate(SHARES, 1)]
        if sum(size * w for size, w in enumerate(weights, 1)) < mean * sum(weights):
            low = middle
        else:
            high = middle
    return [weight / sum(weights) for weight in weights]


def _rounded(shares: Sequence[float], total: int) -> list[int]:
    counts = [int(share * total) for share in shares]
    biggest = max(range(len(counts)), key=shares.__getitem__)
    counts[biggest] += total - sum(counts)
    return counts


def _settle(counts: list[int], residents: int) -> None:
    """Move single households one size up or down until the residents are exact."""
    missing = residents - sum(size * count for size, count in enumerate(counts, 1))
    while missing:
        step = 1 if missing > 0 else -1
        places = range(len(counts) - 1) if step > 0 else range(len(counts) - 1, 0, -1)
        place = next(place for place in places if counts[place])
        counts[place] -= 1
        counts[place + step] += 1
        missing -= step


def shape(rng: Random, size: int) -> Shape:
    """Who lives in a household of this size. Ages are whole years on the day of the set."""
    if size == 1:
        return _alone(rng)
    if size == 2:
        return _pick(
            rng, ((45, _old_couple), (20, _couple), (14, _parent), (16, _old_parent), (5, _flat_share))
        )
    if size == 3:
        return _pick(rng, ((20, _couple_and_mother), (15, _parent_of_two), (12, _old_couple_and_child))) or (
            _family(rng, 1)
        )
    return _three_generations(rng, size) if rng.random() < 0.35 else _family(rng, size - 2)


def _pick(rng: Random, kinds: Sequence[tuple[int, Callable[[Random], Shape]]]) -> Shape:
    """One of the kinds by per cent; empty when the dice fall on what is left of the hundred."""
    dice = rng.random() * 100
    for weight, kind in kinds:
        dice -= weight
        if dice < 0:
            return kind(rng)
    return ()


def between(rng: Random, low: int, high: int) -> int:
    """A whole number, both ends possible; cheaper than randint, which is felt over millions of people."""
    return low + int(rng.random() * (high - low + 1))


def _old_age(rng: Random) -> int:
    """65 and over; fewer with every year, up to 102."""
    return 65 + int(38 * (1 - rng.random() ** 0.5))


def _alone(rng: Random) -> Shape:
    dice = rng.random()
    if dice < 0.55:
        return (Member(HEAD, FEMALE if rng.random() < 0.68 else MALE, _old_age(rng)),)
    sex = FEMALE if rng.random() < 0.4 else MALE
    return (Member(HEAD, sex, between(rng, 18, 22) if dice < 0.6 else between(rng, 23, 64)),)


def _pair(rng: Random, age: int) -> Shape:
    """A married couple; one in twenty-five has the wife as its head."""
    wife = max(18, age - between(rng, -3, 7))
    if rng.random() < 0.04:
        return Member(HEAD, FEMALE, wife, married=True), Member(HUSBAND, MALE, age)
    return Member(HEAD, MALE, age), Member(WIFE, FEMALE, wife, married=True)


def _old_couple(rng: Random) -> Shape:
    return _pair(rng, _old_age(rng))


def _couple(rng: Random) -> Shape:
    return _pair(rng, between(rng, 24, 64))


def _children(rng: Random, count: int, parent: int) -> Shape:
    """Ages fall from the eldest; nobody is born before the parent was 20."""
    eldest = max(0, parent - between(rng, 22, 36))
    ages = (max(0, eldest - 2 * place - int(rng.random() * 2)) for place in range(count))
    return tuple(Member(CHILD, FEMALE if rng.random() < 0.49 else MALE, age) for age in ages)


def _family(rng: Random, children: int) -> Shape:
    pair = _pair(rng, between(rng, 28, 58))
    return pair + _children(rng, children, min(member.age for member in pair))


def _parent(rng: Random) -> Shape:
    return _single_parent(rng, 1)


def _parent_of_two(rng: Random) -> Shape:
    return _single_parent(rng, 2)


def _single_parent(rng: Random, children: int) -> Shape:
    head = Member(HEAD, FEMALE if rng.random() < 0.85 else MALE, between(rng, 24, 56))
    return (head, *_children(rng, children, head.age))


def _old_parent(rng: Random) -> Shape:
    mother = max(70, _old_age(rng))
    child = Member(HEAD, MALE if rng.random() < 0.7 else FEMALE, mother - between(rng, 22, 36))
    return child, Member(MOTHER, FEMALE, mother)


def _flat_share(rng: Random) -> Shape:
    ages = between(rng, 20, 60), between(rng, 20, 60)
    return Member(HEAD, MALE, ages[0]), Member(LODGER, FEMALE, ages[1], own_surname=True)


def _couple_and_mother(rng: Random) -> Shape:
    pair = _pair(rng, between(rng, 42, 66))
    age = min(97, pair[0].age + between(rng, 21, 34))
    if pair[0].sex == MALE and rng.random() < 0.2:
        return (*pair, Member(WIFES_MOTHER, FEMALE, age, own_surname=True))
    return (*pair, Member(MOTHER, FEMALE, age))


def _old_couple_and_child(rng: Random) -> Shape:
    pair = _old_couple(rng)
    return (*pair, Member(CHILD, MALE, min(member.age for member in pair) - between(rng, 22, 34)))


def _three_generations(rng: Random, size: int) -> Shape:
    """The grandfather still is the head in half of them."""
    if rng.random() < 0.5:
        pair = _pair(rng, between(rng, 62, 84))
        son = min(member.age for member in pair) - between(rng, 22, 30)
        young = (Member(CHILD, MALE, son), Member(CHILDS_WIFE, FEMALE, max(19, son - 2), married=True))
        children = _children(rng, size - 4, min(member.age for member in young))
        return pair + young + tuple(Member(GRANDCHILD, child.sex, child.age) for child in children)
    pair = _pair(rng, between(rng, 30, 58))
    mother = Member(MOTHER, FEMALE, min(97, pair[0].age + between(rng, 21, 34)))
    return (*pair, *_children(rng, size - 3, min(member.age for member in pair)), mother)
