\set ECHO none
\pset format unaligned
\pset tuples_only
\set QUIET 1
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS migrate;
\getenv dir PG_ABS_SRCDIR
\set helpers :dir '/helpers/simulate.sql'
\i :helpers

SELECT plan(231);

CREATE TEMP TABLE graphs (name text PRIMARY KEY, graph text NOT NULL);
INSERT INTO graphs VALUES
    ('line', 'a b<a c<b d<c'),
    ('backwards', 'd<c c<b b<a a'),
    ('fork', 'a b<a@left c<b d<a@right e<d'),
    ('diamond', 'a b<a c<a m<b+c n<m'),
    ('wide merge', 'a b<a c<a d<a m<d+b+c'),
    ('two roots', 'a@left b<a x@right y<x'),
    ('joined roots', 'a@left b<a x@right y<x m<b+y'),
    ('dependency', 'a@left b<a c<b x@right y<x/b z<y'),
    ('label dependency', 'a b<a@lib c<b x/lib y<x'),
    ('redundant', 'a b<a c<b/a d/c+a'),
    ('inherited', 'a b x/a y<x/a z<y/a+b'),
    ('criss-cross', 'a b<a c<a m<b+c n<c+b'),
    ('uneven', 'a b<a c<b d<a m<d+c'),
    ('three deep', 'a b<a@one c<b@two d<c e<c f<b g<a');

CREATE FUNCTION pg_temp.check_plans(operation text, cases text[]) RETURNS SETOF text
LANGUAGE sql AS $$
SELECT is(pg_temp.answer(g.graph, c[2], operation, c[3]), c[4],
          format('%s: %s to %L with %s applied', g.name, operation, c[3], coalesce(nullif(c[2], ''), 'nothing')))
FROM (SELECT n, ARRAY(SELECT unnest(cases[n:n])) AS c FROM generate_subscripts(cases, 1) AS n) AS s
     JOIN graphs AS g ON g.name = c[1]
ORDER BY n
$$;

-- Upgrades: what is needed and not applied, what is below first; of two
-- lines the one loaded first comes last.
SELECT * FROM pg_temp.check_plans('upgrade', ARRAY[
    ['line', '', 'head', 'a b c d > d'], ['line', '', 'heads', 'a b c d > d'], ['line', '', 'b', 'a b > b'],
    ['line', 'b', 'head', 'c d > d'], ['line', 'd', 'head', '> d'], ['line', 'c', 'a', '> c'], ['line', 'c', 'base', '> c'],
    ['line', 'b', '+1', 'c > c'], ['line', '', '+2', 'a b > b'], ['line', 'b', 'd-1', 'c > c'], ['line', 'b', 'current', '> b'],
    ['line', 'b', 'a-1', '> b'], ['line', 'b', 'd+1', 'MG005'], ['line', 'b', '-1', 'MG004'], ['line', 'b', 'current-1', 'MG004'],
    ['line', 'b', '+3', 'MG005'], ['line', 'b', 'x', 'MG001'], ['line', 'b', 'd a', 'c d > d'],
    ['line', 'b', 'b:d', 'c d > d'], ['line', 'b', 'b:', 'c d > d'], ['line', '', ':c', 'a b c > c'], ['line', '', 'base:a', 'a > a'],
    ['line', 'b', 'a:d', 'MG004'], ['line', 'b', 'c:d', 'MG004'], ['line', 'b', ':d', 'MG004'], ['line', '', 'a:d', 'MG004'],
    ['line', 'b', 'current:+1', 'c > c'], ['line', 'b', 'a:b:c', 'MG006'],
    ['backwards', '', 'head', 'a b c d > d'], ['backwards', 'b', '+1', 'c > c'],
    ['fork', '', 'head', 'MG003'], ['fork', '', 'heads', 'a d e b c > c e'], ['fork', '', 'left@head', 'a b c > c'],
    ['fork', '', 'right@head', 'a d e > e'], ['fork', 'c', 'heads', 'd e > c e'], ['fork', 'c', 'right@+1', 'd > c d'],
    ['fork', 'c d', '+1', 'MG003'], ['fork', 'a', '+1', 'MG005'], ['fork', 'a', 'left@+2', 'b c > c'], ['fork', '', 'c e', 'a d e b c > c e'],
    ['fork', 'b d', 'b d:heads', 'e c > c e'], ['fork', 'b d', 'b:heads', 'MG004'],
    ['diamond', '', 'head', 'a c b m n > n'], ['diamond', 'b', 'm', 'c m > m'], ['diamond', 'b c', 'm', 'm > m'], ['diamond', 'b', '+1', 'c m > m'],
    ['wide merge', '', 'head', 'a c b d m > m'], ['wide merge', 'c', 'head', 'b d m > m'],
    ['two roots', '', 'heads', 'x y a b > b y'], ['two roots', '', '+1', 'MG005'], ['two roots', '', 'right@+1', 'x > x'],
    ['two roots', 'b', 'right@head', 'x y > b y'], ['two roots', 'b', 'heads', 'x y > b y'],
    ['joined roots', '', 'head', 'x y a b m > m'], ['joined roots', 'b', 'm', 'x y m > m'],
    ['dependency', '', 'right@head', 'a b x y z > b z'], ['dependency', '', 'y', 'a b x y > b y'], ['dependency', 'x', '+1', 'a b y > b y'],
    ['dependency', '', 'heads', 'a b x y z c > c z'], ['dependency', 'z', 'heads', 'c > c z'],
    ['label dependency', '', 'y', 'a b x y > b y'], ['label dependency', '', 'heads', 'a b x y c > c y'],
    ['redundant', '', 'd', 'a b c d > c d'], ['redundant', '', 'c', 'a b c > c'],
    ['inherited', '', 'z', 'b a x y z > a b z'], ['inherited', '', 'y', 'a x y > a y'],
    ['criss-cross', '', 'heads', 'a c b n m > m n'], ['criss-cross', 'm', 'heads', 'n > m n'],
    ['uneven', '', 'head', 'a b c d m > m'],
    ['three deep', '', 'heads', 'a g b f c e d > d e f g'], ['three deep', '', 'two@heads', 'a b c e d > d e'],
    ['three deep', '', 'one@heads', 'a b f c e d > d e f']
]);

