# The client goes away in the middle of a run: what the server has begun is
# rolled back, or, where nobody told it, done to the end; never by half.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::RealBin/../perl";
use MigrateTest;
use PostgreSQL::Test::Utils;
use Test::More;

my $db = 'postgres';
my $node = start_node('main', 'fsync = off');

$node->safe_psql($db, q{
	CREATE EXTENSION migrate;
	SELECT migrate.revision('one', 'CREATE TABLE one ()', 'DROP TABLE one', rev_id => 'r1');
	SELECT migrate.revision('two', 'SELECT pg_advisory_xact_lock(1); CREATE TABLE two ()', 'DROP TABLE two', rev_id => 'r2')});

my $before = state($node, $db);

# Let a client run SQL as far as the gate, then kill the client.
sub run_and_vanish
{
	my ($sql) = @_;
	my $gate = client($node, $db, 'SELECT pg_advisory_lock(1), pg_sleep(600)');
	my $gatekeeper = wait_for($node, $db, "wait_event = 'PgSleep'");
	my $client = client($node, $db, $sql);
	my $pid = wait_for($node, $db, "wait_event = 'advisory'");

	$client->{run}->signal('KILL');
	eval { finish($client) };
	return ($gate, $gatekeeper, $pid);
}

sub wait_for_end
{
	my ($pid) = @_;

	$node->poll_query_until($db, "SELECT count(*) = 0 FROM pg_stat_activity WHERE pid = $pid")
	  or die "process $pid goes on";
}

sub open_gate
{
	my ($gate, $gatekeeper) = @_;

	$node->safe_psql($db, "SELECT pg_terminate_backend($gatekeeper)");
	finish($gate);
	wait_for_end($gatekeeper);
}

# the server looks after its client
my ($gate, $gatekeeper, $pid) =
  run_and_vanish(q{SET client_connection_check_interval = '50ms'; SELECT migrate.upgrade()});
wait_for_end($pid);
open_gate($gate, $gatekeeper);
same_state(state($node, $db), $before, 'client_connection_check_interval');
is(locks($node), 0, 'client_connection_check_interval: no lock is left');

# an administrator ends it
($gate, $gatekeeper, $pid) = run_and_vanish('SELECT migrate.upgrade()');
$node->safe_psql($db, "SELECT pg_terminate_backend($pid)");
wait_for_end($pid);
open_gate($gate, $gatekeeper);
same_state(state($node, $db), $before, 'terminated');
is(locks($node), 0, 'terminated: no lock is left');

# nobody does, and the transaction is still the client's to commit
($gate, $gatekeeper, $pid) = run_and_vanish("BEGIN;\nSELECT migrate.upgrade();\nSELECT 1");
open_gate($gate, $gatekeeper);
wait_for_end($pid);
is($node->safe_psql($db, 'SELECT revision FROM migrate.current()'), '', 'a transaction block is rolled back');
same_state(state($node, $db), $before, 'in a transaction block');

# nobody does, but it was to be told of a revision
($gate, $gatekeeper, $pid) = run_and_vanish('SELECT migrate.upgrade()');
open_gate($gate, $gatekeeper);
wait_for_end($pid);
same_state(state($node, $db), $before, 'at the next notice');
is(locks($node), 0, 'at the next notice: no lock is left');

# nobody does, and it wants to be told nothing: the call runs to its end
($gate, $gatekeeper, $pid) = run_and_vanish('SET migrate.verbosity = quiet; SELECT migrate.upgrade()');
open_gate($gate, $gatekeeper);
wait_for_end($pid);
is($node->safe_psql($db, q{SELECT revision FROM migrate.current(); SELECT problem FROM migrate.check();
		SELECT relname FROM pg_class WHERE relname IN ('one', 'two') ORDER BY 1}),
	"r2\none\ntwo", 'a quiet call is done, all of it');
is(locks($node), 0, 'and no lock is left');

$node->stop;
done_testing();
