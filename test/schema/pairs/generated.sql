-- Generated columns.

-- pair: add
-- covers: generated create
-- hazards: rewrites table
-- from
CREATE TABLE t (a int);
-- to
CREATE TABLE t (a int, b int GENERATED ALWAYS AS (a * 2) STORED);
-- data
INSERT INTO t VALUES (4);
-- then
SELECT b FROM t;
-- 8

-- pair: drop
-- covers: generated drop
-- hazards: not irreversible
-- from
CREATE TABLE t (a int, b int GENERATED ALWAYS AS (a * 2) STORED);
-- to
CREATE TABLE t (a int);

-- pair: drop expression
-- covers: generated drop
-- statements
ALTER TABLE t ALTER COLUMN b DROP EXPRESSION;
-- from
CREATE TABLE t (a int, b int GENERATED ALWAYS AS (a * 2) STORED);
-- to
CREATE TABLE t (a int, b int);
-- data
INSERT INTO t VALUES (4);
-- then
SELECT b FROM t;
-- 8

-- pair: plain column becomes generated
-- covers: generated create
-- from
CREATE TABLE t (a int, b int);
-- to
CREATE TABLE t (a int, b int GENERATED ALWAYS AS (a * 2) STORED);
-- data
INSERT INTO t VALUES (4, 5);
-- then
SELECT b FROM t;
-- 8

-- pair: expression
-- covers: generated expression
-- from
CREATE TABLE t (a int, b int GENERATED ALWAYS AS (a * 2) STORED);
CREATE INDEX t_b ON t (b);
COMMENT ON COLUMN t.b IS 'kept';
-- to
CREATE TABLE t (a int, b int GENERATED ALWAYS AS (a * 3) STORED);
CREATE INDEX t_b ON t (b);
COMMENT ON COLUMN t.b IS 'kept';
-- data
INSERT INTO t VALUES (4);
-- then
SELECT b FROM t;
-- 12

-- pair: type
-- covers: generated type
-- from
CREATE TABLE t (a int, b int GENERATED ALWAYS AS (a * 2) STORED);
-- to
CREATE TABLE t (a int, b bigint GENERATED ALWAYS AS (a * 2) STORED);

-- pair: type of what it is made from
-- covers: column type; generated expression
-- from
CREATE TABLE t (a int, b int GENERATED ALWAYS AS (a * 2) STORED);
-- to
CREATE TABLE t (a bigint, b bigint GENERATED ALWAYS AS (a * 2) STORED);
-- data
INSERT INTO t VALUES (4);
-- then
SELECT b FROM t;
-- 8

-- pair: drops what it was made from
-- covers: generated expression; column drop
-- from
CREATE TABLE t (a int, c int, b int GENERATED ALWAYS AS (a * 2) STORED);
-- to
CREATE TABLE t (c int, b int GENERATED ALWAYS AS (c * 2) STORED);

-- pair: takes up a new column
-- covers: generated expression; column create
-- from
CREATE TABLE t (a int, b int GENERATED ALWAYS AS (a * 2) STORED);
-- to
CREATE TABLE t (a int, c int DEFAULT 3, b int GENERATED ALWAYS AS (a * c) STORED);
-- data
INSERT INTO t VALUES (4);
-- then
SELECT b FROM t;
-- 12

-- pair: with a view on it
-- covers: generated expression
-- from
CREATE TABLE t (a int, b text GENERATED ALWAYS AS (a::text) STORED);
CREATE VIEW v AS SELECT b FROM t;
-- to
CREATE TABLE t (a int, b text GENERATED ALWAYS AS (lpad(a::text, 5, '0')) STORED);
CREATE VIEW v AS SELECT b FROM t;

-- pair: by a function
-- covers: generated create; function create
-- from
CREATE TABLE t (a int);
-- to
CREATE FUNCTION f(int) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT $1 + 1';
CREATE TABLE t (a int, b int GENERATED ALWAYS AS (f(a)) STORED);

-- pair: virtual
-- covers: generated virtual
-- server: 18
-- from
CREATE TABLE t (a int);
-- to
CREATE TABLE t (a int, b int GENERATED ALWAYS AS (a * 2) VIRTUAL);

-- pair: virtual expression
-- covers: generated virtual; generated expression
-- server: 18
-- from
CREATE TABLE t (a int, b int GENERATED ALWAYS AS (a * 2) VIRTUAL);
-- to
CREATE TABLE t (a int, b int GENERATED ALWAYS AS (a * 3) VIRTUAL);

-- pair: computed no more, and of another type
-- covers: generated drop; column type
-- hazards: not deletes data
-- statements
ALTER TABLE t ALTER COLUMN b DROP EXPRESSION;
ALTER TABLE t ALTER COLUMN b TYPE boolean USING b::boolean;
-- from
CREATE TABLE t (a int, b int GENERATED ALWAYS AS (a - 4) STORED);
-- to
CREATE TABLE t (a int, b boolean);
-- data
INSERT INTO t VALUES (4), (5);
-- then
SELECT b FROM t ORDER BY a;
-- f
-- t

-- pair: computed no more, of a type that is made again
-- covers: generated drop; enum reorder
-- hazards: not deletes data
-- from
CREATE TYPE e AS ENUM ('a', 'b');
CREATE TABLE t (a int, b e GENERATED ALWAYS AS (CASE WHEN a > 4 THEN 'a'::e ELSE 'b'::e END) STORED);
-- to
CREATE TYPE e AS ENUM ('b', 'a');
CREATE TABLE t (a int, b e);
-- data
INSERT INTO t VALUES (4), (5);
-- then
SELECT b FROM t ORDER BY b;
-- b
-- a

-- pair: computed no more, of a column of another type
-- covers: generated drop; column type
-- hazards: not deletes data
-- statements
ALTER TABLE t ALTER COLUMN b DROP EXPRESSION;
ALTER TABLE t ALTER COLUMN a TYPE bigint;
-- from
CREATE TABLE t (a int, b int GENERATED ALWAYS AS (a * 2) STORED);
-- to
CREATE TABLE t (a bigint, b int);
-- data
INSERT INTO t VALUES (4);
-- then
SELECT b FROM t;
-- 8

-- pair: computed no more by a function that is made again
-- covers: generated drop; function rebuild
-- hazards: not deletes data
-- from
CREATE FUNCTION f(int) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT $1 + 1';
CREATE TABLE t (a int, b int GENERATED ALWAYS AS (f(a)) STORED);
-- to
CREATE FUNCTION f(int) RETURNS bigint IMMUTABLE LANGUAGE sql AS 'SELECT $1 + 1::bigint';
CREATE TABLE t (a int, b int);
-- data
INSERT INTO t VALUES (4);
-- then
SELECT b FROM t;
-- 5

-- pair: goes with its source, and an index of both
-- covers: generated drop; index drop
-- from
CREATE TABLE t (c int, a int, b int GENERATED ALWAYS AS (a * 2) STORED);
CREATE INDEX i ON t (b, a);
-- to
CREATE TABLE t (c int);

-- pair: computed no more, of an enum that is replaced and a column that cannot keep it
-- covers: generated drop; enum reorder; column type
-- from
CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE TABLE t (a mood, b mood GENERATED ALWAYS AS (a) STORED);
-- to
CREATE TYPE mood AS ENUM ('ok', 'sad');
CREATE TABLE t (a int, b mood);
-- data
INSERT INTO t VALUES ('sad');
-- then
SELECT b FROM t;
-- sad
