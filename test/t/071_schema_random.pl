# The difference of schemas, proved by pg_dump on random schemas and random
# edits of them: test/schema/random.
#
# Each major of the server tries other ones: a hundred on all three. PAIRS and
# SEED change how many pairs there are, and which.
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
($stdout, $stderr) = run_command(
	[ '/usr/bin/python3', $random, '--seed', $seed, '--pairs', $pairs ]);
is($stderr, '', 'it says nothing else');
like($stdout, qr/: $pairs pairs, 0 failed /, "$pairs random pairs are as pg_dump says");
is($node->safe_psql('postgres', q{SELECT datname FROM pg_database WHERE datname LIKE 'oracle%'}),
	'', 'nothing is left behind');

done_testing();
