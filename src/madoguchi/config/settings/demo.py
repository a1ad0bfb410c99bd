"""The demo municipality on one machine: the same program, marked as a demo on every page."""

from madoguchi.config.settings.base import *  # noqa: F403

DEMO = True
# Static files straight from their sources: no collecting step in between.
STATIC_ROOT = None
WHITENOISE_USE_FINDERS = True
