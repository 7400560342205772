# An offline text stops, and changes nothing, in a database that it was not made
# for; what it commits on the way is recorded; planted objects are not reached.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::RealBin/../perl";
use MigrateTest;
use OfflineTest;
use Test::More;

my $node = start_offline();

# What stops a text
my $plain = q{
	SELECT migrate.revision('one', 'CREATE TABLE app.one (a int)', 'DROP TABLE app.one', rev_id => 'r1');
	SELECT migrate.revision('two', 'CREATE TABLE app.two (a int)', 'DROP TABLE app.two', 'SELECT count(*) = 0 FROM app.one', rev_id => 'r2');
	SELECT migrate.revision('three', 'CREATE TABLE app.three (a int)', 'DROP TABLE app.three', rev_id => 'r3');};
make_database('source', 'empty');
$node->safe_psql('source', $plain);
my $one = text_of('source', q{migrate.upgrade_sql('base:r1')});
my $two = text_of('source', q{migrate.upgrade_sql('r1:r2')});
my $down = text_of('source', q{migrate.downgrade_sql('r2:r1')});
my $stamp = text_of('source', q{migrate.stamp_sql('r1:r3')});
my $nothing = text_of('source', q{migrate.upgrade_sql('r1:r1')});

make_database('target', 'empty');
text_fails('target', $two, qr/ERROR:  the database does not stand where this text starts\nDETAIL:  It stands at base; the text leads from r1 to r2\.\nHINT:  Make one that starts there: SELECT migrate\.upgrade_sql\('base:r2'\);/, 'another start');
text_fails('target', $nothing, qr/It stands at base/, 'nothing to do, but elsewhere');
text_runs('target', $one, 'the first');
text_runs('target', $nothing, 'nothing to do');
text_fails('target', $one, qr/HINT:  Nothing is left to do: it stands where the text leads\./, 'run twice');
text_fails('target', $down, qr/It stands at r1; the text leads from r2 to r1/, 'down from elsewhere');
$node->safe_psql('target', q{INSERT INTO app.one VALUES (1)});
text_fails('target', $two, qr/ERROR:  verification failed\nDETAIL:  Row 1 has false in its first column\./, 'verification fails');
$node->safe_psql('target', q{DELETE FROM app.one; INSERT INTO migrate.revisions (revision, down_revisions, up) VALUES ('r2', '{r1}', 'SELECT 2')});
text_fails('target', $two, qr/ERROR:  revisions of this database are not what the text was made from\nDETAIL:  The checksums differ of: r2\./, 'a revision is another');
text_fails('target', $stamp, qr/The checksums differ of: r2\./, 'a revision to stamp is another');
$node->safe_psql('target', q{DELETE FROM migrate.revisions WHERE revision = 'r2'});
text_fails('target', $two =~ s/\$up\$CREATE TABLE app.two/\$up\$CREATE TABLE app.zwei/r, qr/ERROR:  a revision is not what this text was made from/, 'the text was changed');
text_runs('target', $two, 'the second');
$node->safe_psql('target', q{UPDATE migrate.revisions SET message = 'same', down = 'DROP TABLE app.two -- really' WHERE revision = 'r2';
	SELECT migrate.stamp('current', purge => true)});
text_fails('target', $down, qr/The checksums differ of: r2\.\nHINT:  What it undoes is not what was applied here\./, 'what was applied is another');
$node->safe_psql('target', q{INSERT INTO migrate.revisions (revision) VALUES ('r0'); INSERT INTO migrate.applied (revision, checksum, via) VALUES ('r0', '', 'stamp')});
text_fails('target', text_of('source', q{migrate.stamp_sql('r2:r3')}), qr/It stands at r0 r2/, 'more is applied');
$node->safe_psql('target', 'DROP EXTENSION migrate');
my ($ok, $err) = run_text('target', $two);
ok(!$ok, 'without the extension psql stops');
like($err, qr/ERROR:  extension "migrate" is not installed in this database\nHINT:  CREATE EXTENSION migrate;/, 'and says what to do');

# A script of many that fails
make_database('target', 'empty');
$node->safe_psql('target', 'CREATE TABLE app.three ()');
text_fails('target', text_of('source', q{migrate.upgrade_sql('base:head')}), qr/relation "three" already exists/, 'a script fails');

