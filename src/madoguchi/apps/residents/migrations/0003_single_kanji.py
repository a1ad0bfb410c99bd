from django.db import migrations

# Each character three times: then a single kanji holds a whole trigram too (twice leaves it none, and 森 read the
# whole table: 40 times a look-up at 400,000 residents, measured in bench/search). Uncertain births, a few hundred,
# have an index of their own, so that a birth date need not be looked for among everybody who is older.
REPEATED = "regexp_replace({column}, '(.)', '{times}', 'g')"
COLUMNS = {"resident_name": "name_keys", "resident_address": "address_key"}


def trigrams(index, column, times):
    expression = REPEATED.format(column=column, times="\\1" * times)
    return f"CREATE INDEX {index} ON resident USING gin (({expression}) gin_trgm_ops)"


class Migration(migrations.Migration):
    dependencies = [("residents", "0002_search_indexes")]
    operations = [
        *(
            migrations.RunSQL(
                [f"DROP INDEX {name}_doubled", trigrams(f"{name}_tripled", column, 3)],
                [f"DROP INDEX {name}_tripled", trigrams(f"{name}_doubled", column, 2)],
            )
            for name, column in COLUMNS.items()
        ),
        migrations.RunSQL(
            "CREATE INDEX resident_birth_uncertain ON resident (birth_to) WHERE birth_from < birth_to",
            "DROP INDEX resident_birth_uncertain",
        ),
    ]
