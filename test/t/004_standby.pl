# A streaming standby reads and refuses to write; promoted, it goes on.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::RealBin/../perl";
use MigrateTest;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $db = 'postgres';
my $primary = PostgreSQL::Test::Cluster->new('primary');

$primary->init(allows_streaming => 1);
$primary->append_conf('postgresql.conf', "fsync = off\n");
$primary->start;
$primary->safe_psql($db, q{
	CREATE EXTENSION migrate;
	SELECT migrate.revision('one', 'CREATE TABLE one ()', 'DROP TABLE one', rev_id => 'r1');
	SELECT migrate.revision('two', 'CREATE TABLE two ()', 'DROP TABLE two', rev_id => 'r2', branch_label => 'b');
	SELECT migrate.revision('three', 'CREATE TABLE three ()', 'DROP TABLE three', rev_id => 'r3');
	SELECT migrate.load(E'-- from a file\n-- migrate:revision rep\n-- migrate:repeatable\n-- migrate:up\nSELECT 1;', 'rep.sql');
	SELECT migrate.stamp('rep');
	SELECT migrate.upgrade('r2');
	CREATE TABLE by_hand (i int)});
$primary->backup('backup');

my $standby = PostgreSQL::Test::Cluster->new('standby');

$standby->init_from_backup($primary, 'backup', has_streaming => 1);
$standby->start;

# every function that looks
my @looks = (
	'migrate.current()', 'migrate.heads()', 'migrate.branches()', 'migrate.history()',
	q{migrate.history('r1:')}, q{migrate.show('b')}, q{migrate.dump('b')}, 'migrate.pending()',
	'migrate.graph()', q{migrate.graph('dot')}, q{migrate.graph('mermaid')},
	'migrate.snapshot()', 'migrate.fingerprint()', 'migrate.schema()', 'migrate.drift()',
	'migrate."check"()', q{migrate.plan('head')}, q{migrate.plan('base', 'downgrade')},
	q{migrate.plan('r3', 'stamp')}, 'migrate.upgrade_sql()', q{migrate.downgrade_sql('base')}, q{migrate.stamp_sql('head')}, q{migrate.duty_privileges('viewer')},
	q{migrate.simulate('[{"revision": "a", "down_revisions": [], "depends_on": [], "branch_labels": []}]', '{}', 'upgrade', 'head')});

sub same_looks
{
	my ($name) = @_;

	$primary->wait_for_catchup($standby);
	for my $look (@looks)
	{
		my ($here, $there) =
		  map { $_->safe_psql($db, "SELECT * FROM $look") } $primary, $standby;

		# that both answer nothing would be no proof
		isnt($there, '', "$name: $look answers") unless $look =~ /branches/;
		is($there, $here, "$name: $look");
	}
	is_text(registry($standby, $db), registry($primary, $db), "$name: tables");
}

same_looks('standby');
$primary->safe_psql($db, q{SELECT migrate.downgrade('r1'); CREATE VIEW by_hand_too AS SELECT i FROM by_hand});
same_looks('standby after a downgrade');

is($standby->safe_psql($db, q{
		BEGIN ISOLATION LEVEL REPEATABLE READ;
		SELECT revision FROM migrate.current();
		COMMIT}), 'r1', 'in a repeatable read transaction too');

# whatever writes refuses, by its name, with PostgreSQL's own code
for my $write (
	'migrate.upgrade()', 'migrate.upgrade(dry_run => true)', q{migrate.downgrade('base')},
	q{migrate.stamp('head')}, q{migrate.revision('four')}, q{migrate.merge('heads')},
	q{migrate.edit('r3', message => 'x')}, q{migrate.remove('r3')},
	q{migrate.load(E'-- migrate:revision x\n-- migrate:up\n')}, q{migrate.load_files('{}', '{}')}, 'migrate.loaded_files()',
	q{migrate.load_directory('pg_commit_ts')}, q{migrate.load_alembic('')}, 'migrate.stamp_from()',
	q{migrate.diff('CREATE TABLE t ()')}, q{migrate."check"('CREATE TABLE t ()')},
	q{migrate.autogenerate('five', 'CREATE TABLE t ()')}, q{migrate.draft_drift('five')})
{
	my ($function) = $write =~ s/"//gr =~ /^(\S+?)\(/;
	my ($status, $stdout, $stderr) = $standby->psql($db, "SELECT * FROM $write",
		extra_params => [ '-v', 'VERBOSITY=verbose' ]);

	like($stderr, qr/ERROR:  25006: cannot execute \Q$function\E\(\) during recovery/, "standby: $write is refused");
}
is(locks($standby), 0, 'and has taken no lock');

# a standby that was looked at can be promoted, and goes on where it was
$standby->promote;
is($standby->safe_psql($db, q{
		SELECT revision FROM migrate.upgrade();
		SELECT migrate.revision('four', 'SELECT 4', 'SELECT 4', rev_id => 'r4');
		SELECT revision FROM migrate.upgrade();
		SELECT revision FROM migrate.downgrade('base')}),
	"r2\nr3\nrep\nr4\nr4\nr4\nr3\nr2\nr1", 'promoted, it goes on');
is($standby->safe_psql($db, q{SELECT count(*) = count(DISTINCT id) FROM migrate.log}), 't',
	'with ids of its own in the log');

# the primary of the other timeline has not heard of it
is($primary->safe_psql($db, q{SELECT revision FROM migrate.upgrade()}), "r2\nr3\nrep", 'so does the primary');

$standby->stop;
$primary->stop;
done_testing();
