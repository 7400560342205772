-- Trying the planner on a graph that is in no table

CREATE FUNCTION migrate.simulate(graph jsonb, applied text[], operation text, target text) RETURNS jsonb
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'migrate_simulate';
COMMENT ON FUNCTION migrate.simulate(jsonb, text[], text, text) IS
'the steps that an operation (upgrade, downgrade, stamp, resolve, history) would take in a graph given as JSON, and the heads after it';

