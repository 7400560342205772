# doc/reference.md says what is there, and nothing else; README.md's first
# session works; the places that name the version agree.

use strict;
use warnings;
use utf8;

use Cwd qw(abs_path);
use File::Basename qw(dirname);
use IPC::Run ();
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $top = abs_path(dirname(__FILE__) . '/../..');

sub read_file
{
	my ($name) = @_;

	open my $file, '<:encoding(UTF-8)', "$top/$name" or die "$name: $!";
	local $/;
	return scalar <$file>;
}

my $reference = read_file('doc/reference.md');

# What stands under a heading, down to the next of its level or above.
sub section
{
	my ($heading, $text) = @_;
	my ($level) = $heading =~ /^(#+)/;
	my $depth = length $level;

	return $text =~ /^\Q$heading\E\n(.*?)(?=^#{1,$depth} |\z)/ms ? $1 : undef;
}

# The rows of a Markdown table whose first cell is `code`: lists of cells.
sub rows
{
	my ($text) = @_;
	my @rows;

	foreach my $line (split /\n/, $text)
	{
		next unless $line =~ /^\| `([^`]+)` \|(.*)\|$/;
		my ($name, $rest) = ($1, $2);
		push @rows, [ $name, map { s/^\s+|\s+$//gr } split /\|/, $rest ];
	}
	return @rows;
}

sub unquoted
{
	my ($cell) = @_;

	return $cell =~ s/`//gr;
}

# A signature without what depends on how it is written.
sub squeezed
{
	my ($signature) = @_;

	$signature =~ s/::\w+(\[\])?//g;
	$signature =~ s/"//g;
	$signature =~ s/\s+/ /g;
	return $signature =~ s/ ?([(),]) ?/$1/gr;
}

my $node = PostgreSQL::Test::Cluster->new('reference');
$node->init;
$node->start;
$node->safe_psql('postgres', 'CREATE EXTENSION migrate');

# Rows of a query; fields may hold anything but the separators.
sub query
{
	my ($sql) = @_;
	my $output = $node->safe_psql('postgres', $sql,
		extra_params => [ '--field-separator', "\x1f", '--record-separator', "\x1e" ]);

	utf8::decode($output);
	return map { [ split /\x1f/, $_, -1 ] } split /\x1e/, $output;
}

# Functions: signature, attributes, duties, result columns.
my $functions = section('## Functions', $reference);
my %documented;
while ($functions =~ /^#### (\w+)\n(.*?)(?=^#{2,4} |\z)/gms)
{
	$documented{$1} = $2;
}
my %existing;
foreach my $row (query(q{
	SELECT proname, pg_get_function_arguments(oid), pg_get_function_result(oid),
		CASE provolatile WHEN 'i' THEN 'IMMUTABLE' WHEN 's' THEN 'STABLE' ELSE 'VOLATILE' END || ', ' ||
		CASE WHEN proisstrict THEN 'STRICT' ELSE 'CALLED ON NULL INPUT' END || ', PARALLEL ' ||
		CASE proparallel WHEN 's' THEN 'SAFE' WHEN 'r' THEN 'RESTRICTED' ELSE 'UNSAFE' END,
		COALESCE((SELECT string_agg(duty, ', ' ORDER BY place)
			FROM unnest(ARRAY['viewer', 'author', 'deployer']) WITH ORDINALITY AS d (duty, place)
			WHERE EXISTS (SELECT FROM migrate.duty_privileges(duty) AS p (privilege)
				WHERE privilege LIKE 'EXECUTE ON FUNCTION migrate.' || quote_ident(proname) || '(%')),
			'none'),
		(SELECT string_agg(name || ' ' || format_type(type, NULL), ', ' ORDER BY place)
			FROM unnest(proargnames, proargmodes, proallargtypes) WITH ORDINALITY AS a (name, mode, type, place)
			WHERE mode = 't'),
		(SELECT count(*) FROM pg_proc q WHERE q.pronamespace = p.pronamespace AND q.proname = p.proname)
	FROM pg_proc p WHERE pronamespace = 'migrate'::regnamespace ORDER BY proname}))
{
	my ($name, $arguments, $result, $attributes, $duties, $columns, $overloads) = @$row;
	my $text = $documented{$name};

	$existing{$name} = 1;
	ok(defined $text, "function $name is in the reference") or next;
	is($overloads, 1, "there is one function $name");
	my ($signature) = $text =~ /^```\n(.*?)^```$/ms;
	is(squeezed($signature // ''), squeezed("migrate.$name($arguments) → $result\n"),
		"signature of $name");
	my ($said, $said_duties) = $text =~ /^(\w+, .*?)\. Duty: ([a-z, ]+)/m;
	is($said, $attributes, "attributes of $name");
	is($said_duties, $duties, "duties that may call $name");
	if ($columns ne '')
	{
		# arguments may have a table too, which stands before it
		my ($table) = $text =~ /^\| column \|(.*?)(?=\n\n|\z)/ms;
		is(join(', ', map { $_->[0] } rows($table // '')),
			join(', ', map { (split / /)[0] } split /, /, $columns),
			"result columns of $name");
	}
	else
	{
		my @arguments = map { (split / /)[0] } split /, /, squeezed($arguments) =~ s/,/, /gr;
		my %arguments = map { $_ => 1 } @arguments;
		is(join(', ', grep { !$arguments{$_} } map { $_->[0] } rows($text)), '',
			"arguments explained of $name exist");
	}
}
is(join(', ', grep { !$existing{$_} } sort keys %documented), '',
	'the reference names no function that does not exist');

# Settings.
$node->safe_psql('postgres', q{ALTER SYSTEM SET session_preload_libraries = 'migrate'});
$node->reload;
my @settings = map {
	[ $_->[0], unquoted($_->[1]), $_->[2], $_->[3], $_->[4] ]
} rows(section('## Settings', $reference));
is_deeply(
	\@settings,
	[ query(q{
		SELECT name, boot_val,
			COALESCE(array_to_string(enumvals, ', '), min_val || ' to ' || max_val),
			COALESCE(unit, ''), context
		FROM pg_settings WHERE name LIKE 'migrate.%' ORDER BY name}) ],
	'settings: name, default, range, unit, context');
cmp_ok(scalar @settings, '>', 0, 'there are settings');

# Error codes.
my $header = read_file('src/base/errors.h');
my @codes;
while ($header =~ /^#define ERRCODE_(\w+) MAKE_SQLSTATE\(([^)]*)\)/mg)
{
	my ($name, $characters) = ($1, $2);

	push @codes, [ join('', $characters =~ /'(.)'/g), lc $name ];
}
cmp_ok(scalar @codes, '>', 10, 'errors.h has codes');
is_deeply([ map { [ $_->[0], unquoted($_->[1]) ] } rows(section('## Error codes', $reference)) ],
	\@codes, 'error codes and their names');
foreach my $file ('README.md', 'doc/reference.md', 'doc/security.md')
{
	my %known = map { $_->[0] => 1 } @codes;
	is(join(', ', grep { !$known{$_} } read_file($file) =~ /\b(MG\d{3})\b/g), '',
		"$file names no other code of the class");
}

# Tables and types, with their columns.
foreach my $kind ([ '## Tables', 'r' ], [ '## Types', 'c' ])
{
	my ($heading, $relkind) = @$kind;
	my $text = section($heading, $reference);
	my @relations = map { $_->[0] } query(qq{
		SELECT 'migrate.' || relname FROM pg_class
		WHERE relnamespace = 'migrate'::regnamespace AND relkind = '$relkind' ORDER BY 1});

	is(join(', ', sort $text =~ /^#### (\S+)$/mg), join(', ', @relations), "$heading: which there are");
	foreach my $relation (@relations)
	{
		is_deeply(
			[ map { [ $_->[0], unquoted($_->[1]) ] } rows(section("#### $relation", $text) // '') ],
			[ query(qq{
				SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute
				WHERE attrelid = '$relation'::regclass AND attnum > 0 AND NOT attisdropped
				ORDER BY attnum}) ],
			"columns of $relation");
	}
}

# The migration lock's key.
my ($class, $object) = $reference =~ /pg_advisory_xact_lock\((\d+), (\d+)\)/;
is_deeply(
	[ query(q{
		BEGIN;
		CREATE TEMP TABLE nothing ON COMMIT DROP AS SELECT * FROM migrate.upgrade('base');
		SELECT classid, objid, objsubid FROM pg_locks
		WHERE locktype = 'advisory' AND pid = pg_backend_pid();
		COMMIT}) ],
	[ [ $class, $object, 2 ] ],
	'key of the migration lock');

# Comments.
is_deeply(
	[ query(q{
		SELECT pg_describe_object(classid, objid, 0) FROM pg_depend
		WHERE deptype = 'e' AND refclassid = 'pg_extension'::regclass
			AND refobjid = (SELECT oid FROM pg_extension WHERE extname = 'migrate')
			AND obj_description(objid, classid::regclass::name) IS NULL
			-- identity sequences, and types that come with others, have none
			AND NOT (classid = 'pg_class'::regclass AND EXISTS
				(SELECT FROM pg_class c WHERE c.oid = objid AND relkind = 'S'))
			AND NOT (classid = 'pg_type'::regclass AND EXISTS
				(SELECT FROM pg_type t WHERE t.oid = objid AND (typelem <> 0 OR typtype = 'c' AND
					(SELECT relkind FROM pg_class c WHERE c.oid = typrelid) <> 'c')))
		UNION ALL
		SELECT format('column %s.%s', attrelid::regclass, attname) FROM pg_attribute
		WHERE attrelid IN (SELECT oid FROM pg_class WHERE relnamespace = 'migrate'::regnamespace AND relkind = 'r')
			AND attnum > 0 AND NOT attisdropped AND col_description(attrelid, attnum) IS NULL
		ORDER BY 1}) ],
	[],
	'every member of the extension, and every column, has a comment');

# The version.
my ($version) = read_file('migrate.control') =~ /^default_version *= *'([^']+)'/m;
ok(defined $version, 'migrate.control has a version');
is_deeply([ read_file('META.json') =~ /^\t(?:\t\t)?"version": "([^"]+)"/mg ],
	[ $version, $version ], 'META.json has the version of migrate.control, twice');
like(read_file('CHANGELOG.md'), qr/^## \Q$version\E( |$)/m, 'CHANGELOG.md has that version');
like($reference, qr/\bof version \Q$version\E\./, 'the reference has that version');

my $readme = read_file('README.md');

# README.md: the first session runs in a shell, in a directory of its own, and
# the one with a schema's text goes on there. A block that shows a file is put
# into the one of its message, but for the header.
my $directory = PostgreSQL::Test::Utils::tempdir();
sub run_session
{
	my ($session) = @_;
	my $bindir = $node->config_data('--bindir');
	local $ENV{PATH} = "$bindir:$ENV{PATH}";
	local $ENV{PGHOST} = $node->host;
	local $ENV{PGPORT} = $node->port;
	local $ENV{DATABASE_URL} = 'postgresql:///shop';
	local $ENV{PGDATABASE} = 'postgres';

	while ($session =~ /^```(sh|file)\n(.*?)^```$/gms)
	{
		my ($kind, $block) = ($1, $2);

		if ($kind eq 'file')
		{
			my ($message) = $block =~ /^-- (.*)$/m;
			my ($made) = grep { slurp_file($_) =~ /^-- \Q$message\E$/m }
			  glob("$directory/migrations/*.sql");
			ok($made, "there is a file of: $message") or next;
			my $text = slurp_file($made);

			$text =~ s/^-- migrate:up$.*\z//ms;
			open my $file, '>', $made or die "$made: $!";
			print $file $text, $block =~ /(^-- migrate:up$.*)\z/ms;
			close $file;
			next;
		}
		my ($output, $errors) = ('', '');

		ok(IPC::Run::run([ 'sh', '-e', '-c', "cd '$directory'; $block" ], '<', \undef,
				'>', \$output, '2>', \$errors), "README: $block") or diag($output, $errors);
	}
	return;
}
run_session(section('## First five minutes', $readme));
is($node->safe_psql('shop', q{SELECT string_agg(operation, ' ' ORDER BY id) FROM migrate.log}),
	'upgrade upgrade downgrade upgrade', 'what the first session did is in the log');
run_session(section('## The schema as one text', $readme));
is($node->safe_psql('shop', q{SELECT string_agg(operation, ' ' ORDER BY id) FROM migrate.log}),
	'upgrade upgrade downgrade upgrade upgrade stamp', 'and what the one with a text did');

# Then in SQL, statement by statement.
my $session = section('## The same in SQL', $readme);
my @blocks = $session =~ /^```sql\n(.*?)^```$/gms;
cmp_ok(scalar @blocks, '>=', 6, 'the README has a session in SQL');
$node->safe_psql('postgres', 'CREATE DATABASE readme');
foreach my $i (0 .. $#blocks)
{
	my ($rc, $stdout, $stderr) = $node->psql('readme', $blocks[$i], on_error_stop => 1);

	is($rc, 0, "block " . ($i + 1) . " of the README's session in SQL runs") or diag($stderr);
}
is($node->safe_psql('readme', q{SELECT string_agg(operation, ' ' ORDER BY id) FROM migrate.log}),
	'upgrade upgrade downgrade upgrade', 'what that session did is in the log');
is($node->safe_psql('readme', 'SELECT count(*) FROM migrate.check()'), '0',
	'it leaves the database at its head');

# The rest of README.md: every other block of SQL runs too, those of one
# section one after another, in a database that has what the first session
# left.
my %blocks;
my @sections;
my $heading = '';
while ($readme =~ /^(#{2,4} .*)$|^```sql\n(.*?)^```$/gms)
{
	if (defined $1)
	{
		$heading = $1;
		next;
	}
	push @sections, $heading unless $blocks{$heading};
	push @{ $blocks{$heading} }, $2;
}
foreach my $section (grep { $_ ne '## The same in SQL' } @sections)
{
	$node->safe_psql('postgres', 'CREATE DATABASE task TEMPLATE readme');
	foreach my $block (@{ $blocks{$section} })
	{
		my ($rc, $stdout, $stderr) = $node->psql('task', $block, on_error_stop => 1);
		my ($first) = $block =~ /^(.*)$/m;

		is($rc, 0, "README, $section: $first") or diag($stderr);
	}
	$node->safe_psql('postgres', 'DROP DATABASE task');
}

# The errors that README.md explains are errors that the source raises, or
# PostgreSQL itself.
my %messages = map { $_ => 1 } (
	'permission denied for schema migrate',
	'out of shared memory',
	'extension "migrate" is not available');
foreach my $file (glob("$top/src/*/*.c"))
{
	my $source = slurp_file($file);

	while ($source =~ /\berrmsg\(((?:\s*"(?:[^"\\]|\\.)*")+)/g)
	{
		my $format = join '', map { eval qq("$_") // die } map { s/([\$\@])/\\$1/gr } $1 =~ /"((?:[^"\\]|\\.)*)"/g;
		$messages{$format} = 1;
	}
}
cmp_ok(scalar keys %messages, '>', 40, 'the source has messages');
my @patterns = map { join '.+', map { quotemeta } split /%[-.*+\d]*[sd]/, $_, -1 } keys %messages;
my @explained = $readme =~ /^#### `ERROR: (.*)`$/mg;
cmp_ok(scalar @explained, '>', 20, 'the README explains errors');
foreach my $message (@explained)
{
	ok((grep { $message =~ /^$_$/ } @patterns), "there is an error: $message");
}

# Links between the pages lead somewhere.
foreach my $file ('README.md', 'doc/reference.md', 'doc/security.md')
{
	my $text = read_file($file);

	while ($text =~ /\]\(([^)\s:]*)\)/g)
	{
		my $link = $1;
		my ($path, $anchor) = split /#/, $link, 2;
		my $target = $path eq '' ? $file : dirname($file) eq '.' ? $path : "doc/$path" =~ s{^doc/\.\./}{}r;

		ok(-e "$top/$target", "$file: $link leads to a file") or next;
		next unless defined $anchor;
		my %anchors = map { lc($_) =~ s/[`.,?:"'()\/]//gr =~ s/ /-/gr => 1 }
		  read_file($target) =~ /^#+ (.*)$/mg;
		ok($anchors{$anchor}, "$file: $link leads to a heading");
	}
}

$node->stop;
done_testing();