-- Downgrades: what stands on the target, by either edge, and no more.
SELECT * FROM pg_temp.check_plans('downgrade', ARRAY[
    ['line', 'd', 'base', 'd c b a >'], ['line', 'd', 'b', 'd c > b'], ['line', 'd', '-1', 'd > c'], ['line', 'd', '-4', 'd c b a >'],
    ['line', 'd', 'd', '> d'], ['line', 'd', 'head', '> d'], ['line', 'd', 'current', '> d'], ['line', 'd', 'd-3', 'd c b > a'],
    ['line', 'd', 'a+1', 'd c > b'], ['line', 'd', 'base+1', 'd c b > a'], ['line', 'd', 'current-2', 'd c > b'],
    ['line', 'b', 'c', 'MG004'], ['line', '', 'a', 'MG004'], ['line', '', 'base', '>'], ['line', '', '-1', 'MG005'], ['line', 'b', '-3', 'MG005'],
    ['line', 'b', '+1', 'MG004'], ['line', 'b', 'd-4', 'b a >'], ['line', 'b', 'd-5', 'MG005'], ['line', 'b', 'x', 'MG001'],
    ['line', 'c', 'c:a', 'c b > a'], ['line', 'c', 'd:a', 'MG004'], ['line', 'c', 'c:', 'MG006'], ['line', 'c', ':a', 'MG006'],
    ['line', 'd', 'a c', 'MG004'], ['line', 'd', 'a base', 'MG004'],
    ['backwards', 'd', 'base', 'd c b a >'],
    ['fork', 'c e', 'base', 'c b e d a >'], ['fork', 'c e', 'a', 'c b e d > a'], ['fork', 'c e', 'b', 'c > b e'], ['fork', 'c e', 'b d', 'c e > b d'],
    ['fork', 'c e', '-1', 'MG003'], ['fork', 'c e', 'left@-1', 'c > b e'], ['fork', 'c e', 'e@-2', 'e d > c'], ['fork', 'c', 'left@-1', 'c > b'],
    ['fork', 'c', 'right@-1', 'MG005'], ['fork', 'c e', 'left@a', 'c b > e'], ['fork', 'c e', 'left@e', 'MG004'],
    -- the branch alone, as far as the other does not stand on it
    ['fork', 'c e', 'left@base', 'c b > e'], ['fork', 'c', 'left@base', 'c b a >'], ['fork', 'e', 'left@base', '> e'],
    ['fork', 'c e', 'a@base', 'c b e d a >'],
    ['diamond', 'n', 'base', 'n m b c a >'], ['diamond', 'n', 'b', 'n m > b c'], ['diamond', 'n', 'm', 'n > m'], ['diamond', 'n', '-1', 'n > m'],
    ['diamond', 'm', '-1', 'MG005'], ['diamond', 'm', 'b@-1', 'm > b c'], ['diamond', 'm', 'b@base', 'm b > c'],
    ['wide merge', 'm', 'base', 'm d b c a >'],
    ['two roots', 'b y', 'left@base', 'b a > y'], ['two roots', 'b y', 'base', 'b a y x >'], ['two roots', 'b y', 'right@x', 'y > b x'],
    ['joined roots', 'm', 'left@base', 'm b a > y'], ['joined roots', 'm', 'base', 'm b a y x >'],
    -- what depends on it goes too, what it depends on stays
    ['dependency', 'z', 'base', 'z y x b a >'], ['dependency', 'z', 'a', 'z y b > a x'], ['dependency', 'z', 'x', 'z y > b x'],
    ['dependency', 'z', 'right@base', 'z y x > b'], ['dependency', 'z', 'left@base', 'z y b a > x'], ['dependency', 'z', '-1', 'z > b y'],
    ['dependency', 'z c', 'b', 'c > b z'], ['dependency', 'z', 'b', '> b z'],
    ['redundant', 'd', 'c', '> c d'], ['redundant', 'd', 'b', 'd c > b'],
    ['three deep', 'd e f g', 'two@base', 'd e c > f g'], ['three deep', 'd e f g', 'one@base', 'd e c f b > g'],
    ['three deep', 'd e f g', 'c@b', 'd e c > f g'], ['three deep', 'd e f g', 'b', 'd e c f > b g']
]);

