# Files that are loaded already: nothing is sent, unless anything at all is not
# as it was; and then all of it is as if they had never been loaded.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::RealBin/../perl";
use ClientTest;
use MigrateTest;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $db = 'postgres';
my $node = start_node('main', 'fsync = off', 'log_statement = all');
my $directory = new_directory();
my @in = ('-D', $directory);
my $offset = 0;

$node->safe_psql($db, q{
	CREATE EXTENSION migrate;
	CREATE ROLE regress_author LOGIN;
	CREATE ROLE regress_deployer LOGIN;
	SELECT migrate.grant_role('regress_author', 'author'), migrate.grant_role('regress_deployer', 'deployer')});

# How often files have been sent since the last time.
sub times_sent
{
	my $log = slurp_file($node->logfile, $offset);

	$offset += length $log;
	return () = $log =~ /execute <unnamed>: SELECT .* FROM migrate\.load_files\(\$1/g;
}

# Run it: what it says on standard output, and whether it sends the files.
sub sends
{
	my ($times, $out, $name, @arguments) = @_;

	times_sent();
	like(pg_migrate_ok($node, $db, @arguments), $out, "$name: what it says");
	is(times_sent(), $times, $times == 0 ? "$name: sends nothing" : "$name: sends the files");
	return;
}

sub fails
{
	my ($error, $name, @arguments) = @_;

	times_sent();
	pg_migrate_fails($node, $db, 1, $error, @arguments);
	is(times_sent(), 1, "$name: sends the files");
	return;
}

sub kept
{
	return $node->safe_psql($db, q{SELECT l, l.xmin FROM migrate.loads AS l ORDER BY format});
}

my $same = qr/\A0 added, 0 changed, 3 unchanged\n\z/;
my @load = ('load', @in);

revision_file($directory, 'a', undef, 'CREATE TABLE a ()', 'DROP TABLE a');
mkdir "$directory/sub";
revision_file("$directory/sub", 'b', 'a', 'CREATE TABLE b ()', 'DROP TABLE b');
write_file("$directory/\xc3\xa4.sql", "-- migrate:revision c\n-- migrate:revises b\n-- migrate:up\nSELECT 1;\n");

# Nothing has changed
sends(1, qr/^3 added, 0 changed, 0 unchanged$/m, 'the first load', @load);
my $before = kept();
sends(0, $same, 'the second', @load);
sends(0, qr/\A\{"loaded": \[\]\}\n\z/, 'with --json', @load, '--json');
sends(1, qr/\Aunchanged a \(a\.sql\)\nunchanged b .*3 unchanged\n\z/s, 'with --verbose', @load, '-v');
sends(0, qr/c/, "to look: $_->[0]", @$_, @in) foreach [ 'history' ], [ 'heads' ], [ 'show', 'c' ], [ 'upgrade', 'head', '--sql' ];
sends(0, qr/^dry run: upgraded 3 revisions/, 'a dry run', 'upgrade', '--dry-run', @in);
is(kept(), $before, 'nothing is written');

# One byte, which may count or not
my $b = slurp_file("$directory/sub/b.sql");
write_file("$directory/sub/b.sql", $b =~ s/TABLE b/TABLE B/r);
sends(1, qr/\Achanged   b \(sub\/b\.sql\)\n0 added, 1 changed, 2 unchanged\n\z/, 'one byte of a script', @load);
sends(0, $same, 'and once more', @load);
write_file("$directory/sub/b.sql", $b);
sends(1, qr/\Achanged   b \(sub\/b\.sql\)\n/, 'the byte as it was', @load);
write_file("$directory/sub/b.sql", $b . "\n");
sends(1, $same, 'a byte that does not count', @load);
sends(0, $same, 'and that once more', @load);
write_file("$directory/sub/b.sql", $b);
sends(1, $same, 'and without it', @load);

# Files that move, come and go
rename "$directory/a.sql", "$directory/z.sql";
sends(1, qr/\Achanged   a \(z\.sql\)\n/, 'a name', @load);
rename "$directory/z.sql", "$directory/a.sql";
sends(1, qr/\Achanged   a \(a\.sql\)\n/, 'the old name', @load);
revision_file($directory, 'd', 'c', '', '');
sends(1, qr/^added     d \(d\.sql\)\n0 added|^1 added, 0 changed, 3 unchanged$/m, 'one more', @load);
unlink "$directory/d.sql";
sends(1, qr/^missing   d \(d\.sql\)\n0 added, 0 changed, 3 unchanged, 1 in the registry without a file$/m, "one less, $_ time", @load)
  foreach 'the first', 'the second';
$node->safe_psql($db, q{SELECT migrate.remove('d')});
sends(1, $same, 'its revision removed', @load);
write_file("$directory/README", 'no migration');
sends(0, $same, 'a file that has nothing to do with it', @load);

# The registry is not what the files made it
foreach my $case (
	[ q{SELECT migrate.edit('b', up => 'SELECT 2')}, 'edit()' ],
	[ q{UPDATE migrate.revisions SET down = 'SELECT 3' WHERE revision = 'c'}, 'an UPDATE' ],
	[ q{UPDATE migrate.revisions SET message = 'x' WHERE revision = 'c'}, 'a message' ],
	[ q{UPDATE migrate.revisions SET source = NULL WHERE revision = 'c'}, 'a source' ])
{
	my ($sql, $name) = @$case;

	$node->safe_psql($db, $sql);
	sends(1, qr/^0 added, 1 changed, 2 unchanged$/m, $name, @load);
	sends(0, $same, "$name, put right", @load);
}
$node->safe_psql($db, q{DELETE FROM migrate.revisions WHERE revision = 'c'});
sends(1, qr/^1 added, 0 changed, 2 unchanged$/m, 'a DELETE', @load);
$node->safe_psql($db, q{INSERT INTO migrate.applied (revision, checksum, via) VALUES ('x', '', 'stamp')});
fails(qr/error: MG008: revision "x" is applied but not in the registry/, 'what no revision is', @load);
$node->safe_psql($db, q{DELETE FROM migrate.applied});

# Another format; each has its own
sends(1, $same, 'another format', @load, '--format', 'native');
sends(0, $same, 'that format', @load, '--format', 'native');
sends(0, $same, 'the first one', @load);
fails(qr/error: 22023: /, 'no format', @load, '--format', 'nope');

# Names are the same in the client's encoding only if it is the server's
{
	local $ENV{PGCLIENTENCODING} = 'LATIN1';
	sends(1, qr/^changed   c /m, 'another encoding', @load);
	local $ENV{PGCLIENTENCODING} = 'UTF8';
	sends(1, qr/^changed   c /m, 'the old one', @load);
}
rename "$directory/\xc3\xa4.sql", "$directory/c.sql";
sends(1, qr/^changed   c \(c\.sql\)$/m, 'a plain name', @load);
{
	local $ENV{PGCLIENTENCODING} = 'LATIN1';
	sends(0, $same, 'which every encoding has', @load);
}

# A transaction that is rolled back keeps nothing
write_file("$directory/sub/b.sql", $b =~ s/TABLE b/TABLE bb/r);
$before = kept();
sends(1, qr/bb/, "rolled back, $_ time", 'show', 'b', '-v', @in) foreach 'the first', 'the second';
is(kept(), $before, 'a look keeps nothing');
write_file("$directory/sub/b.sql", $b);
sends(0, $same, 'the files as they were', @load);
times_sent();
pg_migrate_ok($node, $db, 'revision', '-m', 'new', '--rev-id', 'new', @in);
is(times_sent(), 1, 'a new file is sent with the others');
unlink glob "$directory/*_new.sql";

# Who may not write
sends(0, $same, 'a deployer', @load, '-U', 'regress_deployer');
write_file("$directory/sub/b.sql", $b =~ s/TABLE b/TABLE B/r);
fails(qr/error: 42501: permission denied to load what is new or has changed/, 'a deployer, a change', @load, '-U', 'regress_deployer');
write_file("$directory/sub/b.sql", "\n$b");
sends(1, $same, 'a deployer, a byte that does not count', @load, '-U', 'regress_deployer') foreach 1 .. 2;
sends(1, $same, 'an author', @load, '-U', 'regress_author');
sends(0, $same, 'a deployer after that', @load, '-U', 'regress_deployer');

# What is applied
sends(0, qr/^upgraded 3 revisions/, 'an upgrade', 'upgrade', 'head', @in);
sends(0, qr/^nothing to do/, 'an upgrade at head', 'upgrade', 'head', @in);
write_file("$directory/sub/b.sql", $b =~ s/TABLE b/TABLE B/r);
fails(qr/error: MG011: .*revision "b" is not what was applied/s, 'a change after that', $_, @in) foreach 'load', 'upgrade';
write_file("$directory/sub/b.sql", $b);
$node->safe_psql($db, q{UPDATE migrate.revisions SET down = 'SELECT 3' WHERE revision = 'b'});
sends(1, qr/^changed   b /m, 'a row that was changed after that', @load);

# Faults of all files together
revision_file($directory, 'two', 'b', '', '');
write_file("$directory/two.sql", slurp_file("$directory/two.sql") =~ s/migrate:revision two/migrate:revision b/r);
fails(qr/error: MG018: .*revision "b" is in sub\/b\.sql too/s, 'two files with one id', @load);
unlink "$directory/two.sql";
sends(0, $same, 'without it', @load);

# Another migration is at work
my $holder = $node->background_psql($db);
$holder->query_safe('BEGIN; SELECT pg_advisory_xact_lock(1835496052, 0)');
{
	local $ENV{PGOPTIONS} = '-c migrate.wait_timeout=0';
	pg_migrate_fails($node, $db, 1, qr/error: MG015: /, @load);
	like(pg_migrate($node, $db, 'history', @in)->{err}, qr/warning: without the files of directory/, 'a look does not wait');
}
my $waiter = start_pg_migrate($node, $db, @load);
wait_for($node, $db, q{wait_event_type = 'Lock' AND query LIKE '%loaded_files%'});
$holder->query_safe(q{UPDATE migrate.revisions SET message = 'x' WHERE revision = 'c'; COMMIT});
$holder->quit;
ok(finish($waiter), 'who waits goes on');
like($waiter->{out}, qr/^changed   c /m, 'and sees what was done meanwhile');

# A dump takes along what is known
my $dump = schema_dump($node, $db);
$node->safe_psql('postgres', 'CREATE DATABASE restored');
$node->safe_psql('restored', $dump);
$db = 'restored';
sends(0, $same, 'a restored registry', @load);
sends(0, qr/^nothing to do/, 'an upgrade of it', 'upgrade', 'head', @in);

# Linear tools: where a migration goes depends on what is applied
$node->safe_psql('postgres', 'CREATE DATABASE linear');
$node->safe_psql('linear', 'CREATE EXTENSION migrate');
$db = 'linear';
my $dbmate = new_directory();
my @linear = ('load', '-D', $dbmate);
write_file("$dbmate/${_}_t.sql", "-- migrate:up\nCREATE TABLE t$_ ();\n-- migrate:down\nDROP TABLE t$_;\n") foreach 1, 2;
sends(1, qr/^2 added/m, "a linear tool's files", @linear);
sends(0, qr/^0 added, 0 changed, 2 unchanged$/m, 'once more', @linear);
pg_migrate_ok($node, $db, 'upgrade', '1', '-D', $dbmate);
sends(1, qr/^0 added, 0 changed, 2 unchanged$/m, 'after an upgrade', @linear);
sends(0, qr/^0 added, 0 changed, 2 unchanged$/m, 'and again', @linear);
$node->safe_psql($db, q{SELECT migrate.revision('in SQL', up => '', rev_id => 'sql', head => '1', splice => true); SELECT migrate.stamp('sql')});
sends(1, qr/^changed   2 /m, 'a revision that was put between', @linear);

done_testing();
