# A backend is killed, or the server stops at once, in the middle of a
# migration: after recovery the database is where it was.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::RealBin/../perl";
use MigrateTest;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = start_node('main', 'restart_after_crash = on', 'autovacuum = off');
my $db = 'postgres';

$node->safe_psql($db, q{
	CREATE EXTENSION migrate;
	SELECT migrate.revision('one', 'CREATE TABLE one (i int PRIMARY KEY)', 'DROP TABLE one', rev_id => 'r1');
	SELECT migrate.revision('two',
		'INSERT INTO one SELECT generate_series(1, 20000);
		 CREATE TABLE two AS SELECT * FROM one;
		 CREATE INDEX ON two (i);
		 CREATE TYPE colour AS ENUM (''red'', ''blue'')',
		'DROP TYPE colour; DROP TABLE two; DELETE FROM one', rev_id => 'r2');
	SELECT migrate.revision('three',
		'ALTER TABLE one ADD COLUMN c colour; SELECT pg_advisory_xact_lock(1); ALTER TABLE two RENAME TO deux',
		'ALTER TABLE deux RENAME TO two; SELECT pg_advisory_xact_lock(1); ALTER TABLE one DROP COLUMN c',
		rev_id => 'r3')});
$node->safe_psql($db, q{SELECT migrate.upgrade('r1')});

# Run a migration until it stands in its last revision, in the middle.
sub halfway
{
	my ($sql) = @_;
	my $gate = client($node, $db, 'SELECT pg_advisory_lock(1), pg_sleep(600)');

	wait_for($node, $db, "wait_event = 'PgSleep'");
	return ($gate, client($node, $db, $sql),
		wait_for($node, $db, "wait_event = 'advisory'"));
}

sub check_intact
{
	my ($before, $name) = @_;

	same_state(state($node, $db), $before, $name);
	is(locks($node), 0, "$name: no lock is left");
}

# kill -9: the server starts anew by itself
my $before = state($node, $db);
my ($gate, $client, $pid) = halfway('SELECT migrate.upgrade()');

is($node->safe_psql($db, q{SELECT revision FROM migrate.current()}), 'r1',
	'nobody else sees the work before it is done');
kill('KILL', $pid);
ok(!finish($client), 'the client of a killed backend fails');
finish($gate);
$node->poll_query_until($db, 'SELECT true') or die 'the server did not come back';
check_intact($before, 'upgrade killed');

# an immediate stop, which is a crash too
($gate, $client) = halfway('SELECT migrate.upgrade()');
$node->stop('immediate');
finish($client);
finish($gate);
$node->start;
check_intact($before, 'server stopped during an upgrade');

# the migration then runs as if nothing had happened
is($node->safe_psql($db, q{SELECT revision FROM migrate.upgrade()}),
	"r2\nr3", 'the upgrade succeeds after recovery');
is($node->safe_psql($db, 'SELECT count(*) FROM deux WHERE i IS NOT NULL'), 20000,
	'with its data');
is($node->safe_psql($db, 'SELECT * FROM migrate.check()'), '', 'check() finds nothing');
is($node->safe_psql($db, 'SELECT count(*) FROM migrate.log'), 3, 'each revision is in the log once');

# and so does a downgrade
$before = state($node, $db);
($gate, $client, $pid) = halfway(q{SELECT migrate.downgrade('base')});
kill('KILL', $pid);
finish($client);
finish($gate);
$node->poll_query_until($db, 'SELECT true') or die 'the server did not come back';
check_intact($before, 'downgrade killed');
is($node->safe_psql($db, q{SELECT revision FROM migrate.downgrade('base')}),
	"r3\nr2\nr1", 'the downgrade succeeds after recovery');
is($node->safe_psql($db, q{SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace}),
	0, 'nothing is left of the schema');

$node->stop;
done_testing();
