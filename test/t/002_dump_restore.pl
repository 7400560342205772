# A dump carries the registry: whoever restores it, in whatever format, every
# row is as it was, the duties are who had them, and migrations go on.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::RealBin/../perl";
use MigrateTest;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = start_node('main', 'fsync = off', 'autovacuum = off');
my $dir = PostgreSQL::Test::Utils::tempdir;
my $superuser = $node->safe_psql('postgres', 'SELECT current_user');

$node->safe_psql('postgres', q{
	CREATE ROLE regress_owner LOGIN;
	CREATE ROLE regress_viewer LOGIN;
	CREATE ROLE regress_author LOGIN;
	CREATE ROLE regress_deployer LOGIN;
	GRANT regress_deployer TO regress_owner});

# Run SQL as a role, return what it answers.
sub as
{
	my ($role, $db, $sql) = @_;

	return $node->safe_psql($db, "SET client_min_messages = warning;\n$sql",
		extra_params => [ '-U', $role ]);
}

sub as_fails
{
	my ($role, $db, $sql, $error, $name) = @_;
	my ($status, $stdout, $stderr) =
	  $node->psql($db, $sql, extra_params => [ '-U', $role ]);

	return like($stderr, $error, $name);
}

# A history with a bit of everything: branches, a dependency, a merge, a
# stamp, a step down, revisions to come, and texts that COPY must escape.
sub make_source
{
	my ($db, $installer) = @_;

	$node->safe_psql('postgres', "CREATE DATABASE $db OWNER regress_owner");
	as($installer, $db, 'CREATE EXTENSION migrate');
	as($installer, $db, "SELECT migrate.grant_role('regress_$_', '$_')")
	  for qw(viewer author deployer);
	as($superuser, $db, 'CREATE SCHEMA app AUTHORIZATION regress_deployer');
	as('regress_author', $db, q{
		SELECT migrate.revision('base: \\ "quoted" äöü', rev_id => 'r1',
			up => E'CREATE TABLE app.one (t text DEFAULT ''a\\\\b'');\r\n-- tab\there\n\n',
			down => E'DROP TABLE app.one;\n', verify => 'SELECT t FROM app.one WHERE false');
		SELECT migrate.revision('left', 'CREATE TABLE app.l ()', 'DROP TABLE app.l', rev_id => 'l1',
			branch_label => 'left');
		SELECT migrate.revision('right', 'CREATE TABLE app.r ()', 'DROP TABLE app.r', rev_id => 'a1',
			head => 'r1', splice => true, branch_label => 'right aright', depends_on => 'left');
		SELECT migrate.merge('l1 a1', rev_id => 'm1');
		SELECT migrate.revision('top', 'CREATE TABLE app.top ()', 'DROP TABLE app.top', rev_id => 't1');
		SELECT migrate.revision('no script yet', rev_id => 'n1');
		SELECT migrate.load(E'-- from a file\n-- migrate:revision rep\n-- migrate:repeatable\n-- migrate:up\nSELECT 1;', 'dir/rep.sql');
		SELECT migrate.load_files('{dir/rep.sql}', ARRAY[convert_to(migrate.dump('rep'), 'UTF8')])});
	as('regress_deployer', $db, q{
		SELECT migrate.upgrade('l1');
		SELECT migrate.stamp('a1');
		SELECT migrate.stamp('rep');
		CREATE TABLE app.r ();
		SELECT migrate.upgrade('t1');
		SELECT migrate.downgrade('m1');
		SELECT migrate.upgrade('t1')});
	return;
}

# What the database says of itself.
my $looks = q{
	SELECT * FROM migrate.current();
	SELECT * FROM migrate.check();
	SELECT * FROM migrate.history();
	SELECT * FROM migrate.show('r1')};

