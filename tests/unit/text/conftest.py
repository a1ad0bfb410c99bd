"""The first look-up reads the table: no deadline for a single example."""

from hypothesis import settings

settings.register_profile("text", deadline=None)
settings.load_profile("text")
