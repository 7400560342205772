# The scratch database that a schema text is run in: what it is like, that what
# runs there stays there, and that nothing is left of it, whatever happens.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::RealBin/../perl";
use MigrateTest;
use PostgreSQL::Test::Utils;
use Test::More;

my $build = build_module('worker');
my $node = start_node('main', "dynamic_library_path = '$build:\$libdir'", 'restart_after_crash = on',
	'log_statement = none', 'wal_level = replica', 'max_worker_processes = 6', 'max_logical_replication_workers = 1',
	'max_parallel_workers = 0', 'allow_in_place_tablespaces = on', "deadlock_timeout = '100ms'");

# The live database is unlike template0 in all that can differ, and its owner
# is nobody special.
$node->safe_psql('postgres', q{
	CREATE ROLE app_owner NOLOGIN;
	CREATE ROLE app_login LOGIN IN ROLE app_owner;
	CREATE ROLE other;
	CREATE TABLESPACE elsewhere LOCATION ''});
$node->safe_psql('postgres',
	q{CREATE DATABASE live TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C.UTF-8' TABLESPACE elsewhere});
$node->safe_psql('postgres', 'ALTER DATABASE live SET search_path = app, public');
$node->safe_psql('live', q{
	CREATE FUNCTION public.scratch_check(text, text) RETURNS SETOF text LANGUAGE c STRICT AS 'worker_check';
	CREATE FUNCTION public.worker_check_run(text[], boolean) RETURNS SETOF text LANGUAGE c STRICT AS 'worker_check';
	CREATE SCHEMA app AUTHORIZATION app_owner;
	CREATE SCHEMA ext;
	GRANT USAGE ON SCHEMA ext TO app_owner;
	CREATE TABLE app.t (i int);
	REVOKE CREATE ON SCHEMA public FROM PUBLIC});

sub literal
{
	my ($text) = @_;

	return q{'} . $text =~ s/'/''/gr . q{'};
}

# SQL that runs a schema text and then a query in the database it has made
sub call
{
	my ($schema, $query) = @_;

	return 'SELECT * FROM scratch_check(' . literal($schema) . ', ' . literal($query // 'SELECT') . ');';
}

# Run a schema text as the owner of nothing but a schema, by SET ROLE, unless
# told otherwise; return the rows of a query, and what the client is told.
sub scratch
{
	my ($schema, $query, %how) = @_;
	my ($status, $out, $err) = $node->psql($how{db} // 'live',
		($how{first} // 'SET ROLE app_owner;') . call($schema, $query),
		extra_params => [ '-q', '-v', 'VERBOSITY=verbose', '-U', $how{as} // 'app_login' ]);
	$err =~ s/^psql:<stdin>:\d+: //mg;
	$err =~ s/^LOCATION: .*\n?//mg;
	return wantarray ? ($out, $err) : $out;
}

sub super
{
	my ($schema, $query) = @_;

	return scratch($schema, $query, as => 'postgres', first => '');
}

sub databases
{
	return $node->safe_psql('postgres', q{SELECT string_agg(datname, ' ' ORDER BY datname) FROM pg_database
		WHERE datname LIKE 'migrate%'});
}

# Nothing of a scratch database is left, not even what all databases share.
sub nothing_left
{
	my ($name) = @_;

	is($node->safe_psql('postgres', q{
			SELECT datname FROM pg_database WHERE datname ~ '^migrate_scratch_\d+_' AND NOT datallowconn;
			SELECT pid, backend_type FROM pg_stat_activity WHERE backend_type = 'migrate worker';
			SELECT subname FROM pg_subscription;
			SELECT roname FROM pg_replication_origin;
			SELECT classid, objid FROM pg_shdepend WHERE dbid = 0 AND classid IN ('pg_subscription'::regclass, 'pg_database'::regclass)
				AND objid NOT IN (SELECT oid FROM pg_database);
			SELECT objoid FROM pg_shdescription WHERE classoid = 'pg_database'::regclass AND objoid NOT IN (SELECT oid FROM pg_database);
			SELECT locktype, pid FROM pg_locks WHERE locktype = 'advisory'}),
		'', "$name: nothing is left");
	return;
}

# What it is like

my $alike = q{SELECT jsonb_object_agg(key, value) FROM pg_database AS d, jsonb_each(to_jsonb(d))
	WHERE datname = current_database()
	AND key IN ('encoding', 'datlocprovider', 'datcollate', 'datctype', 'daticulocale', 'datlocale', 'daticurules', 'dattablespace')};

is(scalar scratch('', $alike), $node->safe_psql('live', $alike), 'it is made as the live database is');
is(scalar scratch('CREATE SCHEMA app; CREATE TABLE t (i int)',
		q{SELECT relnamespace::regnamespace, relowner::regrole, datdba::regrole, current_user, session_user
			FROM pg_class, pg_database WHERE relname = 't' AND datname = current_database()}),
	'app|app_owner|app_owner|app_owner|app_login', 'the caller owns it, and the settings of the live one hold');
is(scalar scratch(q{SET ROLE app_login; SET search_path = pg_catalog; SET datestyle = 'SQL'},
		q{SELECT current_user, current_setting('search_path'), current_setting('datestyle')}),
	'app_owner|app, public|ISO, MDY', 'what the text sets ends with it');
SKIP:
{
	my ($status) = $node->psql('postgres',
		q{CREATE DATABASE icu TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C' LOCALE_PROVIDER icu ICU_LOCALE 'de'});
	skip 'the server has no ICU', 1 if $status != 0;
	$node->safe_psql('icu',
		q{CREATE FUNCTION public.scratch_check(text, text) RETURNS SETOF text LANGUAGE c STRICT AS 'worker_check'});
	is(scalar scratch('', $alike, db => 'icu', first => ''), $node->safe_psql('icu', $alike), 'also with ICU');
}

# What runs there

my $everything = q{
\restrict 0aB
CREATE TYPE public.mood AS ENUM ('a');
ALTER TYPE public.mood ADD VALUE 'b';
CREATE TABLE public.t (id int PRIMARY KEY, m public.mood DEFAULT 'b');
CREATE INDEX CONCURRENTLY t_m ON public.t (m);
VACUUM public.t;
CREATE PUBLICATION p FOR ALL TABLES;
CREATE FUNCTION public.f() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN NULL; END';
CREATE EVENT TRIGGER e ON ddl_command_end EXECUTE FUNCTION public.f();
CREATE SUBSCRIPTION s CONNECTION 'host=/nowhere dbname=x' PUBLICATION p;
CREATE SUBSCRIPTION s2 CONNECTION 'host=/nowhere dbname=x' PUBLICATION p WITH (enabled = true, slot_name = 'x');
ALTER SUBSCRIPTION s ENABLE;
ALTER SUBSCRIPTION s ADD PUBLICATION q;
CREATE SUBSCRIPTION gone CONNECTION 'host=/nowhere dbname=x' PUBLICATION p;
DROP SUBSCRIPTION gone;
DO $$BEGIN EXECUTE format('GRANT CONNECT ON DATABASE %I TO other', current_database()); END$$;
\unrestrict 0aB
};
my ($out, $err) = super($everything, q{SELECT string_agg(subname || subenabled || subslotname, ' ' ORDER BY subname),
	(SELECT count(*) FROM pg_publication), (SELECT indisvalid FROM pg_index WHERE indexrelid = 'public.t_m'::regclass),
	(SELECT count(*) FROM pg_event_trigger) FROM pg_subscription});
is($out, 'sfalses s2falsex|1|t|1', 'everything that has to run at top level, and subscriptions');
is($err, '', 'of which nobody is told that they do not connect');
is(scalar scratch('BEGIN; SET LOCAL search_path = pg_temp; CREATE TABLE t (); LOCK TABLE t; COMMIT',
		q{SELECT relpersistence FROM pg_class WHERE relname = 't'}), 't', 'a text in BEGIN and COMMIT');
my $locker = client($node, 'live', 'BEGIN; LOCK TABLE app.t; SELECT pg_sleep(600)');
wait_for($node, 'live', q{wait_event = 'PgSleep'});
is(scalar scratch('CREATE TABLE public.t (i int)', 'SELECT count(*) FROM public.t'), 0, 'the live tables may be locked');
$node->safe_psql('live', q{SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event = 'PgSleep'});
finish($locker);
nothing_left('success');

# What does not run

for my $case (
	[ "SELECT 1;\nBEGIN;", 'MG023: BEGIN', 'statement 2 at line 2' ],
	[ "SELECT 1;\n\nCOMMIT", 'MG023: COMMIT', 'statement 2 at line 3' ],
	[ "SELECT 1;\n\\connect x\n", 'MG023: psql meta-command "\\connect"', 'statement 2 at line 2' ],
	[ "CREATE TABLE t (i int);\nCOPY t FROM STDIN;\n1\n\\.\n", 'MG023: COPY FROM STDIN', 'statement 2 at line 2' ],
	[ "\\restrict 1\n\nSELECT (\n", '42601: syntax error', 'statement 1 at line 3' ],
	[ "\\restrict 1\n\nSELECT 'x\n", '42601: unterminated', 'statement 1 at line 3' ],
	map { [ $_->[0], "MG023: $_->[1]", 'statement 1 at line 1' ] } (
		[ 'CREATE ROLE r', 'CREATE ROLE' ], [ 'ALTER ROLE other SET work_mem = 1', 'ALTER ROLE' ],
		[ 'DROP ROLE other', 'DROP ROLE' ], [ 'ALTER ROLE other RENAME TO r', 'ALTER ROLE' ],
		[ 'GRANT app_owner TO other', 'GRANT ROLE' ], [ 'CREATE DATABASE d', 'CREATE DATABASE' ],
		[ 'ALTER DATABASE live SET work_mem = 1', 'ALTER DATABASE' ], [ 'DROP DATABASE live', 'DROP DATABASE' ],
		[ 'ALTER DATABASE live OWNER TO other', 'ALTER DATABASE' ],
		[ 'GRANT CREATE ON DATABASE live TO other', 'GRANT ON DATABASE' ],
		[ 'COMMENT ON DATABASE live IS NULL', 'COMMENT ON DATABASE' ],
		[ 'COMMENT ON ROLE other IS NULL', 'COMMENT ON ROLE' ],
		[ 'SECURITY LABEL ON ROLE other IS NULL', 'SECURITY LABEL ON ROLE' ],
		[ 'GRANT SET ON PARAMETER work_mem TO other', 'GRANT ON PARAMETER' ],
		[ q{CREATE TABLESPACE x LOCATION ''}, 'CREATE TABLESPACE' ], [ 'DROP TABLESPACE elsewhere', 'DROP TABLESPACE' ],
		[ 'ALTER SYSTEM SET work_mem = 1', 'ALTER SYSTEM' ], [ 'DROP OWNED BY other', 'DROP OWNED' ],
		[ 'REASSIGN OWNED BY other TO app_owner', 'REASSIGN OWNED' ], [ 'CHECKPOINT', 'CHECKPOINT' ],
		[ 'ALTER SUBSCRIPTION s REFRESH PUBLICATION', 'ALTER SUBSCRIPTION ... REFRESH' ],
		[ q{PREPARE TRANSACTION 'x'}, 'PREPARE TRANSACTION' ], [ q{ROLLBACK PREPARED 'x'}, 'ROLLBACK PREPARED' ]))
{
	my ($schema, $error, $place) = @$case;

	($out, $err) = super($schema);
	like($err, qr/^ERROR:  \Q$error\E.*CONTEXT:  schema, \Q$place\E$/ms, "refused: $schema");
}
for my $statement ('CREATE ROLE planted', 'ALTER DATABASE live SET work_mem = 64')
{
	($out, $err) = super("SELECT 1;\nDO \$\$BEGIN EXECUTE '$statement'; END\$\$");
	like($err, qr/^ERROR:  MG023: .*schema, statement 2 at line 2$/ms, "refused in a DO block: $statement");
}
is($node->safe_psql('postgres', q{SELECT count(*) FROM pg_roles WHERE rolname = 'planted'}), 0, 'no role is made');
($out, $err) = scratch("CREATE TABLE public.a (i int);\n\nCREATE TABLE public.b (\n  i nosuch)");
like($err, qr/^ERROR:  42704: type "nosuch" does not exist\nLINE 2:   i nosuch\)\n +\^\nQUERY:  CREATE.*CONTEXT:  schema, statement 2 at line 3$/ms,
	'an error says where');
($out, $err) = scratch('SELECT * FROM app.t');
like($err, qr/^ERROR:  42P01:/m, 'what the live database has is not there');
($out, $err) = scratch('CREATE SUBSCRIPTION s CONNECTION \'host=/nowhere\' PUBLICATION p');
like($err, qr/^ERROR:  42501: /m, 'nobody can do there what he could not do here');
($out, $err) = scratch('', 'SELECT', first => 'BEGIN READ ONLY;');
like($err, qr/^ERROR:  25006: cannot execute scratch_check\(\) in a read-only transaction/m, 'not in a read-only transaction');
($out, $err) = scratch('CREATE TABLE public.t (); ALTER TABLE public.t OWNER TO other', 'SELECT', as => 'postgres',
	first => 'BEGIN; DROP ROLE other;');
like($err, qr/^ERROR:  40P01: deadlock detected/m, 'what waits for its own caller is a deadlock');
nothing_left('errors');

# Extensions

$node->safe_psql('live', q{
	CREATE EXTENSION hstore SCHEMA ext;
	CREATE EXTENSION citext SCHEMA app;
	CREATE EXTENSION cube SCHEMA public VERSION '1.4';
	CREATE EXTENSION earthdistance SCHEMA public;
	CREATE EXTENSION migrate;
	REVOKE ALL ON FUNCTION ext.akeys(ext.hstore) FROM PUBLIC;
	GRANT EXECUTE ON FUNCTION ext.akeys(ext.hstore) TO app_owner});
my $extensions = q{SELECT extname, extversion, nspname, nspowner::regrole, obj_description(e.oid, 'pg_extension')
	FROM pg_extension AS e JOIN pg_namespace AS n ON n.oid = extnamespace
	WHERE extname NOT IN ('plpgsql', 'migrate') ORDER BY 1};

is(scalar scratch('CREATE TABLE t (a citext, b ext.hstore, c earth)', $extensions), $node->safe_psql('live', $extensions),
	'a text without CREATE EXTENSION has those of the live database');
is(scalar scratch('', q{SELECT has_function_privilege('other', 'ext.akeys(ext.hstore)', 'EXECUTE'),
		has_function_privilege('app_owner', 'ext.akeys(ext.hstore)', 'EXECUTE')}), 'f|t', 'and their privileges');
is(scalar scratch('', q{SELECT count(*) FROM pg_extension WHERE extname = 'migrate'}), 0, 'but for this one');
is(scalar scratch(q{
		CREATE SCHEMA app;
		CREATE EXTENSION IF NOT EXISTS hstore WITH SCHEMA app;
		COMMENT ON EXTENSION hstore IS 'pairs';
		CREATE EXTENSION earthdistance CASCADE;
		CREATE EXTENSION pg_trgm SCHEMA public;
		CREATE TABLE t (a hstore, b earth);
		ALTER SCHEMA app RENAME TO app2}, q{SELECT extname, extnamespace::regnamespace FROM pg_extension WHERE extname <> 'plpgsql' ORDER BY 1}),
	"cube|public\nearthdistance|public\nhstore|app2\npg_trgm|public",
	'else those that it names, and what the live one lacks with the caller\'s rights');
is(scalar scratch(q{CREATE EXTENSION hstore; COMMENT ON EXTENSION hstore IS 'pairs'}, $extensions),
	'hstore|1.8|ext|postgres|pairs', 'where the text does not say, as the live one has it');
is(scalar scratch(q{CREATE SCHEMA s AUTHORIZATION app_owner; CREATE EXTENSION cube SCHEMA s VERSION '1.5'}, $extensions =~ s/, obj_description.*\)//r),
	'cube|1.5|s|app_owner', 'version and schema by the text');
is(scalar scratch(q{CREATE EXTENSION IF NOT EXISTS plpgsql WITH SCHEMA pg_catalog; COMMENT ON EXTENSION plpgsql IS 'x'},
		q{SELECT obj_description(oid, 'pg_extension') FROM pg_extension}), 'x', 'what old dumps say of PL/pgSQL');
for my $case (
	[ "SELECT 1;\nCREATE EXTENSION cube VERSION '9.9'", '22023: extension "cube" has no installation script', 'statement 2 at line 2' ],
	[ 'CREATE EXTENSION cube SCHEMA nowhere', '3F000: schema "nowhere" does not exist', 'statement 1 at line 1' ],
	[ 'CREATE EXTENSION cube; CREATE EXTENSION cube', '42710: extension "cube" already exists', 'statement 2 at line 1' ],
	[ 'CREATE EXTENSION pageinspect', '42501: permission denied', 'statement 1 at line 1' ],
	[ 'CREATE SCHEMA s AUTHORIZATION other; CREATE EXTENSION cube SCHEMA s', '42501: must be', 'statement 1 at line 1' ],
	[ 'CREATE SCHEMA s CREATE TABLE t (); CREATE EXTENSION cube SCHEMA s', 'MG023: CREATE SCHEMA of "s"', 'statement 1 at line 1' ])
{
	my ($schema, $error, $place) = @$case;

	($out, $err) = scratch($schema);
	like($err, qr/^ERROR:  \Q$error\E.*CONTEXT:  schema, \Q$place\E$/ms, "refused: $schema");
}
# as one that can only be in the database that it is in
$node->safe_psql('live', q{UPDATE pg_extension SET extversion = '0' WHERE extname = 'hstore'});
is(scalar scratch(q{CREATE EXTENSION hstore; COMMENT ON EXTENSION hstore IS 'x'}, q{SELECT count(*) FROM pg_extension}),
	qq{1\nmissing: hstore, named, extension "hstore" has no installation script nor update path for version "0"},
	'one that cannot be anywhere else is reported');
($out, $err) = scratch('CREATE TABLE public.t (i ext.hstore)');
like($err, qr/^ERROR:  42704: type.*\nwithout extension "hstore", which cannot be installed in a scratch database: extension "hstore" has no/ms,
	'and told of if something fails');
$node->safe_psql('live', q{UPDATE pg_extension SET extversion = '1.8' WHERE extname = 'hstore'});
nothing_left('extensions');

# While it is there, and when it ends before its time

my $slow = call("CREATE TABLE public.t (i int); CREATE SUBSCRIPTION s CONNECTION 'host=/nowhere' PUBLICATION p; SELECT pg_sleep(600)");
my $running = q{application_name LIKE 'migrate for PID%: runs a schema text' AND wait_event = 'PgSleep'};

# Run a text that does not end, in a client that is one of us; return both.
sub start_slow
{
	my $client = client($node, 'live', $slow);
	my $runner;

	$node->poll_query_until('postgres', "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE $running)") or die 'it does not run';
	$runner = $node->safe_psql('postgres', "SELECT pid FROM pg_stat_activity WHERE $running");
	return ($client, $runner);
}

sub guard
{
	return $node->safe_psql('postgres',
		q{SELECT pid FROM pg_stat_activity WHERE application_name LIKE '%: guards a scratch database'});
}

sub gone
{
	my ($client, $name, $error) = @_;

	ok(!finish($client), "$name: the call fails");
	like($client->{err}, $error, "$name: with an error");
	$node->poll_query_until('postgres', q{SELECT NOT EXISTS (SELECT FROM pg_stat_activity
		WHERE application_name = 'client' OR backend_type = 'migrate worker')}) or die "$name: somebody stays";
	nothing_left($name);
	return;
}

my ($client, $runner) = start_slow();
my $database = databases();
my ($status, $stdout, $stderr) = $node->psql($database, 'SELECT 1');
like($stderr, qr/not currently accepting connections/, 'not even a superuser can connect');
is(scalar super('CREATE TABLE public.u ()', 'SELECT count(*) FROM public.u'), 0, 'two at the same time');
is(databases(), $database, 'one that is in use is not dropped by the other');
$node->safe_psql('postgres', q{SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE application_name = 'client'});
gone($client, 'cancel', qr/57014/);

($client) = start_slow();
$node->safe_psql('postgres', q{SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'client'});
gone($client, 'pg_terminate_backend() of the caller', qr/57P01|closed the connection/);

($client, $runner) = start_slow();
$node->safe_psql('postgres', "SELECT pg_terminate_backend($runner)");
gone($client, 'pg_terminate_backend() of the runner', qr/57P01: terminating background worker/);

($client) = start_slow();
$node->safe_psql('postgres', 'SELECT pg_terminate_backend(' . guard() . ')');
gone($client, 'pg_terminate_backend() of the guard', qr/57P01: terminating background worker/);

my @busy = map { client($node, 'live', q{SELECT worker_check_run('{SELECT pg_sleep(600)}', false)}) } 1 .. 4;
$node->poll_query_until('postgres', q{SELECT count(*) = 4 FROM pg_stat_activity WHERE backend_type = 'migrate worker' AND wait_event = 'PgSleep'})
  or die 'no four workers';
($out, $err) = super('SELECT 1');
like($err, qr/^ERROR:  53400: no background worker is free/m, 'no worker is free for the text');
$node->safe_psql('postgres', q{SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'client'});
finish($_) for @busy;
$node->poll_query_until('postgres', q{SELECT NOT EXISTS (SELECT FROM pg_stat_activity WHERE application_name = 'client')});
nothing_left('no worker is free');

# Left over

my $mine = 'migrate_scratch_1_0000000000000000';
$node->safe_psql('postgres', "CREATE DATABASE $mine ALLOW_CONNECTIONS false");
$node->safe_psql('postgres', "COMMENT ON DATABASE $mine IS 'my own'");

($client) = start_slow();
kill('KILL', guard());
finish($client);
$node->poll_query_until('postgres', 'SELECT true') or die 'the server did not come back';
like(databases(), qr/^migrate_scratch_\d+_[0-9a-f]{16} migrate_scratch_\d+_[0-9a-f]{16}$/, 'a killed guard leaves its database');
is(scalar super('', 'SELECT 1'), 1, 'the next call drops it');
is(databases(), $mine, 'and no other');
$node->safe_psql('postgres', "ALTER DATABASE $mine ALLOW_CONNECTIONS true");
nothing_left('a killed guard');

($client) = start_slow();
$node->stop('immediate');
finish($client);
$node->start;
like(databases(), qr/ /, 'so does an immediate stop');
$node->safe_psql('postgres', q{CREATE FUNCTION scratch_check(text, text) RETURNS SETOF text LANGUAGE c STRICT AS 'worker_check'});
is($node->safe_psql('postgres', call('', 'SELECT 1')), 1, 'a call in another database drops it');
is(databases(), $mine, 'and no other');
nothing_left('an immediate stop');

# A fast stop waits for it.
($client) = start_slow();
$node->stop('fast');
finish($client);
$node->start;
is(databases(), $mine, 'a fast stop leaves none');
nothing_left('a fast stop');

# On a standby
$node->stop;
$node->append_conf('standby.signal', '');
$node->start;
($out, $err) = super('');
like($err, qr/^ERROR:  25006: cannot execute scratch_check\(\) during recovery/m, 'not on a standby');

$node->stop;
unlike(slurp_file($node->logfile), qr/could not connect to the publisher|logical replication apply worker|TRAP:|was terminated by signal 11/, 'no subscription has tried to connect');
done_testing();
