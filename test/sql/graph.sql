-- graph(): the drawing is the contract
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS migrate;
SET migrate.verbosity = quiet;
\pset format unaligned
\pset tuples_only on

-- Add a revision on top of any others, or of none; its message is "the <id>".
CREATE PROCEDURE pg_temp.add(id text, heads text DEFAULT 'base', message text DEFAULT NULL,
                             label text DEFAULT NULL, depends text DEFAULT NULL)
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM migrate.revision(coalesce(message, 'the ' || id), rev_id => id, head => heads, splice => true,
                             branch_label => label, depends_on => depends);
END $$;

-- nothing
SELECT migrate.graph();
SELECT migrate.graph('dot');
SELECT migrate.graph('mermaid');

-- one line
BEGIN;
CALL pg_temp.add('r1');
CALL pg_temp.add('r2', 'r1');
CALL pg_temp.add('r3', 'r2');
SELECT migrate.graph();
-- applied in part
SELECT revision FROM migrate.stamp('r2');
SELECT migrate.graph();
-- and to the end
SELECT revision FROM migrate.stamp('r3');
SELECT migrate.graph('text');
ROLLBACK;

-- a branch, both ends applied
BEGIN;
CALL pg_temp.add('r1');
CALL pg_temp.add('left', 'r1');
CALL pg_temp.add('right', 'r1');
SELECT revision FROM migrate.stamp('left right');
SELECT migrate.graph();
ROLLBACK;

-- many branches from one revision, one of them longer
BEGIN;
CALL pg_temp.add('r1');
CALL pg_temp.add('a', 'r1');
CALL pg_temp.add('b1', 'r1');
CALL pg_temp.add('b2', 'b1');
CALL pg_temp.add('c', 'r1');
CALL pg_temp.add('d', 'r1');
SELECT migrate.graph();
ROLLBACK;

-- a branch that is merged
BEGIN;
CALL pg_temp.add('r1');
CALL pg_temp.add('a1', 'r1');
CALL pg_temp.add('a2', 'a1');
CALL pg_temp.add('b1', 'r1');
CALL pg_temp.add('m1', 'a2 b1');
CALL pg_temp.add('r2', 'm1');
SELECT migrate.graph();
ROLLBACK;

-- a merge of a revision with its own ancestor
BEGIN;
CALL pg_temp.add('r1');
CALL pg_temp.add('r2', 'r1');
INSERT INTO migrate.revisions (revision, message, down_revisions) VALUES ('r3', 'the r3', '{r1,r2}');
SELECT migrate.graph();
ROLLBACK;

-- two roots, never connected: their lines are kept apart
BEGIN;
CALL pg_temp.add('a1');
CALL pg_temp.add('a2', 'a1');
CALL pg_temp.add('b1');
CALL pg_temp.add('b2', 'b1');
SELECT migrate.graph();
ROLLBACK;

-- roots beside other lanes: in the first, a middle and the last one
BEGIN;
CALL pg_temp.add('a1');
CALL pg_temp.add('b1');
CALL pg_temp.add('c1');
CALL pg_temp.add('d1');
CALL pg_temp.add('m1', 'a1 b1 c1 d1');
CALL pg_temp.add('n1', 'a1');
SELECT migrate.graph();
ROLLBACK;

-- a root at the end of the last lane, then a head that has nothing to do with it
BEGIN;
CALL pg_temp.add('a1');
CALL pg_temp.add('b1');
CALL pg_temp.add('m1', 'a1 b1');
CALL pg_temp.add('x1');
CALL pg_temp.add('x2', 'a1 x1');
SELECT migrate.graph();
ROLLBACK;

-- a merge of three
BEGIN;
CALL pg_temp.add('r1');
CALL pg_temp.add('a1', 'r1');
CALL pg_temp.add('b1', 'r1');
CALL pg_temp.add('c1', 'r1');
CALL pg_temp.add('m1', 'a1 b1 c1');
SELECT migrate.graph();
ROLLBACK;

-- a merge of four with lanes on both sides
BEGIN;
CALL pg_temp.add('r1');
CALL pg_temp.add('a1', 'r1');
CALL pg_temp.add('b1', 'r1');
CALL pg_temp.add('c1', 'r1');
CALL pg_temp.add('d1', 'r1');
CALL pg_temp.add('e1', 'r1');
CALL pg_temp.add('f1', 'r1');
CALL pg_temp.add('m1', 'b1 c1 d1 e1');
CALL pg_temp.add('n1', 'a1 m1 f1');
SELECT migrate.graph();
ROLLBACK;

-- a criss-cross: two merges of the same two, merged
BEGIN;
CALL pg_temp.add('r1');
CALL pg_temp.add('a1', 'r1');
CALL pg_temp.add('b1', 'r1');
CALL pg_temp.add('m1', 'a1 b1');
CALL pg_temp.add('m2', 'b1 a1');
SELECT migrate.graph();
CALL pg_temp.add('top', 'm1 m2');
SELECT migrate.graph();
ROLLBACK;

