# The splitter against PostgreSQL's own parser of whole scripts, on the scripts
# that PostgreSQL ships, on some that are hard to split, and on mutations of
# both; then mutated scripts as revisions: whatever they hold, an upgrade ends
# in an ordinary error.
#
# MUTATIONS and SEED change how many there are, and which.
use strict;
use warnings;
use Cwd qw(abs_path);
use File::Basename;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $mutations = $ENV{MUTATIONS} // 2000;
my $seed = $ENV{SEED} // 1;
my $module = abs_path(dirname(__FILE__) . '/../modules/split');
my $build = PostgreSQL::Test::Utils::tempdir;

# Where a statement ends is hard to see in these.
my @hard = (
	q{SELECT 1; ; ;; -- ;
/* ; /* ; */ */ SELECT 2 /* ; */},
	q{CREATE RULE r AS ON INSERT TO t DO ALSO (INSERT INTO a VALUES (NEW.id); INSERT INTO b VALUES (1);); SELECT 1},
	q{CREATE FUNCTION f(begin int, "atomic" text) RETURNS int BEGIN ATOMIC
  SELECT CASE WHEN $1 > 0 THEN CASE $2 WHEN ';' THEN 1 END END AS end, 1 case, begin atomic FROM t;
  SELECT id end FROM t WHERE name = 'END;'; INSERT INTO t VALUES ($1, ';');
END; SELECT 1;},
	q{CREATE OR REPLACE PROCEDURE p() BEGIN ATOMIC END; CREATE PROCEDURE q() LANGUAGE sql BEGIN ATOMIC ; END; CREATE FUNCTION g() RETURNS int RETURN 1;},
	q{CREATE FUNCTION h(begin atomic) RETURNS TABLE (begin atomic) LANGUAGE sql AS 'SELECT 1; SELECT 2'; SELECT 3},
	q{CREATE FUNCTION d() RETURNS text LANGUAGE plpgsql AS $body$ BEGIN RETURN $$;$$ || ';' || $a$ $b$ ; $a$; END $body$; DO $$BEGIN NULL; END$$;},
	q{SELECT U&'d\0061t\+000061;', U&'!003b' UESCAPE '!', U&"d\0061;", E'\';\\\\', B'1', X'1F', N'n;' FROM "a;b"; SELECT 'con'
 'tinued;' AS "x"";y", 1.5e3, 5::int4, a.*, $1;},
	q{ALTER TYPE mood ADD VALUE 'happy'; UPDATE t SET m = 'happy', n = $1, o = E'happy', p = $$happy$$, q = U&'happy' WHERE mood(m);},
	qq{SELECT 'na\x{ef}ve \x{20ac};' AS "\x{1f600};"; SELECT \x{e9}t\x{e9} FROM caf\x{e9};\r\nSELECT 2;\rSELECT 3},
	q{CREATE SCHEMA s CREATE TABLE t (a int) CREATE VIEW v AS SELECT 1; SELECT 1;},
	q{CREATE TYPE mood AS ENUM ('a', 'b'); CREATE TABLE t (m mood DEFAULT 'a', n mood[]); ALTER TYPE mood ADD VALUE 'c' AFTER 'a'; ALTER TABLE t ALTER m TYPE text; DROP TABLE t; DROP TYPE mood;},
	q{CREATE TEMP TABLE t (a int); INSERT INTO t VALUES (1), (2); SELECT a / 0 FROM t WHERE false; DECLARE c CURSOR FOR SELECT * FROM t; FETCH c; CLOSE c; SET search_path = pg_temp; DROP TABLE t;});

