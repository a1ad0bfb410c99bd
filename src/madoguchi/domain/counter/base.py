"""What every part of a counter's configuration is made of."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Words = Annotated[str, Field(min_length=1, max_length=45)]
"""Short enough to stand beside a choice that is off."""


class Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
