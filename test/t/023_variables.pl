# Variables in scripts against the real psql: what it makes of a text, byte by
# byte, and what comes of running it; then where the value of a secret can be
# seen by others, and where not.
#
# MUTATIONS and SEED change how many random texts there are, and which.
use strict;
use warnings;
use utf8;
use Cwd qw(abs_path);
use File::Basename;
use FindBin;
use lib "$FindBin::RealBin/../perl";
use Encode qw(encode_utf8 decode_utf8);
use MigrateTest;
use PostgreSQL::Test::Utils;
use Test::More;

my $texts = $ENV{MUTATIONS} // 2000;
my $seed = $ENV{SEED} // 1;
my $module = abs_path(dirname(__FILE__) . '/../modules/split');
my $build = PostgreSQL::Test::Utils::tempdir;

# Texts with references in them, or what only looks like one.
my @texts = (
	q{SELECT :'x', :"x", :n, :'n', :"n"},
	q{SELECT ':x :''x'' :"x"', ":x :'x'", $$ :x :'x' $$, $t$ :"x" $$ :n $t$ -- :x :'x' :"x"
  /* :x /* :'x' */ :"x" */ , :n},
	q{SELECT E'\\' :n', E'\\\\', :n, U&'d\\0061 :n', U&"\\0061:n", N':n', B'01', X'1F', :n},
	q{SELECT :n::int, :n ::int, '1'::int, :'x'::text, a[1:n], a[:n], a[:n:n], a[x:y], f(a := :n, b => :n)},
	q{SELECT :nn, :n_, :n1, :nx, :_n, :N, :X, :'X', :undeclared, :'undeclared', :"undeclared", :1, : n, : 'x'},
	q{SELECT :::n, ::n, a::n, :n:n, :n:'x':"x", x:n, x:'x'},
	q{SELECT :'x''x', :'x':'x', :'x' 'y', :"x""y", :"x":"x", ':n':n, ":n":n, $$:n$$:n},
	q{SELECT :'x', :"x, :n", :'n, ' :n},
	q{SELECT :'x "', :"x '", :'', :"", :' x', :'x ', :"x :'x'"},
	q{SELECT 1 :n 2, (:n), -:n, +:n, @:n, :n/:n, :n*:n, 1.5:n},
	qq{SELECT :'x',\n\t:'x'\n \n, :n\r\n, :"x"\r:n},
	q{SELECT :nñ, :ñ, 'ñ:n', "ñ:n", ñ:n, €, $ñ$ :n $ñ$ :n},
	q{SELECT :'x' -- '
, :'x' /* " ' */ , :n -- $$},
	'SELECT ' . join(', ', (q{:'x'}) x 500));

my @values = (
	'', 'plain', 'two words', ' ', q{'}, q{''}, q{o'clock}, q{'); DROP TABLE t; --}, q{"}, q{a"b""c}, '\\', '\\\\',
	q{\\'}, q{'\\}, q{C:\\dir\\'x'}, "\n", "two\nlines\n", "cr\r\nlf", "\t", 'E', q{E'x'}, '$$', '$x$ $1 $x$', '%s %n %',
	':x', q{:'x'}, '::n', '--', '/* x', '*/', ';', '; COMMIT;', '0', '-1', '1e999', 'true', 'NULL', 'naïve €', "\x{1f600}",
	"e\x{301}", "\x{a0}", 'x' x 100, 'x' x 10_000, "\x{7f}\x{1}", '{"json": ["a", null]}', '`date`', '$(id)', '&', '#', '\\x00', "\\u0000",
	'select', 'Mixed Case', '0x1F', '1_000');

# Raw values, which could not open a quote or hold a reference.
my @raw = ('1', '42', 'a.b', '1, 2', "'q'", '"i"', '$$d$$', '/* c */', "a\nb", 'x.y(z)', '', ' ', '(SELECT 1)', "E'\\\\'", 'ñ');

sub random_of { return $_[ int(rand(@_)) ]; }

# A text made of pieces, none with an empty line, which psql drops, that are each complete.
sub random_text
{
	my @pieces = (q{:'x'}, q{:"x"}, ':n', ':y', q{:'y'}, ':nn', '::', ' := ', ' : ', '[1:n]', q{':n'}, q{'it''s :n'}, q{":n"},
		' $$ :n $$ ', ' $t$ :n $$ $t$ ', ' /* :n /* :n */ */ ', "-- :n ' \"\n ", q{ E'\\' :n' }, q{ U&':n' }, ' 1 ', ' a', " \n ", ' ',
		'(', ')', ',', '+', '=', '<', ' ñ ', "\t");

	return 'SELECT ' . join('', map { random_of(@pieces) } 0 .. int(rand(20)));
}

# Every text as psql would send it.
sub psql_makes
{
	my ($node, $x, $n, @text) = @_;
	my $file = "$build/texts.sql";
	my ($out, $err) = ('', '');

	open my $in, '>:encoding(UTF-8)', $file or die $!;
	print $in map { "$_\n\\p\n\\r\n\\echo \x02\n" } @text;
	close $in;
	IPC::Run::run([ $node->installed_command('psql'), '-XAtq', '-d', $node->connstr('postgres'),
			'-v', 'x=' . encode_utf8($x), '-v', "n=" . encode_utf8($n), '-f', $file ], '>', \$out, '2>', \$err)
	  or die $err;
	return split /\n?\x02\n/, decode_utf8($out);
}

# And as the extension would run it.
sub migrate_makes
{
	my ($node, $x, $n, @text) = @_;
	my $file = "$build/texts.csv";
	my ($out, $err) = ('', '');

	open my $in, '>:encoding(UTF-8)', $file or die $!;
	print $in map { join(',', map { my $field = $_; $field =~ s/"/""/g; qq{"$field"} } $_, $x, $n) . "\n" } @text;
	close $in;
	$node->safe_psql('postgres', "TRUNCATE texts RESTART IDENTITY; COPY texts (script, x, n) FROM '$file' (FORMAT csv)");
	IPC::Run::run([ $node->installed_command('psql'), '-XAtq', '-d', $node->connstr('postgres'), '-R', "\x02\n", '-c',
			q{SELECT split_substitute(script, '{x,n}', ARRAY[x, n]) FROM texts ORDER BY id} ], '>', \$out, '2>', \$err)
	  or die $err;
	$out =~ s/\n\z//;
	return split /\x02\n/, decode_utf8($out), -1;
}

# Do the two agree on all texts? Show the first that they do not.
sub compare
{
	my ($node, $x, $n, @text) = @_;
	my @psql = psql_makes($node, $x, $n, @text);
	my @migrate = migrate_makes($node, $x, $n, @text);

	return 'they make ' . @psql . ' and ' . @migrate . ' of ' . @text if @psql != @text || @migrate != @text;
	foreach my $i (0 .. $#text)
	{
		s/\n*\z// foreach $psql[$i], $migrate[$i];
		return "of $text[$i] with x=$x, n=$n psql makes $psql[$i], not $migrate[$i]" if $psql[$i] ne $migrate[$i];
	}
	return '';
}

srand($seed);
note "seed $seed, $texts random texts";

my ($config) = run_command([ 'sh', '-c', 'command -v pg_config' ]);
my ($out, $error) = run_command([ 'make', '-s', '-C', $build, '-f', "$module/Makefile",
		'with_llvm=no', "PG_CONFIG=$config" ]);
ok(-e "$build/split_check.so", 'the check is built') or BAIL_OUT($error);

my $node = PostgreSQL::Test::Cluster->new('main');
$node->init(extra => [ '--encoding', 'UTF8', '--locale', 'C' ]);
$node->append_conf('postgresql.conf', "log_min_messages = debug1\nlog_statement = none");
$node->start;
$node->safe_psql('postgres', qq{
	CREATE EXTENSION migrate;
	CREATE FUNCTION split_substitute(text, text[], text[]) RETURNS text LANGUAGE c STRICT AS '$build/split_check';
	CREATE TABLE texts (id int GENERATED ALWAYS AS IDENTITY, script text, x text, n text);
	CREATE TABLE psql_makes (place int, value text);
	CREATE TABLE migrate_makes (place int, value text);
});

# What becomes of a text

is((grep { $_ ne '' } map { compare($node, $_, '42', @texts) } @values)[0] // '', '', 'the texts are what psql makes of them, whatever the value');
is((grep { $_ ne '' } map { compare($node, q{a'b\\"}, $_, @texts) } @raw)[0] // '', '', 'raw values too');
my $group = 100;
my @differ;
for (my $done = 0; $done < $texts; $done += $group)
{
	push @differ, grep { $_ ne '' } compare($node, random_of(@values), random_of(@raw), map { random_text() } 1 .. $group);
}
is($differ[0] // '', '', "$texts random texts as well");

# What comes of running it: each value as a literal, as the name of a table and
# in migrate.var(), by psql and by an upgrade.

my $script = q{INSERT INTO :table VALUES (:place, :'x'), (:place, :'x' || :'x'), (:place, 'a' || :'x'), (:place, E'\\' :x');
CREATE TEMP TABLE "t:x" (:"column" text);
INSERT INTO :table SELECT :place, attname FROM pg_attribute WHERE attrelid = 'pg_temp."t:x"'::regclass AND attnum > 0;
DROP TABLE "t:x";};

foreach my $i (0 .. $#values)
{
	my ($x, $column) = ($values[$i], substr($values[$i] eq '' ? 'empty' : $values[$i], 0, 10));
	my @psql = ($node->installed_command('psql'), '-XAtq', '-v', 'ON_ERROR_STOP=1', '-d', $node->connstr('postgres'),
		'-v', 'x=' . encode_utf8($x), '-v', 'column=' . encode_utf8($column), '-v', "place=$i", '-v', 'table=psql_makes');
	my $err;

	IPC::Run::run([ @psql ], '<', \$script, '2>', \$err) or die "$x: $err";
	IPC::Run::run([ @psql, '-v', "script=$script" ], '<', \q{
SET client_min_messages = warning;
BEGIN;
SELECT migrate.revision('Same', rev_id => 'same', variables => 'x column place table', up => :'script') AS revision \gset
SELECT FROM migrate.upgrade(vars => jsonb_build_object('x', :'x', 'column', :'column', 'place', :place, 'table', 'migrate_makes')) \g /dev/null
DELETE FROM migrate.applied;
SELECT migrate.remove('same') AS revision \gset
COMMIT;
}, '2>', \$err) or die "$x: $err";
}
is($node->safe_psql('postgres', 'SELECT count(*) FROM migrate_makes'), 5 * @values, 'every value has been through an upgrade');
is($node->safe_psql('postgres', '(TABLE psql_makes EXCEPT ALL TABLE migrate_makes) UNION ALL (TABLE migrate_makes EXCEPT ALL TABLE psql_makes)'),
	'', 'an upgrade stores what psql does');

# Secrets: all that the server's log and pg_stat_activity show of a run, also
# of one that fails, is looked through for the value. The call itself takes it
# from a table, as a parameter would be.

my $secret = q{Kl33'blatt "9};
my @written = ($secret, q{Kl33''blatt}, 'blatt');
my $from = -s $node->logfile;
$node->safe_psql('postgres', q{CREATE TABLE vault AS SELECT $$Kl33'blatt "9$$ AS content; CREATE TABLE kept (content text, n int)});

sub run_secret
{
	my ($up) = @_;
	my ($status, $stdout, $stderr) = $node->psql('postgres', qq{
SELECT migrate.revision('Secret', rev_id => 'secret', secrets => 's', up => \$script\$$up\$script\$) AS revision \\gset
SELECT statements FROM migrate.upgrade(vars => (SELECT jsonb_build_object('s', content) FROM vault))
\\g
DELETE FROM migrate.applied; SELECT migrate.remove('secret') AS revision \\gset}, on_error_stop => 0);

	return "$stdout$stderr";
}

# What others could see.
sub shown
{
	my $log = decode_utf8(slurp_file($node->logfile, $from));

	return join(', ', grep { index($log, $_) >= 0 } @written);
}

like(run_secret(q{INSERT INTO kept VALUES (:'s'); SELECT :"s" FROM (SELECT 1 AS :"s") AS one}), qr/^2/, 'a secret is put into a script');
is($node->safe_psql('postgres', 'SELECT content FROM kept'), $secret, 'whole');
is($node->safe_psql('postgres', q{SELECT variables FROM migrate.log WHERE revision = 'secret'}), '{"s": null}', 'and is not in the table log');

my @failing = (
	[ q{INSERT INTO kept VALUES (:'s', 1 / 0)}, qr/division by zero/ ],
	[ q{INSERT INTO kept (n) VALUES (:'s')}, qr/invalid input syntax for type integer: "\*{8}".*statement 1 at line 1/s ],
	[ q{INSERT INTO nowhere VALUES (:'s')}, qr/"nowhere" does not exist/ ],
	[ q{SELECT FROM :"s"}, qr/relation "\*{8}" does not exist/ ],
	[ q{SELECT 1; SELECT 'x' :'s'}, qr/syntax error in a statement that holds the value of a secret.*statement 2 at line 1/s ],
	[ q{SELECT :s}, qr/syntax error in a statement that holds the value of a secret/ ],
	[ q{SELECT :'s', 'unterminated}, qr/syntax error in a statement that holds the value of a secret/ ],
	[ q{DO $$ BEGIN EXECUTE format('INSERT INTO nowhere VALUES (%L)', migrate.var('s')); END $$}, qr/INSERT INTO nowhere VALUES \('\*{8}'\)/ ],
	[ q{DO $$ BEGIN RAISE EXCEPTION 'x' USING DETAIL = migrate.var('s'), HINT = migrate.var('s') || '.'; END $$}, qr/DETAIL:  \*{8}\n.*HINT:  \*{8}\./s ],
	[ q{DO $$ BEGIN PERFORM pg_sleep(0) WHERE migrate.var('s')::int = 1; END $$}, qr/invalid input syntax for type integer: "\*{8}"/ ],
	[ q{CREATE ROLE regress_none PASSWORD :'s' IN ROLE regress_missing}, qr/role "regress_missing" does not exist/ ],
	[ q{DROP TABLE IF EXISTS nowhere; CREATE TABLE IF NOT EXISTS kept (a text DEFAULT :'s'); SELECT 1 / 0 WHERE 'x' <> :'s'}, qr/division by zero/ ]);
foreach my $case (@failing)
{
	my ($up, $said) = @$case;
	my $stderr = run_secret($up);

	like($stderr, $said, "fails: $up");
	is(join(', ', grep { index($stderr, $_) >= 0 } @written), '', 'and keeps the secret to itself');
	$node->safe_psql('postgres', q{DELETE FROM migrate.revisions});
}
is(shown(), '', q{nor is it in the server's log});

# What a value that is no secret looks like, so that the search is known to find.
$from = -s $node->logfile;
$node->psql('postgres', q{
SELECT migrate.revision('Open', rev_id => 'open', variables => 's', up => $$INSERT INTO nowhere VALUES (:'s')$$) AS revision \gset
SELECT statements FROM migrate.upgrade(vars => (SELECT jsonb_build_object('s', content) FROM vault))}, on_error_stop => 0);
isnt(shown(), '', 'a value that is no secret is shown in errors');
$node->safe_psql('postgres', 'DELETE FROM migrate.revisions');

# The call with its values is not logged with an error, whatever fails.
$from = -s $node->logfile;
$node->psql('postgres', qq{SELECT migrate.upgrade('nowhere', vars => '{"s": "Kl33''blatt"}')});
$node->psql('postgres', qq{SELECT migrate.upgrade(vars => '{"typo": "Kl33''blatt"}')});
$node->psql('postgres', qq{SELECT migrate.upgrade(vars => '["Kl33''blatt"]')});
is(shown(), '', 'a failing call with vars is not in the log');

# pg_stat_activity, while a statement with a secret waits for a lock.
my %gate;
$node->safe_psql('postgres', q{
	CREATE TABLE gate1 (); CREATE TABLE gate2 ();
	SELECT migrate.revision('Watched', rev_id => 'watched', secrets => 's', variables => 'n',
		up => $$SELECT 1 AS :"n" FROM gate1; SELECT :'s' FROM gate2; SELECT migrate.var('s') FROM gate2$$)});
foreach my $table ('gate1', 'gate2')
{
	$gate{$table} = client($node, 'postgres', "BEGIN; LOCK TABLE $table; SELECT pg_sleep(600)");
	$gate{$table}{pid} = wait_for($node, 'postgres', "query LIKE '%LOCK TABLE $table;%' AND wait_event = 'PgSleep'");
}
my $watched = client($node, 'postgres', q{SELECT migrate.upgrade(vars => (SELECT jsonb_build_object('s', content, 'n', 'open') FROM vault))});
my $pid = wait_for($node, 'postgres', "query LIKE 'upgrade%' AND wait_event = 'relation'");
is($node->safe_psql('postgres', "SELECT query FROM pg_stat_activity WHERE pid = $pid"),
	'upgrade watched (1 of 1), statement 1 of 3: SELECT 1 AS "open" FROM gate1', 'pg_stat_activity shows a statement with its values');
$node->safe_psql('postgres', "SELECT pg_terminate_backend($gate{gate1}{pid})");
wait_for($node, 'postgres', "pid = $pid AND query LIKE '%statement 2%' AND wait_event = 'relation'");
is($node->safe_psql('postgres', "SELECT query FROM pg_stat_activity WHERE pid = $pid"),
	'upgrade watched (1 of 1), statement 2 of 3', 'but not one that holds a secret');
$node->safe_psql('postgres', "SELECT pg_terminate_backend($gate{gate2}{pid})");
ok(finish($watched), 'the upgrade has ended');
finish($gate{$_}) foreach sort keys %gate;

$node->stop;
done_testing();
