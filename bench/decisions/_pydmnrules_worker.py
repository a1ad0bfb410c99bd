"""Runs in the Python that has pyDMNrules: times `decide` on the models of the conformance kit.

Reads JSON lines of {"model": path, "cases": [{name: value}]} and prints evaluations and seconds; 0 evaluations
if pyDMNrules is not installed. Failed evaluations count as done: they cost no less.
"""

import contextlib
import io
import json
import sys
import time
from pathlib import Path


def main() -> int:
    try:
        import pyDMNrules
    except ImportError:
        print(json.dumps({"evaluations": 0, "seconds": 0.0}))
        return 0
    done, seconds = 0, 0.0
    for line in sys.stdin:
        job = json.loads(line)
        rules = pyDMNrules.DMN()
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            rules.useXML(Path(job["model"]).read_text(encoding="utf-8"))
            for case in job["cases"]:
                started = time.perf_counter()
                with contextlib.suppress(Exception):
                    rules.decide(dict(case))
                seconds += time.perf_counter() - started
                done += 1
    print(json.dumps({"evaluations": done, "seconds": seconds}))
    return 0


if __name__ == "__main__" and not sys.stdin.isatty():
    sys.exit(main())
