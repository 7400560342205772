-- Sequences.

-- pair: create
-- covers: sequence create
-- statements
CREATE SEQUENCE s;
-- from
-- to
CREATE SEQUENCE s;

-- pair: create with options
-- covers: sequence create
-- from
-- to
CREATE SEQUENCE s AS smallint INCREMENT -2 MINVALUE -100 MAXVALUE -1 START -5 CACHE 7 CYCLE;

-- pair: drop
-- covers: sequence drop
-- hazards: deletes data
-- statements
DROP SEQUENCE s;
-- from
CREATE SEQUENCE s;
-- to

-- pair: rename
-- covers: sequence rename
-- statements
ALTER SEQUENCE s RENAME TO r;
-- from
CREATE SEQUENCE s;
CREATE TABLE t (a bigint DEFAULT nextval('s'));
-- to
-- migrate:renamed-from s
CREATE SEQUENCE r;
CREATE TABLE t (a bigint DEFAULT nextval('r'));
-- data
SELECT setval('s', 41);
-- then
INSERT INTO t DEFAULT VALUES RETURNING a;
-- 42

-- pair: type
-- covers: sequence type
-- from
CREATE SEQUENCE s AS int;
-- to
CREATE SEQUENCE s AS bigint;

-- pair: type to a smaller one
-- covers: sequence type
-- from
CREATE SEQUENCE s;
-- to
CREATE SEQUENCE s AS smallint;

-- pair: increment
-- covers: sequence increment
-- statements
ALTER SEQUENCE s INCREMENT BY 5;
-- from
CREATE SEQUENCE s;
-- to
CREATE SEQUENCE s INCREMENT 5;

-- pair: counting down
-- covers: sequence increment; sequence bounds; sequence start
-- from
CREATE SEQUENCE s;
-- to
CREATE SEQUENCE s INCREMENT -1;

-- pair: bounds
-- covers: sequence bounds
-- from
CREATE SEQUENCE s;
-- to
CREATE SEQUENCE s MINVALUE 0 MAXVALUE 99 START 1;

-- pair: bounds removed
-- covers: sequence bounds
-- from
CREATE SEQUENCE s MINVALUE 5 MAXVALUE 99 START 6;
-- to
CREATE SEQUENCE s START 6;

-- pair: start
-- covers: sequence start
-- from
CREATE SEQUENCE s;
-- to
CREATE SEQUENCE s START 100;

-- pair: cache and cycle
-- covers: sequence cache; sequence cycle
-- from
CREATE SEQUENCE s CACHE 20;
CREATE SEQUENCE r CYCLE;
-- to
CREATE SEQUENCE s CYCLE;
CREATE SEQUENCE r CACHE 20;

-- pair: owned by
-- covers: sequence owned by
-- statements
ALTER SEQUENCE s OWNED BY t.a;
-- from
CREATE SEQUENCE s;
CREATE TABLE t (a int);
-- to
CREATE SEQUENCE s;
CREATE TABLE t (a int);
ALTER SEQUENCE s OWNED BY t.a;

-- pair: owned by another
-- covers: sequence owned by
-- from
CREATE SEQUENCE s;
CREATE TABLE t (a int, b int);
ALTER SEQUENCE s OWNED BY t.a;
-- to
CREATE SEQUENCE s;
CREATE TABLE t (a int, b int);
ALTER SEQUENCE s OWNED BY t.b;

-- pair: owned by none
-- covers: sequence owned by
-- from
CREATE SEQUENCE s;
CREATE TABLE t (a int DEFAULT nextval('s'));
ALTER SEQUENCE s OWNED BY t.a;
-- to
CREATE SEQUENCE s;
CREATE TABLE t (a int DEFAULT nextval('s'));

-- pair: kept when its table goes
-- covers: sequence owned by; table drop
-- from
CREATE SEQUENCE s;
CREATE TABLE t (a int DEFAULT nextval('s'));
ALTER SEQUENCE s OWNED BY t.a;
-- to
CREATE SEQUENCE s;
-- data
SELECT setval('s', 7);
-- then
SELECT last_value FROM s;
-- 7

-- pair: kept when its column goes
-- covers: sequence owned by; column drop
-- from
CREATE TABLE t (a serial, b int);
-- to
CREATE SEQUENCE t_a_seq AS int;
CREATE TABLE t (b int);