-- Histories: newest first, both ends included.
SELECT * FROM pg_temp.check_plans('history', ARRAY[
    ['line', 'b', ':', 'd c b a > b'], ['line', 'b', 'b:', 'd c b > b'], ['line', 'b', ':b', 'b a > b'], ['line', 'b', 'b:c', 'c b > b'],
    ['line', 'b', 'b:b', 'b > b'], ['line', 'b', 'current:', 'd c b > b'], ['line', 'b', ':current', 'b a > b'], ['line', '', ':current', '>'],
    ['line', '', 'current:', 'd c b a >'], ['line', 'b', '-1:', 'd c > b'], ['line', 'c', '-1:current', 'c b > c'], ['line', 'c', '-9:current', 'c b a > c'],
    ['line', 'b', 'b:+1', 'c b > b'], ['line', 'b', 'b:+9', 'd c b > b'], ['line', 'b', ':+2', 'b a > b'], ['line', 'b', 'c-1:c+1', 'd c b > b'],
    ['line', 'b', ' a : b ', 'b a > b'], ['line', 'b', 'c:b', 'MG004'], ['line', 'b', 'c', 'MG006'], ['line', 'b', 'a:b:c', 'MG006'], ['line', 'b', 'x:', 'MG001'],
    ['fork', '', ':', 'c b e d a >'], ['fork', '', 'a:', 'c b e d a >'], ['fork', '', 'b:', 'c b >'], ['fork', '', 'left@base:heads', 'c b a >'],
    ['fork', '', ':left@head', 'c b a >'], ['fork', '', 'd:c', 'MG004'], ['fork', '', 'b d:', 'c b e d >'],
    ['diamond', '', ':', 'n m b c a >'], ['dependency', '', 'b:z', 'b >'], ['dependency', '', ':z', 'z y x b a >']
]);

-- A braid: a line that forks in two and merges again, over and over; of 40
-- forks 21 have a side of two revisions. 40 merges make 142 revisions, 2840
-- make 10012. The order of loading is that of the line, or none at all.
CREATE FUNCTION pg_temp.braid(merges int, loaded_in_order bool) RETURNS jsonb
LANGUAGE sql AS $$
SELECT jsonb_agg(jsonb_build_object('revision', id, 'down_revisions', down)
                 ORDER BY CASE WHEN loaded_in_order THEN lpad(i::text, 4, '0') ELSE md5(id) END, n)
