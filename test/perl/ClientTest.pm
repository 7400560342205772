# What the tests of pg_migrate share: runs of it, and directories of files.
package ClientTest;

use strict;
use warnings;
use Exporter 'import';
use IPC::Run ();
use JSON::PP ();
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

our @EXPORT = qw(pg_migrate pg_migrate_ok pg_migrate_fails json_of start_pg_migrate
  on_terminal new_directory write_file revision_file);

# None of what whoever runs the tests has set.
delete @ENV{qw(DATABASE_URL MIGRATE_DIR VISUAL EDITOR PAGER)};
$ENV{TERM} = 'xterm';

sub command
{
	my ($node, $db, @arguments) = @_;

	# what the test module calls itself is not what we are to be called
	delete $ENV{PGAPPNAME};
	return ($node->installed_command('pg_migrate'),
		defined $db ? ('-d', $node->connstr($db)) : (), @arguments);
}

# Run it with nothing on standard input; return what it said and its status.
sub pg_migrate
{
	my ($node, $db, @arguments) = @_;
	my %run = (out => '', err => '');

	IPC::Run::run([ command($node, $db, @arguments) ],
		'<', \undef, '>', \$run{out}, '2>', \$run{err},
		IPC::Run::timeout($PostgreSQL::Test::Utils::timeout_default));
	$run{status} = $? & 127 ? "signal " . ($? & 127) : $? >> 8;
	return \%run;
}

# Run what must succeed, return its standard output.
sub pg_migrate_ok
{
	my ($node, $db, @arguments) = @_;
	my $run = pg_migrate($node, $db, @arguments);

	is($run->{status}, 0, "pg_migrate @arguments") or diag($run->{err});
	return $run->{out};
}

# Run what must fail with a status and say something about it.
sub pg_migrate_fails
{
	my ($node, $db, $status, $error, @arguments) = @_;
	my $run = pg_migrate($node, $db, @arguments);
	my ($name) = join(' ', @arguments) =~ /^(.*)$/m;

	is($run->{status}, $status, "pg_migrate $name: status $status");
	like($run->{err}, $error, "pg_migrate $name: says why");
	return $run;
}

# Return what is in a JSON document, of which there must be one.
sub json_of
{
	my ($text, $name) = @_;
	my $value = eval { JSON::PP->new->utf8->decode($text) };

	ok(defined $value, "$name: valid JSON") or diag("$@: $text");
	return $value;
}

# Start it and go on; finish with $run->{run}->finish.
sub start_pg_migrate
{
	my ($node, $db, @arguments) = @_;
	my $run = { out => '', err => '' };

	$run->{run} = IPC::Run::start([ command($node, $db, @arguments) ],
		'<', \undef, '>', \$run->{out}, '2>', \$run->{err},
		IPC::Run::timeout($PostgreSQL::Test::Utils::timeout_default));
	return $run;
}

# Start it on a terminal of its own, what is typed in $run->{in}.
sub on_terminal
{
	my ($node, $db, @arguments) = @_;
	my $run = { in => '', out => '' };

	$run->{run} = IPC::Run::start([ command($node, $db, @arguments) ],
		'<pty<', \$run->{in}, '>pty>', \$run->{out},
		IPC::Run::timeout($PostgreSQL::Test::Utils::timeout_default));
	return $run;
}

sub new_directory
{
	return PostgreSQL::Test::Utils::tempdir();
}

sub write_file
{
	my ($path, $content) = @_;

	open(my $file, '>:raw', $path) or die "$path: $!";
	print $file $content;
	close($file) or die "$path: $!";
	return;
}

# Write the file of a revision, named for its id.
sub revision_file
{
	my ($directory, $id, $parent, $up, $down) = @_;

	write_file("$directory/$id.sql", join("\n",
		"-- The revision $id",
		"-- migrate:revision $id",
		defined $parent ? ("-- migrate:revises $parent") : (),
		'', '-- migrate:up', $up,
		defined $down ? ('', '-- migrate:down', $down) : (), ''));
	return;
}

1;
