-- A linear tool's files again and again: files that come late, are gone or
-- have moved, and revisions written in SQL between them.
\set ECHO none
\getenv dir PG_ABS_SRCDIR
\set helpers :dir '/helpers/pgtap.sql'
\i :helpers
SELECT no_plan();

CREATE SCHEMA regress;
SET search_path = regress, public;

-- Load Flyway's files of these versions, and tell the chain from the base on:
-- applied revisions in brackets, and those that are on one revision in braces.
CREATE FUNCTION loads(VARIADIC versions text[]) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    PERFORM migrate.load_files(ARRAY(SELECT format('V%s__x.sql', v) FROM unnest(versions) AS v),
                               ARRAY(SELECT 'SELECT 1;'::bytea FROM unnest(versions)), 'flyway');
    RETURN (SELECT string_agg(format(CASE WHEN a.revision IS NULL THEN '%s<%s' ELSE '[%s]<%s' END, r.revision, array_to_string(down_revisions, ',')), ' ' ORDER BY r.revision)
            FROM migrate.revisions AS r LEFT JOIN migrate.applied AS a USING (revision));
END $$;
CREATE FUNCTION ran(target text DEFAULT 'head') RETURNS text LANGUAGE sql AS $$
    SELECT string_agg(revision, ' ' ORDER BY step) FROM migrate.upgrade(target)
$$;

SELECT is(loads('1', '3'), '1< 3<1', 'a chain');
SELECT is(loads('1', '2', '3'), '1< 2<1 3<2', 'what is not applied makes room');
SELECT is(ran('1'), '1', 'the first is applied');
SELECT is(loads('0.9', '1', '2', '3'), '0.9<1 [1]< 2<0.9 3<2', 'one that comes late is behind it');
SELECT is(loads('0.9', '1', '2', '3'), '0.9<1 [1]< 2<0.9 3<2', 'and stays there');
SELECT is(ran(), '0.9 2 3', 'all are applied');
SELECT is(loads('0.9', '1', '2', '3', '4'), '[0.9]<1 [1]< [2]<0.9 [3]<2 4<3', 'the next is on top');
SELECT is(loads('0.8', '1.5', '2.5', '3', '4'), '0.8<3 [0.9]<1 [1]< 1.5<0.8 [2]<0.9 2.5<1.5 [3]<2 4<2.5', 'several that come late, others are gone');
SELECT is(ran(), '0.8 1.5 2.5 4', 'they are applied');
SELECT is(loads('0.8', '5'), '[0.8]<3 [0.9]<1 [1]< [1.5]<0.8 [2]<0.9 [2.5]<1.5 [3]<2 [4]<2.5 5<4', 'files of applied revisions are gone, the last one''s too: the next is on top all the same');
SELECT is(ran(), '5', 'and is the head');
SELECT is(migrate.revision('in SQL', up => '', rev_id => '6'), '6', 'a revision in SQL');
SELECT is(migrate.revision('in SQL', up => '', rev_id => '7'), '7', 'and another');
SELECT is(ran(), '6 7', 'are applied');
SELECT matches(loads('5', '8'), ' 8<7$', 'the next file is on top of them');
SELECT is(ran(), '8', 'and is the head');
SELECT matches(loads('8', '9', '91'), ' 9<8 91<9$', 'the files go on from there');
SELECT is(migrate.revision('in SQL', up => '', rev_id => '95'), '95', 'a revision in SQL on files that are not applied');
SELECT matches(loads('8', '9', '91', '92'), ' 9<8 91<9 92<91 95<91$', 'is a branch beside the next file');
SELECT throws_ok('SELECT ran()', 'MG003', NULL, 'so there are two heads');
SELECT migrate.edit('95', head => '92') AS edited \gset
SELECT is(ran(), '9 91 92 95', 'unless it is put on top of that');

SELECT * FROM finish();
ROLLBACK;
