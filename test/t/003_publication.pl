# A publication FOR ALL TABLES carries the registry to a subscriber that has
# the extension: it knows where its publisher is, and what there is to run.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::RealBin/../perl";
use MigrateTest;
use PostgreSQL::Test::Utils;
use Test::More;

my $publisher = start_node('publisher', 'wal_level = logical', 'max_wal_senders = 10',
	'max_replication_slots = 10', 'fsync = off');
my $subscriber = start_node('subscriber', 'fsync = off');
my $db = 'postgres';

$publisher->safe_psql($db, q{
	CREATE EXTENSION migrate;
	SELECT migrate.revision('one', 'CREATE TABLE one (i int PRIMARY KEY)', 'DROP TABLE one', rev_id => 'r1');
	SELECT migrate.revision('two', 'CREATE TABLE two (i int PRIMARY KEY)', 'DROP TABLE two', rev_id => 'r2', branch_label => 'b');
	SELECT migrate.revision('three', 'CREATE TABLE three ()', 'DROP TABLE three', rev_id => 'r3');
	SELECT migrate.load(E'-- from a file\n-- migrate:revision rep\n-- migrate:repeatable\n-- migrate:up\nSELECT 1;', 'rep.sql');
	SELECT migrate.load_files('{rep.sql}', ARRAY[convert_to(migrate.dump('rep'), 'UTF8')]);
	SELECT migrate.stamp('rep');
	SELECT migrate.upgrade('r2');
	CREATE PUBLICATION everything FOR ALL TABLES});

# what is published must exist there first, as for every publication
$subscriber->safe_psql($db, q{
	CREATE EXTENSION migrate;
	CREATE TABLE one (i int PRIMARY KEY);
	CREATE TABLE two (i int PRIMARY KEY)});
my $connection = $publisher->connstr . " dbname=$db";
$subscriber->safe_psql($db,
	"CREATE SUBSCRIPTION sub CONNECTION '$connection' PUBLICATION everything");

sub caught_up
{
	$subscriber->poll_query_until($db,
		q{SELECT count(*) = 0 FROM pg_subscription_rel WHERE srsubstate NOT IN ('r', 's')})
	  or die 'no initial copy';
	$publisher->wait_for_catchup('sub');
}

sub same_registry
{
	my ($name) = @_;

	is_text(registry($subscriber, $db), registry($publisher, $db), "$name: the same rows");
	is_text(
		$subscriber->safe_psql($db, 'SELECT * FROM migrate.history(); SELECT * FROM migrate.current()'),
		$publisher->safe_psql($db, 'SELECT * FROM migrate.history(); SELECT * FROM migrate.current()'),
		"$name: the same to look at");
	# but for the schema, which is not replicated
	is($subscriber->safe_psql($db, q{SELECT problem, revision FROM migrate.check() WHERE revision IS NOT NULL}),
		$publisher->safe_psql($db, q{SELECT problem, revision FROM migrate.check() WHERE revision IS NOT NULL}),
		"$name: the same to check");
	is($subscriber->safe_psql($db, q{SELECT DISTINCT problem FROM migrate.check() WHERE revision IS NULL}),
		'schema has drifted', "$name: a subscription is no part of it");
}

caught_up();
same_registry('copied');
is($subscriber->safe_psql($db, 'SELECT revision FROM migrate.current()'), 'r2', 'the subscriber is at r2');

# the checksum is not published but made there, and is the same
is($subscriber->safe_psql($db, q{
		SELECT count(*) FROM migrate.revisions
		WHERE checksum = migrate.checksum(revision, down_revisions, depends_on, branch_labels, up, down, verify, transactional)}),
	3, 'the subscriber computes checksums');

# and on it goes: steps down and up, a new revision, an edit, a removal
$publisher->safe_psql($db, q{
	SELECT migrate.downgrade('r1');
	SELECT migrate.edit('r3', up => 'CREATE TABLE three (i int)');
	SELECT migrate.revision('four', 'SELECT 4', 'SELECT 4', rev_id => 'r4');
	SELECT migrate.revision('five', rev_id => 'r5');
	SELECT migrate.remove('r5')});
caught_up();
same_registry('down');
is($subscriber->safe_psql($db, 'SELECT revision FROM migrate.current()'), 'r1', 'the subscriber follows down');

$publisher->safe_psql($db, q{SELECT migrate.upgrade('r2')});
caught_up();
same_registry('up again');

# A subscriber that takes over goes on: its tables are as far as the registry
# says. Sequences are not replicated: it sets the log's, as for every table.
$subscriber->safe_psql($db, q{
	DROP SUBSCRIPTION sub;
	SELECT setval('migrate.log_id_seq', (SELECT max(id) FROM migrate.log))});
is($subscriber->safe_psql($db, q{
		SELECT revision FROM migrate.upgrade();
		SELECT revision FROM migrate.downgrade('base')}),
	"r3\nr4\nrep\nr4\nr3\nr2\nr1", 'a subscriber that takes over goes on');
is($subscriber->safe_psql($db, q{SELECT count(*) = max(id) FROM migrate.log}), 't', 'with the log');

$publisher->stop;
$subscriber->stop;
done_testing();
