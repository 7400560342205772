\set ECHO none
\pset format unaligned
\pset tuples_only
\set QUIET 1
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS migrate;
\getenv dir PG_ABS_SRCDIR
\set helpers :dir '/helpers/simulate.sql'
\i :helpers

SELECT plan(76);

-- Graphs that are none.
SELECT is(pg_temp.complaint(pg_temp.graph(graph), NULL, 'resolve', 'base'), expected, format('graph %s', graph))
FROM (VALUES
    -- duplicates
    (1, 'a b<a a', 'MG009 revision id "a" is used more than once'),
    (2, 'a@x b<a@x', 'MG009 branch label "x" is used more than once | Revisions "a" and "b" declare it.'),
    (3, 'a@x+x', 'MG009 branch label "x" is used more than once | Revisions "a" and "a" declare it.'),
    (4, 'a b<a@a', 'MG009 branch label "a" is also the id of a revision | Revision "b" declares it.'),
    (5, 'a@a', 'MG009 branch label "a" is also the id of a revision | Revision "a" declares it.'),
    -- what is referred to and not there
    (6, 'a b<x', 'MG008 down revision "x" of revision "b" does not exist | A down revision is the full id of a revision.'),
    (7, 'a b<a/x', 'MG008 dependency "x" of revision "b" does not exist | A dependency is the full id or the label of a revision.'),
    (8, 'abcdef b<abcd', 'MG008 down revision "abcd" of revision "b" does not exist | A down revision is the full id of a revision.'),
    (9, 'a@x b<x', 'MG008 down revision "x" of revision "b" is a branch label | Name the revision itself: "a".'),
    -- cycles
    (10, 'a<a', 'MG007 revision "a" is its own down revision'),
    (11, 'a/a', 'MG007 revision "a" depends on itself'),
    (12, 'a/x@x', 'MG007 revision "a" depends on itself'),
    (13, 'a<b b<a', 'MG007 revisions form a cycle | "a" revises "b", "b" revises "a".'),
    (14, 'r a<c+r b<a c<b d<c', 'MG007 revisions form a cycle | "a" revises "c", "c" revises "b", "b" revises "a".'),
    (15, 'a/b b<a', 'MG007 revisions and their dependencies form a cycle | "a" depends on "b", "b" revises "a".'),
    (16, 'r@x a<r/y b<a@y', 'MG007 revisions and their dependencies form a cycle | "a" depends on "b", "b" revises "a".'),
    (17, 'a/b b/c c/a d<a', 'MG007 revisions and their dependencies form a cycle | "a" depends on "b", "b" depends on "c", "c" depends on "a".'),
    -- names
    (18, 'head', 'MG006 revision id "head" is a reserved word | "head", "heads", "base" and "current" are places in the graph.'),
    (19, 'a@current', 'MG006 branch label "current" is a reserved word | "head", "heads", "base" and "current" are places in the graph.'),
    (20, 'a-b', 'MG006 revision id "a-b" is malformed | Character 2 is "-"; only letters, digits, "_" and "." are allowed.'),
    (21, 'é', 'MG006 revision id "é" is malformed | Character 1 is "é"; only letters, digits, "_" and "." are allowed.'),
    (22, 'a b<a:c', 'MG006 down revision "a:c" is malformed | Character 2 is ":"; only letters, digits, "_" and "." are allowed.'),
    (23, 'a b/base', 'MG006 dependency "base" is a reserved word | "head", "heads", "base" and "current" are places in the graph.'),
    (24, repeat('a', 256), format('MG006 revision id "%s..." is too long | It has 256 bytes; 255 are the most.', repeat('a', 80)))
) AS v(n, graph, expected) ORDER BY n;
SELECT is(pg_temp.complaint('[{"revision": ""}]', NULL, 'resolve', 'base'), 'MG006 revision id is empty', 'an empty id');
SELECT is(pg_temp.answer(repeat('a', 255), '', 'resolve', 'head'), repeat('a', 255) || ' >', 'an id of 255 bytes is allowed');
SELECT matches(pg_temp.complaint(
    (SELECT jsonb_agg(jsonb_build_object('revision', 'r' || i, 'down_revisions', 'r' || (i + 1) % 1000)) FROM generate_series(0, 999) AS i),
    NULL, 'resolve', 'base'), '^MG007 .*, and 980 more\.$', 'a long cycle is cut short');

-- What is redundant is no error.
SELECT is(pg_temp.answer('a b<a+a/a+a', '', 'upgrade', 'head'), 'a b > b', 'an edge may be written twice');

