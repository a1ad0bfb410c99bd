"""Linkage layouts (前方連携・後方連携): what a file looks like, reading it, checking its values, writing it.

A layout is data of the pack; nothing here knows a particular file. Streams in, rows out.
"""

from .checking import RowCheck, cell_check, checked, perceived_length
from .loading import LayoutError, layout_of, read_layout, read_layouts
from .manifest import (
    MANIFEST_NAME,
    Entry,
    Follows,
    Manifest,
    ManifestRefused,
    Measured,
    Metered,
    measure,
    set_id,
)
from .model import (
    Column,
    ColumnType,
    Difference,
    Direction,
    FileRules,
    Layout,
    Limits,
    Mode,
    Status,
    Uncertain,
)
from .reading import BadRow, FileRefused, Reason, Row, Source, parse_lines
from .writing import RowRefused, RowWriter, write_rows

__all__ = [
    "MANIFEST_NAME",
    "BadRow",
    "Column",
    "ColumnType",
    "Difference",
    "Direction",
    "Entry",
    "FileRefused",
    "FileRules",
    "Follows",
    "Layout",
    "LayoutError",
    "Limits",
    "Manifest",
    "ManifestRefused",
    "Measured",
    "Metered",
    "Mode",
    "Reason",
    "Row",
    "RowCheck",
    "RowRefused",
    "RowWriter",
    "Source",
    "Status",
    "Uncertain",
    "cell_check",
    "checked",
    "layout_of",
    "measure",
    "parse_lines",
    "perceived_length",
    "read_layout",
    "read_layouts",
    "set_id",
    "write_rows",
]