-- pair: unlogged
-- covers: sequence persistence
-- from
CREATE SEQUENCE s;
-- to
CREATE UNLOGGED SEQUENCE s;

-- pair: comment
-- covers: sequence comment
-- from
CREATE SEQUENCE s;
-- to
CREATE SEQUENCE s;
COMMENT ON SEQUENCE s IS 'counts';

-- pair: owner
-- covers: sequence owner
-- statements
ALTER SEQUENCE s OWNER TO regress_owner;
-- from
CREATE SEQUENCE s;
-- to
CREATE SEQUENCE s;
ALTER SEQUENCE s OWNER TO regress_owner;

-- pair: grant
-- covers: sequence grant
-- from
CREATE SEQUENCE s;
GRANT ALL ON SEQUENCE s TO regress_reader;
-- to
CREATE SEQUENCE s;
GRANT USAGE ON SEQUENCE s TO regress_writer;

-- pair: goes on counting
-- covers: sequence cache
-- from
CREATE SEQUENCE s;
-- to
CREATE SEQUENCE s CACHE 2;
-- data
SELECT setval('s', 100);
-- then
SELECT nextval('s');
-- 101

-- pair: of a table in a circle of foreign keys
-- covers: sequence create; sequence drop
-- from
CREATE TABLE o (a int);
-- to
CREATE TABLE o (a int);
CREATE TABLE t (a serial PRIMARY KEY, b int);
CREATE TABLE u (a serial PRIMARY KEY, b int REFERENCES t);
ALTER TABLE t ADD FOREIGN KEY (b) REFERENCES u;

-- pair: owned by a column of a table of another owner
-- covers: sequence owned by; sequence owner; table owner
-- from
CREATE TABLE t (a bigserial, b int);
CREATE TABLE u (a int);
CREATE SEQUENCE s OWNED BY t.b;
CREATE SEQUENCE r;
-- to
CREATE TABLE t (a bigint NOT NULL DEFAULT 1, b int);
ALTER TABLE t OWNER TO regress_owner;
CREATE TABLE u (a int);
CREATE SEQUENCE s OWNED BY u.a;
CREATE SEQUENCE r;
ALTER SEQUENCE r OWNER TO regress_owner;
ALTER SEQUENCE r OWNED BY t.b;

-- pair: owned by none, and moved away from its table
-- covers: sequence owned by; sequence schema; sequence rename
-- both
CREATE SCHEMA own_one;
CREATE SCHEMA own_two;
-- from
CREATE TABLE own_one.t (a bigserial, b bigserial, c bigserial);
-- to
CREATE TABLE own_one.t (a bigint NOT NULL, c bigint NOT NULL);
-- migrate:renamed-from own_one.t_a_seq
CREATE SEQUENCE own_two.s;
-- migrate:renamed-from own_one.t_b_seq
CREATE SEQUENCE own_two.t_b_seq;
CREATE TABLE own_two.u (a int);
-- migrate:renamed-from own_one.t_c_seq
CREATE SEQUENCE own_two.t_c_seq OWNED BY own_two.u.a;
-- data
SELECT setval('own_one.t_a_seq', 7);
-- then
SELECT nextval('own_two.s');
-- 8

-- pair: left behind by its table
-- covers: sequence owned by; sequence drop; table schema
-- both
CREATE SCHEMA own_one;
CREATE SCHEMA own_two;
-- from
CREATE TABLE own_one.t (a bigserial, b bigserial, c bigserial);
CREATE TABLE own_one.u (a bigserial);
-- to
-- migrate:renamed-from own_one.t
CREATE TABLE own_two.t (a bigint NOT NULL, b bigint NOT NULL, c bigserial);
CREATE SEQUENCE own_one.t_a_seq;
-- migrate:renamed-from own_one.u
CREATE TABLE own_two.u (a bigint NOT NULL);
-- migrate:renamed-from own_one.u_a_seq
CREATE SEQUENCE own_two.u_a_seq;

-- pair: another type and another way to count
-- covers: sequence type; sequence increment; sequence bounds
-- from
CREATE SEQUENCE s;
CREATE SEQUENCE t AS smallint;
CREATE SEQUENCE u INCREMENT BY -1;
-- to
CREATE SEQUENCE s AS smallint INCREMENT BY -1;
CREATE SEQUENCE t MAXVALUE 32767;
CREATE SEQUENCE u AS integer;
