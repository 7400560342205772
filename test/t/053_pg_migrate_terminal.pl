# pg_migrate on a terminal, and what ends it before its end: one line of
# progress, the question before a downgrade, Ctrl-C, signals, closed pipes,
# the editor.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::RealBin/../perl";
use ClientTest;
use MigrateTest;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

eval { require IO::Pty; IO::Pty->new } or plan skip_all => 'there is no terminal to be had';

my $db = 'postgres';
my $node = start_node('main', 'fsync = off');
my $directory = new_directory();

$node->safe_psql($db, 'CREATE EXTENSION migrate; CREATE TABLE gate ()');
revision_file($directory, 'r1', undef, "CREATE TABLE one ();\nCREATE TABLE two ();",
	"DROP TABLE two;\nDROP TABLE one;");
revision_file($directory, 'r2', 'r1', "DO \$\$BEGIN RAISE NOTICE 'from the script'; END\$\$;\nCREATE TABLE three ();",
	'DROP TABLE three;');
revision_file($directory, 'r3', 'r2', "CREATE TABLE four ();\nLOCK TABLE gate;\nDROP TABLE four;", '');

# Progress
my $run = on_terminal($node, $db, 'upgrade', '-D', $directory);
$run->{run}->finish;
is($? >> 8, 0, 'an upgrade on a terminal');
like($run->{out}, qr{upgrade \[\.{20}\] 1/3 r1 \(The revision r1\)},
	'the line begins with an empty bar');
