# The files that pg_migrate reads, those that it writes, and what it says of
# those that it cannot.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::RealBin/../perl";
use ClientTest;
use MigrateTest;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use POSIX qw(strftime);
use Test::More;

my $db = 'postgres';
my $node = start_node('main', 'fsync = off');

$node->safe_psql($db, 'CREATE EXTENSION migrate');

sub revisions
{
	return $node->safe_psql($db, q{SELECT string_agg(revision, ' ' ORDER BY revision) FROM migrate.revisions});
}

# Nothing is loaded of a directory that a file is wrong in.
sub load_fails
{
	my ($directory, $error, $name) = @_;
	my $before = revisions();
	my $run = pg_migrate($node, $db, 'load', '-D', $directory);

	is($run->{status}, 1, "$name: status");
	like($run->{err}, $error, "$name: says why");
	is($run->{out}, '', "$name: nothing on standard output");
	is(revisions(), $before, "$name: nothing is loaded");
	return;
}

# Which files are read
my $directory = new_directory();
my $elsewhere = new_directory();

mkdir "$directory/$_" foreach 'sub', 'sub/more', '.hidden';
revision_file($directory, 'a', undef, '', '');
revision_file("$directory/sub", 'b', 'a', '', '');
revision_file("$directory/sub/more", 'c', 'b', '', '');
revision_file($elsewhere, 'd', 'c', '', '');
revision_file($elsewhere, 'template', 'd', '', '');
symlink "$elsewhere/d.sql", "$directory/d.sql";
rename "$elsewhere/template.sql", "$directory/sub/template.sql";
write_file("$directory/$_", 'not a revision')
  foreach 'template.sql', '.a.sql', '.hidden/x.sql', 'README', 'notes.md', 'a.sql~', '#a.sql#', 'sql', '.sql';
