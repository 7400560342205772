# Directories that the real tools have made, taken as they are: migrate's
# upgrade and downgrade leave the database as the tool's own do.
#
# A tool that is not installed is left out: .ci/setup tools installs those
# that are packaged.
use strict;
use warnings;
use Cwd;
use File::Path qw(make_path);
use FindBin;
use lib "$FindBin::RealBin/../perl";
use MigrateTest;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = start_node('main', 'fsync = off');
my $home = cwd;
my $superuser = $node->safe_psql('postgres', 'SELECT current_user');
my ($host, $port) = ($node->host, $node->port);

# psql, pg_dump and what Sqitch starts find the server by these; and Sqitch
# must not meet anybody's own configuration.
$ENV{PGHOST} = $host;
$ENV{PGPORT} = $port;
$ENV{PGUSER} = $superuser;
$ENV{HOME} = PostgreSQL::Test::Utils::tempdir;
$ENV{SQITCH_FULLNAME} = 'Marge N. O’Vera';
$ENV{SQITCH_EMAIL} = 'marge@example.com';

sub installed
{
	my ($tool) = @_;

	return scalar grep { -x "$_/$tool" } split /:/, $ENV{PATH};
}

# Run a tool in its directory.
sub run_tool
{
	my ($name, @command) = @_;
	my ($stdout, $stderr) = run_command(\@command);

	return is($?, 0, $name) || diag("@command\n$stdout\n$stderr");
}

sub write_file
{
	my ($file, $text) = @_;

	open my $handle, '>', $file or die "$file: $!";
	print $handle $text;
	close $handle or die "$file: $!";
	return;
}

# The one file of a directory whose name holds a word.
sub file_of
{
	my ($directory, $word) = @_;
	my @found = glob "$directory/*$word*.sql";

	is(scalar @found, 1, "the tool makes a file for $word");
	return $found[0];
}

# A schema's objects and rows, without what tools keep for themselves there.
sub app_state
{
	my ($db) = @_;

	return schema_dump($node, $db, '--schema=app', '--schema=public',
		'--exclude-table=public.schema_migrations', '--exclude-table=public.gorp_migrations',
		'--no-comments');
}

sub same_app
{
	my ($tool, $name) = @_;

	is_text(app_state('by_migrate'), app_state('by_tool'), "$tool, $name: the same schema and rows");
	return;
}

