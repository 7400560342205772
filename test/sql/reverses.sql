-- What undoes a statement of diff(): all of it, run backwards, leads to the
-- schema that there was.
\c -
\set ECHO none
\getenv dir PG_ABS_SRCDIR
\set helpers :dir '/helpers/pgtap.sql'
\i :helpers
SELECT plan(9);

-- Go from one schema to another and, by the reverses, back: what they are, or
-- how the schema differs then.
CREATE FUNCTION pg_temp.undone(before text, after text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    was text; statements text[]; reverses text[];
BEGIN
    EXECUTE before;
    was := migrate.fingerprint();
    SELECT array_agg(statement ORDER BY step), array_agg(reverse ORDER BY step DESC) FILTER (WHERE reverse IS NOT NULL)
      INTO statements, reverses FROM migrate.diff(after);
    EXECUTE array_to_string(statements, ';');
    EXECUTE array_to_string(reverses, ';');
    RAISE EXCEPTION SQLSTATE 'OK000' USING MESSAGE = CASE migrate.fingerprint() WHEN was THEN
        regexp_replace(array_to_string(reverses, E';\n'), 'migrate_old_\d+| FOR ROLE \w+', '*', 'g') ELSE 'another schema' END;
END $$;

SELECT is(pg_temp.error_of($$SELECT pg_temp.undone(
    'CREATE TABLE t (a int)', 'CREATE TABLE t (a int, b int); CREATE TABLE u (a int)')$$),
E'ALTER TABLE public.t DROP COLUMN b;\nDROP TABLE public.u', 'what is made is dropped');

-- A schema that something is moved back into comes first.
SELECT is(pg_temp.error_of($$SELECT pg_temp.undone(
    'CREATE SCHEMA s; CREATE TABLE s.t (a int)', '-- migrate:renamed-from s.t
    CREATE TABLE t (a int)')$$),
E'CREATE SCHEMA s;\nALTER TABLE public.t SET SCHEMA s', 'a table comes back to its schema');
SELECT is(pg_temp.error_of($$SELECT pg_temp.undone(
    'CREATE SCHEMA s; CREATE TABLE s.t (a int); CREATE TYPE e AS ENUM (''a''); CREATE TABLE u (e e)', '-- migrate:renamed-from s.t
    CREATE TABLE t (a int); CREATE TYPE e AS ENUM (''b''); CREATE TABLE u (e e)')$$),
'CREATE SCHEMA s;
ALTER TABLE public.t SET SCHEMA s;
ALTER TYPE public.e RENAME TO *;
CREATE TYPE public.e AS ENUM (''a'');
ALTER TABLE public.u ALTER COLUMN e TYPE public.e USING e::text::public.e;
DROP TYPE public.*', 'also where all is one way back');

-- What is made again with a table may have a name that is free only when all
-- is undone that comes before.
SELECT is(pg_temp.error_of($$SELECT pg_temp.undone(
    'CREATE TABLE t (a int); CREATE INDEX i ON t (a); CREATE VIEW v AS SELECT a FROM t',
    'CREATE TABLE u (a int); CREATE INDEX i ON u (a); CREATE VIEW v AS SELECT a FROM u')$$) ~ 'DROP TABLE public.u;\nCREATE INDEX i ON public.t',
true, 'an index of the same name comes back with its table');

-- So may what is granted by default.
SELECT is(pg_temp.error_of($$SELECT pg_temp.undone(
    'CREATE SCHEMA s; CREATE TABLE s.t (); ALTER DEFAULT PRIVILEGES IN SCHEMA s GRANT SELECT ON TABLES TO PUBLIC',
    'REVOKE ALL ON SCHEMA public FROM PUBLIC; GRANT USAGE ON SCHEMA public TO PUBLIC')$$),
'CREATE SCHEMA s;
CREATE TABLE s.t ();
ALTER DEFAULT PRIVILEGES* IN SCHEMA s GRANT SELECT ON TABLES TO PUBLIC', 'nothing is granted on what was there before');
SELECT is(pg_temp.error_of($$SELECT pg_temp.undone(
    'CREATE TABLE t (); ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO PUBLIC',
    'ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT INSERT ON TABLES TO PUBLIC')$$),
'CREATE TABLE public.t ();
REVOKE INSERT ON TABLE public.t FROM PUBLIC;
ALTER DEFAULT PRIVILEGES* IN SCHEMA public REVOKE INSERT ON TABLES FROM PUBLIC;
ALTER DEFAULT PRIVILEGES* IN SCHEMA public GRANT SELECT ON TABLES TO PUBLIC', 'nor where it changes');

-- What goes or comes along with a table may have to go sooner, or come later.
SELECT is(pg_temp.error_of($$SELECT pg_temp.undone(
    'CREATE TABLE l (c bigint PRIMARY KEY); CREATE TABLE k (c bigint CONSTRAINT f REFERENCES l)',
    'CREATE TABLE l (c boolean PRIMARY KEY); CREATE TABLE k (c boolean CONSTRAINT f REFERENCES l)')$$),
'ALTER TABLE public.k
    DROP COLUMN c,
    ADD COLUMN c bigint;
ALTER TABLE public.l
    DROP COLUMN c,
    ADD COLUMN c bigint NOT NULL,
    ADD CONSTRAINT l_pkey PRIMARY KEY (c);
ALTER TABLE public.k ADD CONSTRAINT f FOREIGN KEY (c) REFERENCES public.l(c)', 'a foreign key goes before the key that it refers to');
SELECT is(pg_temp.error_of($$SELECT pg_temp.undone(
    'CREATE TABLE k (c int, l int); CREATE SEQUENCE s OWNED BY k.c; CREATE TABLE l (c int PRIMARY KEY DEFAULT nextval(''s''));
    ALTER TABLE k ADD CONSTRAINT f FOREIGN KEY (l) REFERENCES l', '')$$) ~ 'CREATE TABLE public.l.*REFERENCES public.l',
true, 'and comes after it');

-- A parent's new type resets what its heir has of its own.
SELECT is(pg_temp.error_of($$SELECT pg_temp.undone(
    'CREATE TABLE p (c text); CREATE TABLE h () INHERITS (p); ALTER TABLE h ALTER c SET STORAGE EXTERNAL',
    'CREATE TABLE p (c varchar(9)); CREATE TABLE h () INHERITS (p); ALTER TABLE h ALTER c SET STORAGE EXTERNAL')$$),
'ALTER TABLE public.p ALTER COLUMN c TYPE text;
ALTER TABLE public.h ALTER COLUMN c SET STORAGE EXTERNAL', 'an heir''s column is stored as it was');

SELECT * FROM finish();
ROLLBACK;
