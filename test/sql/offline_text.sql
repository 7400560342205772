-- What offline SQL looks like, and what it refuses. (What psql makes of it is
-- in the TAP tests.)
\set ECHO none
\pset format unaligned
\pset tuples_only on
\pset pager off
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS migrate;
BEGIN;
SELECT FROM migrate.revision('Add users', rev_id => '0001', down => 'DROP TABLE users', up => '
CREATE TABLE users (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    email text NOT NULL UNIQUE
);
');
SELECT FROM migrate.revision('Add phone numbers', rev_id => '0002', down => 'ALTER TABLE users DROP COLUMN phone', up => '
-- Most have none.
ALTER TABLE users ADD COLUMN phone text;
CREATE INDEX users_phone_idx ON users (phone) -- to find them
', verify => 'SELECT count(phone) = 0 FROM users');

\echo == A whole text
SELECT migrate.upgrade_sql();

-- The rest without what is the same in each: the guard, and what follows scripts.
CREATE FUNCTION pg_temp.short(script text) RETURNS text LANGUAGE sql AS $$
    SELECT regexp_replace(regexp_replace(script, '-- Stop unless.*?END \$migrate\$;\n', E'(guard)\n'),
                          '-- :migrate_end comes after.*?\n\n--\n', E'(session)\n\n--\n')
$$;
\echo == Down, from elsewhere
SELECT pg_temp.short(migrate.downgrade_sql('0002:0001'));
\echo == Without bookkeeping
SELECT pg_temp.short(migrate.upgrade_sql('0001', bookkeeping => false));
SELECT pg_temp.short(migrate.upgrade_sql('head:head', bookkeeping => false));
\echo == Nothing to do
SELECT pg_temp.short(migrate.upgrade_sql('head:'));
\echo == A stamp
SELECT pg_temp.short(migrate.stamp_sql('0001'));
SAVEPOINT stamped;
SELECT FROM migrate.stamp('0002');
SELECT pg_temp.short(migrate.stamp_sql('0001'));
ROLLBACK TO stamped;
\echo == Outside a transaction
SELECT FROM migrate.edit('0002', transactional => false);
SELECT pg_temp.short(pg_temp.short(pg_temp.short(migrate.upgrade_sql())));
ROLLBACK TO stamped;
\echo == What has variables, backslashes, colons
SELECT FROM migrate.revision('A tenant', rev_id => '0003', up => 'INSERT INTO t SELECT :''tenant'', ''a\b'', a[n:m], :''password'' FROM u',
                             variables => 'tenant password', secrets => 'password');
SELECT split_part(pg_temp.short(migrate.upgrade_sql('0002:0003', '{"tenant": "acme", "password": "tell nobody"}')), E'\n--\n-- Revisions', 1);
ROLLBACK TO stamped;

-- The same text each time.
SELECT migrate.upgrade_sql() = migrate.upgrade_sql();

\echo == Refused
\set QUIET on
\set ON_ERROR_ROLLBACK on
SELECT migrate.upgrade_sql(NULL);
SELECT migrate.upgrade_sql(bookkeeping => NULL);
SELECT migrate.stamp_sql(NULL);
SELECT migrate.upgrade_sql('0009');
SELECT migrate.upgrade_sql('0001:0002:0003');
SELECT migrate.upgrade_sql('-1');
SELECT migrate.downgrade_sql('0001');
SELECT migrate.downgrade_sql('0002:');
SELECT migrate.downgrade_sql(':0001');
SELECT migrate.downgrade_sql('0001:0002');
SELECT migrate.stamp_sql('0001:');
SELECT migrate.stamp_sql('0001 0002');
SELECT migrate.upgrade_sql(vars => '{"tenant": "acme"}');
SELECT FROM migrate.revision('Three', rev_id => '0003', up => E'SELECT 1;\nSELEC 2');
SELECT migrate.upgrade_sql();
SELECT migrate.upgrade_sql('0001:0002') IS NOT NULL;
SELECT migrate.downgrade_sql('0003:0002');
SELECT FROM migrate.edit('0003', up => E'SELECT 1;\n\\i file');
SELECT migrate.upgrade_sql();
SELECT FROM migrate.edit('0003', up => 'VACUUM');
SELECT migrate.upgrade_sql();
SELECT FROM migrate.edit('0003', up => 'VACUUM; COMMIT', transactional => false);
SELECT migrate.upgrade_sql();
SELECT FROM migrate.edit('0003', up => 'VACUUM; COPY t FROM stdin');
SELECT migrate.upgrade_sql();
SELECT FROM migrate.edit('0003', up => 'SELECT migrate.var(''tenant'')', variables => 'tenant', transactional => true);
SELECT migrate.upgrade_sql();
SELECT migrate.upgrade_sql(vars => '{"tenant": "acme"}');
SELECT FROM migrate.edit('0003', up => 'ALTER TYPE mood ADD VALUE ''happy''; SELECT ''happy''::mood');
SELECT migrate.upgrade_sql(vars => '{"tenant": "acme"}');
-- a commit between the two lets the value be used
SELECT FROM migrate.edit('0003', up => 'CREATE TYPE mood AS ENUM (); ALTER TYPE mood ADD VALUE ''happy''; SELECT ''happy''::mood', transactional => false);
SELECT migrate.upgrade_sql(vars => '{"tenant": "acme"}') IS NOT NULL;
SELECT FROM migrate.remove('0003');
INSERT INTO migrate.revisions (revision, up, repeatable, transactional) VALUES ('again', 'VACUUM', true, false);
SELECT migrate.upgrade_sql();
-- what this database has applied matters only where the text starts from there
SELECT FROM migrate.stamp('0002');
UPDATE migrate.revisions SET down = 'SELECT 1' WHERE revision = '0002';
SELECT migrate.downgrade_sql('0001');
SELECT migrate.downgrade_sql('0002:0001') IS NOT NULL;
ROLLBACK;
