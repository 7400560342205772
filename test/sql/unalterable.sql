-- What no statement can alter is told, and not compared.
\c -
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS migrate;
RESET client_min_messages;
BEGIN;
CREATE SCHEMA app;
CREATE TABLE app.p (a int, b int);
CREATE TABLE app.ordered (a int, b int);
CREATE TABLE app.declares (a int) INHERITS (app.p);
CREATE TABLE app.inherits () INHERITS (app.p);

-- Nothing to do, and yet not the same.
SELECT statement FROM migrate.diff($$
    CREATE SCHEMA app;
    CREATE TABLE app.p (a int, b int);
    CREATE TABLE app.ordered (b int, a int);
    CREATE TABLE app.declares () INHERITS (app.p);
    CREATE TABLE app.inherits (b int) INHERITS (app.p);
$$, schemas => '{app}');

-- A column that is not inherited on one side says nothing.
SELECT statement FROM migrate.diff($$
    CREATE SCHEMA app;
    CREATE TABLE app.p (a int, b int);
    CREATE TABLE app.ordered (a int, b int);
    CREATE TABLE app.declares (a int) INHERITS (app.p);
    CREATE TABLE app.inherits (a int, b int);
$$, schemas => '{app}');

-- More tables than a message should name.
DO $$
BEGIN
    FOR i IN 10..21 LOOP
        EXECUTE format('CREATE TABLE app.t%s (a int, b int)', i);
    END LOOP;
END $$;
SELECT 'CREATE SCHEMA app;' || string_agg(format('CREATE TABLE app.t%s (b int, a int);', i), '') AS schema
FROM generate_series(10, 21) AS i \gset
SELECT statement FROM migrate.diff(:'schema', include => '{app,app.t*}');
ROLLBACK;
