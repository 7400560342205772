# Who waits for another migration is told for whom, and is left as it was
# however the wait ends.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::RealBin/../perl";
use MigrateTest;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $db = 'postgres';
my $node = start_node('main', 'fsync = off', 'max_prepared_transactions = 2');

# The gate keeps a migration running for as long as the test wants.
$node->safe_psql($db, q{
	CREATE EXTENSION migrate;
	CREATE TABLE gate ();
	CREATE ROLE regress_holder LOGIN;
	CREATE ROLE regress_waiter LOGIN;
	GRANT ALL ON gate TO regress_holder;
	GRANT CREATE ON SCHEMA public TO regress_holder, regress_waiter;
	SELECT migrate.grant_role('regress_holder', 'deployer'), migrate.grant_role('regress_waiter', 'deployer');
	SELECT migrate.revision('one', 'LOCK TABLE gate', '', rev_id => 'r1');
	SELECT migrate.revision('two', 'CREATE TABLE seen AS SELECT current_setting(''lock_timeout'') AS lock_timeout',
		'DROP TABLE seen', rev_id => 'r2')});

my $gate = client($node, $db, 'BEGIN; LOCK TABLE gate; SELECT pg_sleep(600)');
my $gatekeeper = wait_for($node, $db, "wait_event = 'PgSleep'");
my $holder = client($node, $db, q{SELECT migrate.upgrade('r1')}, '-U', 'regress_holder');
my $pid = wait_for($node, $db, "usename = 'regress_holder' AND wait_event_type = 'Lock' AND wait_event = 'relation'");

# One row of a query about locks: the documented key, as SQL spells it.
is($node->safe_psql($db, q{
		SELECT pid, classid, objid, objsubid, mode FROM pg_locks WHERE locktype = 'advisory' AND granted}),
	"$pid|1835496052|0|2|ExclusiveLock", 'the lock has the documented key');

# who waits, and how it ends
my $settings = 'SHOW lock_timeout; SHOW statement_timeout; SHOW search_path';

