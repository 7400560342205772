# Reading schemas and comparing them where the server has little to give:
# locks, connections, workers, temporary files, time.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::RealBin/../perl";
use MigrateTest;
use Test::More;

my $node = start_node('main', 'fsync = off', 'max_locks_per_transaction = 10', 'max_connections = 6',
	'superuser_reserved_connections = 1', 'max_worker_processes = 3', 'max_parallel_workers = 0',
	'max_logical_replication_workers = 0', 'autovacuum = off');

$node->safe_psql('postgres', 'CREATE ROLE app LOGIN');
$node->safe_psql('postgres', 'CREATE DATABASE live OWNER app');
$node->safe_psql('live', q{CREATE EXTENSION migrate; SELECT migrate.grant_role('app', 'viewer')});

# SQL that counts the differences from a text, and takes a while
my $diff = q{SELECT count(*) FROM migrate.diff('CREATE TABLE t (); SELECT pg_sleep(0.1)')};

# What the owner of the database gets, or the error; "first" is run before,
# by whoever connects.
sub diff_as_app
{
	my ($first, %how) = @_;
	my ($status, $out, $err) = $node->psql('live', "$first; $diff",
		extra_params => [ '-q', '-v', 'VERBOSITY=verbose', '-U', $how{as} // 'app' ]);

	return $status == 0 ? $out : $err;
}

# A lock table with room for less than what a hundred views read

my $tables = join(';', map { "CREATE TABLE t$_ (id int PRIMARY KEY, a text DEFAULT 'x')" } 1 .. 800);
my $views = join(';', map {
		my $first = $_ * 20;
		"CREATE VIEW v$_ AS SELECT " . join(', ', map { "(SELECT max(id) FROM t$_) AS c$_" } $first + 1 .. $first + 20) } 0 .. 39);
$node->safe_psql('postgres', 'CREATE DATABASE many');
$node->safe_psql('many', "CREATE EXTENSION migrate; $tables; $views; SELECT * FROM migrate.stamp('current'); DROP VIEW v3");
is($node->safe_psql('many', 'SELECT statement FROM migrate.drift()'), 'DROP VIEW public.v3', 'definitions are read a few at a time');

# Time

like(diff_as_app(q{SET statement_timeout = '300ms'; SELECT * FROM migrate.diff('SELECT pg_sleep(600)')}),
	qr/^psql:<stdin>:1: ERROR:  57014: canceling statement due to statement timeout$/m, 'statement_timeout');
is(diff_as_app(q{SET lock_timeout = 1; SET idle_in_transaction_session_timeout = 1; BEGIN}), 1,
	'lock_timeout and idle_in_transaction_session_timeout are no matter');

# A cancel while it waits for a lock

my $locker = client($node, 'many', 'BEGIN; LOCK TABLE t1; SELECT pg_sleep(600)');
$node->poll_query_until('many', q{SELECT EXISTS (SELECT FROM pg_stat_activity WHERE wait_event = 'PgSleep')}) or die 'it is not locked';
my ($status, $out, $err) = $node->psql('many', q{SET statement_timeout = '500ms'; SELECT migrate.fingerprint()});
is($err =~ s/^psql:<stdin>:1: //r, "ERROR:  canceling statement due to statement timeout\nCONTEXT:  reading the schema", 'a cancel tells no page of SQL');
($status, $out, $err) = $node->psql('many', q{SET migrate.wait_timeout = '10ms'; SELECT migrate.fingerprint()});
like($err, qr/DETAIL:  Process \d+ of role "postgres" \(client\) holds a lock on public\.t1, in a transaction that began at .*\nHINT:  .* SET migrate\.wait_timeout/,
	'who holds the lock is told');
$node->safe_psql('postgres', q{SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'client'});
finish($locker);

# Connections: workers take none

for my $what ('ROLE app', 'DATABASE live')
{
	for my $limit (0, 1)
	{
		$node->safe_psql('postgres', "ALTER $what CONNECTION LIMIT $limit");
		is(diff_as_app('SET SESSION AUTHORIZATION app', as => 'postgres'), 1, "$what with CONNECTION LIMIT $limit");
	}
	$node->safe_psql('postgres', "ALTER $what CONNECTION LIMIT -1");
}
is(diff_as_app(q{CREATE FUNCTION pg_temp.dblink_connect(name text, target text) RETURNS text LANGUAGE c AS '$libdir/dblink';
			DO $$
			DECLARE
				target text := format('host=%L port=%s user=postgres dbname=live', current_setting('unix_socket_directories'), current_setting('port'));
			BEGIN
				FOR n IN 1 .. 100 LOOP
					PERFORM pg_temp.dblink_connect('client' || n, target);
				END LOOP;
				RAISE 'there is room for a hundred';
			EXCEPTION WHEN sqlclient_unable_to_establish_sqlconnection THEN NULL;
			END $$;
			SET SESSION AUTHORIZATION app}, as => 'postgres'), 1, 'all connections are taken');
$node->poll_query_until('postgres', q{SELECT count(*) = 1 FROM pg_stat_activity WHERE backend_type = 'client backend'}) or die 'a client stays';

# Workers

my $client = client($node, 'live', q{SELECT * FROM migrate.diff('SELECT pg_sleep(600)')});
$node->poll_query_until('postgres', q{SELECT EXISTS (SELECT FROM pg_stat_activity WHERE wait_event = 'PgSleep')}) or die 'it does not run';
like(diff_as_app(''), qr/^psql:<stdin>:1: ERROR:  53400: no background worker is free$/m, 'all workers are taken');
$node->safe_psql('postgres', q{SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'client'});
finish($client);

# Temporary files

$node->safe_psql('postgres', 'ALTER ROLE app SET temp_file_limit = 0; ALTER ROLE app SET work_mem = 64');
is(diff_as_app(''), 1, 'no temporary files');

$node->poll_query_until('postgres', q{SELECT count(*) = 0 FROM pg_stat_activity WHERE backend_type = 'migrate worker'}) or die 'a worker stays';
is($node->safe_psql('postgres', q{SELECT datname FROM pg_database WHERE datname LIKE 'migrate%';
		SELECT locktype FROM pg_locks WHERE locktype = 'advisory'}), '', 'nothing is left');

$node->stop;
done_testing();
