\set ECHO none
\pset format unaligned
\pset tuples_only
\set QUIET 1
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS migrate;
\getenv dir PG_ABS_SRCDIR
\set helpers :dir '/helpers/simulate.sql'
\i :helpers

SELECT plan(51);

CREATE TEMP TABLE graphs (name text PRIMARY KEY, graph text NOT NULL);
INSERT INTO graphs VALUES
    ('line', 'a b<a c<b d<c'),
    ('fork', 'a b<a@left c<b d<a@right e<d'),
    ('diamond', 'a b<a c<a m<b+c n<m'),
    ('two roots', 'a@left b<a x@right y<x'),
    ('dependency', 'a@left b<a c<b x@right y<x/b z<y');

-- What leaves the applied set comes first, the newest of it first; then what
-- enters it, the oldest first. What is applied before and after is no step.
SELECT is(pg_temp.answer(g.graph, applied, 'stamp', targets), expected,
          format('%s: stamp %L with %s applied', g.name, targets, coalesce(nullif(applied, ''), 'nothing')))
FROM (VALUES
    -- along a line
    (1, 'line', '', 'head', '+a +b +c +d > d'), (2, 'line', '', 'b', '+a +b > b'), (3, 'line', 'b', 'd', '+c +d > d'),
    (4, 'line', 'd', 'b', '-d -c > b'), (5, 'line', 'd', 'd', '> d'), (6, 'line', 'd', 'current', '> d'),
    (7, 'line', 'd', 'base', '-d -c -b -a >'), (8, 'line', '', 'base', '>'), (9, 'line', 'd', '-1', '-d > c'),
    (10, 'line', 'b', '+1', '+c > c'), (11, 'line', 'b', 'd-1', '+c > c'), (12, 'line', 'b', '-2', '-b -a >'),
    (13, 'line', 'b', 'a-1', '-b -a >'), (14, 'line', 'b', 'b b', '> b'),
    -- another branch stays where it is
    (15, 'fork', 'c', 'e', '+d +e > c e'), (16, 'fork', 'c', 'heads', '+d +e > c e'), (17, 'fork', 'c e', 'b', '-c > b e'),
    (18, 'fork', 'c e', 'left@b', '-c > b e'), (19, 'fork', 'c e', 'a', '-c -b -e -d > a'), (20, 'fork', 'c e', 'b d', '-c -e > b d'),
    (21, 'fork', 'c', 'd', '+d > c d'), (22, 'fork', 'b', 'c d', '+d +c > c d'), (23, 'fork', 'c e', 'left@base', '-c -b > e'),
    (24, 'fork', 'c', 'left@base', '-c -b -a >'), (25, 'fork', 'c e', 'base', '-c -b -e -d -a >'), (26, 'fork', 'a', 'right@head', '+d +e > e'),
    (27, 'fork', 'c e', 'left@-1', '-c > b e'), (28, 'fork', 'c', 'right@+1', '+d > c d'), (29, 'two roots', 'b y', 'left@base', '-b -a > y'),
    (30, 'two roots', 'b', 'y', '+x +y > b y'), (31, 'two roots', 'b y', 'x', '-y > b x'), (32, 'two roots', 'b y', 'a-1', '-b -a > y'),
    -- a merge, and below it: the other side is not applied any more, as the row that implied it is gone
    (33, 'diamond', 'n', 'm', '-n > m'), (34, 'diamond', 'n', 'b', '-n -m -c > b'), (35, 'diamond', 'n', 'b c', '-n -m > b c'),
    (36, 'diamond', 'b c', 'n', '+m +n > n'), (37, 'diamond', 'b', 'n', '+c +m +n > n'), (38, 'diamond', 'b', 'c', '+c > b c'),
    -- dependencies
    (39, 'dependency', '', 'z', '+a +b +x +y +z > b z'), (40, 'dependency', 'z', 'y', '-z > b y'),
    (41, 'dependency', 'z', 'x', '-z -y -b -a > x'), (42, 'dependency', 'c x', 'y', '+y > c y'), (43, 'dependency', 'z', 'c', '+c > c z'),
    (44, 'dependency', 'z', 'current', '> b z'),
    -- one within the other
    (45, 'line', '', 'a b', 'MG004'), (46, 'line', '', 'a base', 'MG004'), (47, 'fork', '', 'left@base c', 'MG004'),
    (48, 'dependency', '', 'b y', 'MG004'),
    -- as everywhere
    (49, 'fork', '', 'head', 'MG003'), (50, 'line', '', 'x', 'MG001'), (51, 'line', '', 'a:b', 'MG006')
) AS v(n, name, applied, targets, expected) JOIN graphs AS g USING (name) ORDER BY n;

SELECT * FROM finish();
