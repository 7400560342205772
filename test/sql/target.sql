\set ECHO none
\pset format unaligned
\pset tuples_only
\set QUIET 1
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS migrate;
\getenv dir PG_ABS_SRCDIR
\set helpers :dir '/helpers/simulate.sql'
\i :helpers

SELECT plan(138);

-- Two roots. On the first a fork into two labelled lines and a merge above
-- them; on the second one line, of which a revision depends on the first.
--
--        a00 <- b01 @left <- b02 <-+- m03 <- m04
--           `-- c01 @right <- c02 -'
--        x00 @other <- x01 / b01
\set tree '''a00 b01<a00@left b02<b01 c01<a00@right c02<c01 m03<b02+c02 m04<m03 x00@other x01<x00/b01'''
-- The same before the merge, with a longer line.
\set fork '''root b1aa<root@left b2aa<b1aa b3aa<b2aa c1aa<root@right c2aa<c1aa'''

-- A target by itself.
SELECT is(pg_temp.answer(:fork, applied, 'resolve', target), expected || ' > ' || applied,
          format('resolve %L with %s applied', target, coalesce(nullif(applied, ''), 'nothing')))
FROM (VALUES
    -- ids, labels and their beginnings
    (1, 'b2aa', 'b1aa', 'b1aa'), (2, 'b2aa', 'b2', 'b2aa'), (3, 'b2aa', 'c1', 'c1aa'),
    (4, 'b2aa', 'left', 'b1aa'), (5, 'b2aa', 'lef', 'b1aa'), (6, 'b2aa', 'rig', 'c1aa'),
    (7, 'b2aa', 'roo', 'root'), (8, 'b2aa', 'root', 'root'),
    -- symbols
    (9, 'b2aa', 'heads', 'b3aa c2aa'), (10, 'b2aa', 'current', 'b2aa'),
    (11, 'b2aa c1aa', 'current', 'b2aa c1aa'),
    -- steps from what is current, with and without saying so
    (12, 'b2aa', '+1', 'b3aa'), (13, 'b2aa', '-1', 'b1aa'), (14, 'b2aa', '-2', 'root'),
    (15, 'b2aa', 'current+1', 'b3aa'), (16, 'b2aa', 'current-2', 'root'),
    (17, 'b2aa', '+0', 'b2aa'), (18, 'b2aa', '-0', 'b2aa'),
    -- steps from a revision, a label, a symbol
    (19, 'b2aa', 'b1aa+1', 'b2aa'), (20, 'b2aa', 'b1+2', 'b3aa'), (21, 'b2aa', 'b3aa-2', 'b1aa'),
    (22, 'b2aa', 'left+1', 'b2aa'), (23, 'b2aa', 'right-1', 'root'), (24, 'b2aa', 'base+1', 'root'),
    (25, 'b2aa', 'b3aa+0', 'b3aa'),
    -- on a branch
    (26, 'b2aa', 'left@head', 'b3aa'), (27, 'b2aa', 'right@head', 'c2aa'),
    (28, 'b2aa', 'left@heads', 'b3aa'), (29, 'b2aa', 'root@heads', 'b3aa c2aa'),
    (30, 'b2aa', 'left@b2', 'b2aa'), (31, 'b2aa', 'left@roo', 'root'),
    (32, 'b2aa', 'b2aa@head', 'b3aa'), (33, 'b2aa', 'c1@head', 'c2aa'), (34, 'b2aa', 'lef@head', 'b3aa'),
    (35, 'b2aa', 'left@+1', 'b3aa'), (36, 'b2aa', 'left@-1', 'b1aa'),
    (37, 'b2aa', 'right@+1', 'c1aa'), (38, 'b2aa', 'right@+2', 'c2aa'),
    (39, 'b2aa c1aa', 'left@+1', 'b3aa'), (40, 'b2aa c1aa', 'right@+1', 'c2aa'),
    (41, 'b2aa c1aa', 'left@-1', 'b1aa'), (42, 'b2aa c1aa', 'c1aa@-1', 'root'),
    (43, 'b2aa', 'left@base+2', 'b1aa'), (44, 'b2aa', 'right@base+3', 'c2aa'),
    (45, 'b2aa', 'left@head-1', 'b2aa'), (46, 'b2aa', 'right@root+2', 'c2aa'),
    (47, 'b2aa c1aa', 'left@current', 'b2aa'), (48, 'b2aa', 'left@current+1', 'b3aa'),
    -- several
    (49, 'b2aa', 'b1aa c1aa', 'b1aa c1aa'), (50, 'b2aa', 'c1aa,b1aa', 'c1aa b1aa'),
    (51, 'b2aa', '  c1aa ,  b1aa  ', 'c1aa b1aa'), (52, 'b2aa', 'b1aa b1aa left', 'b1aa'),
    (53, 'b2aa', 'heads base +1', 'b3aa c2aa')
) AS v(n, applied, target, expected) ORDER BY n;

-- The base is no revision at all.
SELECT is(pg_temp.answer(:fork, applied, 'resolve', target), trim('> ' || applied),
          format('resolve %L with %s applied: the base', target, coalesce(nullif(applied, ''), 'nothing')))
FROM (VALUES (1, 'b2aa', 'base'), (2, 'b2aa', 'left@base'), (3, '', 'current'), (4, 'b1aa', '-2'),
             (5, 'b2aa', 'b1aa-2'), (6, '', '+0'), (7, 'b2aa', 'right@current')) AS v(n, applied, target)
ORDER BY n;

-- What cannot be resolved, by cause.
SELECT is(pg_temp.answer(:fork, applied, 'resolve', target), expected,
          format('resolve %L with %s applied: %s', target, coalesce(nullif(applied, ''), 'nothing'), expected))
FROM (VALUES
    -- unknown
    (1, '', 'nope', 'MG001'), (2, '', 'b2aaa', 'MG001'), (3, '', 'nope@head', 'MG001'), (4, '', 'left@c2', 'MG001'),
    (5, '', 'nope+1', 'MG001'), (6, '', 'b1aa, nope', 'MG001'),
    -- ambiguous
    (7, '', 'b', 'MG002'), (8, '', 'c', 'MG002'), (9, '', 'r', 'MG002'), (10, '', 'b@head', 'MG002'), (11, '', 'left@b', 'MG002'),
    -- several where one is needed
    (12, '', 'head', 'MG003'), (13, '', 'head-1', 'MG003'), (14, '', 'heads-1', 'MG003'), (15, '', 'root@head', 'MG003'),
    (16, 'b2aa c1aa', '-1', 'MG003'), (17, 'b2aa c1aa', '+1', 'MG003'), (18, 'b2aa c1aa', 'current-1', 'MG003'),
    (19, 'b2aa c1aa', 'root@-1', 'MG003'),
    -- not on the branch
    (20, '', 'left@c1aa', 'MG004'), (21, '', 'left@right', 'MG004'),
    -- off the graph, or at a fork
    (22, 'b3aa', '+1', 'MG005'), (23, 'b2aa', '+2', 'MG005'), (24, 'b2aa', '-4', 'MG005'), (25, '', '-1', 'MG005'),
    (26, '', 'b3aa+1', 'MG005'), (27, '', 'b1aa-3', 'MG005'), (28, '', 'base-1', 'MG005'), (29, '', 'base+2', 'MG005'),
    (30, 'root', '+1', 'MG005'), (31, '', 'root+1', 'MG005'), (32, 'b2aa', 'right@-1', 'MG005'), (33, '', 'left@head+1', 'MG005'),
    -- malformed
    (34, '', '', 'MG006'), (35, '', ' ', 'MG006'), (36, '', 'a@', 'MG006'), (37, '', '@head', 'MG006'), (38, '', '+', 'MG006'),
    (39, '', 'b1aa+', 'MG006'), (40, '', 'b1aa-x', 'MG006'), (41, '', 'x@y@z', 'MG006'), (42, '', 'b1aa:c1aa', 'MG006'),
    (43, '', 'b1aa;', 'MG006'), (44, '', 'b1aa,,c1aa', 'MG006'), (45, '', ',b1aa', 'MG006'), (46, '', 'b1aa,', 'MG006'),
    (47, '', 'head@b1aa', 'MG006'), (48, '', 'b1aa+99999999999999999999', 'MG006'), (49, '', '+1+1', 'MG006'),
    (50, '', repeat('a', 256), 'MG006')
) AS v(n, applied, target, expected) ORDER BY n;

-- Dependencies: "head" and a named branch ignore them, "heads" does not, and
-- what another current revision depends on is not where bare steps start.
SELECT is(pg_temp.answer(:tree, applied, 'resolve', target), expected,
          format('with a dependency, resolve %L with %s applied', target, coalesce(nullif(applied, ''), 'nothing')))
FROM (VALUES
    (1, '', 'head', 'MG003'), (2, '', 'heads', 'm04 x01 >'), (3, 'x01', 'current', 'b01 x01 > b01 x01'),
    (4, 'x01', '-1', 'x00 > b01 x01'), (5, 'x01', 'other@-1', 'x00 > b01 x01'), (6, 'x01', 'left@-1', 'a00 > b01 x01'),
    (7, 'x01', 'left@+1', 'b02 > b01 x01'), (8, 'x01', 'right@+1', 'c01 > b01 x01'), (9, 'x01', 'm04-1', 'm03 > b01 x01'),
    (10, '', 'm04-2', 'MG005'), (11, '', 'left@m04-2', 'b02 >'), (12, '', 'right@m04-3', 'c01 >')
) AS v(n, applied, target, expected) ORDER BY n;
SELECT is(pg_temp.answer('a b/a', '', 'resolve', 'head'), 'MG003', 'a head that another depends on is a head');
SELECT is(pg_temp.answer('a b/a', '', 'resolve', 'heads'), 'b >', 'and one of the heads no more');

-- Names.
SELECT is(pg_temp.answer('a.1_B b.2<a.1_B', '', 'resolve', target), expected, format('names with dots: %s', target))
FROM (VALUES (1, 'a.1_B+1', 'b.2 >'), (2, 'b.2-1', 'a.1_B >'), (3, 'a.1', 'a.1_B >'), (4, 'b.', 'MG001')) AS v(n, target, expected)
ORDER BY n;
SELECT is(pg_temp.answer('abcd abcdef<abcd', '', 'resolve', 'abcd'), 'abcd >', 'a full id wins over a longer one');
SELECT is(pg_temp.answer('abcd@abcdef x', '', 'resolve', 'abc'), 'abcd >', 'two names of one revision are not ambiguous');
SELECT is(pg_temp.answer('abc', '', 'resolve', 'ab'), 'MG001', 'a name of three characters is written in full');
SELECT is(pg_temp.answer('abc', '', 'resolve', 'abc'), 'abc >', 'and found so');
SELECT is(pg_temp.answer('', '', 'resolve', target), expected, format('an empty graph: %s', target))
FROM (VALUES (1, 'head', '>'), (2, 'heads', '>'), (3, 'base', '>'), (4, 'current', '>'), (5, '+1', 'MG005'), (6, 'x', 'MG001'))
     AS v(n, target, expected) ORDER BY n;

SELECT * FROM finish();
