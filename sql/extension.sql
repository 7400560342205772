-- complain if script is sourced in psql, rather than via CREATE EXTENSION
\echo Use "CREATE EXTENSION migrate" to load this file. \quit

-- The schema is made here, not by the control file, so that it is a member
-- of the extension, and so that a schema somebody prepared makes this fail.
CREATE SCHEMA migrate;
COMMENT ON SCHEMA migrate IS
'schema migrations: the registry of revisions and the functions that run them';

