-- Operators, operator classes and families, casts, conversions, base types.

-- pair: operator created
-- covers: operator create
-- from
-- to
CREATE OPERATOR === (LEFTARG = int, RIGHTARG = int, FUNCTION = int4eq, COMMUTATOR = ===, RESTRICT = eqsel, JOIN = eqjoinsel, HASHES, MERGES);
CREATE OPERATOR !! (RIGHTARG = int, FUNCTION = int4um);

-- pair: operator dropped
-- covers: operator drop
-- from
CREATE OPERATOR === (LEFTARG = int, RIGHTARG = int, FUNCTION = int4eq);
-- to

-- pair: operator altered
-- covers: operator options
-- from
CREATE OPERATOR === (LEFTARG = int, RIGHTARG = int, FUNCTION = int4eq);
-- to
CREATE OPERATOR === (LEFTARG = int, RIGHTARG = int, FUNCTION = int4eq, RESTRICT = eqsel, JOIN = eqjoinsel);

-- pair: operator comment and owner
-- covers: operator comment; operator owner
-- both
CREATE OPERATOR === (LEFTARG = int, RIGHTARG = int, FUNCTION = int4eq);
-- from
-- to
COMMENT ON OPERATOR === (int, int) IS 'same';
ALTER OPERATOR === (int, int) OWNER TO regress_owner;

-- pair: operator class created
-- covers: operator class create; operator family create
-- from
-- to
CREATE OPERATOR FAMILY of USING btree;
CREATE OPERATOR CLASS oc FOR TYPE int USING btree FAMILY of AS OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >, FUNCTION 1 btint4cmp(int, int);
CREATE TABLE t (a int);
CREATE INDEX x ON t (a oc);

-- pair: operator class dropped
-- covers: operator class drop; operator family drop
-- from
CREATE OPERATOR CLASS oc FOR TYPE int USING btree AS OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >, FUNCTION 1 btint4cmp(int, int);
-- to

-- pair: operator class comment and owner
-- covers: operator class comment; operator class owner
-- both
CREATE OPERATOR CLASS oc FOR TYPE int USING btree AS OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >, FUNCTION 1 btint4cmp(int, int);
-- from
-- to
COMMENT ON OPERATOR CLASS oc USING btree IS 'ours';
ALTER OPERATOR CLASS oc USING btree OWNER TO regress_owner;

-- pair: operator class renamed
-- covers: operator class rename
-- from
CREATE OPERATOR FAMILY of USING btree;
CREATE OPERATOR CLASS oc FOR TYPE int USING btree FAMILY of AS OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >, FUNCTION 1 btint4cmp(int, int);
-- to
CREATE OPERATOR FAMILY of USING btree;
-- migrate:renamed-from oc
CREATE OPERATOR CLASS oc2 FOR TYPE int USING btree FAMILY of AS OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >, FUNCTION 1 btint4cmp(int, int);

-- pair: cast created
-- covers: cast create
-- from
-- to
CREATE TYPE place AS (x int);
CREATE FUNCTION to_int(place) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT $1.x';
CREATE CAST (place AS int) WITH FUNCTION to_int(place) AS ASSIGNMENT;
CREATE CAST (place AS text) WITH INOUT AS IMPLICIT;
COMMENT ON CAST (place AS int) IS 'why';

-- pair: cast dropped
-- covers: cast drop
-- from
CREATE TYPE place AS (x int);
CREATE CAST (place AS text) WITH INOUT;
-- to
CREATE TYPE place AS (x int);

-- pair: cast altered
-- covers: cast context
-- from
CREATE TYPE place AS (x int);
CREATE CAST (place AS text) WITH INOUT;
-- to
CREATE TYPE place AS (x int);
CREATE CAST (place AS text) WITH INOUT AS IMPLICIT;

-- pair: conversion
-- covers: conversion create
-- from
-- to
CREATE CONVERSION c FOR 'UTF8' TO 'LATIN1' FROM utf8_to_iso8859_1;

-- pair: conversion dropped
-- covers: conversion drop
-- from
CREATE CONVERSION c FOR 'UTF8' TO 'LATIN1' FROM utf8_to_iso8859_1;
-- to

-- pair: base type
-- covers: base type create
-- from
-- to
CREATE TYPE b;
CREATE FUNCTION b_in(cstring) RETURNS b IMMUTABLE STRICT LANGUAGE internal AS 'int4in';
CREATE FUNCTION b_out(b) RETURNS cstring IMMUTABLE STRICT LANGUAGE internal AS 'int4out';
CREATE TYPE b (INPUT = b_in, OUTPUT = b_out, LIKE = int4, DEFAULT = '7');
CREATE TABLE t (b b);

-- pair: base type dropped
-- covers: base type drop
-- from
CREATE TYPE b;
CREATE FUNCTION b_in(cstring) RETURNS b IMMUTABLE STRICT LANGUAGE internal AS 'int4in';
CREATE FUNCTION b_out(b) RETURNS cstring IMMUTABLE STRICT LANGUAGE internal AS 'int4out';
CREATE TYPE b (INPUT = b_in, OUTPUT = b_out, LIKE = int4);
-- to
