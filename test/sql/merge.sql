-- merge(): which revisions it merges, and when there is nothing to merge.
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS migrate;
SET migrate.verbosity = quiet;
BEGIN;
SELECT plan(6);

-- a head that another branch depends on is no target "heads", yet merged
SELECT lives_ok($$SELECT migrate.revision('a', rev_id => 'a', up => '', down => '')$$, 'a base');
SELECT throws_ok($$SELECT migrate.merge()$$, 'MG004', '"heads" names 1 revision, and a merge needs two or more', 'one head');
SELECT lives_ok($$SELECT migrate.revision('b', rev_id => 'b', head => 'base', depends_on => 'a', up => '', down => '')$$,
                'another base, which depends on it');
SELECT is(migrate.merge(rev_id => 'm'), 'm', 'merge() merges all heads');
SELECT results_eq($$SELECT revision, down_revisions FROM migrate.heads() JOIN migrate.revisions USING (revision)$$,
                  $$VALUES ('m', ARRAY['a', 'b'] COLLATE "C")$$, 'so that one is left');
SELECT throws_ok($$SELECT migrate.merge('a')$$, 'MG004', 'revision "a" is not a head', 'one that is no head');

SELECT finish();
ROLLBACK;
