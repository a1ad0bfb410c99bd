from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations

# Each character twice: a search for two characters then has two trigrams, so the stock pg_trgm serves Japanese
# (measured in bench/search). Prefix and order go by btree.
DOUBLED = "regexp_replace({column}, '(.)', '\\1\\1', 'g')"

INDEXES = {
    "resident_kana_doubled": f"USING gin (({DOUBLED.format(column='kana_keys')}) gin_trgm_ops)",
    "resident_name_doubled": f"USING gin (({DOUBLED.format(column='name_keys')}) gin_trgm_ops)",
    "resident_address_doubled": f"USING gin (({DOUBLED.format(column='address_key')}) gin_trgm_ops)",
    "resident_kana_sort": "(kana_sort text_pattern_ops, id)",
    "resident_address_key": "(address_key)",
    "resident_birth": "(birth_from, birth_to)",
    "resident_phone_end": "(right(phone_key, 4))",
    "resident_key_version": "(key_version)",
    "resident_guarded": "(id) WHERE guarded",
}


class Migration(migrations.Migration):
    dependencies = [("residents", "0001_initial")]
    operations = [
        TrigramExtension(),
        *(
            migrations.RunSQL(f"CREATE INDEX {name} ON resident {kind}", f"DROP INDEX {name}")
            for name, kind in INDEXES.items()
        ),
    ]
