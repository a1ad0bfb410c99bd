"""A city's own installation: everything comes from the environment."""

from madoguchi.config.settings.base import *  # noqa: F403

DEMO = False