sub migrate
{
	my ($sql, $db) = @_;

	return $node->safe_psql($db // 'by_migrate', "SET migrate.verbosity = quiet; $sql");
}

# The tool's own database goes on with migrate: what the tool has recorded as
# applied counts as applied.
sub go_on
{
	my ($tool, $directory, $count) = @_;

	migrate("CREATE EXTENSION migrate; SELECT FROM migrate.load_directory('$directory')", 'by_tool');
	is(migrate('SELECT count(*) FROM migrate.stamp_from()', 'by_tool'), $count, "$tool: its record is taken over");
	is(migrate('SELECT count(*) FROM migrate.check()', 'by_tool'), 0, "$tool: and all of it is applied");
	migrate("SELECT migrate.downgrade('-1')", $_) for qw(by_tool by_migrate);
	same_app($tool, 'down by one in its own database');
	return;
}

# Load the tool's directory, go up, down by one, down and up again, each beside
# the tool, which "up" and "down" (by so many, or all) stand for.
sub take_over
{
	my ($tool, $directory, $count, $up, $down) = @_;

	$node->safe_psql('postgres', "CREATE DATABASE $_") for qw(by_tool by_migrate);
	migrate('CREATE EXTENSION migrate');
	is(migrate("SELECT action, count(*) FROM migrate.load_directory('$directory') GROUP BY action"),
		"added|$count", "$tool: its directory is loaded");
	is(migrate("SELECT action, count(*) FROM migrate.load_directory('$directory') GROUP BY action"),
		"unchanged|$count", "$tool: and once more");

	$up->();
	is(migrate('SELECT count(*) FROM migrate.upgrade()'), $count, "$tool: migrate upgrades");
	same_app($tool, 'up');
	like(app_state('by_migrate'), qr/CREATE FUNCTION app\.greet/, "$tool: something is there");
	$down->(1);
	migrate("SELECT migrate.downgrade('-1')");
	same_app($tool, 'down by one');
	$down->(0);
	migrate("SELECT migrate.downgrade('base')");
	same_app($tool, 'down');
	unlike(app_state('by_migrate'), qr/CREATE TABLE/, "$tool: nothing is left");
	$up->();
	migrate('SELECT migrate.upgrade()');
	same_app($tool, 'up again');
	go_on($tool, $directory, $count);
	$node->safe_psql('postgres', "DROP DATABASE $_") for qw(by_tool by_migrate);
	return;
}

# What the migrations of all tools do: [ name, up, down, verify ].
my @changes = (
	[ 'add_users', <<'UP', <<'DOWN', <<'VERIFY' ],
CREATE SCHEMA app;
CREATE TABLE app.users (id integer PRIMARY KEY, name text DEFAULT 'a;b' NOT NULL);
INSERT INTO app.users VALUES (1, 'it''s -- no comment'), (2, E'\\');
UP
DROP TABLE app.users;
DROP SCHEMA app;
DOWN
INSERT INTO app.users VALUES (3);
DELETE FROM app.users;
VERIFY
	[ 'greet', <<'UP', <<'DOWN', <<'VERIFY' ],
CREATE OR REPLACE FUNCTION app.greet(who text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	-- a comment; and another
	RETURN 'Hello, ' || who;
END
$$;
UP
DROP FUNCTION app.greet;
DOWN
SELECT app.greet('x') = 'Hello, x';
VERIFY
	[ 'bigger', <<'UP', <<'DOWN', <<'VERIFY' ]);
ALTER TABLE app.users ADD COLUMN bio text;
CREATE INDEX users_name ON app.users (name);
UPDATE app.users SET bio = app.greet(name);
UP
DROP INDEX app.users_name;
ALTER TABLE app.users DROP COLUMN bio;
DOWN
SELECT bio FROM app.users WHERE false;
VERIFY

sub try_dbmate
{
	my $directory = PostgreSQL::Test::Utils::tempdir;
	my @dbmate = ('dbmate', '--no-dump-schema', '--migrations-dir', $directory, '--url',
		"postgres:///by_tool?host=$host&port=$port&user=$superuser&sslmode=disable");

	for my $change (@changes)
	{
		my ($name, $up, $down) = @$change;

		# The version is the second.
		sleep 1 unless $name eq $changes[0][0];
		run_tool("dbmate new $name", @dbmate, 'new', $name);
		write_file(file_of($directory, $name), "-- migrate:up\n$up\n-- migrate:down\n$down");
	}
	take_over('dbmate', $directory, scalar @changes,
		sub { run_tool('dbmate up', @dbmate, 'up') },
		sub {
			run_tool('dbmate down', @dbmate, 'down') for 1 .. ($_[0] || @changes - 1);
		});
	return;
}

sub try_sql_migrate
{
	my $directory = PostgreSQL::Test::Utils::tempdir;
	my @options = ("-config=$directory/dbconfig.yml", '-env=development');

	write_file("$directory/dbconfig.yml", <<"YAML");
development:
  dialect: postgres
  datasource: host=$host port=$port user=$superuser dbname=by_tool sslmode=disable
  dir: $directory
YAML
	for my $change (@changes)
	{
		my ($name, $up, $down) = @$change;

		sleep 1 unless $name eq $changes[0][0];
		run_tool("sql-migrate new $name", 'sql-migrate', 'new', @options, $name);
		# It takes a semicolon or a comment for one wherever it stands.
		$up = "-- +migrate StatementBegin\n$up-- +migrate StatementEnd\n" if $name ne 'bigger';
		write_file(file_of($directory, $name), "-- +migrate Up\n$up\n-- +migrate Down\n$down");
	}
	take_over('sql-migrate', $directory, scalar @changes,
		sub { run_tool('sql-migrate up', 'sql-migrate', 'up', @options) },
		sub {
			run_tool('sql-migrate down', 'sql-migrate', 'down', @options, "-limit=$_[0]");
		});
	return;
}

# Sqitch's own comment, and the transaction that it writes around a script.
sub sqitch_script
{
	my ($what, $name, $text, $end) = @_;

	write_file("$what/$name.sql", "-- $what shop:$name\n\nBEGIN;\n\n$text\n$end;\n");
	return;
}

sub try_sqitch
{
	my $directory = PostgreSQL::Test::Utils::tempdir;
	my $last = $changes[-1];

	chdir $directory or die $!;
	run_tool('sqitch init', qw(sqitch init shop --engine pg --top-dir db --uri https://example.com/));
	chdir 'db' or die $!;
	for my $change (@changes)
	{
		my ($name, $up, $down, $verify) = @$change;

		run_tool("sqitch add $name", qw(sqitch --chdir .. add), $name, '-n', "Adds $name; it's \"new\"",
			$name eq 'greet' ? qw(--requires add_users) : ());
		sqitch_script('deploy', $name, $up, 'COMMIT');
		sqitch_script('revert', $name, $down, 'COMMIT');
		sqitch_script('verify', $name, $verify, 'ROLLBACK');
	}
	run_tool('sqitch tag', qw(sqitch --chdir .. tag v1.0 -n), 'Tag it');
	run_tool('sqitch rework', qw(sqitch --chdir .. rework greet -n), 'Greets loudly');
	sqitch_script('deploy', 'greet', $changes[1][1] =~ s{'Hello, '}{'Hello! '}r, 'COMMIT');
	sqitch_script('verify', 'greet', q{SELECT app.greet('x') = 'Hello! x';}, 'ROLLBACK');
	chdir '..' or die $!;
	take_over('Sqitch', $directory, @changes + 1,
		sub { run_tool('sqitch deploy', qw(sqitch deploy --verify db:pg:by_tool)) },
		sub {
			run_tool('sqitch revert', qw(sqitch revert -y), $_[0] ? qw(--to @HEAD^) : (), 'db:pg:by_tool');
		});
	chdir $home or die $!;
	return;
}

my %tools = (
	'dbmate' => \&try_dbmate,
	'sql-migrate' => \&try_sql_migrate,
	'sqitch' => \&try_sqitch);

for my $tool (sort keys %tools)
{
  SKIP:
	{
		skip "$tool is not installed", 1 unless installed($tool);
		$tools{$tool}->();
	}
}

$node->stop;
done_testing();
