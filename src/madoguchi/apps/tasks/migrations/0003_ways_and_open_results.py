from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tasks", "0002_withdrawn_tasks"),
    ]

    operations = [
        migrations.AddField(model_name="task", name="way", field=models.TextField(default="walk")),
        migrations.AddField(model_name="task", name="meet", field=models.TextField(default="")),
        migrations.AddField(model_name="task", name="to_check", field=models.BooleanField(default=False)),
    ]
