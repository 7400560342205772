-- Collations.

-- pair: create
-- covers: collation create
-- from
-- to
CREATE COLLATION c (LOCALE = 'C');
CREATE COLLATION german (PROVIDER = icu, LOCALE = 'de-u-co-phonebk', DETERMINISTIC = false);
CREATE TABLE t (a text COLLATE german);

-- pair: drop
-- covers: collation drop
-- from
CREATE COLLATION c (LOCALE = 'C');
CREATE TABLE t (a text COLLATE c);
-- to
CREATE TABLE t (a text);

-- pair: definition
-- covers: collation definition
-- from
CREATE COLLATION c (PROVIDER = icu, LOCALE = 'de');
CREATE TABLE t (a text COLLATE c);
-- to
CREATE COLLATION c (PROVIDER = icu, LOCALE = 'en');
CREATE TABLE t (a text COLLATE c);

-- pair: rename
-- covers: collation rename
-- from
CREATE COLLATION c (LOCALE = 'C');
CREATE TABLE t (a text COLLATE c);
-- to
-- migrate:renamed-from c
CREATE COLLATION d (LOCALE = 'C');
CREATE TABLE t (a text COLLATE d);

-- pair: comment and owner
-- covers: collation comment; collation owner
-- both
CREATE COLLATION c (LOCALE = 'C');
-- from
-- to
COMMENT ON COLLATION c IS 'plain';
ALTER COLLATION c OWNER TO regress_owner;