# Another migration is at work
{
	my $holder = client($node, 'target', q{BEGIN; SELECT pg_advisory_xact_lock(1835496052, 0); SELECT pg_sleep(60)});

	wait_for($node, 'target', q{query LIKE '%pg_sleep%' AND wait_event = 'PgSleep'});
	text_fails('target', $one, qr/NOTICE:  waiting for another migration to end\n.*ERROR:  could not start while another migration is at work/, 'locked',
		first => q{SET migrate.wait_timeout = '50ms';});
	text_fails('target', $one, qr/ERROR:  could not start while another migration is at work/, 'locked, no wait',
		first => q{SET migrate.wait_timeout = 0;});
	$node->safe_psql('target', q{SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%pg_sleep%' AND pid <> pg_backend_pid()});
	$holder->{run}->finish;
}

# Duties
text_fails('target', $one, qr/permission denied for table applied/, 'a viewer', role => 'regress_viewer');
text_fails('target', $one, qr/ERROR:  this database does not hold all revisions of the text, and you may not add them\nDETAIL:  There is no: r1\.\nHINT:  .*SELECT migrate\.grant_role\('regress_deployer', 'author'\);/, 'a deployer who is no author', role => 'regress_deployer');
$node->safe_psql('target', $plain);
text_runs('target', $one, 'a deployer where the revisions are', role => 'regress_deployer');
make_database('target', 'empty');
$node->safe_psql('target', q{SELECT migrate.grant_role('regress_deployer', 'author')});
text_runs('target', text_of('source', q{migrate.upgrade_sql('base:head')}), 'a deployer and author', role => 'regress_deployer');
text_runs('target', text_of('source', q{migrate.downgrade_sql('head:r1')}), 'down again', role => 'regress_deployer');
is($node->safe_psql('target', q{SELECT count(*), min(login_role), max(created_by) FROM migrate.log, migrate.revisions}), '15|regress_deployer|regress_deployer', 'recorded as who did it');

# A session where names mean something else: what the text itself says does not
# reach them.
make_database('itself', 'source');
make_database('target', 'empty');
$node->safe_psql('itself', 'SET client_min_messages = warning; SELECT migrate.upgrade()');
my $planted = q{
	CREATE SCHEMA evil;
	CREATE FUNCTION evil.trap() RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN RAISE 'planted'; END $$;};
foreach my $type (qw(text name oid timestamptz bigint numeric jsonb boolean xid8))
{
	my $qualified = $type eq 'bigint' ? 'int8' : $type eq 'boolean' ? 'bool' : $type;

	$planted .= "CREATE FUNCTION evil.trap(pg_catalog.$qualified, pg_catalog.$qualified) RETURNS boolean LANGUAGE sql AS 'SELECT evil.trap()';\n";
	$planted .= "CREATE OPERATOR evil.$_ (FUNCTION = evil.trap, LEFTARG = pg_catalog.$qualified, RIGHTARG = pg_catalog.$qualified);\n"
	  for ('=', '<>', '>=', '<', '~', '+', '-', '||', '~~');
}
$planted .= "CREATE FUNCTION evil.trap(pg_catalog.jsonb, pg_catalog.text) RETURNS boolean LANGUAGE sql AS 'SELECT evil.trap()';
	CREATE OPERATOR evil.$_ (FUNCTION = evil.trap, LEFTARG = pg_catalog.jsonb, RIGHTARG = pg_catalog.text);\n" =~ s/evil\.trap\(pg/evil.trap(pg/r
  for ('->');
$planted .= "CREATE OPERATOR evil.->> (FUNCTION = evil.trap, LEFTARG = pg_catalog.jsonb, RIGHTARG = pg_catalog.text);\n";
$planted .= "CREATE FUNCTION evil.$_ RETURNS boolean LANGUAGE sql AS 'SELECT evil.trap()';\n"
  for ('current_setting(text)', 'current_setting(text, boolean)', 'set_config(text, text, boolean)', 'quote_ident(text)', 'quote_ident(name)',
	'format(text, text)', 'format(text, jsonb)', 'concat(text, text, text)', 'concat(text, text)', 'clock_timestamp()', 'statement_timestamp()', 'sha256(bytea)',
	'has_schema_privilege(oid, text)', 'pg_is_other_temp_schema(oid)', 'json_each(json)', 'pg_advisory_xact_lock(int, int)',
	'pg_try_advisory_xact_lock(int, int)', 'jsonb_each_text(jsonb)', 'pg_cursor()', 'pg_show_all_settings()');
$planted .= "CREATE DOMAIN evil.$_ AS pg_catalog.int4;\n" for qw(text jsonb record int8 timestamptz regnamespace);
$planted .= "CREATE TABLE evil.$_ ();\n" for qw(pg_settings pg_extension pg_constraint pg_cursors applied revisions);
$node->safe_psql('target', $planted);
text_runs('target', text_of('source', q{migrate.upgrade_sql('base:head')}), 'planted objects', first => q{
	CREATE TEMP TABLE pg_settings (); CREATE TEMP TABLE pg_extension (); CREATE TEMP TABLE pg_cursors (); CREATE DOMAIN pg_temp.text AS pg_catalog.int4;
	SET search_path = evil, public, pg_catalog;});
text_runs('target', text_of('source', q{migrate.downgrade_sql('head:base')}), 'planted objects, down', first => 'SET search_path = evil, public, pg_catalog;');
$node->safe_psql('target', 'DROP SCHEMA evil CASCADE');
$node->safe_psql('itself', q{SET client_min_messages = warning; SELECT migrate.downgrade('base')});
is_text(state_of('target'), state_of('itself'), 'planted objects are not reached');

# Revisions that cannot run inside a transaction
make_database('source', 'empty');
$node->safe_psql('source', q{
	SELECT migrate.revision('table', 'CREATE TABLE app.t (a int)', 'DROP TABLE app.t', rev_id => 'c1');
	SELECT migrate.revision('index', 'SET search_path = app; CREATE INDEX CONCURRENTLY t_a ON t (a); VACUUM t -- done', 'DROP INDEX CONCURRENTLY app.t_a',
		'BEGIN; DELETE FROM app.t; SELECT indisvalid FROM pg_index WHERE indexrelid = ''app.t_a''::regclass; ROLLBACK', rev_id => 'c2', transactional => false);
	SELECT migrate.revision('another', 'CREATE INDEX CONCURRENTLY t_b ON app.t (a)', 'DROP INDEX app.t_b', rev_id => 'c3', transactional => false);
	SELECT migrate.revision('last', 'ALTER TABLE app.t ADD b int', 'ALTER TABLE app.t DROP b', rev_id => 'c4')});
make_database('itself', 'source');
$node->safe_psql('itself', q{SET client_min_messages = warning;
	SELECT migrate.upgrade('c1'); CREATE INDEX t_a ON app.t (a); SELECT migrate.stamp('c2'); CREATE INDEX t_b ON app.t (a); SELECT migrate.stamp('c3'); SELECT migrate.upgrade()});
make_database('target', 'empty');
my $apart = text_of('source', 'migrate.upgrade_sql()');
text_runs('target', $apart, 'outside a transaction', first => q{SET work_mem = '1MB';});
is_text(schema_of('target'), schema_of('itself'), 'outside a transaction: the same');
is($node->safe_psql('target', q{SELECT string_agg(concat_ws(' ', operation, revision, heads_before, heads_after, statements), ', ' ORDER BY id) FROM migrate.log}),
	'upgrade c1 {} {c1} 1, upgrade c2 {c1} {c2} 5, upgrade c3 {c2} {c3} 1, upgrade c4 {c3} {c4} 1', 'outside a transaction: recorded');
is($node->safe_psql('target', q{SELECT count(*), count(DISTINCT transaction_id) FROM migrate.log}), '4|4', 'in as many transactions');
is($node->safe_psql('target', 'SELECT * FROM migrate.check()'), '', 'outside a transaction: nothing is wrong');
text_fails('target', $apart, qr/Nothing is left to do/, 'outside a transaction, run twice');
text_runs('target', text_of('target', q{migrate.downgrade_sql('c1')}), 'outside a transaction, down');
text_runs('target', text_of('target', q{migrate.upgrade_sql('c2')}), 'outside a transaction, first');
text_fails('target', text_of('source', q{migrate.upgrade_sql('c1:c3')}), qr/does not stand where/, 'outside a transaction, another start');
# what was done stays recorded
$node->safe_psql('target', 'ALTER TABLE app.t ADD b int');
($ok, $err) = run_text('target', text_of('source', q{migrate.upgrade_sql('c2:head')}));
ok(!$ok, 'the step after it fails');
is(current_of('target'), 'c3', 'it is recorded itself');

$node->stop;
done_testing();