# A role's effective rights on the registry, by whomever they were granted.
my $rights = q{
	SELECT rolname, oid::regprocedure FROM (SELECT rolname FROM pg_roles WHERE rolname ~ '^regress') AS r, pg_proc
	WHERE pronamespace = 'migrate'::regnamespace AND has_function_privilege(rolname, oid, 'EXECUTE')
	ORDER BY rolname, oid::regprocedure::text COLLATE "C";
	SELECT rolname, attrelid::regclass, attname, p
	FROM (SELECT rolname FROM pg_roles WHERE rolname ~ '^regress') AS r, pg_attribute,
		unnest('{SELECT,INSERT,UPDATE}'::text[]) AS p
	WHERE attrelid IN ('migrate.revisions'::regclass, 'migrate.applied'::regclass, 'migrate.log'::regclass, 'migrate.loads'::regclass)
		AND attnum > 0 AND has_column_privilege(rolname, attrelid, attnum, p)
	ORDER BY rolname, attrelid::regclass::text, attnum, p;
	SELECT rolname, c, has_table_privilege(rolname, c, 'DELETE'), has_table_privilege(rolname, c, 'TRIGGER')
	FROM (SELECT rolname FROM pg_roles WHERE rolname ~ '^regress') AS r,
		unnest('{migrate.revisions,migrate.applied,migrate.log,migrate.loads}'::regclass[]) AS c
	ORDER BY 1, 2};

sub run_quietly
{
	my ($name, @command) = @_;
	local %ENV = (%ENV, PGHOST => $node->host, PGPORT => $node->port);
	my ($stdout, $stderr) = ('', '');
	my $ok = IPC::Run::run(\@command, '>', \$stdout, '2>', \$stderr);

	ok($ok, "$name succeeds");
	return is($stderr, '', "$name says nothing");
}

# Formats, as options of pg_dump and the command that restores.
my %formats = (
	plain => [
		[ '-f', "$dir/plain.sql" ],
		[ 'psql', '-XqAt', '-o', "$dir/psql.out", '-v', 'ON_ERROR_STOP=1', '-f', "$dir/plain.sql" ]
	],
	inserts => [
		[ '--inserts', '-f', "$dir/inserts.sql" ],
		[ 'psql', '-XqAt', '-o', "$dir/psql.out", '-v', 'ON_ERROR_STOP=1', '-f', "$dir/inserts.sql" ]
	],
	custom => [
		[ '-Fc', '-f', "$dir/custom.dump" ],
		[ 'pg_restore', '--exit-on-error', "$dir/custom.dump" ]
	],
	parallel => [
		[ '-Fc', '-f', "$dir/parallel.dump" ],
		[ 'pg_restore', '--exit-on-error', '-j', '2', "$dir/parallel.dump" ]
	]);

# Whatever was restored is in use at once, by each duty.
sub check_duties
{
	my ($db, $name) = @_;
	my $before = $node->safe_psql($db, 'SELECT max(id) FROM migrate.log');

	is(as('regress_viewer', $db, 'SELECT revision FROM migrate.current()'),
		't1', "$name: the viewer looks");
	as_fails('regress_viewer', $db, 'SELECT up FROM migrate.revisions',
		qr/permission denied for table revisions/, "$name: but reads no script");
	as_fails('regress_viewer', $db, q{SELECT migrate.upgrade()},
		qr/permission denied for function upgrade/, "$name: nor runs one");
	is(as('regress_author', $db, q{SELECT migrate.remove('n1');
			SELECT migrate.revision('next', 'CREATE TABLE app.next ()', 'DROP TABLE app.next', rev_id => 'x1')}),
		"n1\nx1", "$name: the author writes");
	as_fails('regress_author', $db, q{SELECT migrate.upgrade()},
		qr/permission denied for function upgrade/, "$name: but runs nothing");
	is(as('regress_deployer', $db, q{
			SELECT revision FROM migrate.upgrade();
			SELECT revision FROM migrate.downgrade('base');
			SELECT revision FROM migrate.upgrade()}),
		"x1\nrep\nx1\nt1\nm1\na1\nl1\nr1\nr1\nl1\na1\nm1\nt1\nx1\nrep",
		"$name: the deployer goes on, down and up again");
	is($node->safe_psql($db, "SELECT min(id), count(*), count(DISTINCT id) FROM migrate.log WHERE id > $before"),
		($before + 1) . '|15|15', "$name: the log's ids go on");
	as_fails('regress_deployer', $db, q{SELECT migrate.revision('mine')},
		qr/permission denied for function revision/, "$name: but writes nothing");
	return;
}

