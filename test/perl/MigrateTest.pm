# What the tests of this directory share: a server with migrate in it, what a
# database is like, and a client that runs while the test goes on.
package MigrateTest;

use strict;
use warnings;
use Cwd qw(abs_path);
use Exporter 'import';
use File::Basename;
use IPC::Run ();
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

our @EXPORT = qw(build_module start_node registry schema_dump locks client finish wait_for
  same_state state is_text);

# Build a module of test/modules; return the directory that it is in.
sub build_module
{
	my ($name) = @_;
	my $source = abs_path(dirname(__FILE__) . "/../modules/$name");
	my $build = PostgreSQL::Test::Utils::tempdir;
	my ($config) = run_command([ 'sh', '-c', 'command -v pg_config' ]);
	my ($out, $error) = run_command([ 'make', '-s', '-j2', '-C', $build, '-f', "$source/Makefile",
			'with_llvm=no', "PG_CONFIG=$config" ]);

	ok(-e "$build/${name}_check.so", "the $name check is built") or BAIL_OUT($error);
	return $build;
}

# Start a server; every argument is a line of postgresql.conf.
sub start_node
{
	my ($name, @conf) = @_;
	my $node = PostgreSQL::Test::Cluster->new($name);

	$node->init;
	$node->append_conf('postgresql.conf', join("\n", @conf, ''));
	$node->start;
	return $node;
}

# Every row of the registry, who and when included.
sub registry
{
	my ($node, $db) = @_;

	return $node->safe_psql($db, q{
		SELECT r FROM migrate.revisions AS r ORDER BY revision;
		SELECT a FROM migrate.applied AS a ORDER BY revision;
		SELECT l FROM migrate.log AS l ORDER BY id;
		SELECT l FROM migrate.loads AS l ORDER BY format});
}

# pg_dump's text, without what is random in it.
sub schema_dump
{
	my ($node, $db, @options) = @_;
	my ($stdout, $stderr) = run_command([
		$node->installed_command('pg_dump'),
		'-d', $node->connstr($db), @options ]);

	is($stderr, '', "pg_dump of $db says nothing");
	$stdout =~ s/^\\(un)?restrict .*\n//mg;
	return $stdout;
}

# The advisory locks that anybody holds or waits for.
sub locks
{
	my ($node) = @_;

	return $node->safe_psql('postgres',
		q{SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'});
}

# All that a migration could have changed, for same_state(); options are
# pg_dump's.
sub state
{
	my ($node, $db, @options) = @_;

	return {
		registry => registry($node, $db),
		schema => schema_dump($node, $db, '--schema-only', @options),
		data => schema_dump($node, $db, '--data-only', '--exclude-schema=migrate')
	};
}

# Compare two texts; a difference is shown, not two dumps.
sub is_text
{
	my ($got, $expected, $name) = @_;
	my @got = split /\n/, $got;
	my @expected = split /\n/, $expected;

	is(scalar(@got), scalar(@expected), "$name: as many lines") or return;
	for my $i (0 .. $#expected)
	{
		next if $got[$i] eq $expected[$i];
		return is($got[$i], $expected[$i], "$name: line " . ($i + 1));
	}
	return pass($name);
}

sub same_state
{
	my ($got, $expected, $name) = @_;

	is_text($got->{$_}, $expected->{$_}, "$name: same $_")
	  for qw(registry schema data);
	return;
}

# Run SQL in a client of its own, while the test goes on.
sub client
{
	my ($node, $db, $sql, @options) = @_;
	my $client = { out => '', err => '' };

	$client->{run} = IPC::Run::start(
		[
			$node->installed_command('psql'), '-XAtq',
			'-v', 'ON_ERROR_STOP=1', '-v', 'VERBOSITY=verbose',
			'-d', $node->connstr($db) . ' application_name=client',
			@options, '-c', $sql
		],
		'<', \undef, '>', \$client->{out}, '2>', \$client->{err},
		IPC::Run::timeout($PostgreSQL::Test::Utils::timeout_default));
	return $client;
}

# Wait for a client's end, return whether it succeeded.
sub finish
{
	my ($client) = @_;

	return $client->{run}->finish;
}

# Wait until a query about pg_stat_activity finds what it looks for, return
# what it found: a process, as a rule.
sub wait_for
{
	my ($node, $db, $condition) = @_;
	my $query = "SELECT pid FROM pg_stat_activity WHERE datname = '$db' AND $condition";

	$node->poll_query_until($db, "SELECT EXISTS ($query)")
	  or die "no process where $condition";
	return $node->safe_psql($db, $query);
}

1;
