# The difference of schemas, proved by pg_dump on random schemas and random
# edits of them: test/schema/random.
#
# PAIRS and SEED change how many pairs there are, and which.
use strict;
use warnings;
use Cwd qw(abs_path);
use File::Basename;
use FindBin;
use lib "$FindBin::RealBin/../perl";
use MigrateTest;
use PostgreSQL::Test::Utils;
use Test::More;

# Seeds that are known to fail, each with its cause.
my %known = ();
my $pairs = $ENV{PAIRS} // 32;
my $seed = $ENV{SEED} // 1;
my $random = abs_path(dirname(__FILE__) . '/../schema/random');
my $node = start_node('random', 'fsync = off', 'autovacuum = off', 'max_worker_processes = 16');
my ($stdout, $stderr);

plan skip_all => 'the seeds that are known to fail are those of PostgreSQL 15'
  if $node->pg_version->major != 15 && !defined $ENV{PAIRS};

$ENV{PGHOST} = $node->host;
$ENV{PGPORT} = $node->port;
$ENV{PGUSER} = $node->safe_psql('postgres', 'SELECT current_user');
($stdout, $stderr) = run_command(
	[ '/usr/bin/python3', $random, '--seed', $seed, '--pairs', $pairs ]);
is($stderr, '', 'it says nothing else');
my %failed = map { $_ => 1 } $stdout =~ /^seed (\d+):/gm;
my @expected = grep { $_ >= $seed && $_ < $seed + $pairs } keys %known;
like($stdout, qr/: $pairs pairs, \d+ failed /, "$pairs random pairs have been tried");
is_deeply([ sort keys %failed ], [ sort @expected ],
	"all but @{[ scalar @expected ]} of $pairs random pairs are as pg_dump says")
  or diag($stdout);
note("known to fail: seed $_: $known{$_}") for sort @expected;
is($node->safe_psql('postgres', q{SELECT datname FROM pg_database WHERE datname LIKE 'oracle%'}),
	'', 'nothing is left behind');

done_testing();
