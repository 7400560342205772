# pg_upgrade carries the extension from an older major: rows, grants and
# constraints are as they were, and migrations go on.
#
# PG_OLD_BINDIR names the programs of the older server, which has the
# extension installed as well: .ci/matrix puts both into a chroot.
use strict;
use warnings;
use File::Basename qw(dirname);
use FindBin;
use lib "$FindBin::RealBin/../perl";
use MigrateTest;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $old_bindir = $ENV{PG_OLD_BINDIR};

plan skip_all => 'PG_OLD_BINDIR names no older server'
  unless defined $old_bindir && -x "$old_bindir/postgres";

my $old = PostgreSQL::Test::Cluster->new('old', install_path => dirname($old_bindir));
my $new = PostgreSQL::Test::Cluster->new('new');

plan skip_all => 'PG_OLD_BINDIR does not name an older major'
  unless int($old->pg_version->major) < int($new->pg_version->major);

# What must be the same in both clusters, whatever their majors' defaults.
my @initdb = ('-k', '--locale', 'C', '--encoding', 'UTF8');

# One database whose owner installed the extension, one where a superuser did.
my @databases = qw(by_owner by_superuser);

# The privileges that were granted, each with its grantor, the constraints,
# and what belongs to the extension: but for the tables' types, which newer
# majors count.
my $catalogs = q{
	SELECT object, grantor::regrole, grantee::regrole, privilege_type, is_grantable
	FROM (SELECT oid::regclass::text, relacl, relowner FROM pg_class WHERE relnamespace = 'migrate'::regnamespace
		UNION ALL
		SELECT attrelid::regclass || '.' || attname, attacl, relowner
		FROM pg_attribute JOIN pg_class AS c ON c.oid = attrelid WHERE relnamespace = 'migrate'::regnamespace
		UNION ALL
		SELECT oid::regprocedure::text, proacl, proowner FROM pg_proc WHERE pronamespace = 'migrate'::regnamespace
		UNION ALL
		SELECT typname, typacl, typowner FROM pg_type WHERE typnamespace = 'migrate'::regnamespace
		UNION ALL
		SELECT nspname, nspacl, nspowner FROM pg_namespace WHERE nspname = 'migrate') AS acls (object, acl, owner),
		aclexplode(acl)
	WHERE grantee <> owner
	ORDER BY object COLLATE "C", grantor::regrole::text, grantee::regrole::text, privilege_type;
	SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = 'migrate'::regnamespace
		AND contype <> 'n' ORDER BY conname;
	SELECT extname, extversion, extconfig::regclass[] FROM pg_extension WHERE extname = 'migrate';
	SELECT pg_describe_object(classid, objid, objsubid) FROM pg_depend
	WHERE refclassid = 'pg_extension'::regclass AND deptype = 'e' AND classid <> 'pg_type'::regclass
		AND refobjid = (SELECT oid FROM pg_extension WHERE extname = 'migrate') ORDER BY 1};

sub looks
{
	my ($node, $db) = @_;

	return $node->safe_psql($db, q{
		SELECT * FROM migrate.current();
		SELECT * FROM migrate.history();
		SELECT * FROM migrate.check();
		SELECT * FROM migrate.plan('head');
		SELECT * FROM migrate.show('r1')});
}

$old->init(extra => \@initdb);
$old->start;
$old->safe_psql('postgres', q{
	CREATE ROLE regress_owner LOGIN;
	CREATE ROLE regress_deployer LOGIN;
	CREATE ROLE regress_author LOGIN});

my (%registry, %looks, %catalogs);