-- ladders: a merge with the lane on the left, and on the right
BEGIN;
CALL pg_temp.add('a1');
CALL pg_temp.add('a2', 'a1');
CALL pg_temp.add('b1', 'a1');
CALL pg_temp.add('b2', 'b1 a2');
CALL pg_temp.add('a3', 'a2');
CALL pg_temp.add('b3', 'b2');
SELECT migrate.graph();
CALL pg_temp.add('a4', 'a3 b2');
SELECT migrate.graph();
ROLLBACK;

-- a way back over several lanes
BEGIN;
CALL pg_temp.add('r1');
CALL pg_temp.add('r2', 'r1');
CALL pg_temp.add('a1', 'r2');
CALL pg_temp.add('b1', 'r2');
CALL pg_temp.add('c1', 'r2');
CALL pg_temp.add('d1', 'r2');
CALL pg_temp.add('ma', 'a1 b1 c1 d1');
CALL pg_temp.add('me', 'a1');
CALL pg_temp.add('mf', 'b1 d1');
CALL pg_temp.add('mg', 'r1 a1 c1');
SELECT migrate.graph();
ROLLBACK;

-- labels, and dependencies by id and by label
BEGIN;
CALL pg_temp.add('0001_start', message => 'start', label => 'core');
CALL pg_temp.add('0002_users', '0001_start', 'users');
CALL pg_temp.add('b001_accounts', message => 'accounts', label => 'billing', depends => '0002_users');
CALL pg_temp.add('b002_invoices', 'b001_accounts', 'invoices');
CALL pg_temp.add('s001_search', message => 'search', label => 'search', depends => '0001_start billing');
CALL pg_temp.add('0003_paid', '0002_users', 'paid', depends => 'b002_invoices');
SELECT migrate.graph();
SELECT revision FROM migrate.stamp('b001_accounts');
SELECT migrate.graph();
SELECT migrate.graph('dot');
SELECT migrate.graph('mermaid');
ROLLBACK;

-- several labels on one revision
BEGIN;
INSERT INTO migrate.revisions (revision, branch_labels) VALUES ('r1', '{one,two}');
SELECT migrate.graph();
ROLLBACK;

-- messages that are not one plain line
BEGIN;
CALL pg_temp.add('m01', message => '');
CALL pg_temp.add('m02', 'm01', E'first line\nsecond line');
CALL pg_temp.add('m03', 'm02', E'carriage return\r\nand newline');
CALL pg_temp.add('m04', 'm03', E'\nnothing on the first line');
CALL pg_temp.add('m05', 'm04', E'  blanks \t ');
CALL pg_temp.add('m06', 'm05', E'tab\there, escape \x1b[31mred\x1b[0m, bell\x07, delete\x7f.');
CALL pg_temp.add('m07', 'm06', 'say "hello"; it''s C:\new\temp ]} end');
CALL pg_temp.add('m08', 'm07', '<b>bold</b> & &amp; #35; %%{init}%% $$x$$ `code` {a|b} [c] (d)');
CALL pg_temp.add('m09', 'm08', E'1. one\n22) two\n- three\n  + four\nfive - six + 7.');
CALL pg_temp.add('m10', 'm09', E'trailing backslash \\');
CALL pg_temp.add('m11', 'm10', 'größer: 表を追加 €');
SELECT migrate.graph();
SELECT migrate.graph('dot');
SELECT migrate.graph('mermaid');
ROLLBACK;

-- no line of a drawing ends in a blank
BEGIN;
CALL pg_temp.add('a1', message => ' ');
CALL pg_temp.add('b1', message => '');
CALL pg_temp.add('m1', 'a1 b1', message => E'trailing \nblank');
SELECT count(*) FROM regexp_split_to_table(migrate.graph(), '\n') AS line WHERE line ~ '\s$';
ROLLBACK;

-- every revision is drawn once, in the order of history(), in a wide graph too
BEGIN;
INSERT INTO migrate.revisions (revision, down_revisions)
SELECT 'n' || lpad(i::text, 3, '0'),
       ARRAY(SELECT DISTINCT 'n' || lpad(p::text, 3, '0')
             FROM unnest(CASE WHEN i % 41 = 0 THEN '{}'::int[]
                              WHEN i % 9 = 0 THEN ARRAY[i * 7 / 11, i * 5 / 6, i - 1]
                              WHEN i % 3 = 0 THEN ARRAY[i * 3 / 4, i - 1]
                              ELSE ARRAY[i * 9 / 10] END) AS p
             WHERE p < i ORDER BY 1)
FROM generate_series(0, 300) AS i;
SELECT array_agg(drawn[1] ORDER BY number) = (SELECT array_agg(revision) FROM migrate.history()) AS same, count(*)
FROM regexp_split_to_table(migrate.graph(), '\n') WITH ORDINALITY AS line (line, number),
     regexp_match(line, '^[ |]*\*[-. |]* (n\d+)') AS drawn
WHERE drawn IS NOT NULL;
ROLLBACK;

-- formats that there are not
SELECT migrate.graph(NULL);
\echo :LAST_ERROR_SQLSTATE
SELECT migrate.graph('');
\echo :LAST_ERROR_SQLSTATE
SELECT migrate.graph('svg');
\echo :LAST_ERROR_SQLSTATE
SELECT migrate.graph('DOT');
