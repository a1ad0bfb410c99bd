"""Published versions of what a city configures. A row is never changed except for its status."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class CatalogueVersion(models.Model):
    kind = models.TextField()
    key = models.TextField()
    sha256 = models.TextField()
    source = models.TextField()
    """The file as written, comments included: `pack export` gives it back."""
    file_name = models.TextField()
    origin = models.TextField()
    """The pack's name, or "staff" for what was changed on the screens."""
    effective_from = models.DateField()
    status = models.TextField()  # published | draft | retired
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "catalogue_version"
        indexes: ClassVar = [models.Index(fields=["kind", "key", "effective_from"], name="catalogue_current")]

    def __str__(self) -> str:
        return f"{self.kind}/{self.key} {self.sha256[:8]}"