for my $db (@databases)
{
	my @as = $db eq 'by_owner' ? (extra_params => [ '-U', 'regress_owner' ]) : ();

	$old->safe_psql('postgres', "CREATE DATABASE $db OWNER regress_owner");
	$old->safe_psql($db, 'CREATE EXTENSION migrate', @as);
	$old->safe_psql($db, q{
		SELECT migrate.grant_role('regress_deployer', 'deployer'), migrate.grant_role('regress_author', 'author')}, @as);
	$old->safe_psql($db, 'CREATE SCHEMA app AUTHORIZATION regress_deployer');
	$old->safe_psql($db, q{
		SELECT migrate.revision('one', 'CREATE TABLE app.one (i int)', 'DROP TABLE app.one', rev_id => 'r1');
		SELECT migrate.revision('two', 'CREATE TABLE app.two (i int)', 'DROP TABLE app.two', rev_id => 'r2', branch_label => 'label');
		SELECT migrate.revision('three', 'CREATE TABLE app.three (i int)', 'DROP TABLE app.three', rev_id => 'r3')},
		extra_params => [ '-U', 'regress_author' ]);
	$old->safe_psql($db, q{SELECT migrate.upgrade('r2'); SELECT migrate.downgrade('r1'); SELECT migrate.upgrade('r2')},
		extra_params => [ '-U', 'regress_deployer' ]);
	$registry{$db} = registry($old, $db);
	$looks{$db} = looks($old, $db);
	$catalogs{$db} = $old->safe_psql($db, $catalogs);
}
$old->stop;

$new->init(extra => \@initdb);
chdir(PostgreSQL::Test::Utils::tempdir()) or die 'no directory for the logs';
command_ok(
	[
		'pg_upgrade', '--no-sync', '--copy',
		'-d', $old->data_dir, '-D', $new->data_dir,
		'-b', $old_bindir, '-B', $new->config_data('--bindir'),
		'-s', $new->host, '-p', $old->port, '-P', $new->port
	],
	'pg_upgrade');
$new->start;

for my $db (@databases)
{
	is_text(registry($new, $db), $registry{$db}, "$db: the same rows");
	is_text(looks($new, $db), $looks{$db}, "$db: the same to look at");
	is_text($new->safe_psql($db, $catalogs), $catalogs{$db}, "$db: the same grants, constraints and members");

	# constraints hold, by indexes that were copied as files
	for my $name (qw(r1 label))
	{
		my ($status, $stdout, $stderr) = $new->psql($db, "INSERT INTO migrate.revisions (revision) VALUES ('$name')");
		like($stderr, qr/violates (unique|exclusion) constraint/, "$db: the name $name is taken");
	}

	is($new->safe_psql($db, q{SELECT migrate.revision('four', 'SELECT 4', 'SELECT 4', rev_id => 'r4')},
			extra_params => [ '-U', 'regress_author' ]), 'r4', "$db: the author goes on");
	is($new->safe_psql($db, q{
			SELECT revision FROM migrate.upgrade();
			SELECT revision FROM migrate.downgrade('base');
			SELECT revision FROM migrate.upgrade()},
			extra_params => [ '-U', 'regress_deployer' ]),
		"r3\nr4\nr4\nr3\nr2\nr1\nr1\nr2\nr3\nr4", "$db: the deployer goes on, down and up again");
	is($new->safe_psql($db, 'SELECT * FROM migrate.check(); SELECT count(*) = max(id) FROM migrate.log'), 't',
		"$db: check() finds nothing, the log's ids go on");

	# an extension's owner is not carried along: the database's manages duties
	$new->safe_psql($db, q{SELECT migrate.grant_role('regress_deployer', 'author')}, extra_params => [ '-U', 'regress_owner' ]);
	is($new->safe_psql($db, q{SELECT migrate.revision('five', rev_id => 'r5'); SELECT migrate.remove('r5')},
			extra_params => [ '-U', 'regress_deployer' ]), "r5\nr5", "$db: the database's owner grants a duty");

	# what was upgraded is dumped and restored like any other
	$new->safe_psql('postgres', "CREATE DATABASE restored_$db OWNER regress_owner");
	$new->command_ok([ 'pg_dump', '-Fc', '-f', "$db.dump", $db ], "$db: dump");
	$new->command_ok([ 'pg_restore', '--exit-on-error', '-j', '2', '-d', "restored_$db", "$db.dump" ], "$db: restore");
	is_text(registry($new, "restored_$db"), registry($new, $db), "$db: restored, the same rows");
}

$new->stop;
done_testing();
