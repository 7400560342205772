# migrate.check() as a job of pg_cron: one that fails says so in pg_cron's own
# table. Skipped where pg_cron is not installed.
#
# pg_cron runs nothing more often than every minute before its version 1.5, so
# the jobs are those that it runs when it starts.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::RealBin/../perl";
use MigrateTest;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('main');
my $library = $node->config_data('--pkglibdir') . '/pg_cron.so';
plan skip_all => "pg_cron is not installed: there is no $library" unless -e $library;

my $db = 'postgres';
my $schema = 'CREATE TABLE users (id int PRIMARY KEY)';

$node->init;
# Where jobs come over connections of their own, the scheduler of older versions
# lets no DROP DATABASE end while one runs, and so no scratch database go.
$node->append_conf('postgresql.conf', join("\n", 'fsync = off',
	"shared_preload_libraries = 'pg_cron'", "cron.database_name = '$db'",
	'cron.use_background_workers = on', 'max_worker_processes = 20', ''));
$node->start;
$node->safe_psql($db, 'CREATE ROLE watcher LOGIN; CREATE EXTENSION pg_cron; CREATE EXTENSION migrate');
$node->safe_psql($db, qq{
	GRANT USAGE ON SCHEMA cron TO watcher;
	SELECT migrate.grant_role('watcher', 'viewer');
	CREATE TABLE public.target AS SELECT '$schema; CREATE TABLE target (schema text)' AS schema;
	GRANT SELECT ON public.target TO watcher;
	SELECT migrate.revision('Users', rev_id => 'users', up => '$schema', down => 'DROP TABLE users');
	SELECT migrate.upgrade()});
$node->safe_psql($db, q{
	SELECT cron.schedule('check', '@reboot', 'SELECT * FROM migrate.check(raise => true)');
	SELECT cron.schedule('check text', '@reboot',
		'SELECT * FROM migrate.check((SELECT schema FROM public.target), raise => true)')},
	extra_params => [ '-U', 'watcher' ]);

# Have pg_cron run its jobs once; is what each came to as expected? In the row
# of a job that failed is the error's text.
sub runs
{
	my ($check, $check_text, $name) = @_;

	$node->safe_psql($db, 'TRUNCATE cron.job_run_details');
	$node->restart;
	$node->poll_query_until($db, q{SELECT count(*) = 2 FROM cron.job_run_details WHERE status IN ('succeeded', 'failed')})
	  or die 'pg_cron has not run its jobs';
	is($node->safe_psql($db, q{SELECT username, status FROM cron.job JOIN cron.job_run_details USING (jobid, username)
			ORDER BY jobname}), "watcher|$check\nwatcher|$check_text", $name);
	return $node->safe_psql($db, q{SELECT string_agg(return_message, '' ORDER BY jobid) FROM cron.job_run_details});
}

runs('succeeded', 'succeeded', 'all is as it should be: the jobs succeed');

$node->safe_psql($db, 'ALTER TABLE users ADD phone text');
my $messages = runs('failed', 'failed', 'the schema has drifted: they fail');
like($messages, qr/ERROR:\s+the schema is not as the last run left it\s+DETAIL:\s+ALTER TABLE public\.users ADD COLUMN phone text;/,
	'with what has changed by hand');

# What was done by hand is kept as a revision: only the text does not know it.
$node->safe_psql($db, q{SELECT migrate.draft_drift('Phones')});
$messages = runs('succeeded', 'failed', 'the drift is a revision now, and the text is older');
like($messages, qr/ERROR:\s+the schema is not as the text describes it\s+DETAIL:\s+ALTER TABLE public\.users DROP COLUMN phone;/,
	'with what the text lacks');

$node->safe_psql($db, q{SELECT migrate.downgrade('-1')});
$messages = runs('failed', 'failed', 'a revision is not applied: they fail');
like($messages, qr/ERROR:\s+database is not at head "\w+"/, 'with its id');

# It can be in one database only: where a text asks for it, it is taken to be as it is.
is($node->safe_psql($db, q{SELECT statement FROM migrate.diff('CREATE EXTENSION pg_cron; CREATE EXTENSION citext') WHERE kind = 'extension'}),
	'CREATE EXTENSION citext SCHEMA public', 'it need not be in the scratch database');

is($node->safe_psql($db, q{SELECT count(*) FROM pg_database WHERE datname LIKE 'migrate%'}), 0, 'no scratch database is left');

$node->stop;
done_testing();