FROM (
    SELECT 0 AS i, 0 AS n, 'm0' AS id, '[]'::jsonb AS down
    UNION ALL
    SELECT i, v.*
    FROM generate_series(1, merges) AS i,
         LATERAL (VALUES
             (1, 'l' || i, jsonb_build_array('m' || i - 1)),
             (2, 'r' || i, jsonb_build_array('m' || i - 1)),
             (3, 's' || i, jsonb_build_array('r' || i)),
             (4, 'm' || i, jsonb_build_array('l' || i, CASE WHEN i % 40 BETWEEN 1 AND 21 THEN 's' ELSE 'r' END || i))) AS v(n, id, down)
    WHERE v.n <> 3 OR i % 40 BETWEEN 1 AND 21
) AS r
$$;

-- What is wrong with the order of an answer's steps: nothing, if each comes
-- once and after all it stands on (before it, on the way down).
CREATE FUNCTION pg_temp.faults(graph jsonb, answer jsonb) RETURNS text
LANGUAGE sql AS $$
WITH steps AS (
    SELECT s->>'revision' AS id, n, s->>'operation' AS operation
    FROM jsonb_array_elements(answer->'steps') WITH ORDINALITY AS s(s, n)
), edges AS (
    SELECT r->>'revision' AS id, parent
    FROM jsonb_array_elements(graph) AS r,
         LATERAL jsonb_array_elements_text((r->'down_revisions') || coalesce(r->'depends_on', '[]')) AS parent
), faults AS (
    SELECT format('%s is in the wrong place', edges.id) AS fault
    FROM edges JOIN steps AS s ON s.id = edges.id LEFT JOIN steps AS p ON p.id = parent
    WHERE CASE WHEN s.operation = 'upgrade' THEN p.n IS NULL OR p.n > s.n ELSE p.n < s.n END
    UNION ALL
    SELECT format('%s comes twice', id) FROM steps GROUP BY id HAVING count(*) > 1
)
SELECT coalesce(min(fault), 'none') FROM faults
$$;

CREATE TEMP TABLE big (name text, graph jsonb, head text);
INSERT INTO big VALUES
    ('a braid of 142', pg_temp.braid(40, true), 'm40'),
    ('a braid of 142, shuffled', pg_temp.braid(40, false), 'm40'),
    ('a braid of 10012', pg_temp.braid(2840, true), 'm2840'),
    ('a braid of 10012, shuffled', pg_temp.braid(2840, false), 'm2840');
SELECT is(jsonb_array_length(graph), right(name, -11)::int, name || ' has as many revisions as it says')
FROM big WHERE name NOT LIKE '%shuffled' ORDER BY name COLLATE "C";
-- two lines, each revision of the first depending on its neighbour
INSERT INTO big
SELECT 'a ladder of 10000', jsonb_agg(jsonb_build_object('revision', side || i,
           'down_revisions', CASE WHEN i > 1 THEN jsonb_build_array(side || i - 1) ELSE '[]' END,
           'depends_on', CASE WHEN side = 'a' THEN jsonb_build_array('b' || i) ELSE '[]' END) ORDER BY i, side), 'a5000'
FROM generate_series(1, 5000) AS i, (VALUES ('a'), ('b')) AS v(side);
INSERT INTO big
SELECT 'a star of 10000', jsonb_agg(jsonb_build_object('revision', 'r' || i,
           'down_revisions', CASE WHEN i = 10000 THEN (SELECT jsonb_agg('r' || j) FROM generate_series(2, 9999) AS j)
                             WHEN i > 1 THEN jsonb_build_array('r1') ELSE '[]' END) ORDER BY i), 'r10000'
FROM generate_series(1, 10000) AS i;
INSERT INTO big
SELECT 'a line of 100000', jsonb_agg(jsonb_build_object('revision', 'r' || i,
           'down_revisions', CASE WHEN i > 1 THEN jsonb_build_array('r' || i - 1) ELSE '[]' END) ORDER BY i), 'r100000'
FROM generate_series(1, 100000) AS i;

