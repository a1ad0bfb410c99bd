"""Full evaluations a second on the level-2 models of the conformance kit, beside pyDMNrules in the same run.

    PYDMNRULES_PYTHON=… python bench/decisions/engine_speed.py

pyDMNrules runs in a Python of its own (that variable, or a throw-away venv made here); without one the bench
says so. Goal: 300 times its speed; exit code 1 below.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from decimal import Decimal
from pathlib import Path

from madoguchi.domain.decisions.engine import Engine
from madoguchi.domain.decisions.feel.values import Value, plain
from madoguchi.domain.decisions.reader import child, children, clean, parse_xml, read
from madoguchi.domain.decisions.tck import _value as kit_value

HERE = Path(__file__).resolve().parent
KIT = HERE.parents[1] / "tests" / "unit" / "decisions" / "tck"
GOAL = 300.0
INSTALL_SECONDS = 240


def jobs() -> list[tuple[Path, list[tuple[list[str], dict[str, Value]]]]]:
    """Each model with its cases: the decisions asked for and the inputs."""
    found = []
    for path in sorted(KIT.rglob("*-test-*.xml")):
        root = parse_xml(path.read_bytes())
        name = child(root, "modelName")
        cases = []
        for case in children(root, "testCase"):
            inputs = {clean(n.get("name", "")): kit_value(n) for n in children(case, "inputNode")}
            cases.append(([clean(n.get("name", "")) for n in children(case, "resultNode")], inputs))
        found.append((path.parent / str(name.text if name is not None else ""), cases))
    return found


def ours(repeats: int = 30) -> float:
    """Seconds for one evaluation of a whole case: every decision it asks for."""
    engines = [(Engine(read(model.read_bytes())), cases) for model, cases in jobs()]
    done = 0
    for engine, cases in engines:  # compile first, as the other side has its models loaded
        for names, inputs in cases:
            for name in names:
                engine.evaluate(name, inputs)
    started = time.perf_counter()
    for _ in range(repeats):
        for engine, cases in engines:
            for names, inputs in cases:
                for name in names:
                    engine.evaluate(name, inputs)
                done += 1
    return (time.perf_counter() - started) / done


def theirs() -> float | None:
    """The same for pyDMNrules, whose `decide` also runs every decision of the model once."""
    with tempfile.TemporaryDirectory() as folder:
        python = os.environ.get("PYDMNRULES_PYTHON") or _installed(Path(folder))
        if python is None:
            return None
        lines = [json.dumps({"model": str(m), "cases": [_plain(i) for _, i in c]}) for m, c in jobs()]
        run = subprocess.run(
            [python, str(HERE / "_pydmnrules_worker.py")],
            input="\n".join(lines),
            capture_output=True,
            text=True,
            check=False,
        )
    result = json.loads(run.stdout.splitlines()[-1]) if run.returncode == 0 else {"evaluations": 0}
    return result["seconds"] / result["evaluations"] if result["evaluations"] else None


def _plain(inputs: dict[str, Value]) -> dict[str, object]:
    return {k: float(v) if isinstance(v, Decimal) else plain(v) for k, v in inputs.items()}


def _installed(folder: Path) -> str | None:
    python = folder / "bin" / "python"
    for command in (
        [sys.executable, "-m", "venv", str(folder)],
        [str(python), "-m", "pip", "install", "-q", "pyDMNrules"],
    ):
        try:
            subprocess.run(command, check=True, capture_output=True, timeout=INSTALL_SECONDS)
        except (subprocess.SubprocessError, OSError):
            return None
    return str(python)


def main() -> int:
    own, other = ours(), theirs()
    print(f"ours        {own * 1e6:10.1f} µs a case   {1 / own:10.0f} cases/s")
    if other is None:
        print("pyDMNrules  not installed")
        return 0
    print(f"pyDMNrules  {other * 1e6:10.1f} µs a case   {1 / other:10.0f} cases/s")
    print(f"ratio       {other / own:10.0f}   (goal {GOAL:.0f})")
    return int(other / own < GOAL)


if __name__ == "__main__":
    sys.exit(main())