symlink "$directory/nowhere", "$directory/dangling";
is(pg_migrate_ok($node, $db, 'load', '-D', $directory), <<"LOADED" =~ s/^\t//mgr, 'the files of a directory and those below');
	added     a (a.sql)
	added     d (d.sql)
	added     b (sub/b.sql)
	added     c (sub/more/c.sql)
	added     template (sub/template.sql)
	5 added, 0 changed, 0 unchanged
LOADED
is(pg_migrate_ok($node, $db, 'load', '-D', "$directory/"), "0 added, 0 changed, 5 unchanged\n", 'once more');
is(pg_migrate_ok($node, $db, 'load', '-v', '-D', $directory) =~ tr/\n//, 6, '--verbose lists those that are unchanged');

# A file that is gone
unlink "$directory/sub/template.sql";
my $run = pg_migrate($node, $db, 'upgrade', 'a', '-D', $directory);
is($run->{status}, 0, 'a file that is gone is no error');
like($run->{err}, qr/warning: the registry has 1 revision whose file is not in "\Q$directory\E": template \(sub\/template\.sql\)$/m, 'it is told of');
like(pg_migrate_ok($node, $db, 'load', '-D', $directory), qr/^missing   template \(sub\/template\.sql\)$/m, 'and by load');
$node->safe_psql($db, q{SELECT migrate.remove('template')});

# What cannot be read
symlink "$directory/nowhere.sql", "$directory/dangling.sql";
load_fails($directory, qr/could not look at file ".*\/dangling\.sql": No such file/, 'a link to nowhere');
unlink "$directory/dangling.sql";
symlink $directory, "$directory/sub/loop";
load_fails($directory, qr/directory ".*\/loop.*" is deeper than 32 levels: is there a loop|could not (look at|open) .*loop/, 'a loop of links');
unlink "$directory/sub/loop";
write_file("$directory/large.sql", '');
truncate "$directory/large.sql", 257 * 1024 * 1024;
load_fails($directory, qr/file ".*\/large\.sql" is larger than 256 MB/, 'a file that is too large');
unlink "$directory/large.sql";
load_fails("$directory/a.sql", qr/"\Q$directory\E\/a\.sql" is not a directory/, 'a file for a directory');
load_fails("$directory/a.sql/x", qr/could not look at directory/, 'a path through a file');
SKIP:
{
	skip 'root may read everything', 12 if $> == 0;
	chmod 0, "$directory/sub/b.sql";
	load_fails($directory, qr/could not open file "\Q$directory\E\/sub\/b\.sql": Permission denied/, 'a file that cannot be read');
	chmod 0644, "$directory/sub/b.sql";
	chmod 0, "$directory/sub";
	load_fails($directory, qr/could not open directory "\Q$directory\E\/sub": Permission denied/, 'a directory that cannot be read');
	chmod 0755, "$directory/sub";
	unlink "$directory/template.sql";
	chmod 0555, $directory;
	$run = pg_migrate_fails($node, $db, 1, qr/could not create file "\Q$directory\E\/\.pg_migrate\.\d+": Permission denied/, 'revision', '-m', 'x', '-D', $directory);
	is($run->{out}, '', 'no path');
	is(join(' ', glob("$directory/2*.sql $directory/.pg*")), '', 'no file');
	chmod 0755, $directory;
}

# What is no revision, and what is read as it is meant
my $other = new_directory();
foreach my $case (
	[ "-- Gr\xf6\xdfe\n-- migrate:revision w\n-- migrate:up\n", qr/w\.sql.*0xf6.*line 1\b/s, 'Windows-1252' ],
	[ "-- migrate:revision w\n-- migrate:up\nSELECT '\0'\n", qr/w\.sql.*zero byte.*line 3\b/s, 'a zero byte' ],
	[ "-- migrate:revision w\n-- migrate:nope\n-- migrate:up\n", qr/w\.sql.*line 2\b/s, 'an unknown directive' ])
{
	my ($text, $error, $name) = @$case;

	write_file("$other/w.sql", $text);
	load_fails($other, $error, $name);
}
write_file("$other/w.sql", "\xef\xbb\xbf-- Gr\xc3\xb6\xc3\x9fe\r\n-- migrate:revision w\r\n\r\n-- migrate:up\r\nSELECT 1;\r\n-- migrate:down\r\n");
is(pg_migrate_ok($node, $db, 'load', '-D', $other) =~ s/^missing.*\n//mgr, "added     w (w.sql)\n1 added, 0 changed, 0 unchanged, 4 in the registry without a file\n", 'byte order mark and CRLF');
pg_migrate_fails($node, $db, 1, qr/22023: /, 'load', '-D', $other, '--format', 'nope');
pg_migrate_ok($node, $db, 'load', '-q', '-D', $other, '--format', 'native');
$node->safe_psql($db, q{SELECT migrate.remove('w')});

# A thousand files, one of which is bad
my $thousand = new_directory();
revision_file($thousand, sprintf('t%03d', $_), $_ == 0 ? undef : sprintf('t%03d', $_ - 1), 'SELECT 1', 'SELECT 2')
  foreach 0 .. 999;
write_file("$thousand/t500.sql", slurp_file("$thousand/t500.sql") =~ s/^-- migrate:up$/-- migrate:upp/mr);
load_fails($thousand, qr/error: MG018: .*t500\.sql.*line 5\b/s, 'a thousand files with one bad');
pg_migrate_fails($node, $db, 1, qr/error: MG018: .*t500\.sql/s, $_, '-D', $thousand) foreach 'upgrade', 'history', 'check', 'revision';
write_file("$thousand/t500.sql", slurp_file("$thousand/t500.sql") =~ s/upp$/up/mr);
like(pg_migrate_ok($node, $db, 'load', '-D', $thousand), qr/^1000 added, 0 changed/m, 'a thousand files');
$node->safe_psql($db, q{DELETE FROM migrate.revisions WHERE revision LIKE 't%'});

# Templates
my $templates = new_directory();
my @in = ('-D', $templates);

sub new_text
{
	my ($template, @arguments) = @_;

	write_file("$templates/template.sql", $template);
	my $path = pg_migrate_ok($node, $db, 'revision', '--json', @in, '--head', 'base', '--rev-id', 'new', @arguments);
	$path = json_of($path, 'revision')->{path};
	my $text = slurp_file($path);
	unlink $path;
	return $text;
}
my $created = qr/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/;

like(new_text("-- \${message} by me\n-- migrate:revision \${revision}\n--\${revises}\${depends_on}\n-- migrate:label \${label}\n\n-- \${unknown} \$\${x\n-- migrate:up\nBEGIN; -- \${created}\n\${up}\nCOMMIT;\n", '-m', 'It', '--branch-label', 'l1'),
	qr/\A-- It by me\n-- migrate:revision new\n-- migrate:label l1\n\n-- \$\{unknown\} \$\$\{x\n-- migrate:up\nBEGIN; -- $created\nCOMMIT;\n\z/,
	'a template of one\'s own: lines whose placeholders are empty are left out, other text stays')
  or diag(slurp_file("$templates/template.sql"));
is(new_text("-- migrate:revision \${revision}\r\n-- migrate:revises \${revises}\r\n-- migrate:up\r\n"),
	"-- migrate:revision new\r\n-- migrate:up\r\n", 'its line ends stay');
sub template_fails
{
	my ($template, $error, @arguments) = @_;

	write_file("$templates/template.sql", $template);
	pg_migrate_fails($node, $db, 1, $error, 'revision', @in, '--head', 'base', '--rev-id', 'new', @arguments);
	is(join(' ', glob("$templates/* $templates/.[a-z]*")), "$templates/template.sql", 'no file is written');
	return;
}
template_fails("-- migrate:revision fixed\n-- migrate:up\n", qr/template\.sql" would not say what was asked for\npg_migrate: hint: Put \$\{revision\} into it/);
template_fails("-- migrate:revision \${revision}\n-- migrate:up\n", qr/Put \$\{label\} into it/, '--branch-label', 'l2');
template_fails("-- migrate:revision \${revision}\n-- migrate:up\n", qr/Put \$\{transaction\} into it/, '--no-transaction');
template_fails("-- \${message}\n-- migrate:revision \${revision}\nSELECT 1;\n-- migrate:up\n", qr/error: the file that template ".*\/template\.sql" makes cannot be loaded, and is not written\npg_migrate: error: MG018: .*text before "migrate:up"/s);
template_fails("-- \${message}\n-- migrate:revision \${revision}\n\0", qr/has a zero byte/);
template_fails("-- \${message}\n-- migrate:revision \${revision}\n-- migrate:up\n", qr/MG018: /, '-m', 'migrate:up');
unlink "$templates/template.sql";
my ($path) = pg_migrate_ok($node, $db, 'revision', @in, '-m', 'x', '--head', 'base') =~ /^(.*)$/m;
like(slurp_file($path), qr/^-- migrate:down\n\z/m, 'without a template there is one built in');
unlink $path;
pg_migrate_ok($node, $db, 'init', '-q', @in);
is(slurp_file("$templates/template.sql"), <<'TEMPLATE', 'the template of init');
-- ${message}
-- migrate:revision ${revision}
-- migrate:revises ${revises}
-- migrate:depends-on ${depends_on}
-- migrate:label ${label}
-- migrate:transaction ${transaction}
-- migrate:created ${created}

-- migrate:up
${up}

-- migrate:down
${down}
TEMPLATE

# No file is written over.
my $now = time;
foreach my $minute (0, 1)
{
	my $name = strftime('%Y%m%dT%H%M', gmtime($now + 60 * $minute)) . '_mine_my_message.sql';
	write_file("$templates/$name", "-- migrate:revision there$minute\n-- migrate:up\n");
}
$run = pg_migrate_fails($node, $db, 1, qr/could not create file ".*_mine_my_message\.sql": it exists/, 'revision', @in, '-m', 'My message', '--rev-id', 'mine', '--head', 'base');
is(join(' ', map { slurp_file($_) =~ /revision (\w+)/ } glob("$templates/2*.sql")), 'there0 there1', 'files that are there stay');
is(join(' ', glob("$templates/.pg*")), '', 'no temporary file is left');

$node->stop;
done_testing();