CREATE TEMP TABLE answers AS
SELECT *, migrate.simulate(graph, NULL, 'upgrade', head) AS up, migrate.simulate(graph, ARRAY[head], 'downgrade', 'base') AS down
FROM big;
SELECT is(jsonb_array_length(up->'steps'), jsonb_array_length(graph), name || ': all of it is upgraded') FROM answers ORDER BY name COLLATE "C";
SELECT is(pg_temp.faults(graph, up), 'none', name || ': what is below comes first') FROM answers ORDER BY name COLLATE "C";
SELECT ok(up->'heads' ? head, name || ': it ends at the head') FROM answers ORDER BY name COLLATE "C";
SELECT is(jsonb_array_length(down->'steps'), jsonb_array_length(graph), name || ': all of it is downgraded') FROM answers ORDER BY name COLLATE "C";
SELECT is(pg_temp.faults(graph, down), 'none', name || ': what is above goes first') FROM answers ORDER BY name COLLATE "C";
SELECT is(down->'heads', '[]', name || ': it ends at the base') FROM answers ORDER BY name COLLATE "C";
-- a part of the way, and back
SELECT is(migrate.simulate(graph, ARRAY['m20'], 'downgrade', 'm10')->'heads', '["m10"]', name || ': down a part of the way')
FROM big WHERE name LIKE '%braid of%' ORDER BY name COLLATE "C";
SELECT is(migrate.simulate(graph, ARRAY['m10'], 'upgrade', 'm20')->'heads', '["m20"]', name || ': up a part of the way')
FROM big WHERE name LIKE '%braid of%' ORDER BY name COLLATE "C";
SELECT is(migrate.simulate(graph, ARRAY['m20'], 'downgrade', 'm10')->'steps',
          (SELECT jsonb_agg(jsonb_set(s, '{operation}', '"downgrade"') ORDER BY n DESC)
           FROM jsonb_array_elements(migrate.simulate(graph, ARRAY['m10'], 'upgrade', 'm20')->'steps') WITH ORDINALITY AS s(s, n)),
          name || ': down is up backwards')
FROM big WHERE name LIKE '%braid of%' ORDER BY name COLLATE "C";

-- Random graphs: to some revision from the base, and back.
SELECT setseed(0.25);
CREATE TEMP TABLE randoms AS
SELECT number, jsonb_agg(jsonb_build_object('revision', 'r' || i, 'down_revisions', down, 'depends_on', depends) ORDER BY random()) AS graph,
       'r' || (1 + floor(random() * 24))::int AS target
FROM generate_series(1, 200) AS number, generate_series(1, 24) AS i,
     LATERAL (SELECT coalesce(jsonb_agg(DISTINCT 'r' || (1 + floor(random() * (i - 1)) + 0 * k)::int) FILTER (WHERE random() < 0.8), '[]')
              FROM generate_series(1, CASE WHEN i = 1 THEN 0 ELSE 2 END) AS k WHERE number > 0) AS d(down),
     LATERAL (SELECT coalesce(jsonb_agg('r' || (1 + floor(random() * (i - 1)) + 0 * k)::int) FILTER (WHERE random() < 0.2), '[]')
              FROM generate_series(1, CASE WHEN i = 1 THEN 0 ELSE 1 END) AS k WHERE number > 0) AS o(depends)
GROUP BY number;
CREATE TEMP TABLE random_answers AS
SELECT *, migrate.simulate(graph, NULL, 'upgrade', target) AS up, migrate.simulate(graph, ARRAY[target], 'downgrade', 'base') AS down
FROM randoms;
SELECT is(count(*) FILTER (WHERE pg_temp.faults(graph, up) <> 'none'), 0::bigint, 'random graphs: what is below comes first')
FROM random_answers;
SELECT is(count(*) FILTER (WHERE (SELECT jsonb_agg(s->>'revision' ORDER BY s->>'revision' COLLATE "C") FROM jsonb_array_elements(up->'steps') AS s) <> needed), 0::bigint,
          'random graphs: all that is needed, and nothing else')
FROM random_answers, LATERAL (
    WITH RECURSIVE edges AS (
        SELECT r->>'revision' AS id, parent
        FROM jsonb_array_elements(graph) AS r, jsonb_array_elements_text((r->'down_revisions') || (r->'depends_on')) AS parent
    ), below AS (SELECT target AS id UNION SELECT parent FROM below JOIN edges USING (id))
    SELECT jsonb_agg(id ORDER BY id COLLATE "C") FROM below) AS b(needed);
SELECT is(count(*) FILTER (WHERE down->'steps' <> (
              SELECT jsonb_agg(jsonb_set(s, '{operation}', '"downgrade"') ORDER BY n DESC)
              FROM jsonb_array_elements(up->'steps') WITH ORDINALITY AS s(s, n))), 0::bigint, 'random graphs: down is up backwards')
FROM random_answers;

SELECT * FROM finish();
