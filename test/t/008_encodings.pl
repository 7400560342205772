# Databases whose text the server cannot turn into UTF-8: a script is kept and
# run as its bytes are. Elsewhere the same script has the same checksum.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::RealBin/../perl";
use MigrateTest;
use Test::More;

my $node = start_node('main', 'fsync = off');
my %checksum;

foreach my $encoding (qw(SQL_ASCII MULE_INTERNAL LATIN1 UTF8))
{
	my $db = lc $encoding;
	my $word = $encoding eq 'UTF8' ? q{caf\303\251} :
	  $encoding eq 'MULE_INTERNAL' ? q{caf\201\351} : q{caf\351};

	$node->safe_psql('postgres', "CREATE DATABASE $db ENCODING $encoding LOCALE 'C' TEMPLATE template0");
	$node->safe_psql($db, qq{
		CREATE EXTENSION migrate;
		SELECT migrate.revision('one', E'CREATE TABLE "$word" ()', E'DROP TABLE "$word"', rev_id => 'r1')});
	is($node->safe_psql($db, 'SELECT revision FROM migrate.upgrade()'), 'r1', "$encoding: it runs");
	is($node->safe_psql($db, qq{SELECT count(*) FROM pg_class WHERE relname = E'$word'}), 1, "$encoding: as it was written");
	is($node->safe_psql($db, 'SELECT count(*) FROM migrate.check()'), 0, "$encoding: nothing is wrong");
	is($node->safe_psql($db, q{SELECT revision FROM migrate.downgrade('base')}), 'r1', "$encoding: and back");
	$node->safe_psql($db, qq{
		SELECT migrate.revision(E'migrate:$word', E'SELECT ''$word', E'SELECT 1 AS "$word";\\n', rev_id => 'r2');
		CREATE TABLE written AS SELECT migrate.dump('r2') AS file, * FROM migrate.show('r2');
		SELECT migrate.remove('r2');
		SELECT migrate.load(file) FROM written});
	is($node->safe_psql($db, q{SELECT count(*) FROM migrate.show('r2') AS loaded
		JOIN written USING (revision, message, up, down, checksum) WHERE migrate.dump('r2') = file}), 1, "$encoding: a dump loads as it was");
	$node->safe_psql($db, q{SELECT migrate.remove('r2')});

	# the schema, by way of a worker in another database
	$node->safe_psql($db, qq{
		DO E'BEGIN
			CREATE SCHEMA "s$word";
			CREATE TYPE "s$word"."t$word" AS ENUM (''a$word'');
			CREATE TABLE "s$word"."r$word" ("c$word" "s$word"."t$word" DEFAULT ''a$word'');
			COMMENT ON TABLE "s$word"."r$word" IS ''d$word'';
		END';
		CREATE TABLE fingerprint AS SELECT migrate.fingerprint(schemas => ARRAY[E's$word']);
		SELECT FROM migrate.snapshot()});
	is($node->safe_psql($db, qq{
			SET migrate.schemas = E's$word';
			SELECT migrate.schema() LIKE E'%CREATE TABLE "s$word"."r$word"%';
			SELECT count(*) FROM migrate.diff(migrate.schema());
			SELECT fingerprint = migrate.fingerprint() FROM fingerprint;
			SELECT statement = E'COMMENT ON SCHEMA "s$word" IS ''n$word''' FROM migrate.diff(migrate.schema() || E'\nCOMMENT ON SCHEMA "s$word" IS ''n$word'';')}),
		"t\n0\nt\nt", "$encoding: a schema is compared");
	is($node->safe_psql($db, qq{
			DO \$\$ BEGIN
				PERFORM FROM migrate.diff(E'CREATE TABLE t (i "none$word")');
			EXCEPTION WHEN undefined_object THEN
				PERFORM set_config('test.error', (SQLERRM = E'type "none$word" does not exist')::text, false);
			END \$\$;
			SHOW test.error}), 'true', "$encoding: an error in its text is told");
	$checksum{$encoding} = $node->safe_psql($db, 'SELECT checksum FROM migrate.revisions');
}
is($checksum{LATIN1}, $checksum{UTF8}, 'the same text in two encodings has one checksum');
isnt($checksum{SQL_ASCII}, $checksum{UTF8}, 'bytes that mean nothing to the server are other bytes');

$node->stop;
done_testing();
