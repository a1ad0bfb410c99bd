"""The demo municipality: seeded, recognisably made-up residents, as files of the linkage layouts.

It writes files only; they enter the register the way a city's own files do.
"""

from .generator import GeneratedSet, generate, generate_difference, standard_layouts
from .notices import generate_notices

__all__ = ["GeneratedSet", "generate", "generate_difference", "generate_notices", "standard_layouts"]
