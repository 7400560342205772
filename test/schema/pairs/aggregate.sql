-- Aggregates.

-- pair: create
-- covers: aggregate create
-- from
-- to
CREATE FUNCTION add_up(int, int) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT $1 + $2';
CREATE AGGREGATE total(int) (SFUNC = add_up, STYPE = int, INITCOND = '0');

-- pair: drop
-- covers: aggregate drop
-- from
CREATE AGGREGATE total(int) (SFUNC = int4pl, STYPE = int, INITCOND = '0');
-- to

-- pair: definition
-- covers: aggregate definition
-- from
CREATE AGGREGATE total(int) (SFUNC = int4pl, STYPE = int, INITCOND = '0');
-- to
CREATE AGGREGATE total(int) (SFUNC = int4pl, STYPE = int, INITCOND = '1', COMBINEFUNC = int4pl, PARALLEL = SAFE);

-- pair: rename
-- covers: aggregate rename
-- from
CREATE AGGREGATE total(int) (SFUNC = int4pl, STYPE = int);
-- to
-- migrate:renamed-from total
CREATE AGGREGATE grand_total(int) (SFUNC = int4pl, STYPE = int);

-- pair: comment
-- covers: aggregate comment
-- both
CREATE AGGREGATE total(int) (SFUNC = int4pl, STYPE = int);
-- from
-- to
COMMENT ON AGGREGATE total(int) IS 'sums';

-- pair: owner
-- covers: aggregate owner
-- both
CREATE AGGREGATE total(int) (SFUNC = int4pl, STYPE = int);
-- from
-- to
ALTER AGGREGATE total(int) OWNER TO regress_owner;

-- pair: grant
-- covers: aggregate grant
-- both
CREATE AGGREGATE total(int) (SFUNC = int4pl, STYPE = int);
-- from
-- to
REVOKE EXECUTE ON FUNCTION total(int) FROM PUBLIC;

-- pair: ordered set and variadic
-- covers: aggregate create
-- from
-- to
CREATE AGGREGATE middle(float8 ORDER BY float8) (SFUNC = ordered_set_transition, STYPE = internal, FINALFUNC = percentile_cont_float8_final, FINALFUNC_EXTRA = false);
