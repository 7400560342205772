# How pg_migrate finds its database, and what it says when it does not; no
# password is ever shown.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::RealBin/../perl";
use ClientTest;
use MigrateTest;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes qw(time);

my $node = start_node('main', 'fsync = off');
my $directory = new_directory();

$node->safe_psql('postgres', q{
	CREATE DATABASE shop;
	CREATE ROLE regress_secret LOGIN SUPERUSER PASSWORD 'pa/s@w:rd';
	CREATE ROLE regress_nobody LOGIN});
$node->safe_psql($_, q{
	CREATE EXTENSION migrate;
	SELECT migrate.revision('in ' || current_database(), '', '', rev_id => current_database()::text);
	SELECT migrate.upgrade()}) foreach 'postgres', 'shop';

# Nothing is known but what a case says.
my ($host, $port) = ($node->host, $node->port);
my $encoded = $host =~ s{([^A-Za-z0-9_.-])}{sprintf '%%%02X', ord $1}ger;
my $user = $node->safe_psql('postgres', 'SELECT current_user');
delete @ENV{qw(PGHOST PGPORT PGDATABASE PGUSER PGPASSWORD)};

sub is_in
{
	my ($database, $name, @arguments) = @_;
	my $run = pg_migrate($node, undef, 'current', @arguments);

	is($run->{out}, "$database (head), in $database\n", $name) or diag($run->{err});
	return;
}

# URLs
foreach my $scheme ('postgresql', 'postgres', 'postgresql+psycopg2', 'postgres+asyncpg',
	'postgresql+psycopg_async', 'jdbc:postgresql')
{
	local $ENV{DATABASE_URL} = "$scheme://$user\@$encoded:$port/shop";

	is_in('shop', "DATABASE_URL with $scheme://");
}
{
	local $ENV{DATABASE_URL} = "postgresql+psycopg2:///shop?host=$encoded&port=$port&user=$user&application_name=a\@b";

	is_in('shop', 'DATABASE_URL with all in its parameters');
	is_in('postgres', '-d goes before DATABASE_URL', '-d', $node->connstr('postgres'));
	is_in('shop', '-d with a URL', '-d', "postgresql+psycopg://$encoded:$port/shop");
	$ENV{DATABASE_URL} = "postgresql://other:x\@/shop?host=/nowhere&port=1";
	is_in('shop', '-h, -p and -U go before the URL', '-h', $host, '-p', $port, '-U', $user);
	$ENV{DATABASE_URL} = $node->connstr('shop');
	is_in('shop', 'DATABASE_URL with a connection string');
	$ENV{DATABASE_URL} = '';
	is_in('postgres', 'an empty DATABASE_URL is none', '-h', $host, '-p', $port, '-d', 'postgres');
}

# PG... variables, services
{
	local @ENV{qw(PGHOST PGPORT PGDATABASE)} = ($host, $port, 'shop');

	is_in('shop', 'PGHOST, PGPORT, PGDATABASE');
	is_in('postgres', '-d with a name', '--dbname=postgres');
}
write_file("$directory/services", "[here]\nhost=$host\nport=$port\ndbname=shop\n");
{
	local $ENV{PGSERVICEFILE} = "$directory/services";

	is_in('shop', '-d with a service', '-d', 'service=here');
	local $ENV{PGSERVICE} = 'here';
	is_in('shop', 'PGSERVICE');
	$ENV{DATABASE_URL} = 'postgresql:///postgres';
	is_in('postgres', 'DATABASE_URL goes before PGSERVICE, which fills in the rest');
	delete $ENV{DATABASE_URL};
	pg_migrate_fails($node, undef, 4, qr/error: definition of service "there" not found/, 'current', '-d', 'service=there');
}

# What cannot be connected to, and never shows the password
sub refused
{
	my ($url, $error, @arguments) = @_;
	local $ENV{DATABASE_URL} = $url;
	my $run = pg_migrate($node, undef, 'current', @arguments);

	is($run->{status}, 4, "status 4: $url");
	like($run->{err}, $error, "says why: $url");
	unlike($run->{err}, qr/sec|ret/, "shows nothing of the password: $url");
	is($run->{out}, '', "nothing on standard output: $url");
	return;
}