# Who owns the database manages the duties; who has none does not.
sub check_owner
{
	my ($db, $name) = @_;

	as('regress_owner', $db, q{SELECT migrate.grant_role('regress_viewer', 'author')});
	is(as('regress_viewer', $db, q{SELECT migrate.revision('granted', rev_id => 'x2')}),
		'x2', "$name: the database's owner grants a duty");
	as('regress_owner', $db, q{SELECT migrate.revoke_role('regress_viewer', 'author')});
	as_fails('regress_viewer', $db, q{SELECT migrate.remove('x2')},
		qr/permission denied for function remove/, "$name: and takes it back");
	return;
}

sub check_restore
{
	my ($source, $dumper, $restorer, $format) = @_;
	my $name = "$source dumped by $dumper, restored by $restorer, $format";
	my ($dump, $restore) = @{ $formats{$format} };

	$node->safe_psql('postgres', 'DROP DATABASE IF EXISTS target');
	$node->safe_psql('postgres', 'CREATE DATABASE target OWNER regress_owner');
	$node->safe_psql('postgres', 'GRANT CREATE ON DATABASE target TO regress_deployer');
	run_quietly("$name: dump", 'pg_dump', '-U', $dumper, @$dump, $source);
	run_quietly("$name: restore", @$restore, '-U', $restorer, '-d', 'target');
	same_state(state($node, 'target', '--no-privileges'), state_of($source), $name);
	is_text(as('regress_owner', 'target', $looks), as('regress_owner', $source, $looks),
		"$name: looks the same");
	is_text($node->safe_psql('target', $rights), $node->safe_psql($source, $rights),
		"$name: the same rights");
	return $name;
}

# A source does not change; without the grants, whose grantor is another
# where another role restores them.
my %states;

sub state_of
{
	my ($db) = @_;

	return $states{$db} //= state($node, $db, '--no-privileges');
}

make_source('by_owner', 'regress_owner');
make_source('by_superuser', $superuser);

for my $source (qw(by_owner by_superuser))
{
	for my $role ($superuser, 'regress_owner')
	{
		my $name;

		$name = check_restore($source, $role, $role, $_) for sort keys %formats;
		check_duties('target', $name);
		check_owner('target', $name);
	}
}

# A dump of what was restored is as good. Its grants are in the name of
# pg_database_owner, which the owner may not become: of pg_dump's statements,
# SET SESSION AUTHORIZATION fails for who is no superuser, and the GRANT after
# it succeeds. (pg_restore sends both as one, psql does not.)
check_restore('by_owner', $superuser, $superuser, 'plain');
$node->safe_psql('postgres', 'ALTER DATABASE target RENAME TO by_restore');
check_restore('by_restore', $superuser, $superuser, 'custom');
check_duties('target', 'dumped and restored twice');
check_owner('target', 'dumped and restored twice');
$node->safe_psql('postgres', 'DROP DATABASE target');
$node->safe_psql('postgres', 'CREATE DATABASE target OWNER regress_owner');
$node->safe_psql('postgres', 'GRANT CREATE ON DATABASE target TO regress_deployer');
$node->command_ok([ 'pg_dump', '-U', 'regress_owner', '-f', "$dir/again.sql", 'by_restore' ],
	'the owner dumps what a superuser restored');
my ($stdout, $stderr) = run_command([ 'psql', '-XqAt', '-h', $node->host, '-p', $node->port,
	'-U', 'regress_owner', '-d', 'target', '-f', "$dir/again.sql" ]);
is_deeply(
	[ grep { /ERROR/ && !/permission denied to set session authorization "pg_database_owner"/ } split /\n/, $stderr ],
	[], 'and restores it, but for what only a superuser may');
is_text($node->safe_psql('target', $rights), $node->safe_psql('by_owner', $rights), 'with all rights');
is_text(registry($node, 'target'), registry($node, 'by_owner'), 'and all rows');

$node->stop;
done_testing();
