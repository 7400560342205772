-- Short ways to write a graph and to see what simulate() makes of it.

-- 'a b<a c<a/x+y@label m<b+c': ids in load order, each with what stands
-- after <, its down revisions, after /, what it depends on, after @, its labels.
CREATE FUNCTION pg_temp.graph(short text) RETURNS jsonb
LANGUAGE sql IMMUTABLE AS $$
SELECT coalesce(jsonb_agg(jsonb_build_object(
           'revision', m[1],
           'down_revisions', string_to_array(m[2], '+'),
           'depends_on', string_to_array(m[3], '+'),
           'branch_labels', string_to_array(m[4], '+')) ORDER BY n), '[]')
FROM regexp_split_to_table(trim(short), '\s+') WITH ORDINALITY AS r(word, n),
     regexp_match(word, '^([^</@]+)(?:<([^/@]+))?(?:/([^@]+))?(?:@(.+))?$') AS m
WHERE m IS NOT NULL
$$;

-- 'a b > b': the steps in order, then the heads; or the SQLSTATE. Steps of
-- a stamp have a sign.
CREATE FUNCTION pg_temp.answer(short text, applied text, operation text, target text)
RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    answer jsonb;
BEGIN
    answer := migrate.simulate(pg_temp.graph(short),
                               regexp_split_to_array(nullif(applied, ''), '\s+'),
                               operation, target);
    RETURN concat_ws(' ',
        (SELECT string_agg(CASE s->>'operation' WHEN 'stamp' THEN '+' WHEN 'unstamp' THEN '-' ELSE '' END
                           || (s->>'revision'), ' ' ORDER BY n)
         FROM jsonb_array_elements(answer->'steps') WITH ORDINALITY AS s(s, n)),
        '>',
        (SELECT string_agg(h, ' ' ORDER BY n)
         FROM jsonb_array_elements_text(answer->'heads') WITH ORDINALITY AS h(h, n)));
EXCEPTION WHEN OTHERS THEN
    RETURN SQLSTATE;
END $$;

-- The whole error: its SQLSTATE, message, detail and hint.
CREATE FUNCTION pg_temp.complaint(graph jsonb, applied text[], operation text, target text)
RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    detail text;
    hint text;
BEGIN
    RETURN migrate.simulate(graph, applied, operation, target);
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
    RETURN concat_ws(' | ', SQLSTATE || ' ' || SQLERRM, nullif(detail, ''), nullif(hint, ''));
END $$;
