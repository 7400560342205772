-- Languages, transforms, access methods.

-- pair: create
-- covers: language create
-- from
-- to
CREATE TRUSTED LANGUAGE own_speak HANDLER plpgsql_call_handler INLINE plpgsql_inline_handler VALIDATOR plpgsql_validator;
CREATE FUNCTION f() RETURNS int LANGUAGE own_speak AS 'BEGIN RETURN 1; END';
COMMENT ON LANGUAGE own_speak IS 'ours';
GRANT USAGE ON LANGUAGE own_speak TO regress_reader;

-- pair: drop
-- covers: language drop
-- from
CREATE LANGUAGE own_speak HANDLER plpgsql_call_handler;
-- to

-- pair: rename
-- covers: language rename
-- from
CREATE LANGUAGE own_speak HANDLER plpgsql_call_handler;
-- to
-- migrate:renamed-from own_speak
CREATE LANGUAGE own_talk HANDLER plpgsql_call_handler;

-- pair: grant, comment and owner
-- covers: language grant; language comment; language owner
-- both
CREATE TRUSTED LANGUAGE own_speak HANDLER plpgsql_call_handler;
-- from
-- to
REVOKE ALL ON LANGUAGE own_speak FROM PUBLIC;
COMMENT ON LANGUAGE own_speak IS 'ours';
ALTER LANGUAGE own_speak OWNER TO regress_owner;

-- pair: access method created
-- covers: access method create
-- from
-- to
CREATE ACCESS METHOD own_heap2 TYPE TABLE HANDLER heap_tableam_handler;
CREATE ACCESS METHOD own_btree2 TYPE INDEX HANDLER bthandler;
COMMENT ON ACCESS METHOD own_heap2 IS 'ours';

-- pair: access method dropped
-- covers: access method drop
-- from
CREATE ACCESS METHOD own_heap2 TYPE TABLE HANDLER heap_tableam_handler;
-- to

-- pair: transform
-- covers: transform create
-- alone
-- from
CREATE FUNCTION to_internal(internal) RETURNS internal LANGUAGE internal IMMUTABLE STRICT AS 'prsd_lextype';
-- to
CREATE FUNCTION to_internal(internal) RETURNS internal LANGUAGE internal IMMUTABLE STRICT AS 'prsd_lextype';
CREATE TRANSFORM FOR int LANGUAGE sql (FROM SQL WITH FUNCTION to_internal(internal));

-- pair: access method comment
-- covers: access method comment
-- both
CREATE ACCESS METHOD own_heap2 TYPE TABLE HANDLER heap_tableam_handler;
-- from
-- to
COMMENT ON ACCESS METHOD own_heap2 IS 'ours';

-- pair: transform commented
-- covers: transform comment
-- alone
-- both
CREATE FUNCTION to_internal(internal) RETURNS internal LANGUAGE internal IMMUTABLE STRICT AS 'prsd_lextype';
CREATE TRANSFORM FOR int LANGUAGE sql (FROM SQL WITH FUNCTION to_internal(internal));
-- from
-- to
COMMENT ON TRANSFORM FOR int LANGUAGE sql IS 'ours';

-- pair: transform dropped
-- covers: transform drop
-- alone
-- both
CREATE FUNCTION to_internal(internal) RETURNS internal LANGUAGE internal IMMUTABLE STRICT AS 'prsd_lextype';
-- from
CREATE TRANSFORM FOR int LANGUAGE sql (FROM SQL WITH FUNCTION to_internal(internal));
-- to