like($run->{out}, qr{\r\e\[Kupgrade \[\.{20}\] 1/3 r1 \(The revision r1\), statement 1 done},
	'the line is written over for a statement');
like($run->{out}, qr{\r\e\[Kupgrade \[#{6}\.{14}\] 2/3 r2}, 'and fills with the revisions');
like($run->{out}, qr{\r\e\[KNOTICE:  from the script\r\n}, q{a script's own notices are passed on});
like($run->{out}, qr{\r\e\[Kupgraded 3 revisions: the database is at r3 \(head\)\r\n$},
	'in the end the line makes room for the result');
unlike($run->{out}, qr/ ms/, 'no times of statements');

# The question
sub downgrade_on_terminal
{
	my ($answer, @arguments) = @_;
	my $run = on_terminal($node, $db, 'downgrade', @arguments);

	$run->{run}->pump until $run->{out} =~ /\[y\/N\] $/ || !$run->{run}->pumpable;
	$run->{in} .= $answer eq "\cC" ? $answer : "$answer\n" if defined $answer;
	$run->{run}->finish;
	$run->{status} = $? >> 8;
	return $run;
}

$run = downgrade_on_terminal('n', 'r1');
is($run->{status}, 1, 'no is no');
like($run->{out}, qr/In database "postgres" this undoes:\r\n  r3, The revision r3\r\n  r2, The revision r2\r\nGo on\? \[y\/N\] /,
	'the question says what would be undone');
like($run->{out}, qr/pg_migrate: error: nothing has been undone/, 'and so does the answer');
is(pg_migrate_ok($node, $db, 'current'), "r3 (head), The revision r3\n", 'nothing has been undone');
is(downgrade_on_terminal('', 'r2')->{status}, 1, 'an empty line is no');
$run = downgrade_on_terminal("\cC", 'r2');
is($run->{status}, 1, 'Ctrl-C is no');
like($run->{out}, qr/pg_migrate: error: nothing has been undone/, 'and says so');
is(downgrade_on_terminal('yes', 'r2')->{status}, 0, 'yes is yes');
is(pg_migrate_ok($node, $db, 'current'), "r2, The revision r2\n", 'one is undone');
$run = downgrade_on_terminal(undef, 'r1', '--yes');
is($run->{status}, 0, '--yes');
unlike($run->{out}, qr/Go on/, 'asks nothing');
$run = downgrade_on_terminal(undef, 'base', '--dry-run');
is($run->{status}, 0, '--dry-run');
unlike($run->{out}, qr/Go on/, 'asks nothing either');
pg_migrate_ok($node, $db, 'downgrade', 'base');
is($node->safe_psql($db, 'SELECT count(*) FROM migrate.applied'), 0, 'without a terminal nobody is asked');

# Signals
my $before = state($node, $db);

sub end_upgrade
{
	my ($ender, $name) = @_;
	my $gate = client($node, $db, 'BEGIN; LOCK TABLE gate; SELECT pg_sleep(600)');
	my $keeper = wait_for($node, $db, "wait_event = 'PgSleep'");
	my $run = on_terminal($node, $db, 'upgrade', '-D', $directory);
	my $pid;

	$run->{run}->pump until $run->{out} =~ /3\/3 r3 .*statement 1 done/;
	wait_for($node, $db, "application_name = 'pg_migrate' AND wait_event_type = 'Lock'");
	$ender->($run);
	$run->{run}->finish;
	is($? >> 8, 1, "$name: status");
	like($run->{out}, qr/\r\e\[Kpg_migrate: error: 57014: canceling statement due to user request\r\nCONTEXT:  SQL statement "LOCK TABLE gate"\r\nrevision "r3" \(The revision r3\), upgrade, statement 2 at line 2\r\n/,
		"$name: says what was cancelled");
	like($run->{out}, qr/pg_migrate: error: interrupted: all of it has been rolled back\r\n$/,
		"$name: says that it is rolled back");
	is($node->safe_psql($db, q{SELECT count(*) FROM pg_stat_activity WHERE application_name = 'pg_migrate'}), 0,
		"$name: no session is left");
	$node->safe_psql($db, "SELECT pg_terminate_backend($keeper)");
	finish($gate);
	same_state(state($node, $db), $before, $name);
	return;
}

end_upgrade(sub { $_[0]->{in} .= "\cC" }, 'Ctrl-C');
end_upgrade(sub { $_[0]->{run}->signal('TERM') }, 'SIGTERM');
end_upgrade(sub { $_[0]->{run}->signal('HUP') }, 'SIGHUP');

# A connection that is lost
{
	my $gate = client($node, $db, 'BEGIN; LOCK TABLE gate; SELECT pg_sleep(600)');
	my $keeper = wait_for($node, $db, "wait_event = 'PgSleep'");
	my $run = start_pg_migrate($node, $db, 'upgrade', '-D', $directory);
	my $pid = wait_for($node, $db, "application_name = 'pg_migrate' AND wait_event_type = 'Lock'");

	$node->safe_psql($db, "SELECT pg_terminate_backend($pid)");
	$run->{run}->finish;
	is($? >> 8, 1, 'a connection that is lost: status');
	like($run->{err}, qr/pg_migrate: error: 57P01: terminating connection due to administrator command\n.*pg_migrate: detail: The connection is lost, and with it all that was not committed\.\n\z/s,
		'a connection that is lost: says so');
	$node->safe_psql($db, "SELECT pg_terminate_backend($keeper)");
	finish($gate);
	same_state(state($node, $db), $before, 'a connection that is lost');
}

# Output that nobody reads any more
my $bindir = $node->config_data('--bindir');
my $pg_migrate = $node->installed_command('pg_migrate');
my $connstr = $node->connstr($db);

is(system('bash', '-c', qq{"$pg_migrate" -d "$connstr" upgrade -v -D "$directory" 2> >(true) > >(true); [ \$? = 0 ]}),
	0, 'an upgrade does not stop because nobody reads what it says');
is($node->safe_psql($db, 'SELECT count(*) FROM migrate.applied'), 3, 'all is applied');
is(system('bash', '-c', qq{set -o pipefail; "$pg_migrate" -d "$connstr" history | true}), 0,
	'a list whose reader is gone');
SKIP:
{
	skip 'no /dev/full', 2 unless -c '/dev/full';
	is(system('bash', '-c', qq{"$pg_migrate" -d "$connstr" history > /dev/full 2> "$directory/said"; [ \$? = 1 ]}), 0,
		'output that does not fit is an error');
	like(slurp_file("$directory/said"), qr/could not write to standard output: No space left/, 'and says so');
	unlink "$directory/said";
}

# The editor
{
	local $ENV{EDITOR} = 'sed -i s/three/drei/';
	pg_migrate_fails($node, $db, 1, qr/MG001: revision "nope" does not exist/, 'edit', 'nope', '-D', $directory);
	is(pg_migrate_ok($node, $db, 'edit', 'r2', '-D', $directory), '', 'edit says nothing');
	like(slurp_file("$directory/r2.sql"), qr/CREATE TABLE drei/, '$EDITOR was given the file');
	local $ENV{VISUAL} = 'sed -i s/drei/three/';
	my $path = json_of(pg_migrate_ok($node, $db, 'edit', 'r2', '--json', '-D', $directory), 'edit --json');
	is($path->{path}, "$directory/r2.sql", 'edit --json gives the path');
	like(slurp_file("$directory/r2.sql"), qr/CREATE TABLE three/, '$VISUAL comes first');
	$ENV{VISUAL} = 'false';
	pg_migrate_fails($node, $db, 1, qr/editor "false" failed: child process exited with exit code 1/, 'edit', 'r2', '-D', $directory);
	$node->safe_psql($db, q{SELECT migrate.revision('by hand', '', '', rev_id => 'sql')});
	pg_migrate_fails($node, $db, 1, qr/revision "sql" came from no file/, 'edit', 'sql', '-D', $directory);
	$ENV{VISUAL} = 'true';
	mkdir "$directory/it's";
	rename "$directory/r2.sql", "$directory/it's/r \$2.sql";
	pg_migrate_ok($node, $db, 'edit', 'r2', '-D', $directory);
}

$node->stop;
done_testing();
