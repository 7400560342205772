# pg_migrate with a schema as text: revisions made of it, what differs from it,
# what has changed by hand, and the files of that.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::RealBin/../perl";
use ClientTest;
use MigrateTest;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $db = 'shop';
my $node = start_node('main', 'fsync = off');
my $directory = new_directory() . '/migrations';
my @in = ('-D', $directory);
my $text = new_directory() . '/schema.sql';
my @schema = ('--schema', $text);

$node->safe_psql('postgres', "CREATE DATABASE $db ENCODING 'UTF8' LOCALE 'C' TEMPLATE template0");
pg_migrate_ok($node, $db, 'init', '-q', @in);

sub files
{
	return join ' ', map { s/.*\///r } glob("$directory/2*.sql");
}

# Run a command that writes a file; return what the file says.
sub written
{
	my @arguments = @_;
	my $path = pg_migrate_ok($node, $db, @arguments, @in);

	chomp $path;
	return slurp_file($path);
}

# Nothing is written, and the registry stays as it is.
sub writes_nothing
{
	my ($status, $error, @arguments) = @_;
	my $files = files();
	my $registry = registry($node, $db);
	my $run = pg_migrate($node, $db, @arguments, @in);

	is($run->{status}, $status, "@arguments: status $status");
	like($run->{err}, $error, "@arguments: what it says");
	is(files(), $files, "@arguments: no file");
	is(registry($node, $db), $registry, "@arguments: nothing in the registry");
	return $run;
}

# From an empty database to a text
my $users = <<'SQL';
CREATE TABLE users (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    "größe" text DEFAULT '${up}' NOT NULL
);
COMMENT ON TABLE users IS '
-- migrate:down
-- ${revision}';
SQL
my $made = <<'SQL';
CREATE TABLE public.users (
    id bigint GENERATED ALWAYS AS IDENTITY,
    "größe" text DEFAULT '${up}'::text NOT NULL,
    CONSTRAINT users_pkey PRIMARY KEY (id)
);

COMMENT ON TABLE public.users IS '
-- migrate:down
-- ${revision}';
SQL
write_file($text, "\xef\xbb\xbf$users");
{
	local $ENV{PGCLIENTENCODING} = 'LATIN1';
	is(pg_migrate_ok($node, $db, 'diff', @schema), $made, 'diff prints the statements, in UTF-8');
	like(written('revision', '--autogenerate', '-m', "Gr\xf6\xdfen", '--rev-id', 'users', @schema),
		qr/\A-- Größen\n-- migrate:revision users\n-- migrate:created .*\n\n-- migrate:up\n\Q$made\E\n-- migrate:down\n-- deletes data, irreversible\nDROP TABLE public\.users;\n\z/,
		'revision --autogenerate fills in both scripts');
}
is($node->safe_psql($db, 'SELECT count(*) FROM migrate.revisions'), 0, 'and leaves the registry as it is');
is_deeply([ map { [ @$_{qw(step action kind object hazards reverse)} ] } @{ json_of(pg_migrate_ok($node, $db, 'diff', '--json', @schema), 'diff')}[0] ],
	[ [ 1, 'create', 'table', 'public.users', [], 'DROP TABLE public.users' ] ], 'diff --json has all of it');
writes_nothing(1, qr/MG017: database is not at head "users"/, 'revision', '--autogenerate', @schema);

pg_migrate_ok($node, $db, 'upgrade', '-q', @in);
is(writes_nothing(0, qr/\A\z/, 'revision', '--autogenerate', @schema)->{out},
	"nothing to do: the schemas are the same\n", 'where there is nothing to do, it says so');
is_deeply(json_of(writes_nothing(0, qr/\A\z/, 'revision', '--autogenerate', '--json', @schema)->{out}, 'revision'),
	{ revision => undef, path => undef }, 'in JSON too');
is(pg_migrate_ok($node, $db, 'diff', @schema), "nothing to do: the schemas are the same\n", 'diff of nothing');
is(pg_migrate_ok($node, $db, 'check', @schema, @in), "nothing found\n", 'check --schema of nothing');
is(pg_migrate_ok($node, $db, 'drift'), "nothing found\n", 'drift of nothing');
is(pg_migrate_ok($node, $db, 'drift', '-q'), '', 'quietly');

# From there on, on a branch of its own
write_file($text, $users . "ALTER TABLE users ADD phone text;\n");
like(written('revision', '--autogenerate', '--head', 'users', '--branch-label', 'phones', @schema),
	qr/^-- migrate:revises users\n-- migrate:label phones\n.*^-- migrate:up\nALTER TABLE public\.users ADD COLUMN phone text;\n\n-- migrate:down\n-- deletes data, irreversible\nALTER TABLE public\.users DROP COLUMN phone;\n\z/ms,
	'on top of a revision, with a label');
pg_migrate_ok($node, $db, 'upgrade', '-q', @in);
pg_migrate_ok($node, $db, 'downgrade', '-q', '-1');
pg_migrate_ok($node, $db, 'upgrade', '-q', @in);
is(pg_migrate_ok($node, $db, 'check', @schema, @in), "nothing found\n", 'up, down and up again');

# From standard input: what schema prints
{
	my $printed = pg_migrate_ok($node, $db, 'schema');
	my $out = '';

	is(json_of(pg_migrate_ok($node, $db, 'schema', '--json'), 'schema')->{schema} . "\n",
		$printed =~ s/([\xc2-\xdf][\x80-\xbf])/my $c = $1; utf8::decode($c); $c/ger, 'schema --json');
	foreach my $command ([ 'check', @in ], ['diff'])
	{
		ok(IPC::Run::run([ $node->installed_command('pg_migrate'), @$command, '-d', $node->connstr($db), '--schema', '-' ],
			'<', \$printed, '>', \$out), "$command->[0]: a schema on standard input");
		like($out, qr/\Anothing /, "$command->[0]: it is the schema that is there");
	}
}

# By hand
$node->safe_psql($db, 'CREATE INDEX by_night ON users (phone)');
my $run = pg_migrate_fails($node, $db, 3, qr/\A\z/, 'drift');
is($run->{out}, "-- blocks writes\nCREATE INDEX by_night ON public.users USING btree (phone);\n", 'drift prints what has been done');
$run = pg_migrate_fails($node, $db, 3, qr/\A\z/, 'check', @schema, @in);
is($run->{out}, "schema has drifted: CREATE INDEX by_night ON public.users USING btree (phone)\n"
	  . "schema differs: DROP INDEX public.by_night\n", 'check finds both');
$run = pg_migrate($node, $db, 'check', '--json', @schema, @in);
is($run->{status}, 3, 'check --json: status 3');
is_deeply([ map { [ @$_{qw(problem revision)} ] } @{ json_of($run->{out}, 'check') } ],
	[ [ 'schema has drifted', undef ], [ 'schema differs', undef ] ], 'check --json');

# draft-drift: the file, applied
like(written('draft-drift', '-m', 'By night', '--rev-id', 'night'),
	qr/\A-- By night\n-- migrate:revision night\n-- migrate:revises \w+\n.*^-- migrate:up\nCREATE INDEX by_night .*;\n\n-- migrate:down\nDROP INDEX public\.by_night;\n\z/ms,
	'draft-drift writes a file');
is($node->safe_psql($db, q{SELECT via, r.checksum = a.checksum, source ~ '^\d{8}T\d{4}_night_by_night\.sql$'
		FROM migrate.applied AS a JOIN migrate.revisions AS r USING (revision) WHERE revision = 'night'}),
	'stamp|t|t', 'of the revision that is applied');
is(pg_migrate_ok($node, $db, $_, @in), "nothing found\n", "then $_ finds nothing") foreach 'check', 'drift';
is(pg_migrate_ok($node, $db, 'upgrade', @in), "nothing to do: the database is at night (head)\n", 'nor is there anything to upgrade');
is(writes_nothing(0, qr/\A\z/, 'draft-drift')->{out}, "nothing to do: the schemas are the same\n", 'nor to draft');
pg_migrate_ok($node, $db, 'downgrade', '-q', '-1');
pg_migrate_ok($node, $db, 'upgrade', '-q', @in);
is(pg_migrate_ok($node, $db, 'drift'), "nothing found\n", 'it goes down and up');

# What cannot be written
$node->safe_psql($db, 'CREATE FOREIGN DATA WRAPPER w; CREATE SERVER s FOREIGN DATA WRAPPER w');
pg_migrate_ok($node, $db, 'stamp', '-q', 'current', @in);
$node->safe_psql($db, q{CREATE USER MAPPING FOR PUBLIC SERVER s OPTIONS (password 'x')});
is(pg_migrate_fails($node, $db, 3, qr/\A\z/, 'drift')->{out},
	"-- cannot write the statements that change user mapping s.public: Snapshots do not hold secrets, which it has in: password.\n",
	'drift says what it cannot write');
is(pg_migrate_fails($node, $db, 3, qr/\A\z/, 'check', @in)->{out},
	"schema has drifted: cannot write the statements that change user mapping s.public: Snapshots do not hold secrets, which it has in: password.\n",
	'so does check');
writes_nothing(1, qr/MG022: cannot write the statements that change user mapping s\.public\n/, 'draft-drift', '-m', 'x');
$node->safe_psql($db, 'DROP FOREIGN DATA WRAPPER w CASCADE');
pg_migrate_ok($node, $db, 'stamp', '-q', 'current', @in);

# What cannot be
$node->safe_psql($db, 'CREATE INDEX by_day ON users (phone)');
write_file("$directory/template.sql", "-- \${message}\n-- migrate:revision \${revision}\n-- migrate:revises \${revises}\n-- migrate:up\n\${up}\n-- migrate:down\nSELECT 1;\n");
writes_nothing(1, qr/would not say what was asked for\n.*Put \$\{down\} into it/, $_->[0], @$_[1 .. $#$_])
  foreach [ 'draft-drift', '-m', 'x' ], [ 'revision', '--autogenerate', '-m', 'x', @schema ];
unlink "$directory/template.sql";
SKIP:
{
	skip 'root may write everything', 4 if $> == 0;
	chmod 0555, $directory;
	writes_nothing(1, qr/could not create file/, 'draft-drift', '-m', 'x');
	chmod 0755, $directory;
}
writes_nothing(1, qr/could not open file ".*nope\.sql": No such file/, $_->[0], @$_[1 .. $#$_], '--schema', "$directory/nope.sql")
  foreach [ 'revision', '--autogenerate' ], ['check'], ['diff'];
write_file($text, "CREATE TABLE t (\n    i int,\n);\n");
writes_nothing(1, qr/error: 42601: syntax error at or near "\)"\n.*CONTEXT:  schema, statement 1 at line 1$/ms, 'diff', @schema);
write_file($text, "SELECT '\xff'");
writes_nothing(1, qr/error: 22021: invalid byte sequence for encoding "UTF8": 0xff/, 'diff', @schema);
write_file($text, "\0");
writes_nothing(1, qr/error: 22021: invalid byte sequence for encoding "UTF8": 0x00/, 'check', @schema);
is($node->safe_psql($db, q{SELECT count(*) FROM pg_database WHERE datname LIKE 'migrate%'}), 0, 'no scratch database is left');

$node->stop;
done_testing();
