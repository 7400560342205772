-- Trying the planner on a graph that is in no table.
-- Nothing is granted to PUBLIC, as for every function of this extension.

CREATE FUNCTION migrate.simulate(graph jsonb, applied text[], operation text, target text)
RETURNS jsonb
LANGUAGE C IMMUTABLE PARALLEL SAFE
AS 'MODULE_PATHNAME';
REVOKE ALL ON FUNCTION migrate.simulate(jsonb, text[], text, text) FROM PUBLIC;
COMMENT ON FUNCTION migrate.simulate(jsonb, text[], text, text) IS
'the steps that an operation (upgrade, downgrade, stamp, resolve, history) would take in a graph given as JSON, and the heads after it';