-- JSON that is no graph.
SELECT is(pg_temp.complaint(graph::jsonb, NULL, 'resolve', 'base'), expected, graph)
FROM (VALUES
    (1, '{}', '22023 the graph is not a JSON array | A graph is an array of objects like {"revision": "b", "down_revisions": ["a"]}.'),
    (2, '"a"', '22023 the graph is not a JSON array | A graph is an array of objects like {"revision": "b", "down_revisions": ["a"]}.'),
    (3, 'null', '22023 the graph is not a JSON array | A graph is an array of objects like {"revision": "b", "down_revisions": ["a"]}.'),
    (4, '[1]', '22023 element 1 of the graph is malformed | It is not an object.'),
    (5, '[{"revision": "a"}, []]', '22023 element 2 of the graph is malformed | It is not an object.'),
    (6, '[null]', '22023 element 1 of the graph is malformed | It is not an object.'),
    (7, '[{}]', '22023 element 1 of the graph is malformed | Key "revision" is missing.'),
    (8, '[{"revision": null}]', '22023 element 1 of the graph is malformed | Key "revision" is not a string.'),
    (9, '[{"revision": 1}]', '22023 element 1 of the graph is malformed | Key "revision" is not a string.'),
    (10, '[{"revision": ["a"]}]', '22023 element 1 of the graph is malformed | Key "revision" is not a string.'),
    (11, '[{"revision": "a", "down_revision": null}]', '22023 element 1 of the graph is malformed | Key "down_revision" is unknown; "revision", "down_revisions", "depends_on" and "branch_labels" are known.'),
    (12, '[{"revision": "a", "down_revisions": 1}]', '22023 element 1 of the graph is malformed | Key "down_revisions" is neither null, nor a string, nor an array of strings.'),
    (13, '[{"revision": "a", "depends_on": {}}]', '22023 element 1 of the graph is malformed | Key "depends_on" is neither null, nor a string, nor an array of strings.'),
    (14, '[{"revision": "a", "branch_labels": [null]}]', '22023 element 1 of the graph is malformed | Key "branch_labels" holds an array with something else than strings.'),
    (15, '[{"revision": "a", "branch_labels": ["x", ["y"]]}]', '22023 element 1 of the graph is malformed | Key "branch_labels" holds an array with something else than strings.'),
    (16, '[{"revision": "a", "branch_labels": [{"x": 1}]}]', '22023 element 1 of the graph is malformed | Key "branch_labels" holds an array with something else than strings.')
) AS v(n, graph, expected) ORDER BY n;
SELECT is(migrate.simulate('[{"revision": "a", "down_revisions": null, "depends_on": [], "branch_labels": "x"}, {"revision": "b", "depends_on": "x"}]',
                           '{}', 'upgrade', 'b'),
          '{"steps": [{"operation": "upgrade", "revision": "a"}, {"operation": "upgrade", "revision": "b"}], "heads": ["a", "b"]}',
          'null, a string and an array are taken');

-- The other arguments.
SELECT is(pg_temp.complaint(graph::jsonb, applied, operation, target), expected, description)
FROM (VALUES
    (1, NULL, '{}'::text[], 'upgrade', 'head', '22004 argument "graph" must not be null', 'graph NULL'),
    (2, '[]', '{}', NULL, 'head', '22004 argument "operation" must not be null', 'operation NULL'),
    (3, '[]', '{}', 'upgrade', NULL, '22004 argument "target" must not be null', 'target NULL'),
    (4, '[]', '{NULL}', 'upgrade', 'head', '22004 applied revision is null', 'applied with NULL in it'),
    (5, '[{"revision": "a"}]', '{b}', 'upgrade', 'head', 'MG001 applied revision "b" does not exist | Applied revisions are given by their full ids.', 'applied unknown'),
    (6, '[]', '{}', 'sidegrade', 'head', '22023 operation "sidegrade" does not exist | Operations are upgrade, downgrade, stamp, resolve and history.', 'operation unknown')
) AS v(n, graph, applied, operation, target, expected, description) ORDER BY n;
SELECT is(migrate.simulate('[{"revision": "a"}]', NULL, 'upgrade', 'head')->'heads', '["a"]', 'applied NULL is nothing applied');
SELECT is(migrate.simulate('[{"revision": "a"}, {"revision": "b", "down_revisions": "a"}]', '{b}', 'downgrade', 'base')->'steps'->1->>'revision', 'a',
          'what is below the applied is applied');

