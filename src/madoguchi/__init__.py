"""Madoguchi (窓口): open counter-support system for Japanese municipalities."""

__version__ = "0.1.0"
