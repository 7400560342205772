-- Schemas.

-- pair: create
-- covers: schema create
-- statements
CREATE SCHEMA own_shop;
-- from
-- to
CREATE SCHEMA own_shop;

-- pair: create with what is in it
-- covers: schema create; table create
-- alone
-- from
-- to
CREATE SCHEMA "Shop 1";
CREATE TABLE "Shop 1".t (id serial PRIMARY KEY);
CREATE VIEW "Shop 1"."V" AS SELECT id FROM "Shop 1".t;

-- pair: create with an owner
-- covers: schema create; schema owner
-- alone
-- from
-- to
CREATE SCHEMA AUTHORIZATION regress_owner;

-- pair: drop
-- covers: schema drop
-- statements
DROP SCHEMA own_shop;
-- from
CREATE SCHEMA own_shop;
-- to

-- pair: drop with what is in it
-- covers: schema drop; table drop
-- hazards: deletes data
-- from
CREATE SCHEMA own_shop;
CREATE TABLE own_shop.t (id serial PRIMARY KEY);
CREATE VIEW own_shop.v AS SELECT id FROM own_shop.t;
CREATE FUNCTION own_shop.f() RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE TYPE own_shop.e AS ENUM ('x');
-- to

-- pair: rename
-- covers: schema rename
-- hazards: not deletes data
-- statements
ALTER SCHEMA own_shop RENAME TO own_store;
-- from
CREATE SCHEMA own_shop;
CREATE TABLE own_shop.t (id serial PRIMARY KEY);
CREATE VIEW own_shop.v AS SELECT id FROM own_shop.t;
-- to
-- migrate:renamed-from own_shop
CREATE SCHEMA own_store;
CREATE TABLE own_store.t (id serial PRIMARY KEY);
CREATE VIEW own_store.v AS SELECT id FROM own_store.t;
-- data
INSERT INTO own_shop.t DEFAULT VALUES;
-- then
SELECT id FROM own_store.v;
-- 1

-- pair: swap two
-- covers: schema rename
-- from
CREATE SCHEMA own_a;
CREATE SCHEMA own_b;
CREATE TABLE own_a.t (x int);
CREATE TABLE own_b.t (y int);
-- to
-- migrate:renamed-from own_b
CREATE SCHEMA own_a;
-- migrate:renamed-from own_a
CREATE SCHEMA own_b;
CREATE TABLE own_a.t (y int);
CREATE TABLE own_b.t (x int);
-- data
INSERT INTO own_a.t VALUES (1);
-- then
SELECT x FROM own_b.t;
-- 1

-- pair: comment
-- covers: schema comment
-- alone
-- from
CREATE SCHEMA shop;
COMMENT ON SCHEMA public IS 'ours';
-- to
CREATE SCHEMA shop;
COMMENT ON SCHEMA shop IS 'sells';

-- pair: owner
-- covers: schema owner
-- statements
ALTER SCHEMA own_shop OWNER TO regress_owner;
-- from
CREATE SCHEMA own_shop;
-- to
CREATE SCHEMA own_shop;
ALTER SCHEMA own_shop OWNER TO regress_owner;

-- pair: grant
-- covers: schema grant
-- from
CREATE SCHEMA own_shop;
GRANT USAGE ON SCHEMA own_shop TO regress_reader;
-- to
CREATE SCHEMA own_shop;
GRANT USAGE, CREATE ON SCHEMA own_shop TO regress_writer;
GRANT USAGE ON SCHEMA own_shop TO PUBLIC;

-- pair: grant on public
-- covers: schema grant
-- alone
-- from
-- to
REVOKE USAGE ON SCHEMA public FROM PUBLIC;
GRANT CREATE ON SCHEMA public TO regress_writer;

-- pair: owner of public
-- covers: schema owner
-- alone
-- from
-- to
ALTER SCHEMA public OWNER TO regress_owner;

-- pair: things that need each other across schemas
-- covers: schema create
-- from
CREATE SCHEMA own_a;
CREATE SCHEMA own_b;
-- to
CREATE SCHEMA own_a;
CREATE SCHEMA own_b;
CREATE TYPE own_b.e AS ENUM ('x');
CREATE TABLE own_a.t (id int PRIMARY KEY, e own_b.e);
CREATE TABLE own_b.t (id int REFERENCES own_a.t);
CREATE VIEW own_a.v AS SELECT id FROM own_b.t;
CREATE FUNCTION own_b.f() RETURNS SETOF own_a.v LANGUAGE sql BEGIN ATOMIC SELECT id FROM own_a.v; END;

-- pair: drop, and a table of it is moved away
-- covers: schema drop; table schema
-- hazards: not deletes data
-- both
CREATE SCHEMA own_one;
-- from
CREATE SCHEMA own_two;
CREATE TABLE own_two.t (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, b serial);
-- to
-- migrate:renamed-from own_two.t
CREATE TABLE own_one.t (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, b serial);