-- What targets are told, whole.
\set fork '''root b1aa<root@left b2aa<b1aa c1aa<root@right c2aa<c1aa m<c2aa'''
SELECT is(pg_temp.complaint(pg_temp.graph(:fork), regexp_split_to_array(applied, ' '), operation, target), expected,
          format('%s %s with %s applied', operation, target, applied))
FROM (VALUES
    (1, 'root', 'upgrade', 'b1ab', 'MG001 revision "b1ab" does not exist | No id or label is or begins with it. | Perhaps you meant "b1aa".'),
    (2, 'root', 'upgrade', 'zz', 'MG001 revision "zz" does not exist | No id or label of more than three characters begins with it; shorter ones are written in full. | SELECT * FROM migrate.history() lists the revisions.'),
    (3, 'root', 'upgrade', 'lift@head', 'MG001 branch "lift" does not exist | No id or label is or begins with it. | Perhaps you meant "left".'),
    (4, 'root', 'upgrade', 'left@c2', 'MG001 revision "c2" does not exist on branch "left" | No id or label of that branch is or begins with it.'),
    (5, 'root', 'upgrade', 'r', 'MG002 revision "r" is ambiguous | It could be label "right", revision "root". | Type more of the name.'),
    (6, 'root', 'upgrade', 'left@b', 'MG002 revision "b" is ambiguous on branch "left" | It could be revision "b1aa", revision "b2aa". | Type more of the name.'),
    (7, 'root', 'upgrade', 'head', 'MG003 target "head" is ambiguous: there are 2 heads | The heads are "b2aa", "m". | Use "heads" for all of them, or name the branch, as in "b2aa@head".'),
    (8, 'b1aa c1aa', 'downgrade', '-1', 'MG003 relative target "-1" is ambiguous: there are 2 current revisions | Current are "b1aa", "c1aa". | Name the branch to move: "b1aa@-1", "c1aa@-1".'),
    (9, 'root', 'upgrade', 'left@c1aa', 'MG004 revision "c1aa" is not on branch "left" | It is neither below nor above the revision that "left" names.'),
    (10, 'root', 'downgrade', 'b1aa', 'MG004 cannot downgrade to revision "b1aa", which is not applied | Current: "root".'),
    (11, 'root', 'upgrade', '-1', 'MG004 target "-1" is not above the current revision | To go down: SELECT * FROM migrate.downgrade(''-1'').'),
    (12, 'root', 'downgrade', '+1', 'MG004 target "+1" is not below the current revision | To go up: SELECT * FROM migrate.upgrade(''+1'').'),
    (13, 'root', 'upgrade', 'b1aa:head', 'MG004 the database does not stand at "b1aa" | Current: "root". | Leave out what stands before the colon to start from where the database is.'),
    (14, 'root', 'stamp', 'root b1aa', 'MG004 cannot stamp revisions "root" and "b1aa" together | "root" is below "b1aa", which includes it. | Stamp "b1aa" alone.'),
    (15, 'root', 'history', 'b2aa:b1aa', 'MG004 revision "b2aa" is not below "b1aa" | A range starts at the older revision: start:end.'),
    (16, 'root', 'upgrade', '+1', 'MG005 relative target "+1" is ambiguous | Above revision "root" the way forks: "b1aa", "c1aa". | Name a revision, or the branch to follow, as in "b1aa@+1".'),
    (17, 'root', 'upgrade', 'b1aa+3', 'MG005 relative target "b1aa+3" leaves the graph | There is 1 step up from "b1aa".'),
    (18, 'b2aa', 'downgrade', '-5', 'MG005 relative target "-5" leaves the graph | There are 3 steps down from "b2aa".'),
    (19, 'root', 'upgrade', 'b1aa!', 'MG006 target "b1aa!" is malformed | Character 5 is "!": it is not allowed here. | A target is an id or its beginning, a label, head, heads, base or current, with branch@ before or +N or -N after it.'),
    (20, 'root', 'upgrade', 'left@', 'MG006 target "left@" is malformed | It ends at character 6: a revision was expected. | A target is an id or its beginning, a label, head, heads, base or current, with branch@ before or +N or -N after it.'),
    (21, 'root', 'history', 'root', 'MG006 range "root" is malformed | It has no colon. | A range is start:end, start: or :end.')
) AS v(n, applied, operation, target, expected) ORDER BY n;

-- Nobody but the owner may call it unless allowed to.
SELECT function_privs_are('migrate', 'simulate', ARRAY['jsonb', 'text[]', 'text', 'text'], 'public', '{}', 'simulate() is granted to nobody');
SELECT volatility_is('migrate', 'simulate', ARRAY['jsonb', 'text[]', 'text', 'text'], 'immutable');

SELECT * FROM finish();
