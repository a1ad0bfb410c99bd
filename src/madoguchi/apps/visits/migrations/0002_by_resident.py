from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.db import migrations


class Migration(migrations.Migration):
    dependencies: ClassVar = [("visits", "0001_initial")]

    operations: ClassVar = [
        migrations.AddIndex(
            model_name="visitrecord", index=GinIndex(fields=["residents"], name="visit_by_resident")
        ),
    ]
