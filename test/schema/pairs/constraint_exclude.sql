-- Exclusion constraints.

-- pair: add
-- covers: exclude create
-- hazards: fails on existing rows, blocks writes
-- from
CREATE TABLE t (during tsrange);
-- to
CREATE TABLE t (during tsrange, EXCLUDE USING gist (during WITH &&));

-- pair: drop
-- covers: exclude drop
-- from
CREATE TABLE t (during tsrange, EXCLUDE USING gist (during WITH &&));
-- to
CREATE TABLE t (during tsrange);

-- pair: operator
-- covers: exclude operators
-- from
CREATE TABLE t (during tsrange, CONSTRAINT x EXCLUDE USING gist (during WITH &&));
COMMENT ON CONSTRAINT x ON t IS 'kept';
-- to
CREATE TABLE t (during tsrange, CONSTRAINT x EXCLUDE USING gist (during WITH -|-));
COMMENT ON CONSTRAINT x ON t IS 'kept';

-- pair: where
-- covers: exclude predicate
-- from
CREATE TABLE t (during tsrange, gone boolean, CONSTRAINT x EXCLUDE USING gist (during WITH &&));
-- to
CREATE TABLE t (during tsrange, gone boolean, CONSTRAINT x EXCLUDE USING gist (during WITH &&) WHERE (NOT gone));

-- pair: method and expression
-- covers: exclude columns; exclude operators
-- from
CREATE TABLE t (a text, CONSTRAINT x EXCLUDE USING btree (a WITH =));
-- to
CREATE TABLE t (a text, CONSTRAINT x EXCLUDE USING hash (lower(a) WITH =));

-- pair: deferrable
-- covers: exclude deferrable
-- from
CREATE TABLE t (a text, CONSTRAINT x EXCLUDE USING btree (a WITH =));
-- to
CREATE TABLE t (a text, CONSTRAINT x EXCLUDE USING btree (a WITH =) DEFERRABLE INITIALLY DEFERRED);

-- pair: include
-- covers: exclude include
-- from
CREATE TABLE t (a text, b int, CONSTRAINT x EXCLUDE USING btree (a WITH =));
-- to
CREATE TABLE t (a text, b int, CONSTRAINT x EXCLUDE USING btree (a WITH =) INCLUDE (b));

-- pair: rename
-- covers: exclude rename
-- from
CREATE TABLE t (a text, CONSTRAINT x EXCLUDE USING btree (a WITH =));
-- to
CREATE TABLE t (
	a text,
	-- migrate:renamed-from x
	CONSTRAINT y EXCLUDE USING btree (a WITH =)
);

-- pair: comment
-- covers: exclude comment
-- both
CREATE TABLE t (a text, CONSTRAINT x EXCLUDE USING btree (a WITH =));
-- from
-- to
COMMENT ON CONSTRAINT x ON t IS 'why';

-- pair: of two columns
-- covers: exclude create
-- from
-- to
CREATE TABLE t (room int4range, during tsrange, CONSTRAINT x EXCLUDE USING gist (room WITH =, during range_ops WITH &&) WITH (fillfactor=70));

-- pair: two that are alike
-- covers: exclude create
-- from
-- to
CREATE TABLE t (a tsrange, CONSTRAINT x EXCLUDE USING gist (a WITH &&));
ALTER TABLE t ADD CONSTRAINT y EXCLUDE USING gist (a WITH &&);
