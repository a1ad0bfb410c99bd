-- The trail. Insert-only for the application; each row carries its own hash; a sealer chains the hashes.

CREATE TABLE audit_event (
    id         bigint      GENERATED ALWAYS AS IDENTITY,
    at         timestamptz NOT NULL DEFAULT clock_timestamp(),
    action     text        NOT NULL,
    staff_id   bigint,
    staff_name text        NOT NULL,
    department text        NOT NULL DEFAULT '',
    terminal   text        NOT NULL DEFAULT '',
    purpose    text        NOT NULL DEFAULT '',
    subjects   bigint[]    NOT NULL DEFAULT '{}',
    reference  text        NOT NULL DEFAULT '',
    detail     jsonb       NOT NULL DEFAULT '{}',
    row_hash   bytea       NOT NULL,
    PRIMARY KEY (id, at)
) PARTITION BY RANGE (at);

CREATE INDEX audit_event_at ON audit_event (at DESC);
CREATE INDEX audit_event_subjects ON audit_event USING gin (subjects);
CREATE INDEX audit_event_staff ON audit_event (staff_id, at DESC);

-- The hash of a row: a JSON array keeps the borders between the values, so no value can pose as two.
CREATE FUNCTION audit_event_hash(e audit_event) RETURNS bytea LANGUAGE sql STABLE AS $$
    SELECT sha256(convert_to(jsonb_build_array(
        e.id, to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), e.action, e.staff_id, e.staff_name,
        e.department, e.terminal, e.purpose, to_jsonb(e.subjects), e.reference, e.detail)::text, 'UTF8'))
$$;

CREATE FUNCTION audit_event_fill() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.row_hash := audit_event_hash(NEW);
    RETURN NEW;
END $$;
CREATE TRIGGER audit_event_fill BEFORE INSERT ON audit_event FOR EACH ROW EXECUTE FUNCTION audit_event_fill();

CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the trail is append-only: % on % refused', TG_OP, TG_TABLE_NAME;
END $$;
CREATE TRIGGER audit_event_keep BEFORE UPDATE OR DELETE ON audit_event FOR EACH ROW EXECUTE FUNCTION audit_refuse();

-- A statement trigger is not inherited by partitions, so each partition gets its own against TRUNCATE.
CREATE FUNCTION audit_make_partitions(months integer) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    first date := date_trunc('month', now() AT TIME ZONE 'UTC')::date;
    month date;
    name  text;
    made  integer := 0;
BEGIN
    FOR i IN 0..months LOOP
        month := (first + make_interval(months => i))::date;
        name := 'audit_event_' || to_char(month, 'YYYY_MM');
        IF to_regclass(name) IS NULL THEN
            EXECUTE format('CREATE TABLE %I PARTITION OF audit_event FOR VALUES FROM (%L) TO (%L)', name,
                month::timestamp AT TIME ZONE 'UTC', (month + interval '1 month')::timestamp AT TIME ZONE 'UTC');
            EXECUTE format('CREATE TRIGGER %I BEFORE TRUNCATE ON %I EXECUTE FUNCTION audit_refuse()',
                name || '_keep', name);
            made := made + 1;
        END IF;
    END LOOP;
    RETURN made;
END $$;

CREATE TABLE audit_seal (
    no            bigint        PRIMARY KEY,
    at            timestamptz   NOT NULL DEFAULT clock_timestamp(),
    ids           int8multirange NOT NULL,
    count         integer       NOT NULL,
    content_hash  bytea         NOT NULL,
    previous_hash bytea         NOT NULL,
    hash          bytea         NOT NULL
);
CREATE TRIGGER audit_seal_keep BEFORE UPDATE OR DELETE ON audit_seal FOR EACH ROW EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_seal_keep_all BEFORE TRUNCATE ON audit_seal EXECUTE FUNCTION audit_refuse();

-- Where sealing stands. Everything up to `low` is settled; above it `done` says what is sealed. Events may be
-- committed out of the order of their ids, so a hole above `low` is waited for; a hole older than an hour was
-- a transaction that never committed (idle transactions end after a minute).
CREATE TABLE audit_sealing (
    only_row  boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    low       bigint NOT NULL DEFAULT 0,
    done      int8multirange NOT NULL DEFAULT '{}',
    hole_seen timestamptz
);
INSERT INTO audit_sealing DEFAULT VALUES;

CREATE FUNCTION audit_seal_hash(no bigint, ids int8multirange, count integer, content bytea, previous bytea)
RETURNS bytea LANGUAGE sql IMMUTABLE AS $$
    SELECT sha256(convert_to(jsonb_build_array(no, ids::text, count, encode(content, 'hex'),
        encode(previous, 'hex'))::text, 'UTF8'))
$$;

-- One pass of the sealer. Returns the number of events sealed; 0 when another sealer is at work.
CREATE FUNCTION audit_seal_pass() RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    state   audit_sealing;
    fresh   record;
    last    record;
    next_no bigint;
    upper_  bigint;
BEGIN
    IF NOT pg_try_advisory_xact_lock(72611) THEN RETURN 0; END IF;
    SELECT * INTO state FROM audit_sealing;
    SELECT count(*)::integer AS count, range_agg(int8range(id, id, '[]')) AS ids,
           sha256(coalesce(string_agg(int8send(id) || row_hash, ''::bytea ORDER BY id), ''::bytea)) AS content
      INTO fresh FROM audit_event e WHERE e.id > state.low AND NOT state.done @> e.id;
    IF fresh.count > 0 THEN
        SELECT no, hash INTO last FROM audit_seal ORDER BY no DESC LIMIT 1;
        next_no := coalesce(last.no, 0) + 1;
        INSERT INTO audit_seal (no, ids, count, content_hash, previous_hash, hash)
        VALUES (next_no, fresh.ids, fresh.count, fresh.content, coalesce(last.hash, ''::bytea),
            audit_seal_hash(next_no, fresh.ids, fresh.count, fresh.content, coalesce(last.hash, ''::bytea)));
        state.done := state.done + fresh.ids;
    END IF;
    IF state.hole_seen < now() - interval '1 hour' AND NOT isempty(state.done) THEN
        state.low := lower(state.done) - 1;
        state.hole_seen := NULL;
    END IF;
    IF state.done @> (state.low + 1) THEN
        SELECT upper(r) - 1 INTO upper_ FROM unnest(state.done) AS r WHERE r @> (state.low + 1);
        state.done := state.done - int8multirange(int8range(NULL, upper_, '(]'));
        state.low := upper_;
        state.hole_seen := NULL;
    END IF;
    IF isempty(state.done) THEN
        state.hole_seen := NULL;
    ELSIF state.hole_seen IS NULL THEN
        state.hole_seen := now();
    END IF;
    UPDATE audit_sealing SET low = state.low, done = state.done, hole_seen = state.hole_seen
     WHERE (low, done, hole_seen) IS DISTINCT FROM (state.low, state.done, state.hole_seen);
    RETURN fresh.count;
END $$;
