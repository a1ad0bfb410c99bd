import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("visits", "0002_by_resident"),
    ]

    operations = [
        migrations.CreateModel(
            name="OfferAnswer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("resident_id", models.BigIntegerField()),
                ("procedure", models.TextField()),
                ("answer", models.TextField()),
                ("reference", models.TextField()),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("by", models.BigIntegerField()),
                ("by_name", models.TextField()),
            ],
            options={
                "db_table": "visit_offer_answer",
                "indexes": [models.Index(fields=["resident_id", "procedure"], name="visit_offer_answer_of")],
            },
        ),
    ]
