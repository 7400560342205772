-- What a pgTAP test begins with, after \set ECHO none: results and nothing
-- else, the extension, and a transaction that is to be rolled back.
\pset format unaligned
\pset tuples_only on
\pset pager off
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS migrate;
SET migrate.verbosity = quiet;
BEGIN;

-- Do, and return the error: SQLSTATE and message, then detail and hint in
-- lines of their own. The error that is expected comes without its SQLSTATE.
-- What OK000 is raised with is an answer, and what was done is undone.
CREATE FUNCTION pg_temp.error_of(command text, expected text DEFAULT 'OK000') RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    message text; detail text; hint text; state text;
BEGIN
    EXECUTE command;
    RETURN 'no error';
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT, state = RETURNED_SQLSTATE;
    RETURN concat_ws(E'\n', concat(nullif(state, expected) || ': ', message), nullif(detail, ''), nullif(hint, ''));
END $$;