# What a mutation puts in: whatever begins or ends something.
my @pieces = (split(' ', q{; ( ) ' " $$ $a$ $1 /* */ -- \\ BEGIN ATOMIC END CASE CREATE FUNCTION PROCEDURE COMMIT SAVEPOINT
	COPY FROM STDIN VACUUM E' U&' U&" UESCAPE N' X' AS mood 'happy' 'c' NULL 1 . , :: := @ * + < SELECT INSERT}),
	'ALTER TYPE mood ADD VALUE ', "\n", "\r", "\t", ' ', "\x{e9}", "\x{1f600}", "\x{1}", "\x{7f}");

sub random_of { return $_[ int(rand(@_)) ]; }

sub tokens { return $_[0] =~ /(\w+|\s+|[^\w\s])/g; }

# Delete, insert, replace, double, swap or cut, once or a few times.
sub mutate
{
	my @token = tokens(shift);

	for (0 .. int(rand(4)))
	{
		my $at = int(rand(@token + 1));
		my $what = int(rand(6));

		if ($what == 0) { splice(@token, $at, 1) if $at < @token; }
		elsif ($what == 1) { splice(@token, $at, 0, random_of(@pieces)); }
		elsif ($what == 2) { splice(@token, $at, 1, random_of(@pieces)); }
		elsif ($what == 3) { splice(@token, $at, 0, @token[ $at .. ($at + 5 > $#token ? $#token : $at + 5) ]); }
		elsif ($what == 4) { @token[ $at, -1 ] = @token[ -1, $at ] if $at < @token; }
		elsif (@token > 1 && rand() < 0.3) { splice(@token, $at); }
	}
	return join '', @token;
}

# All statements of what PostgreSQL ships, as whole files.
sub shipped
{
	my ($share) = run_command([ 'pg_config', '--sharedir' ]);
	my %script;

	for my $file (glob("$share/*.sql $share/extension/*.sql"))
	{
		next if basename($file) =~ /^(migrate|pgtap)/;
		my $text = slurp_file($file);
		$text =~ s/^\\.*$//mg;
		$text =~ s/\@extschema(:\w+)?\@/public/g;
		$text =~ s/\@extowner\@/postgres/g;
		$script{ basename($file) } = $text;
	}
	return %script;
}

# Load scripts into a table, one a row.
sub load
{
	my ($node, $table, @script) = @_;
	my $file = "$build/$table.csv";

	open my $out, '>:encoding(UTF-8)', $file or die $!;
	print $out map { (my $text = $_) =~ s/"/""/g; qq{"$text"\n} } @script;
	close $out;
	$node->safe_psql('postgres',
		"CREATE TABLE $table (n int GENERATED ALWAYS AS IDENTITY, script text); "
		  . "COPY $table (script) FROM '$file' (FORMAT csv)");
	return;
}

srand($seed);
note "seed $seed, $mutations mutations";

my ($config) = run_command([ 'sh', '-c', 'command -v pg_config' ]);
my ($out, $error) = run_command([ 'make', '-s', '-C', $build, '-f', "$module/Makefile",
		'with_llvm=no', "PG_CONFIG=$config" ]);
ok(-e "$build/split_check.so", 'the check is built') or BAIL_OUT($error);

my $node = PostgreSQL::Test::Cluster->new('main');
$node->init(extra => [ '--encoding', 'UTF8', '--locale', 'C' ]);
$node->append_conf('postgresql.conf', "max_stack_depth = '2MB'\nclient_min_messages = error\nlog_statement = none");
$node->start;
$node->safe_psql('postgres',
	"CREATE FUNCTION split_check(text) RETURNS text LANGUAGE c STRICT AS '$build/split_check'");

# Splitting is the parser's

my %shipped = shipped();
my @names = sort keys %shipped;
load($node, 'shipped', @shipped{@names});
my $counts = $node->safe_psql('postgres', 'SELECT split_check(script), count(*) FROM shipped GROUP BY 1 ORDER BY 1');
note "shipped: $counts";
cmp_ok(scalar(@names), '>', 20, 'there are scripts to split');
like($counts, qr/^same\|\d+$/, 'all that PostgreSQL ships is split as its parser reads it');

load($node, 'hard', @hard);
is($node->safe_psql('postgres', "SELECT n, split_check(script) FROM hard WHERE split_check(script) <> 'same' ORDER BY 1"),
	'', 'so are hard scripts');

my @seeds = (@hard, @hard, grep { length($_) < 20000 } @shipped{@names});
load($node, 'mutated', map { mutate(random_of(@seeds)) } 1 .. $mutations);
$counts = $node->safe_psql('postgres', 'SELECT split_check(script), count(*) FROM mutated GROUP BY 1 ORDER BY 1',
	timeout => 600);
note "mutated: $counts";
is($node->safe_psql('postgres', "SELECT split_check(script), script FROM mutated WHERE split_check(script) LIKE 'differs%' ORDER BY n LIMIT 3"),
	'', 'so are mutations, or both fail');
like($counts, qr/^same\|\d+$/m, 'some can still be read');

# A script cannot bring the server down

$node->safe_psql('postgres', q{
CREATE EXTENSION migrate;
CREATE ROLE fuzzer;
SELECT migrate.grant_role('fuzzer', duty) FROM unnest('{viewer,author,deployer}'::text[]) AS duty;
GRANT CREATE, USAGE ON SCHEMA public TO fuzzer;
GRANT SELECT ON shipped, mutated TO fuzzer;
CREATE TYPE mood AS ENUM ('a', 'b');
ALTER TYPE mood OWNER TO fuzzer;
CREATE FUNCTION outcome(script text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	PERFORM migrate.edit('r', up => script, verify => script);
	PERFORM migrate.upgrade(dry_run => true);
	RETURN 'runs';
EXCEPTION WHEN OTHERS THEN
	RETURN SQLSTATE;
END $$;
SELECT migrate.revision('Mutated', rev_id => 'r');
});
load($node, 'runnable', map { mutate(random_of(@hard)) } 1 .. $mutations);
$node->safe_psql('postgres', 'GRANT SELECT ON runnable TO fuzzer');
$counts = $node->safe_psql('postgres',
	"SET SESSION AUTHORIZATION fuzzer; SET statement_timeout = '300s'; SET lock_timeout = '1s'; "
	  . 'SELECT outcome(script), count(*) FROM runnable GROUP BY 1 ORDER BY 2 DESC, 1', timeout => 600);
note "upgrades: $counts";
like($counts, qr/^runs\|\d+$/m, 'some mutated scripts run');
like($counts, qr/^42601\|\d+$/m, 'most are syntax errors');
unlike($counts, qr/^XX/m, 'none is an internal error');
is($node->safe_psql('postgres', 'SELECT count(*) FROM migrate.applied'), '0', 'nothing has been applied');

# An error in a dry run ends no more than its own statement.
my ($status, $stdout, $stderr) = $node->psql('postgres',
	"SELECT migrate.edit('r', up => 'SELECT 1/0') \\g /dev/null\nSELECT migrate.upgrade(dry_run => true);\nSELECT 'goes on'",
	on_error_stop => 0);
like($stderr, qr/division by zero/, 'a dry run fails');
is($stdout, 'goes on', 'and the session goes on');

unlike(slurp_file($node->logfile), qr/was terminated by signal|TRAP:|ERROR: AddressSanitizer/, 'no process has died');

$node->stop;
done_testing();