sub wait_and_end
{
	my ($name, $before, $ender, $error) = @_;
	my $client = client($node, $db, "$before; SELECT 'unreached' FROM migrate.upgrade(); $settings",
		'-v', 'ON_ERROR_STOP=0', '-U', 'regress_waiter');

	if ($ender)
	{
		my $waiter = wait_for($node, $db, "usename = 'regress_waiter' AND wait_event = 'advisory'");
		$node->safe_psql($db, "SELECT $ender($waiter)");
	}
	finish($client);
	like($client->{err}, qr/NOTICE:  00000: waiting for another migration to end\nDETAIL:  Process $pid of role "regress_holder" .*holds it/,
		"$name: the waiter is told for whom");
	like($client->{err}, $error, "$name: and how it ended");
	unlike($client->{out}, qr/unreached/, "$name: nothing ran");
	is($node->safe_psql($db, q{SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'}), 1,
		"$name: only the holder's lock is left");
	return $client->{out};
}

wait_and_end('cancelled', 'SELECT 1', 'pg_cancel_backend',
	qr/ERROR:  57014: canceling statement due to user request/);
wait_and_end('terminated', 'SELECT 1', 'pg_terminate_backend',
	qr/FATAL:  57P01: terminating connection due to administrator command/);
is(wait_and_end('statement_timeout', q{SET statement_timeout = '200ms'; SET lock_timeout = '7s'}, undef,
		qr/ERROR:  57014: canceling statement due to statement timeout/),
	'', 'one statement string ends with its error');
wait_and_end('wait_timeout', q{SET migrate.wait_timeout = '100ms'}, undef,
	qr/ERROR:  MG015: migrate.upgrade\(\) could not start while another migration is at work\nDETAIL:  Process $pid of role "regress_holder"/);

# a session goes on after a wait that failed, its settings as they were
my $session = $node->background_psql($db, on_error_stop => 0);

$session->query(q{SET migrate.wait_timeout = '100ms'; SET lock_timeout = '7s'; SET statement_timeout = '9s'; SET search_path = public});
$session->query('SELECT migrate.upgrade()');
is($session->query($settings), "7s\n9s\npublic", 'settings are as before a wait that failed');

# a superuser sees the holder's application, too
my $waiter = client($node, $db, "SET lock_timeout = '8s'; SELECT revision FROM migrate.upgrade(); $settings");
my $waiting = wait_for($node, $db, "wait_event = 'advisory' AND application_name = 'client'");

is($node->safe_psql($db, "SELECT pg_blocking_pids($waiting)"), "{$pid}", 'the wait is one that PostgreSQL can tell');
is($node->safe_psql($db, q{SELECT revision FROM migrate.pending()}), "r1\nr2", 'others look meanwhile');

# another database is another matter
$node->safe_psql('postgres', 'CREATE DATABASE other');
is($node->safe_psql('other', q{
		CREATE EXTENSION migrate;
		SET migrate.wait_timeout = 0;
		SELECT migrate.revision('here', 'SELECT 1', rev_id => 'h1');
		SELECT revision FROM migrate.upgrade()}),
	"h1\nh1", 'a migration in another database does not wait');

# the holder gets its gate, ends, and the waiter runs what is left
$node->safe_psql($db, "SELECT pg_terminate_backend($gatekeeper)");
finish($gate);
ok(finish($holder), 'the holder ends');
ok(finish($waiter), 'the waiter goes on');
like($waiter->{err},
	qr/NOTICE:  00000: waiting for another migration to end\nDETAIL:  Process $pid of role "regress_holder" \(client\) holds it, in a transaction that began at \d{4}-/,
	'it was told process, role, application and time');
like($waiter->{out}, qr/^r2\n8s\n0\n"\$user", public$/, 'it ran what was left, its settings are as before');
is($node->safe_psql($db, 'SELECT lock_timeout FROM seen'), '8s', 'the script ran with the caller\'s lock_timeout');
$session->quit;

# who shares a lock of that key is not told of itself
$node->safe_psql($db, q{CREATE FUNCTION refused() RETURNS text LANGUAGE plpgsql AS $$
	DECLARE told text;
	BEGIN
		PERFORM migrate.upgrade();
	EXCEPTION WHEN SQLSTATE 'MG015' THEN
		GET STACKED DIAGNOSTICS told = PG_EXCEPTION_DETAIL;
		RETURN told;
	END $$});
my $sharer = client($node, $db, 'SELECT pg_advisory_lock_shared(1835496052, 0), pg_sleep(600)');
my $sharing = wait_for($node, $db, "wait_event = 'PgSleep'");
like($node->safe_psql($db, q{
		SET migrate.wait_timeout = 0;
		SELECT pg_advisory_lock_shared(1835496052, 0);
		SELECT refused()}),
	qr/^\n?Process $sharing of role/m, 'who shares a lock of that key is told of the other');
$node->safe_psql($db, "SELECT pg_terminate_backend($sharing)");
finish($sharer);
$node->poll_query_until($db, q{SELECT count(*) = 0 FROM pg_locks WHERE locktype = 'advisory'});

# A prepared transaction holds the lock without a process, through a restart.
$node->safe_psql($db, q{
	SELECT migrate.downgrade('r1');
	BEGIN;
	SELECT migrate.upgrade();
	PREPARE TRANSACTION 'migration'});
$node->restart;
my ($status, $stdout, $stderr) = $node->psql($db, 'SET migrate.wait_timeout = 0; SELECT migrate.upgrade()',
	extra_params => [ '-v', 'VERBOSITY=verbose' ]);
like($stderr, qr/ERROR:  MG015: .*\nDETAIL:  Prepared transaction "migration" of role "\w+" holds it, prepared at \d{4}-/, 'a prepared transaction is a holder');
$node->safe_psql($db, q{COMMIT PREPARED 'migration'});
is($node->safe_psql($db, 'SELECT revision FROM migrate.upgrade()'), '', 'once committed, there is nothing to do');
is(locks($node), 0, 'and no lock is left');

$node->stop;
done_testing();
