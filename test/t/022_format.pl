# The readers of files on inputs that a fuzzer found worth keeping: none of
# them is an error, whichever reader gets it; what is read can be written and
# read again. And comments, as the lexer has them, are those that a second
# scanner finds, in what PostgreSQL ships too.
use strict;
use warnings;
use Cwd qw(abs_path);
use File::Basename;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $test = abs_path(dirname(__FILE__) . '/..');
my $build = PostgreSQL::Test::Utils::tempdir;

my ($config) = run_command([ 'sh', '-c', 'command -v pg_config' ]);
my ($out, $error) = run_command([ 'make', '-s', '-C', $build, '-f', "$test/modules/format/Makefile",
		'with_llvm=no', "PG_CONFIG=$config" ]);
ok(-e "$build/format_check.so", 'the check is built') or BAIL_OUT($error);

my $node = PostgreSQL::Test::Cluster->new('main');
$node->init(extra => [ '--encoding', 'UTF8', '--locale', 'C' ]);
$node->append_conf('postgresql.conf', "max_stack_depth = '2MB'\nclient_min_messages = error\nlog_statement = none");
$node->start;

# Try inputs: a row for each, with what came of it or the error.
sub outcomes
{
	my ($database, $query) = @_;

	$node->safe_psql($database, qq{
CREATE OR REPLACE FUNCTION format_check(reader text, input bytea) RETURNS text LANGUAGE c STRICT AS '$build/format_check';
CREATE OR REPLACE FUNCTION outcome(reader text, input bytea) RETURNS text LANGUAGE plpgsql AS \$\$
BEGIN
	RETURN format_check(reader, input);
EXCEPTION WHEN OTHERS THEN
	RETURN SQLSTATE || ' ' || SQLERRM;
END \$\$});
	return $node->safe_psql($database, $query, timeout => 300);
}

my $inputs = qq{
CREATE TABLE inputs AS
	SELECT reader, name, pg_read_binary_file('$test/fuzz/corpus/' || reader || '/' || name) AS input
	FROM pg_ls_dir('$test/fuzz/corpus') AS reader, pg_ls_dir('$test/fuzz/corpus/' || reader) AS name};

$node->safe_psql('postgres', $inputs);
note 'corpus: ' . $node->safe_psql('postgres', 'SELECT count(*) || $$ inputs, $$ || sum(length(input)) || $$ bytes$$ FROM inputs');
my @readers = split /\n/, $node->safe_psql('postgres', 'SELECT DISTINCT reader FROM inputs ORDER BY 1');
cmp_ok(scalar(@readers), '>=', 12, 'there are inputs for every reader');
foreach my $reader (@readers)
{
	my $counts = outcomes('postgres', qq{
		CREATE TABLE "of $reader" AS SELECT i.reader, i.name, outcome('$reader', input) AS outcome FROM inputs AS i;
		SELECT count(*) FILTER (WHERE outcome LIKE '_____ %'), count(*) FILTER (WHERE outcome LIKE '%0 faults' AND outcome NOT LIKE '0 %')
		FROM "of $reader"});
	my ($errors, $read) = split /\|/, $counts;

	is($errors, 0, "$reader: no input is an error")
	  or diag $node->safe_psql('postgres', qq{SELECT * FROM "of $reader" WHERE outcome LIKE '_____ %' LIMIT 5});
	cmp_ok($read, '>', 0, "$reader: some are revisions") unless $reader =~ /^(comments|variables)$/;
}

# Where text is bytes, and where characters are others

foreach my $encoding (qw(SQL_ASCII LATIN1 EUC_JP))
{
	my $db = lc $encoding;

	$node->safe_psql('postgres', "CREATE DATABASE $db ENCODING $encoding LOCALE 'C' TEMPLATE template0");
	$node->safe_psql($db, $inputs);
	is(outcomes($db, q{
		SELECT DISTINCT r.reader, name, outcome(r.reader, input) FROM inputs AS i, (SELECT DISTINCT reader FROM inputs) AS r
		WHERE outcome(r.reader, input) LIKE '_____ %' LIMIT 5}), '', "$encoding: no input is an error");
}

# What PostgreSQL ships; scripts of others may be very large

my ($share) = run_command([ 'pg_config', '--sharedir' ]);
is(outcomes('postgres', qq{
	SELECT name, outcome('comments', pg_read_binary_file('$share/extension/' || name))
	FROM pg_ls_dir('$share/extension') AS name
	WHERE name LIKE '%.sql' AND name NOT LIKE 'pgtap%'
		AND (pg_stat_file('$share/extension/' || name)).size < 100000 AND outcome('comments', pg_read_binary_file('$share/extension/' || name)) <> '0 revisions, 0 faults'}),
	'', 'the comments of the scripts of extensions');

unlike(slurp_file($node->logfile), qr/was terminated by signal|TRAP:|ERROR: AddressSanitizer/, 'no process has died');
$node->stop;
done_testing();
