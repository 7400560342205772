# The difference of schemas, proved by pg_dump on random schemas and random
# edits of them: test/schema/random.
#
# Each major of the server tries other ones: a hundred on all three, a quarter
# of them with names that are exchanged. PAIRS and SEED change how many pairs
# there are, and which.
use strict;
use warnings;
use Cwd qw(abs_path);
use File::Basename;
use FindBin;
use lib "$FindBin::RealBin/../perl";
use MigrateTest;
use PostgreSQL::Test::Utils;
use Test::More;

my $random = abs_path(dirname(__FILE__) . '/../schema/random');
my $node = start_node('random', 'fsync = off', 'autovacuum = off', 'max_worker_processes = 16');
my $pairs = $ENV{PAIRS} // 34;
my $seed = $ENV{SEED} // 1 + $pairs * ($node->pg_version->major % 5);
my ($stdout, $stderr);

$ENV{PGHOST} = $node->host;
$ENV{PGPORT} = $node->port;
$ENV{PGUSER} = $node->safe_psql('postgres', 'SELECT current_user');
my $exchanges = int($pairs / 4);

sub prove
{
	my ($what, $count, @options) = @_;

	($stdout, $stderr) = run_command(
		[ '/usr/bin/python3', $random, '--seed', $seed, '--pairs', $count, @options ]);
	is($stderr, '', "$what: it says nothing else");
	like($stdout, qr/: $count pairs, 0 failed /, "$count $what are as pg_dump says");
}

prove('random pairs', $pairs - $exchanges);
prove('random pairs with exchanged names', $exchanges, '--exchanges') if $exchanges > 0;
is($node->safe_psql('postgres', q{SELECT datname FROM pg_database WHERE datname LIKE 'oracle%'}),
	'', 'nothing is left behind');

done_testing();
