# load_directory with what a directory can hold that is no migration, in
# databases of several encodings, and what a load leaves in its session.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::RealBin/../perl";
use MigrateTest;
use POSIX qw(mkfifo);
use PostgreSQL::Test::Utils;
use Test::More;

my $node = start_node('main', 'fsync = off');
my $db = 'postgres';

sub write_file
{
	my ($path, $text) = @_;

	open(my $file, '>:raw', $path) or die "$path: $!";
	print $file $text;
	close $file or die "$path: $!";
	return;
}

sub revision_file
{
	my ($id, $up) = @_;

	return "-- Message of $id\n-- migrate:revision $id\n-- migrate:up\n$up\n";
}

# A new directory of files, as a hash of their names and texts.
sub directory
{
	my (%files) = @_;
	my $directory = PostgreSQL::Test::Utils::tempdir();

	write_file("$directory/$_", $files{$_}) foreach keys %files;
	return $directory;
}

# Load a directory, and undo it: its rows, or the error's lines.
sub load
{
	my ($directory, %options) = @_;
	my ($status, $out, $err) = $node->psql(
		$options{db} // $db,
		'SET migrate.verbosity = quiet; BEGIN; ' . ($options{before} // '') . ';
		 SELECT action, revision, source FROM migrate.load_directory($$' . $directory . '$$, $$native$$)',
		extra_params => [ '-v', 'VERBOSITY=verbose' ]);

	return $out if $status == 0 && $err eq '';
	$err =~ s/^psql:[^ ]* //gm;
	$err =~ s/^(LOCATION|HINT):.*\n?//gm;
	chomp $err;
	return $err;
}

$node->safe_psql($db, q{
	CREATE EXTENSION migrate;
	CREATE ROLE author; CREATE ROLE reader IN ROLE pg_read_server_files;
	SELECT migrate.grant_role('author', 'author'), migrate.grant_role('reader', 'deployer')});

# Who may
my $plain = directory('a.sql' => revision_file('a', 'SELECT 1;'));
is(load($plain), 'added|a|a.sql', 'a superuser may');
is(load($plain, before => 'SET ROLE author'),
	"ERROR:  42501: permission denied to read files of the server\n"
	  . 'DETAIL:  Only roles with privileges of the "pg_read_server_files" role may read them.',
	'an author may not read the files');
is(load('/nowhere', before => 'SET ROLE author'),
	"ERROR:  42501: permission denied to read files of the server\n"
	  . 'DETAIL:  Only roles with privileges of the "pg_read_server_files" role may read them.',
	'nor learn which there are');
is(load($plain, before => 'SET ROLE reader'), 
	"ERROR:  42501: permission denied to load what is new or has changed\nDETAIL:  Revision \"a\" of a.sql is new.",
	'who reads them and is no author loads nothing new');
$node->safe_psql($db, "SELECT migrate.load_directory('$plain')");
is(load($plain, before => 'SET ROLE reader'), 'unchanged|a|a.sql', 'but may find all as it was');
$node->safe_psql($db, "SELECT migrate.remove('a')");

# What is in the way
like(load("$plain/none"), qr/^ERROR:  58P01: could not open directory/, 'no directory');
like(load("$plain/a.sql"), qr/^ERROR:  42809: could not open directory|^ERROR:  \w+: could not open directory/, 'a file');
my $odd = directory('a.sql' => revision_file('a', 'SELECT 1;'), 'notes.txt' => 'x', '.hidden.sql' => 'x');
mkfifo("$odd/pipe", oct(600)) or die "mkfifo: $!";
symlink("$odd/a.sql", "$odd/link.txt") or die "symlink: $!";
symlink('/dev/zero', "$odd/zero") or die "symlink: $!";
is(load($odd), 'added|a|a.sql', 'what is no migration by its name is left alone');
mkfifo("$odd/fifo.sql", oct(600)) or die "mkfifo: $!";
symlink('/dev/zero', "$odd/zero.sql") or die "symlink: $!";
symlink("$odd/gone", "$odd/broken.sql") or die "symlink: $!";
symlink('/proc/version', "$odd/proc.sql") or die "symlink: $!";
write_file("$odd/locked.sql", 'x');
chmod(0, "$odd/locked.sql") or die "chmod: $!";
my $said = load($odd);
is($said, join("\n", 'ERROR:  MG018: 5 faults in 5 of 6 files; nothing has been loaded',
		'DETAIL:  broken.sql: could not be looked at: No such file or directory',
		'fifo.sql: is not a regular file', 'locked.sql: could not be opened: Permission denied',
		'zero.sql: is not a regular file', 'proc.sql: line 1: no "migrate:revision"'),
	'what cannot be read is told of each');
mkdir("$plain/locked", 0) or die "mkdir: $!";
like(load($plain), qr/^ERROR:  42501: could not open directory ".*locked": Permission denied/, 'a directory that may not be read');
rmdir("$plain/locked");
symlink($plain, "$plain/loop") or die "symlink: $!";
like(load($plain), qr/^ERROR:  54000: directory ".*loop" is too deep/, 'a loop of links');
unlink("$plain/loop");
truncate("$plain/a.sql", 300 * 1024 * 1024) or die "truncate: $!";
is(load($plain), 'ERROR:  MG018: a.sql: is larger than 256 MB', 'a file that is too large');

# Names
my $names = directory("two\nlines.sql" => revision_file('a', ''), "b\xff.sql" => revision_file('b', ''), "\xc3.sql" => revision_file('c', ''));
$said = load($names);
like($said, qr/^ERROR:  MG018: 3 faults in 3 of 3 files; nothing has been loaded$/m, 'names that are no text');
like($said, qr/^(DETAIL:  )?\Q$_\E/m, $_) foreach (
	'two?lines.sql: has a control character in its name',
	"b?.sql: has a name that is not UTF-8, or has characters that the database's encoding, UTF8, has not",
	"?.sql: has a name that is not UTF-8, or has characters that the database's encoding, UTF8, has not");

# Encodings
my $kanji = "\xe6\xbc\xa2";
my $french = directory("caf\xc3\xa9.sql" => revision_file('a', "CREATE TABLE \"caf\xc3\xa9\" ()"));
my $japanese = directory("$kanji.sql" => revision_file('a', "CREATE TABLE \"$kanji\" ()"));
my %checksum;

foreach my $encoding (qw(LATIN1 EUC_JP SQL_ASCII))
{
	my $name = lc $encoding;
	my ($good, $bad, $word, $converted) = $encoding eq 'LATIN1' ?
	  ($french, $japanese, "caf\xc3\xa9", 'cafe9') : ($japanese, $french, $kanji, 'b4c1');

	$node->safe_psql($db, "CREATE DATABASE $name ENCODING $encoding LOCALE 'C' TEMPLATE template0");
	$node->safe_psql($name, 'CREATE EXTENSION migrate');
	is(load($good, db => $name, before => 'SET client_encoding = UTF8'), "added|a|$word.sql", "$encoding: a file and its name") if $encoding ne 'SQL_ASCII';
	$node->safe_psql($name, "SELECT migrate.load_directory('$good'); SELECT migrate.upgrade()");
	is($node->safe_psql($name, q{SELECT encode(convert_to(split_part(source, '.', 1), getdatabaseencoding()), 'hex') = encode(convert_to(relname::text, getdatabaseencoding()), 'hex')
		FROM migrate.revisions, pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'}), 't', "$encoding: are of the same encoding");
	$checksum{$encoding} = $node->safe_psql($name, 'SELECT checksum FROM migrate.revisions');
	next if $encoding ne 'LATIN1';
	is(load($bad, db => $name), "ERROR:  MG018: ???.sql: has a name that is not UTF-8, or has characters that the database's encoding, $encoding, has not",
		"$encoding: a name that it has not");
	is(load(directory('b.sql' => revision_file('b', "SELECT 1;\n-- $kanji")), db => $name),
		"ERROR:  MG018: b.sql: has a character that the database's encoding, $encoding, has not\nDETAIL:  It is at line 5.",
		"$encoding: a text that it has not");
}

# The session afterwards: a thousand loads that fail, caught or not, leave nothing
$node->safe_psql($db, q{
	CREATE FUNCTION try(n int) RETURNS bigint LANGUAGE plpgsql AS $$
	DECLARE
		files bytea[] = ARRAY(SELECT convert_to('-- migrate:revision ' || file, 'UTF8') FROM unnest(ARRAY[
			E'a\n-- migrate:up\nSELECT ''unterminated',
			E'b\n-- migrate:colour red\n-- migrate:up\nSELECT U&''\\\\00zz'';',
			E'c\n-- migrate:revises nowhere\n-- migrate:up\n']) AS file);
	BEGIN
		FOR i IN 1 .. n LOOP
			BEGIN
				PERFORM migrate.load_files('{a.sql,b.sql,c.sql}', files, 'native');
				RAISE EXCEPTION 'no error';
			EXCEPTION WHEN SQLSTATE 'MG018' THEN
			END;
		END LOOP;
		RETURN (SELECT sum(total_bytes) FROM pg_backend_memory_contexts);
	END $$;
	CREATE FUNCTION settings() RETURNS text LANGUAGE sql AS $$
		SELECT md5(string_agg(name || setting || source, ' ' ORDER BY name)) FROM pg_settings $$});
is($node->safe_psql($db, q{
	SET client_min_messages = notice; SET search_path = public;
	DO $$ BEGIN PERFORM try(1); END $$;
	CREATE TEMP TABLE before AS SELECT settings();
	CREATE TEMP TABLE grown AS SELECT try(100) AS bytes;
	SELECT settings() = settings, try(1000) - bytes < 100000 FROM before, grown}),
	't|t', 'a thousand failed loads leave settings as they were, and no memory');

# Cancelled in the middle of a large file: where it was is told, and the session goes on
my $large = directory('a.sql' => revision_file('a', "SELECT 1; -- x\n" x 2000000));
my (undef, $out, $err) = $node->psql($db, qq{
	SET client_min_messages = notice;
	SET statement_timeout = '400ms';
	DO \$\$ BEGIN PERFORM migrate.load_directory('$large'); END \$\$;
	SELECT setting FROM pg_settings WHERE name = 'client_min_messages';
	RESET statement_timeout;
	SELECT count(*) FROM migrate.revisions;
	SELECT migrate.load(E'-- migrate:revision a\\n-- migrate:up\\n')}, on_error_stop => 0);
like($err, qr/canceling statement due to statement timeout\nCONTEXT:.*SQL statement "SELECT migrate.load_directory.*PL\/pgSQL function inline_code_block/s, 'a load is cancelled');
is($out, "notice\n0\na", 'and nothing is left of it');

$node->stop;
done_testing();
