# Offline texts of random operations on small random graphs do what the
# operations do; where an operation fails, there is no text either, for the
# same reason.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::RealBin/../perl";
use MigrateTest;
use OfflineTest;
use Test::More;

my $node = start_offline();

srand 42;

sub pick
{
	return $_[ int rand @_ ];
}

# A chain of merges and branches; every script tells that it ran.
sub random_graph
{
	my ($n) = @_;
	my $sql = 'CREATE TABLE app.ran (id int GENERATED ALWAYS AS IDENTITY, what text);';

	foreach my $i (1 .. $n)
	{
		my %parents = map { $_ => 1 } grep { $_ > 0 } map { $i - 1 - int rand 4 } 1 .. 1 + int rand 1.4;
		my @parents = map { "n$_" } sort { $a <=> $b } keys %parents;
		my @others = grep { my $id = $_; $id ne 'n0' && !grep { $_ eq $id } @parents } map { "n$_" } 1 .. $i - 1;
		my @depends = @others && rand() < 0.25 ? pick(@others) : ();

		$sql .= sprintf q{INSERT INTO migrate.revisions (revision, message, down_revisions, depends_on, branch_labels, up, down, verify)
			VALUES ('n%d', 'node %d', '{%s}', '{%s}', '{%s}', 'INSERT INTO app.ran (what) VALUES (''up %d'')', 'INSERT INTO app.ran (what) VALUES (''down %d'')', 'SELECT count(*) > 0 FROM app.ran');},
			$i, $i, join(',', @parents), join(',', @depends), ($i % 3 == 1 ? "label$i" : ''), $i, $i;
	}
	return $sql;
}

foreach my $round (1 .. 4)
{
	my $n = 4 + 2 * $round;
	my $name = "graph $round";
	my $texts = 0;

	make_database('itself', 'empty');
	$node->safe_psql('itself', random_graph($n));
	make_database('same', 'itself');
	foreach my $turn (1 .. 8)
	{
		my $id = 'n' . (1 + int rand $n);
		my ($operation, $target) = @{ pick(
			[ upgrade => 'heads' ], [ upgrade => 'head' ], [ upgrade => $id ], [ upgrade => $id ], [ upgrade => '+1' ],
			[ upgrade => 'label4@head' ], [ downgrade => $id ], [ downgrade => '-1' ], [ downgrade => 'label1@base' ],
			[ downgrade => "$id-1" ], [ stamp => $id ], [ stamp => 'heads' ], [ stamp => "$id " . 'n' . (1 + int rand $n) ]) };
		my $step = "$name: $operation $target";
		my ($status, $out, $said) = $node->psql('same', "SELECT migrate.${operation}_sql('$target')");
		my ($failed, undef, $err) = $node->psql('itself', "SET client_min_messages = warning; SELECT migrate.$operation('$target')");

		s/^psql:<stdin>:\d+: //mg for $said, $err;
		is($said, $err, "$step: both fail, or none");
		next if $failed;
		text_runs('same', $out, $step);
		is_text(state_of('same'), state_of('itself'), "$step: the same");
		$texts++;
	}
	cmp_ok($texts, '>', 2, "$name: there were texts");
}

$node->stop;
done_testing();
