# What the tests of offline SQL share: databases with an empty registry, texts
# of them, psql to run these, and what a database is like afterwards.
package OfflineTest;

use strict;
use warnings;
use Exporter 'import';
use MigrateTest;
use PostgreSQL::Test::Utils;
use Test::More;

our @EXPORT = qw(start_offline make_database text_of run_text text_runs text_fails
  state_of schema_of current_of quoted compare);

my $node;
my $dir = PostgreSQL::Test::Utils::tempdir;
my $counter = 0;

# Start the server, with a database to be a template of others.
sub start_offline
{
	$node = start_node('main', 'fsync = off', 'autovacuum = off');
	$node->safe_psql('postgres', q{
		CREATE ROLE regress_low;
		CREATE ROLE regress_viewer LOGIN;
		CREATE ROLE regress_author LOGIN;
		CREATE ROLE regress_deployer LOGIN;
		CREATE DATABASE empty ENCODING 'UTF8' LOCALE 'C' TEMPLATE template0;
		\c empty
		CREATE EXTENSION migrate;
		SELECT migrate.grant_role('regress_' || duty, duty) FROM unnest('{viewer,author,deployer}'::text[]) AS duty;
		GRANT regress_low TO regress_deployer;
		CREATE SCHEMA app;
		GRANT ALL ON SCHEMA app, public TO PUBLIC});
	return $node;
}

sub make_database
{
	my ($name, $template) = @_;

	$node->safe_psql('postgres', "DROP DATABASE IF EXISTS $name");
	$node->safe_psql('postgres', "CREATE DATABASE $name TEMPLATE $template");
	return $name;
}

# Run a call that answers a text, return its answer, to the byte.
sub text_of
{
	my ($db, $call) = @_;
	my $file = "$dir/answer";
	my ($out, $err) = run_command([ 'psql', '-XAtq', '-h', $node->host, '-p', $node->port,
		'-d', $db, '-o', $file, '-c', "SELECT $call" ]);

	is($err, '', "$call answers a text") or return '';
	return slurp_file($file) =~ s/\n\z//r;
}

# All that can be seen of a session.
my $session = q{
	SELECT name OPERATOR(pg_catalog.||) ' = ' OPERATOR(pg_catalog.||) setting FROM pg_catalog.pg_settings
		WHERE setting OPERATOR(pg_catalog.<>) '' AND name OPERATOR(pg_catalog.!~) '^(plpgsql|migrate)[.]'
	UNION ALL VALUES (current_user::pg_catalog.text), (session_user)
	UNION ALL SELECT name FROM pg_catalog.pg_cursors ORDER BY 1;};

# Let psql run a text in a session that begins with some statements; return
# its status and what it says on standard error.
sub run_text
{
	my ($db, $text, %how) = @_;
	my $file = "$dir/" . ++$counter;
	my $name = $how{name} // $file;
	my @as = $how{role} ? ('-U', $how{role}) : ();
	my %seen;

	append_to_file("$file.sql", $text);
	append_to_file("$file.session.sql", ($how{first} // '') . "\n"
		. "\\o $file.before\n$session\n\\o $file.out\n\\i $file.sql\n\\o $file.after\n$session\n");
	my $result = run_log([ 'psql', '-Xq', '-v', 'HOST=broken', '-v', '2=broken', '-v', 'n=broken',
		'-h', $node->host, '-p', $node->port, @as, '-d', $db, '-f', "$file.session.sql" ],
		'<', \undef, '2>', \my $err);
	if ($result)
	{
		$seen{$_} = slurp_file("$file.$_") for qw(before after);
		is_text($seen{after}, $seen{before}, "$name: the session is as it was");
	}
	return ($result, $err);
}

sub text_runs
{
	my ($db, $text, $name, %how) = @_;
	my ($result, $err) = run_text($db, $text, name => $name, %how);

	ok($result, "$name: psql runs the text") or diag($err);
	is($err =~ s/^psql:.*NOTICE: .*\n//mgr, '', "$name: and says nothing");
	return;
}

# The text stops, and leaves everything as it was.
sub text_fails
{
	my ($db, $text, $error, $name, %how) = @_;
	my $before = state_of($db);
	my ($result, $err) = run_text($db, $text, name => $name, %how);

	ok(!$result, "$name: psql stops");
	like($err, $error, "$name: with this error");
	is_text(state_of($db), $before, "$name: and changes nothing");
	return;
}

# The registry but for what differs from run to run, and the rest of the
# database. A text brings no revisions but those that it applies.
sub state_of
{
	my ($db, $all) = @_;
	my $rows = $node->safe_psql($db, q{
		SELECT row(revision, message, down_revisions, depends_on, branch_labels, up, down, verify, transactional,
			variables, secrets, repeatable, source, checksum)
		FROM migrate.revisions
		WHERE revision IN (SELECT revision FROM migrate.applied UNION SELECT revision FROM migrate.log) ORDER BY revision;
		SELECT row(revision, checksum, applied_by, via) FROM migrate.applied ORDER BY revision;
		SELECT row(operation, revision, heads_before, heads_after, login_role, effective_role, client_addr,
			statements, duration IS NULL OR duration BETWEEN '0' AND '1 min', variables,
			sqlstate, message, detail, statement_number, line)
		FROM migrate.log ORDER BY id});

	return $rows . schema_dump($node, $db, '--exclude-schema=migrate');
}

sub current_of
{
	my ($db) = @_;

	return $node->safe_psql($db,
		q{SELECT coalesce(string_agg(revision, ' '), 'base') FROM migrate.current()});
}

# A literal
sub quoted
{
	my ($string) = @_;

	return q{'} . $string =~ s/'/''/gr . q{'};
}

# Do operations one after the other: in one database by themselves, in a
# second by texts made where it stands, and in a third, whose registry begins
# empty, by texts made from ranges in a fourth, which never applies anything.
sub compare
{
	my ($name, $make, @operations) = @_;
	my %how = @operations && ref $operations[0] ? %{ shift @operations } : ();
	my $source = make_database('source', 'empty');
	my $vars = $how{vars} ? ', ' . quoted($how{vars}) : '';

	$node->safe_psql($source, $make);
	make_database($_, $source) for qw(itself same);
	make_database('shorter', 'empty');
	while (my ($operation, $target) = splice @operations, 0, 2)
	{
		my $step = "$name: $operation $target";
		my $more = $operation eq 'stamp' ? '' : $vars;
		my $start = current_of('itself');
		my $here = text_of('same', "migrate.${operation}_sql(" . quoted($target) . "$more)");
		my $range = text_of('source', "migrate.${operation}_sql(" . quoted("$start:$target") . "$more)");

		is(current_of('same'), $start, "$step: from the same start");
		$node->safe_psql('itself', ($how{first} // '') . "SET client_min_messages = warning; SELECT migrate.$operation("
			. quoted($target) . "$more)");
		my $expected = state_of('itself');
		text_runs('same', $here, $step, %how);
		is_text(state_of('same'), $expected, "$step: the same");
		text_runs('shorter', $range, "$step, range", %how);
		is_text(state_of('shorter'), $expected, "$step, range: the same");
		is($node->safe_psql('shorter', q{SELECT * FROM migrate.check() WHERE problem <> 'not at head'}), '',
			"$step, range: nothing is wrong");
	}
	return;
}

# What the scripts have made, with nothing of the extension.
sub schema_of
{
	my ($db) = @_;

	return join "\n", grep { !/^(--.*)?$|EXTENSION/ } split /\n/,
	  schema_dump($node, $db, '--exclude-schema=migrate', '--no-privileges', '--no-comments');
}

1;
