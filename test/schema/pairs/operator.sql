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

-- pair: operator family altered
-- covers: operator family members; operator family comment; operator family owner
-- from
CREATE OPERATOR FAMILY of USING btree;
-- to
CREATE OPERATOR FAMILY of USING btree;
ALTER OPERATOR FAMILY of USING btree ADD OPERATOR 1 <(int4, int8), FUNCTION 1 (int4, int8) btint48cmp(int4, int8);
COMMENT ON OPERATOR FAMILY of USING btree IS 'ours';
ALTER OPERATOR FAMILY of USING btree OWNER TO regress_owner;

-- pair: operator family renamed
-- covers: operator family rename
-- from
CREATE OPERATOR FAMILY of USING btree;
-- to
-- migrate:renamed-from of
CREATE OPERATOR FAMILY of2 USING btree;

-- pair: cast comment
-- covers: cast comment
-- both
CREATE TYPE place AS (x int);
CREATE CAST (place AS text) WITH INOUT;
-- from
-- to
COMMENT ON CAST (place AS text) IS 'why';

-- pair: conversion comment and owner
-- covers: conversion comment; conversion owner
-- both
CREATE CONVERSION c FOR 'UTF8' TO 'LATIN1' FROM utf8_to_iso8859_1;
-- from
-- to
COMMENT ON CONVERSION c IS 'ours';
ALTER CONVERSION c OWNER TO regress_owner;

-- pair: conversion renamed
-- covers: conversion rename
-- from
CREATE CONVERSION c FOR 'UTF8' TO 'LATIN1' FROM utf8_to_iso8859_1;
-- to
-- migrate:renamed-from c
CREATE CONVERSION d FOR 'UTF8' TO 'LATIN1' FROM utf8_to_iso8859_1;

-- pair: base type comment, owner and grant
-- covers: base type comment; base type owner; base type grant
-- both
CREATE TYPE b;
CREATE FUNCTION b_in(cstring) RETURNS b IMMUTABLE STRICT LANGUAGE internal AS 'int4in';
CREATE FUNCTION b_out(b) RETURNS cstring IMMUTABLE STRICT LANGUAGE internal AS 'int4out';
CREATE TYPE b (INPUT = b_in, OUTPUT = b_out, LIKE = int4);
-- from
-- to
COMMENT ON TYPE b IS 'ours';
ALTER TYPE b OWNER TO regress_owner;
REVOKE ALL ON TYPE b FROM PUBLIC;

-- pair: base type altered
-- covers: base type options
-- both
CREATE TYPE b;
CREATE FUNCTION b_in(cstring) RETURNS b IMMUTABLE STRICT LANGUAGE internal AS 'textin';
CREATE FUNCTION b_out(b) RETURNS cstring IMMUTABLE STRICT LANGUAGE internal AS 'textout';
-- from
CREATE TYPE b (INPUT = b_in, OUTPUT = b_out, LIKE = text);
-- to
CREATE TYPE b (INPUT = b_in, OUTPUT = b_out, LIKE = text, STORAGE = main);

-- pair: base type renamed
-- covers: base type rename
-- from
CREATE TYPE b;
CREATE FUNCTION b_in(cstring) RETURNS b IMMUTABLE STRICT LANGUAGE internal AS 'int4in';
CREATE FUNCTION b_out(b) RETURNS cstring IMMUTABLE STRICT LANGUAGE internal AS 'int4out';
CREATE TYPE b (INPUT = b_in, OUTPUT = b_out, LIKE = int4);
-- to
CREATE TYPE c;
CREATE FUNCTION b_in(cstring) RETURNS c IMMUTABLE STRICT LANGUAGE internal AS 'int4in';
CREATE FUNCTION b_out(c) RETURNS cstring IMMUTABLE STRICT LANGUAGE internal AS 'int4out';
-- migrate:renamed-from b
CREATE TYPE c (INPUT = b_in, OUTPUT = b_out, LIKE = int4);
