from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("receptions", "0002_pairing_tries")]

    operations = [
        migrations.AddField("reception", "details", models.JSONField(default=dict)),
    ]
