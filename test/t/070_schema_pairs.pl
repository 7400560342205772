# What diff() says makes pg_dump say the same: hand-written pairs of schemas,
# and those that the example's history leads through.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::RealBin/../perl";
use MigrateTest;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $python = '/usr/bin/python3';
my $schema = "$FindBin::RealBin/../schema";
my $node = start_node('pairs', 'fsync = off', 'max_connections = 40', 'autovacuum = off');
my $bindir = $node->config_data('--bindir');

$ENV{PATH} = "$bindir:$ENV{PATH}";
$ENV{PGHOST} = $node->host;
$ENV{PGPORT} = $node->port;

# Run the oracle, show what it says of failures, return its summary.
sub oracle
{
	my ($name, @options) = @_;
	my ($out, $err) = run_command([ $python, '-B', "$schema/oracle", @options ]);
	my ($summary) = $out =~ /^(pairs .*)/m;
	my ($failed) = ($summary // '') =~ /(\d+) failed/;

	is($err, '', "$name: no error");
	ok(defined $failed && $failed == 0, "$name: all pairs hold") or diag($out);
	note($out);
	return $summary // '';
}

like(oracle('pairs'), qr/^pairs \d{3}/, 'several hundred pairs');
oracle('the example', '--history', "$FindBin::RealBin/../../examples/shop/migrations", '--sample', '4');
command_ok([ $python, '-B', "$schema/matrix", '--check' ], 'doc/schema.md has the matrix of these pairs');

$node->stop;
done_testing();
