from django.db import migrations, models

# The application's role owns no table: it may neither ANALYZE nor empty the pending lists of the search indexes,
# which both slow the first searches after a large import (docs/adr/0112). It may call this function, which does
# only that. `search_path` is fixed, so that no object of another schema can take a table's place.
UPKEEP = """
CREATE FUNCTION register_upkeep() RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    ANALYZE public.resident;
    ANALYZE public.protection;
    ANALYZE public.seal_registration;
    PERFORM gin_clean_pending_list(i.indexrelid)
    FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am a ON a.oid = c.relam
    WHERE i.indrelid = 'public.resident'::regclass AND a.amname = 'gin';
END $$;
REVOKE ALL ON FUNCTION register_upkeep() FROM PUBLIC;
"""


class Migration(migrations.Migration):
    dependencies = [("residents", "0003_single_kanji")]
    operations = [
        migrations.AddField(
            "sealregistration", "to_confirm", models.BooleanField(default=False, db_default=False)
        ),
        migrations.AddField("sourcestate", "set_id", models.TextField(default="")),
        migrations.AddField("sourcestate", "sequence", models.IntegerField(default=0)),
        migrations.RunSQL(UPKEEP, "DROP FUNCTION register_upkeep()"),
    ]
