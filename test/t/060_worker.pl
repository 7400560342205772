# Statements at top level in a background worker: what comes back, as whom they
# run, and that nothing is left of a worker, however its caller ends.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::RealBin/../perl";
use MigrateTest;
use PostgreSQL::Test::Utils;
use Test::More;

my $build = build_module('worker');
my $node = start_node('main', "dynamic_library_path = '$build:\$libdir'", 'restart_after_crash = on',
	'autovacuum = off', 'log_statement = none', 'max_worker_processes = 4', 'max_logical_replication_workers = 0',
	'max_parallel_workers = 0', "deadlock_timeout = '100ms'");
my $db = 'postgres';

$node->safe_psql($db, q{
	CREATE FUNCTION worker_check_run(statements text[], together boolean DEFAULT false) RETURNS SETOF text
		LANGUAGE c STRICT AS 'worker_check';
	CREATE FUNCTION worker_check_two(text, text) RETURNS SETOF text LANGUAGE c STRICT AS 'worker_check';
	CREATE ROLE app_owner NOLOGIN;
	CREATE ROLE app_login LOGIN IN ROLE app_owner});

# Run statements in one worker, after others in the session.
sub run
{
	my ($statements, %how) = @_;
	my ($status, $out, $err) = $node->psql($db,
		($how{first} // '') . ';SELECT * FROM worker_check_run(ARRAY['
		  . join(', ', map { my $s = $_; $s =~ s/'/''/g; "'$s'" } @$statements)
		  . ']::text[], ' . ($how{together} ? 'true' : 'false') . ')',
		extra_params => [ '-q', '-v', 'VERBOSITY=verbose', '-U', $how{as} // 'postgres' ]);
	$err =~ s/^psql:<stdin>:\d+: //mg;
	return wantarray ? ($out, $err) : $out;
}

sub workers
{
	return $node->safe_psql($db, q{SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'migrate worker'});
}

sub no_worker
{
	my ($name) = @_;

	is(workers(), 0, "$name: no worker is left");
	return;
}

# What comes back

is(scalar run([ q{SELECT 1 AS a, NULL AS b, 'x y' AS "C d"}, 'SELECT', 'VALUES (1), (2)' ]),
	"a=1 b=(null) C d=x y\n\ncolumn1=1\ncolumn1=2", 'rows');
is(scalar run([ q{SET work_mem = '123kB'}, 'SHOW work_mem' ]), 'work_mem=123kB',
	'settings live on from statement to statement');
is(scalar run([ 'SHOW search_path', 'SHOW statement_timeout', 'SHOW lock_timeout' ],
		first => q{SET search_path = public; SET statement_timeout = '1h'; SET lock_timeout = '1h'}),
	"search_path=\"\$user\", public\nstatement_timeout=0\nlock_timeout=1h",
	'of the caller\'s settings only the lock timeout is there');
is(scalar run([ map { "SELECT $_ AS n" } 1 .. 300 ], together => 1), join("\n", map { "n=$_" } 1 .. 300),
	'many at once');
is($node->safe_psql($db, q{SELECT length(r) FROM worker_check_run(ARRAY['SELECT ''' || repeat('x', 20000000) || ''' AS r']) AS r}),
	20000002, 'a large statement and a large row pass');

my ($out, $err) = run([ q{DO $$BEGIN RAISE NOTICE 'hello' USING DETAIL = 'some', HINT = 'more'; END$$} ]);
like($err, qr/^NOTICE:  00000: hello\nDETAIL:  some\nHINT:  more$/m, 'a notice comes through');
($out, $err) = run([ 'CREATE TABLE one (i int)', q{INSERT INTO one VALUES (1)},
		q{DO $$BEGIN RAISE EXCEPTION 'no' USING ERRCODE = 'XY123', DETAIL = 'some', HINT = 'more', TABLE = 'one'; END$$},
		q{INSERT INTO one VALUES (2)} ], together => 1);
like($err, qr/^ERROR:  XY123: no\nDETAIL:  some\nHINT:  more\nCONTEXT:  PL\/pgSQL .*\nTABLE NAME:  one$/m, 'so does an error');
is($node->safe_psql($db, 'SELECT * FROM one'), 1, 'what ran before it is committed, what was sent after it has not run');
$node->safe_psql($db, q{CREATE DATABASE utf8 TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'});
is($node->safe_psql('utf8', q{
		CREATE FUNCTION worker_check_run(text[], boolean) RETURNS SETOF text LANGUAGE c STRICT AS 'worker_check';
		SELECT r = U&'a=na\00efve' FROM worker_check_run(
			ARRAY['SET client_encoding = ''LATIN1''', U&'SELECT ''na\00efve'' AS a'], false) AS r}),
	't', 'whatever encoding a statement sets');

is(scalar run([ 'VACUUM one', q{CREATE TYPE mood AS ENUM ('a')}, q{ALTER TYPE mood ADD VALUE 'b'}, q{SELECT 'b'::mood AS m},
			q{CREATE PROCEDURE two() LANGUAGE plpgsql AS $$BEGIN INSERT INTO one VALUES (3); COMMIT; INSERT INTO one VALUES (4); ROLLBACK; END$$},
			'CALL two()', 'SELECT sum(i) FROM one' ], together => 1),
	"m=b\nsum=4", 'statements run at top level');
for my $bad ([ 'COMMIT', '0A000: COMMIT cannot run' ], [ 'COPY one FROM STDIN', '0A000: COPY cannot run' ],
	[ 'SELECT 1; SELECT 2', '42601: a background worker runs one' ])
{
	($out, $err) = run([ $bad->[0] ]);
	like($err, qr/^ERROR:  $bad->[1]/m, "refused: $bad->[0]");
}
is($node->safe_psql($db, q{SELECT * FROM worker_check_two('SELECT pg_sleep(0.2)::text, 1 AS a', 'SELECT 2 AS a')}),
	"a=2\npg_sleep= a=1", 'two workers at the same time');
no_worker('success and errors');

# A worker sees only what is committed, and does not wait for its caller

($out, $err) = run([ 'CREATE INDEX CONCURRENTLY ON one (i)' ]);
like($err, qr/^ERROR:  40P01: deadlock detected\nDETAIL:  Process \d+ waits for its background worker \(test\)/m,
	'a worker that waits for its caller is a deadlock');
($out, $err) = run([ 'SELECT * FROM one' ], first => 'BEGIN; LOCK TABLE one');
like($err, qr/^ERROR:  40P01: deadlock detected/m, 'likewise at a lock');
no_worker('deadlock');
$node->safe_psql($db, 'DROP INDEX one_i_idx');

# As whom

my $who = 'SELECT current_user AS c, session_user AS s';
is(scalar run([ $who ], as => 'app_login'), 'c=app_login s=app_login', 'as the login role');
is(scalar run([ $who, 'RESET ROLE', $who ], as => 'app_login', first => 'SET ROLE app_owner'),
	"c=app_owner s=app_login\nc=app_login s=app_login", 'as a role without LOGIN, by SET ROLE');
is(scalar run([ $who ], first => 'SET SESSION AUTHORIZATION app_login; SET ROLE app_owner'),
	'c=app_owner s=app_login', 'by SET SESSION AUTHORIZATION');
$node->safe_psql($db, q{
	CREATE FUNCTION definer() RETURNS SETOF text SECURITY DEFINER LANGUAGE sql AS
		$$SELECT worker_check_run('{SELECT current_user AS c}')$$});
my ($status, $stdout, $stderr) = $node->psql($db, 'SELECT definer()', extra_params => [ '-U', 'app_login' ]);
like($stderr, qr/cannot start a background worker as role "postgres"/, 'not as the owner of a SECURITY DEFINER function');
is($node->safe_psql($db, 'SELECT definer()'), 'c=postgres', 'unless the caller is that');
($out, $err) = run([ $who ], as => 'app_login',
	first => qq{\\! psql -X -q -d "@{[$node->connstr($db)]} user=postgres" -c 'ALTER ROLE app_login NOLOGIN'\n});
like($err, qr/^ERROR:  28000: role "app_login" is not permitted to log in/m, 'a role that may not log in any more');
$node->safe_psql($db, "ALTER ROLE app_login LOGIN; REVOKE CONNECT ON DATABASE $db FROM PUBLIC; GRANT CONNECT ON DATABASE $db TO app_login");
($out, $err) = run([ $who ], as => 'app_login',
	first => qq{\\! psql -X -q -d "@{[$node->connstr($db)]} user=postgres" -c 'REVOKE CONNECT ON DATABASE $db FROM app_login'\n});
like($err, qr/^ERROR:  42501: permission denied for database "$db"/m, 'or connect');
$node->safe_psql($db, "GRANT CONNECT ON DATABASE $db TO PUBLIC; ALTER ROLE app_login SET role = 'app_owner'");
is(scalar run([ $who ], as => 'app_login', first => 'RESET ALL; SET ROLE NONE'), 'c=app_login s=app_login',
	'whatever role is the default');
no_worker('roles');

# Its end, when the caller's comes first

my $sleep = q{SELECT worker_check_run('{SELECT pg_sleep(600)}')};
my $sleeping = q{backend_type = 'migrate worker' AND wait_event = 'PgSleep'};

($status, $stdout, $stderr) = $node->psql($db, "SET statement_timeout = '300ms'; $sleep");
like($stderr, qr/statement timeout/, 'statement_timeout');
no_worker('statement_timeout');
for my $how (qw(cancel terminate))
{
	my $client = client($node, $db, $sleep);
	my $worker = wait_for($node, $db, $sleeping);
	like($node->safe_psql($db, "SELECT application_name FROM pg_stat_activity WHERE pid = $worker"),
		qr/^migrate for PID \d+: test$/, 'pg_stat_activity says what it is');
	$node->safe_psql($db, "SELECT pg_${how}_backend(pid) FROM pg_stat_activity WHERE application_name = 'client'");
	ok(!finish($client), "pg_${how}_backend() of the caller");
	$node->poll_query_until($db, "SELECT NOT EXISTS (SELECT FROM pg_stat_activity WHERE application_name = 'client')");
	no_worker("pg_${how}_backend() of the caller");

	$client = client($node, $db, $sleep);
	$worker = wait_for($node, $db, $sleeping);
	$node->safe_psql($db, "SELECT pg_${how}_backend($worker)");
	ok(!finish($client), "pg_${how}_backend() of the worker");
	like($client->{err}, $how eq 'cancel' ? qr/57014: canceling/ : qr/57P01: terminating background worker/,
		"pg_${how}_backend() of the worker: the caller is told");
	no_worker("pg_${how}_backend() of the worker");
}
is($node->safe_psql($db, qq{
		DO \$\$ BEGIN
			SET LOCAL statement_timeout = 0;
			PERFORM worker_check_run('{SELECT 1/0}');
		EXCEPTION WHEN division_by_zero THEN
			PERFORM set_config('test.workers', (SELECT count(*) FROM pg_stat_activity
				WHERE backend_type = 'migrate worker')::text, false);
		END \$\$;
		SHOW test.workers}), 0, 'a worker ends with the subtransaction that started it');

# All in use

my @clients = map { client($node, $db, $sleep) } 1 .. 4;
$node->poll_query_until($db, "SELECT count(*) = 4 FROM pg_stat_activity WHERE $sleeping") or die 'no four workers';
($out, $err) = run([ 'SELECT 1' ]);
like($err, qr/^ERROR:  53400: no background worker is free\nDETAIL:  The server runs at most 4, the setting "max_worker_processes"\. Running are: migrate worker \(4\)\.\nHINT:  .*max_worker_processes = 12;/m,
	'no worker is free');
$node->safe_psql($db, q{SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'client'});
finish($_) for @clients;
$node->poll_query_until($db, q{SELECT NOT EXISTS (SELECT FROM pg_stat_activity WHERE application_name = 'client')});
is(scalar run([ 'SELECT 1 AS a' ]), 'a=1', 'one is free again');

# kill -9

my $client = client($node, $db, $sleep);
kill('KILL', wait_for($node, $db, $sleeping));
ok(!finish($client), 'a killed worker takes its caller with it');
$node->poll_query_until($db, 'SELECT true') or die 'the server did not come back';
no_worker('kill');
is(scalar run([ 'SELECT 1 AS a' ]), 'a=1', 'and the server goes on');

$node->stop;
done_testing();