refused('mysql://u:sec%20ret@h/db', qr/DATABASE_URL is not the URL of a PostgreSQL database: its scheme is "mysql"/);
refused('postgresql://u:sec@ret@h/db', qr/"@" too many, or out of place\npg_migrate: hint: Write the characters/);
refused('postgresql://u:sec/ret@h/db', qr/"@" too many, or out of place/);
refused('postgresql://u:sec?ret@h/db', qr/"@" too many, or out of place/);
refused('postgresql://u:sec%ret@h/db', qr/DATABASE_URL is not a connection string: invalid percent-encoded token: "\*\*\*"/);
refused('postgresql://u:sec%20ret@h:nan/db', qr/invalid integer value "nan"|"\*\*\*"/);
refused('host=h password=sec ret', qr/DATABASE_URL is not a connection string: missing "=" after "\*\*\*" in connection info string/);
refused('postgresql://u:secret@/db?host=/nowhere', qr{connection to server on socket "/nowhere/});
refused("postgresql://regress_nobody:secret\@$encoded:$port/nodb", qr/FATAL:  database "nodb" does not exist/);
pg_migrate_fails($node, undef, 4, qr/invalid connection option "nope"/, 'current', '-d', 'nope=1');

# Passwords
write_file($node->data_dir . '/pg_hba.conf',
	"local all regress_secret scram-sha-256\nlocal all all trust\n");
$node->reload;
my @secret = ('-h', $host, '-p', $port, '-d', 'shop', '-U', 'regress_secret');
{
	local $ENV{PGPASSWORD} = 'pa/s@w:rd';
	is_in('shop', 'PGPASSWORD', @secret);
}
{
	local $ENV{DATABASE_URL} = "postgresql://regress_secret:pa%2Fs%40w%3Ard\@$encoded:$port/shop";
	is_in('shop', 'a password in DATABASE_URL');
	$ENV{DATABASE_URL} = "postgresql://regress_secret:wr0ngpw\@$encoded:$port/shop";
	my $run = pg_migrate_fails($node, undef, 4, qr/password authentication failed for user "regress_secret"/, 'current');
	unlike($run->{err}, qr/wr0ngpw/, 'a wrong password is not shown');
}
pg_migrate_fails($node, undef, 4, qr/no password supplied/, 'current', @secret, '-w');

SKIP:
{
	eval { require IO::Pty; IO::Pty->new } or skip 'there is no terminal to be had', 5;
	foreach my $options ([], ['-W'])
	{
		my $run = on_terminal($node, undef, 'current', @secret, @$options);

		$run->{run}->pump until $run->{out} =~ /Password: $/ || !$run->{run}->pumpable;
		$run->{in} .= "pa/s\@w:rd\n";
		$run->{run}->finish;
		like($run->{out}, qr/\APassword: \s*shop \(head\), in shop\r\n\z/, "asks for a password: @$options");
	}
	my $run = on_terminal($node, undef, 'current', '-W', '-d', $node->connstr('shop'));
	$run->{run}->pump until $run->{out} =~ /Password: $/ || !$run->{run}->pumpable;
	$run->{in} .= "needless\n";
	$run->{run}->finish;
	is($? >> 8, 0, '-W asks even if none is needed');
}

# Who lists processes does not see a password that was given with -d.
SKIP:
{
	skip 'no /proc', 2 unless -r '/proc/self/cmdline';
	$node->safe_psql('shop', 'CREATE TABLE gate ()');
	revision_file($directory, 'gated', 'shop', 'LOCK TABLE gate', '');
	my $gate = client($node, 'shop', 'BEGIN; LOCK TABLE gate; SELECT pg_sleep(600)');
	my $keeper = wait_for($node, 'shop', "wait_event = 'PgSleep'");
	my $run = start_pg_migrate($node, undef, 'upgrade', '-D', $directory, '-d',
		"postgresql://regress_secret:pa%2Fs%40w%3Ard\@$encoded:$port/shop?application_name=listed");
	wait_for($node, 'shop', "application_name = 'listed' AND wait_event_type = 'Lock'");
	my $pid = $run->{run}{KIDS}[0]{PID};
	like(slurp_file("/proc/$pid/cmdline"), qr{\0postgresql://regress_secret:\*+\@}, 'a password in -d is covered');
	$node->safe_psql('shop', "SELECT pg_terminate_backend($keeper)");
	finish($gate);
	$run->{run}->finish;
	is($? >> 8, 0, 'and is the right one');
}

# The extension, and rights to it
$node->safe_psql('postgres', 'CREATE DATABASE bare');
pg_migrate_fails($node, 'bare', 1, qr/\Apg_migrate: error: the extension migrate is not in database "bare"\npg_migrate: hint: Run pg_migrate init, or in SQL: CREATE EXTENSION migrate;\n\z/, @$_)
  foreach ['current'], ['history'], ['upgrade', '-D', $directory], ['downgrade', 'base'], ['revision', '-m', 'x', '-D', $directory];
my $run = pg_migrate($node, 'bare', 'init', '-D', "$directory/a/b", '-U', 'regress_nobody');
is($run->{status}, 0, 'init by a role that may not create the extension');
like($run->{err}, qr/pg_migrate: warning: 42501: permission denied to create extension "migrate"/, 'says so');
is($run->{out}, "created directory $directory/a/b\ncreated $directory/a/b/template.sql\n", 'and what it did');
pg_migrate_fails($node, 'shop', 1, qr/error: 42501: permission denied for schema migrate/, 'current', '-U', 'regress_nobody');

# Looking without the right to load, on a server that cannot be written, and
# while a migration is at work
revision_file("$directory/a/b", 'shop', undef, '', '');
revision_file("$directory/a/b", 'new', 'gated', 'SELECT 1', '');
write_file("$directory/a/b/gated.sql", slurp_file("$directory/gated.sql"));
$node->safe_psql('shop', q{SELECT migrate.grant_role('regress_nobody', 'viewer')});
my @looking = ('heads', '-D', "$directory/a/b");
my $all = "new (head), The revision new\n";
my $registry = "gated (head) (current), The revision gated\n";

is(pg_migrate_ok($node, 'shop', @looking), $all, 'heads of the files');
$run = pg_migrate($node, 'shop', @looking, '-U', 'regress_nobody');
is($run->{out}, $registry, 'a viewer sees the registry');
like($run->{err}, qr/\Apg_migrate: warning: without the files of directory ".*": permission denied for .*\n\z/, 'and is told so');
{
	local $ENV{PGOPTIONS} = '-c default_transaction_read_only=on';
	$run = pg_migrate($node, 'shop', @looking);
	is($run->{out}, $registry, 'a read-only session sees the registry');
	like($run->{err}, qr/warning: without the files of .*read-only/, 'and is told so');
}
my $holder = client($node, 'shop', 'BEGIN; SELECT pg_advisory_xact_lock(1835496052, 0); SELECT pg_sleep(600)');
my $holding = wait_for($node, 'shop', "wait_event = 'PgSleep'");
$run = pg_migrate($node, 'shop', @looking);
is($run->{out}, $registry, 'while a migration is at work the registry is seen');
like($run->{err}, qr/warning: without the files of .*another migration is at work/, 'and told so');
is(pg_migrate_ok($node, 'shop', 'heads', '--no-files'), $registry, '--no-files');
$node->safe_psql('shop', "SELECT pg_terminate_backend($holding)");
finish($holder);

# Waiting for a server
$node->stop;
pg_migrate_fails($node, 'shop', 4, qr/connection to server on socket .* failed/, 'current');
my $start = time;
$run = pg_migrate_fails($node, 'shop', 4, qr/\Apg_migrate: waiting for the server, at most 1 s: .*\npg_migrate: error: connection to server on socket/s,
	'current', '--wait', '1');
cmp_ok(time - $start, '<', 5, 'waits no longer than it is to');
$run = start_pg_migrate($node, 'shop', 'current', '--wait', '60');
$run->{run}->pump until $run->{err} =~ /waiting for the server/;
$node->start;
$run->{run}->finish;
is($? >> 8, 0, '--wait for a server that starts later');
is($run->{out}, "gated (head), The revision gated\n", 'then goes on');
$start = time;
pg_migrate_fails($node, 'nodb', 4, qr/\Apg_migrate: error: .*database "nodb" does not exist/, 'current', '--wait', '60');
cmp_ok(time - $start, '<', 20, 'does not wait for what will not come');

$node->stop;
done_testing();
