-- Loading revisions from files

CREATE FUNCTION migrate.load(script text, source text DEFAULT NULL) RETURNS text
    LANGUAGE c VOLATILE CALLED ON NULL INPUT PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'migrate_load';
COMMENT ON FUNCTION migrate.load(text, text) IS
'take a revision file''s text into the registry, return the revision''s id; the same text again changes nothing';

CREATE FUNCTION migrate.load_files(names text[], contents bytea[], format text DEFAULT 'auto')
    RETURNS TABLE (action text, revision text, source text)
    LANGUAGE c VOLATILE CALLED ON NULL INPUT PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'migrate_load_files';
COMMENT ON FUNCTION migrate.load_files(text[], bytea[], text) IS
'take all files of a directory into the registry, all or none; tell what was done with each revision';

CREATE FUNCTION migrate.load_directory(path text, format text DEFAULT 'auto')
    RETURNS TABLE (action text, revision text, source text)
    LANGUAGE c VOLATILE CALLED ON NULL INPUT PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'migrate_load_directory';
COMMENT ON FUNCTION migrate.load_directory(text, text) IS
'the same for a directory on the server, with all below it; needs pg_read_server_files';

CREATE FUNCTION migrate.loaded_files(format text DEFAULT 'auto')
    RETURNS TABLE (files text, revisions integer)
    LANGUAGE c VOLATILE CALLED ON NULL INPUT PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'migrate_loaded_files';
COMMENT ON FUNCTION migrate.loaded_files(text) IS
'the checksum of the files that would change nothing if they were loaded, and how many revisions they have; no row if there are none known';

CREATE FUNCTION migrate.load_alembic(upgrade text, downgrade text DEFAULT NULL, history text DEFAULT NULL)
    RETURNS TABLE (action text, revision text, source text)
    LANGUAGE c VOLATILE CALLED ON NULL INPUT PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'migrate_load_alembic';
COMMENT ON FUNCTION migrate.load_alembic(text, text, text) IS
'take into the registry what alembic upgrade --sql, alembic downgrade --sql and alembic history print';
