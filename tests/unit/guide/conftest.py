"""The texts of the standard pack."""

from __future__ import annotations

import pytest
from guide_support import STANDARD

from madoguchi.domain.guide import GuideTexts, read_guide_texts


@pytest.fixture(scope="session")
def texts() -> GuideTexts:
    texts, findings = read_guide_texts([STANDARD])
    assert texts is not None, findings
    return texts
