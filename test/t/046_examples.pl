# What examples/ shows is run here as far as it can be without containers.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../perl";
use MigrateTest;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $examples = "$FindBin::Bin/../../examples";
my $migrations = "$examples/shop/migrations";
my $node = start_node('examples');
my $applied = q{SELECT count(*) FROM migrate.applied};

# Where psql, pg_dump and pg_migrate are, and what they connect to.
my $bindir = $node->config_data('--bindir');
$ENV{PATH} = "$bindir:$ENV{PATH}";
$ENV{PGHOST} = $node->host;
$ENV{PGPORT} = $node->port;
delete $ENV{DATABASE_URL};

sub make_database
{
	my ($db) = @_;

	$node->safe_psql('postgres', "CREATE DATABASE $db");
	$node->safe_psql($db, 'CREATE EXTENSION migrate');
	$ENV{PGDATABASE} = $db;
	return;
}

sub spit
{
	my ($path, $text) = @_;

	open my $file, '>', $path or die "$path: $!";
	print $file $text;
	close $file;
	return;
}

# The reference: the files loaded by pg_migrate, upgraded by SQL.
make_database('reference');
command_ok([ 'pg_migrate', 'load', '--dir', $migrations ], 'the shop is loaded');
$node->safe_psql('reference', 'SELECT migrate.upgrade()');
my $schema = schema_dump($node, 'reference', '--schema-only');
like($schema, qr/CREATE TABLE shop\.orders/, 'the shop is there');

# psql alone
make_database('by_psql');
command_ok([ 'sh', "$examples/psql/deploy.sh", $migrations, '0005' ], 'deploy.sh goes to a target');
is($node->safe_psql('by_psql', $applied), 5, 'as far as it');
command_ok([ 'sh', "$examples/psql/deploy.sh", $migrations ], 'and to the head');
is_text(schema_dump($node, 'by_psql', '--schema-only'), $schema, 'by psql alone the same shop');
command_ok([ 'sh', "$examples/psql/deploy.sh", $migrations ], 'with nothing to do it succeeds');

# Awkward files: names and texts that a quote or a newline could end.
my $awkward = PostgreSQL::Test::Utils::tempdir;
spit("$awkward/it's one.sql", "-- It's one\n-- migrate:revision a\n-- migrate:up\nSELECT 'it''s', \$\$'\$\$;");
spit("$awkward/two.sql", "-- migrate:revision b\r\n-- migrate:revises a\r\n-- migrate:up\r\nCREATE TABLE two ();\r\n");
make_database('awkward');
command_ok([ 'sh', "$examples/psql/deploy.sh", $awkward ], 'deploy.sh and awkward files');
is($node->safe_psql('awkward', 'SELECT string_agg(source, E\'\n\' ORDER BY revision) FROM migrate.revisions'),
	"it's one.sql\ntwo.sql", 'their names are kept');
spit("$awkward/three.sql", "-- migrate:revision c\n-- migrate:revises b\n-- migrate:up\nCREATE TABLE three ();\nSELECT 1 / 0;\n");
command_fails([ 'sh', "$examples/psql/deploy.sh", $awkward ], 'a script that fails');
is($node->safe_psql('awkward', 'SELECT count(*) FROM migrate.revisions'), 2, 'leaves nothing, not even its revision');

# CI
make_database('ci');
command_ok([ 'sh', "$examples/ci/up-down-up.sh", $migrations ], 'up-down-up.sh on the shop');
my $leftover = PostgreSQL::Test::Utils::tempdir;
spit("$leftover/a.sql", "-- migrate:revision a\n-- migrate:up\nCREATE TABLE a ();\nCREATE TABLE forgotten ();\n-- migrate:down\nDROP TABLE a;\n");
make_database('leftover');
command_checks_all([ 'sh', "$examples/ci/up-down-up.sh", $leftover ], 1,
	[qr/CREATE TABLE public\.forgotten/], [qr/not the same: after all downgrades/],
	'it finds what a down script forgets');

# Containers: the command of the migrate service, and what its file promises.
my $compose = slurp_file("$examples/compose/compose.yaml");
my ($command) = $compose =~ /^  migrate:.*?^    command: \["sh", "-c", "([^"]+)"\]/ms;
ok($command, 'the migrate service has a command');
my $secret = PostgreSQL::Test::Utils::tempdir;
spit("$secret/db_password", "secret\n");
$command =~ s/\$\$/\$/g;
$command =~ s{/run/secrets}{$secret};
make_database('container');
$ENV{MIGRATE_DIR} = $migrations;
$node->stop;
my ($out, $err) = ('', '');
my $service = IPC::Run::start([ 'sh', '-c', $command ], '<', \undef, '>', \$out, '2>', \$err,
	IPC::Run::timeout($PostgreSQL::Test::Utils::timeout_default));
$node->start;
ok($service->finish, 'it waits for a database that is still starting, and upgrades') or diag($err);
is($node->safe_psql('container', $applied), 24, 'all of it');
like($compose, qr/condition: service_completed_successfully/, 'the application waits for its success');

SKIP:
{
	skip 'python3-yaml is not installed', 2
	  unless system('/usr/bin/python3 -c "import yaml" 2> /dev/null') == 0;
	for my $file ("$examples/compose/compose.yaml", "$examples/ci/migrations.yml")
	{
		command_ok([ '/usr/bin/python3', '-c', 'import sys, yaml; yaml.safe_load(open(sys.argv[1]))', $file ],
			'well-formed: ' . (split '/', $file)[-1]);
	}
}

done_testing();
