"""Commands that need the database call this first."""

from __future__ import annotations

import os
import sys

from madoguchi.config.env import Misconfigured


def set_up() -> None:
    """Load Django. Ends the program with code 2 and every faulty variable if the environment isn't complete."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "madoguchi.config.settings.production")
    import django

    try:
        django.setup()
    except Misconfigured as error:
        print(error, file=sys.stderr)
        raise SystemExit(2) from None
