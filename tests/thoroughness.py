"""How hard the properties are tried: HYPOTHESIS_PROFILE=thorough is for the night, or after a change of the core."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

PROFILE = os.environ.get("HYPOTHESIS_PROFILE", "ci")
TIMES = {"ci": 1, "thorough": 20}[PROFILE]

PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

# The same examples at every run, so that a failure is the change's and never the day's; thorough draws new ones.
settings.register_profile("ci", PATIENT, derandomize=True)
settings.register_profile("thorough", PATIENT, max_examples=100 * TIMES, print_blob=True)


def examples(usual: int) -> int:
    """For @settings(max_examples=…) where the usual hundred are too many or too few."""
    return usual * TIMES
