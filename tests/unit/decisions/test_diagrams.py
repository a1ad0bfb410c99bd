"""Diagrams that a server's threads share: no function twice, none half made, cut as long as the server runs."""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from madoguchi.domain.decisions.diagrams import Diagrams, WorkBoundError

LEVELS, CELLS = 8, 3
Cut = tuple[int, dict[int, int]]


@pytest.fixture
def restless() -> Iterator[None]:
    """Threads take turns as often as they can."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


def grown(diagrams: Diagrams, rng: random.Random, level: int = 0) -> int:
    """Any function of all levels."""
    if level == LEVELS:
        return rng.randrange(2)
    return diagrams.node(level, tuple(grown(diagrams, rng, level + 1) for _ in range(CELLS)))


def cuts(diagrams: Diagrams, root: int, seed: int) -> list[Cut]:
    rng, found = random.Random(seed), []
    for _ in range(30):
        node, known = root, {level: rng.randrange(CELLS) for level in rng.sample(range(LEVELS), 4)}
        for level, cell in known.items():
            node = diagrams.cut(node, level, 1 << cell)
        found.append((node, known))
    return found


def value(diagrams: Diagrams, node: int, cells: list[int]) -> int:
    while diagrams.kids[node]:
        node = diagrams.kids[node][cells[diagrams.level[node]]]
    return node


def test_threads_make_each_function_once_and_whole(restless: None) -> None:
    for seed in range(12):
        rng = random.Random(seed)
        diagrams = Diagrams([CELLS] * LEVELS)
        root = grown(diagrams, rng)
        with ThreadPoolExecutor(6) as threads:
            waiting = [threads.submit(cuts, diagrams, root, number // 2) for number in range(6)]
            found = [cut for some in waiting for cut in some.result()]
        functions = list(zip(diagrams.level, diagrams.kids, strict=True))[3:]
        assert len(functions) == len(set(functions))
        for node, known in found:
            cells = [known.get(level, rng.randrange(CELLS)) for level in range(LEVELS)]
            assert value(diagrams, node, cells) == value(diagrams, root, cells)


def test_the_bound_is_for_making_functions_not_for_asking_them() -> None:
    diagrams = Diagrams([CELLS] * LEVELS)
    root = grown(diagrams, random.Random(0))
    diagrams.bound = diagrams.work
    assert len(cuts(diagrams, root, 1)) == 30
    with pytest.raises(WorkBoundError):
        diagrams.choose(root, diagrams.cut(root, 1, 1), diagrams.cut(root, 1, 2))
