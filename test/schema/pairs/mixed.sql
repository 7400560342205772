-- Several changes at once, and what a person would expect to read.

-- pair: a day's work
-- covers: table one statement
-- statements
ALTER TABLE users
	DROP COLUMN nickname,
	ALTER COLUMN name SET NOT NULL,
	ADD COLUMN phone character varying(20),
	ADD COLUMN bio text;
COMMENT ON COLUMN users.bio IS 'in their own words';
CREATE INDEX users_phone ON users USING btree (phone);
-- from
CREATE TABLE users (id int PRIMARY KEY, name text, nickname text);
-- to
CREATE TABLE users (id int PRIMARY KEY, name text NOT NULL, phone varchar(20), bio text);
CREATE INDEX users_phone ON users (phone);
COMMENT ON COLUMN users.bio IS 'in their own words';

-- pair: a new table with all around it
-- covers: table create
-- from
CREATE TABLE users (id int PRIMARY KEY);
-- to
CREATE TABLE users (id int PRIMARY KEY);
CREATE TYPE state AS ENUM ('new', 'done');
CREATE DOMAIN money_amount AS numeric(12,2) CHECK (VALUE >= 0);
CREATE TABLE orders (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	user_id int NOT NULL REFERENCES users ON DELETE CASCADE,
	state state NOT NULL DEFAULT 'new',
	net money_amount NOT NULL,
	gross money_amount GENERATED ALWAYS AS (net * 1.2) STORED,
	notes text[] DEFAULT '{}',
	UNIQUE (user_id, id),
	CHECK (net > 0 OR state = 'new')
);
CREATE INDEX orders_open ON orders (user_id) WHERE state = 'new';
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER touch BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION touch();
ALTER TABLE orders ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON orders USING (user_id = current_setting('app.user')::int);
CREATE VIEW open_orders AS SELECT id, net FROM orders WHERE state = 'new';
GRANT SELECT ON open_orders TO regress_reader;
COMMENT ON TABLE orders IS 'What was bought';

-- pair: a table and all around it dropped
-- covers: table drop
-- from
CREATE TYPE state AS ENUM ('new', 'done');
CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, state state DEFAULT 'new', n serial);
CREATE INDEX orders_open ON orders (id) WHERE state = 'new';
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER touch BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION touch();
CREATE POLICY own ON orders USING (true);
CREATE VIEW open_orders AS SELECT id FROM orders;
CREATE TABLE lines (orders bigint REFERENCES orders);
-- to

-- pair: column moved to another table
-- covers: column create; column drop; foreign create
-- from
CREATE TABLE t (id int PRIMARY KEY, street text, town text);
-- to
CREATE TABLE address (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, street text, town text);
CREATE TABLE t (id int PRIMARY KEY, address int REFERENCES address);

-- pair: text column to a referenced table
-- covers: column type; foreign create
-- from
CREATE TABLE t (id int PRIMARY KEY, kind text DEFAULT 'x');
-- to
CREATE TABLE kinds (kind text PRIMARY KEY);
CREATE TABLE t (id int PRIMARY KEY, kind text REFERENCES kinds);

-- pair: names taken over between kinds
-- covers: table drop; sequence drop; index drop
-- from
CREATE TABLE a (x int);
CREATE SEQUENCE b;
CREATE INDEX c ON a (x);
CREATE TYPE d AS (x int);
-- to
CREATE SEQUENCE a;
CREATE TYPE b AS ENUM ('x');
CREATE TABLE c (x int);
CREATE INDEX d ON c (x);

-- pair: constraint names taken over
-- covers: check drop; unique create
-- from
CREATE TABLE t (a int, b int, CONSTRAINT x CHECK (a > 0), CONSTRAINT y UNIQUE (a));
-- to
CREATE TABLE t (a int, b int, CONSTRAINT y CHECK (a > 0), CONSTRAINT x UNIQUE (b));

-- pair: type changed below everything
-- covers: column type; dependents view on column; dependents materialized view on column
-- from
CREATE TABLE a (id int PRIMARY KEY, n int GENERATED ALWAYS AS (id + 1) STORED);
CREATE TABLE b (id int PRIMARY KEY REFERENCES a, up int REFERENCES b);
CREATE VIEW v AS SELECT a.id, n FROM a JOIN b USING (id);
CREATE MATERIALIZED VIEW m AS SELECT max(id) AS id FROM v;
CREATE FUNCTION f() RETURNS SETOF v LANGUAGE sql BEGIN ATOMIC SELECT id, n FROM v; END;
CREATE POLICY p ON b USING (id IN (SELECT id FROM a));
-- to
CREATE TABLE a (id bigint PRIMARY KEY, n bigint GENERATED ALWAYS AS (id + 1) STORED);
CREATE TABLE b (id bigint PRIMARY KEY REFERENCES a, up bigint REFERENCES b);
CREATE VIEW v AS SELECT a.id, n FROM a JOIN b USING (id);
CREATE MATERIALIZED VIEW m AS SELECT max(id) AS id FROM v;
CREATE FUNCTION f() RETURNS SETOF v LANGUAGE sql BEGIN ATOMIC SELECT id, n FROM v; END;
CREATE POLICY p ON b USING (id IN (SELECT id FROM a));
-- data
INSERT INTO a VALUES (1);
INSERT INTO b VALUES (1);
-- then
SELECT * FROM v;
-- 1|2
