# Scripts of 50 MB, transactions that are too large for the server, and what
# psql shows of a run.
use strict;
use warnings;
use utf8;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes qw(time);

my $node = PostgreSQL::Test::Cluster->new('main');
$node->init(extra => [ '--encoding', 'UTF8', '--locale', 'C' ]);
$node->append_conf('postgresql.conf', "log_statement = none\nlog_min_error_statement = panic");
$node->start;

# Run SQL in one session, return its rows, its messages, and how long it took.
sub run_sql
{
	my ($sql) = @_;
	my $start = time;
	my ($status, $rows, $messages) = $node->psql('postgres', $sql, on_error_stop => 0, timeout => 300);

	return ($rows, $messages, time - $start);
}

# The most memory that the session has had so far, in MB.
my $peak = q{SELECT (regexp_match(pg_read_file('/proc/self/status', 0, 10000), 'VmHWM:\s*(\d+)'))[1]::int / 1024};
my $has_peak = -r '/proc/self/status';

$node->safe_psql('postgres', q{
CREATE EXTENSION migrate;
CREATE TABLE filled (a text);
SELECT migrate.revision('Big', rev_id => 'big', down => 'TRUNCATE filled',
	up => repeat('INSERT INTO filled VALUES (''' || repeat('x', 960) || E''');\n', 50000));
});

# 50 MB in 50,000 statements

my ($rows, $messages, $seconds) =
  run_sql('SELECT statements FROM migrate.upgrade(); SELECT count(*) FROM filled;' . ($has_peak ? $peak : ''));
my ($statements, $count, $megabytes) = split /\n/, $rows;
is($statements, 50000, 'a script of 50 MB runs');
is($count, 50000, 'all of it');
SKIP:
{
	skip 'no /proc', 1 unless $has_peak;
	note "peak $megabytes MB, $seconds s";
	cmp_ok($megabytes, '<', 800, 'in reasonable memory');
}
$node->safe_psql('postgres', q{SELECT count(*) FROM migrate.downgrade('base')});

# An error at its end is found before anything runs, and is short

$node->safe_psql('postgres', q{SELECT migrate.edit('big', up => up || 'SELEKT 1;') FROM migrate.revisions});
($rows, $messages, $seconds) = run_sql('SELECT migrate.upgrade()');
note "$seconds s";
like($messages, qr/syntax error at or near "SELEKT"\nLINE 1: SELEKT 1\n.*statement 50001 at line 50001/s, 'a syntax error at the end of 50 MB');
cmp_ok(length($messages), '<', 2000, 'is a short text');
is($node->safe_psql('postgres', 'SELECT count(*) FROM filled'), 0, 'and nothing has run');

for my $case ([ 'one statement of 50 MB', q{'SELECT ' || repeat('''' || repeat('x', 1000) || E''',\n', 50000) || ' SELEKT 1;'} ],
	[ 'an open quote before 50 MB', q{E'SELECT 1;\nSELECT ''' || repeat(E'1,\n', 17000000)} ],
	[ 'an open comment before 50 MB', q{E'SELECT 1;\n/*' || repeat(E'1,\n', 17000000)} ],
	[ '50 MB without a line end', q{E'SELECT ' || repeat('x ', 25000000)} ])
{
	my ($name, $script) = @$case;

	$node->safe_psql('postgres', "SELECT migrate.edit('big', up => $script)");
	($rows, $messages, $seconds) = run_sql('SELECT migrate.upgrade()');
	note sprintf('%s: %.1f s, %d bytes', $name, $seconds, length($messages));
	like($messages, qr/ERROR:  (syntax error|unterminated).*revision "big" \(Big\), upgrade/s, $name);
	cmp_ok(length($messages), '<', 5000, "$name: the error is short");
}

# one value of 50 MB
$node->safe_psql('postgres', q{SELECT migrate.edit('big', up => 'INSERT INTO filled VALUES (''' || repeat('x', 50000000) || ''')')});
($rows) = run_sql('SELECT statements FROM migrate.upgrade(); SELECT max(length(a)) FROM filled;' . ($has_peak ? $peak : ''));
like($rows, qr/^1\n50000000\b/, 'a value of 50 MB');
note "peak: $rows";
$node->safe_psql('postgres', q{SELECT count(*) FROM migrate.downgrade('base')});

# 50 MB as a file and back, also if the lexer cannot read it
for my $script (q{up}, q{'''' || up})
{
	$node->safe_psql('postgres', qq{SELECT migrate.edit('big', up => $script) FROM migrate.revisions;
		CREATE TABLE dumped AS SELECT checksum, migrate.dump('big') AS file FROM migrate.revisions; SELECT migrate.remove('big')});
	($rows, undef, $seconds) = run_sql('SELECT migrate.load(file) FROM dumped; SELECT length(file) > 50000000, d.checksum = r.checksum FROM dumped AS d, migrate.revisions AS r');
	is($rows, "big\nt|t", 'a dump of 50 MB loads as it was');
	note sprintf('%.1f s', $seconds);
	$node->safe_psql('postgres', 'DROP TABLE dumped');
}

# More tables than the lock table has room for

$node->safe_psql('postgres', q{SELECT migrate.edit('big', message => 'Tables', up =>
	(SELECT string_agg(format(E'CREATE TABLE many_%s (id int PRIMARY KEY);\n', n), '' ORDER BY n) FROM generate_series(1, 10000) AS n))});
($rows, $messages) = run_sql("SET migrate.verbosity = quiet;\n\\set VERBOSITY verbose\nSELECT migrate.upgrade();\nSELECT count(*) FROM pg_class WHERE relname LIKE 'many%';\nSELECT count(*) FROM migrate.applied");
like($messages, qr/ERROR:  53200: out of shared memory\nHINT:  .*max_locks_per_transaction.*revision "big" \(Tables\), upgrade, statement \d+ at line \d+/s,
	'10,000 tables in one transaction: the error names the revision, the statement and the setting');
is($rows, "0\n0", 'and all is rolled back');
$node->safe_psql('postgres', q{SELECT migrate.remove('big')});

# Characters of several bytes count as one

$node->safe_psql('postgres', q{SELECT migrate.revision('Wide', rev_id => 'wide', up => '')});
for my $case (
	# script, the line shown, characters before the marker, of them double width
	[ q{SELECT 'Grüße', é é é}, q{SELECT 'Grüße', é é é}, 20, 0 ],
	[ q{SELECT 1; /* 東京 */ SELECT 'ß', ünknown}, q{SELECT 'ß', ünknown}, 12, 0 ],
	[ q{SELECT '東京' AS "Größe"; SELECT '東京' "Größe" é}, q{SELECT '東京' "Größe" é}, 20, 2 ],
	[ q{SELECT '東京' AS "Größe"; SELECT '東京', "東}, q{SELECT '東京', "東}, 13, 2 ])
{
	my ($script, $line, $characters, $wide) = @$case;
	my $expected = "LINE 1: $line\n" . ' ' x (8 + $characters + $wide) . "^\n";
	my $sql = "SELECT migrate.edit('wide', up => \$s\$$script\$s\$)";

	utf8::encode($sql);
	$node->safe_psql('postgres', $sql);
	(undef, $messages) = run_sql('SELECT migrate.upgrade()');
	utf8::decode($messages);
	ok(index($messages, $expected) >= 0, 'the marker is in its place') or diag $messages;
}
$node->safe_psql('postgres', q{SELECT migrate.remove('wide')});

# What the client is told

$node->safe_psql('postgres', q{SELECT migrate.revision('One', rev_id => 'n1', up => E'SELECT 1;\n\nSELECT 2', down => 'SELECT 1', verify => 'SELECT true');
SELECT migrate.revision('Two', rev_id => 'n2', up => '', down => '')});

sub told
{
	my ($sql) = @_;
	(undef, $messages) = run_sql($sql);
	$messages =~ s/[0-9]+\.[0-9]+ ms/MS/g;
	$messages =~ s/^psql:<stdin>:\d+: //mg;
	return $messages;
}

is(told('SET migrate.verbosity = quiet; SELECT migrate.upgrade(dry_run => true)'), '', 'quiet');
is(told('SELECT migrate.upgrade(dry_run => true)'), "NOTICE:  upgrade n1 (One): 3 statements, MS\nNOTICE:  upgrade n2 (Two): 0 statements, MS\nNOTICE:  dry run: all of it has been rolled back", 'normal');
is(told('SET migrate.verbosity = verbose; SELECT migrate.upgrade()'), join("\n",
		'NOTICE:  upgrade n1, statement 1 at line 1: MS', 'NOTICE:  upgrade n1, statement 2 at line 3: MS',
		'NOTICE:  upgrade n1, verify statement 1 at line 1: MS', 'NOTICE:  upgrade n1 (One): 3 statements, MS',
		'NOTICE:  upgrade n2 (Two): 0 statements, MS'), 'verbose');
is(told('SELECT migrate.upgrade()'), 'NOTICE:  nothing to do: the database is at n2', 'nothing to do');
is(told(q{SELECT migrate.downgrade('base')}), "NOTICE:  downgrade n2 (Two): 0 statements, MS\nNOTICE:  downgrade n1 (One): 1 statement, MS", 'down');
is(told(q{SELECT migrate.downgrade('base')}), 'NOTICE:  nothing to do: the database is at base', 'nothing to do at base');

unlike(slurp_file($node->logfile), qr/was terminated by signal/, 'no process has died');
$node->stop;
done_testing();
