# What psql makes of an offline text is what the operation itself makes: the
# schema, the data, the registry, and a session that is left as it was found.
use strict;
use warnings;
use File::Basename qw(dirname);
use FindBin;
use lib "$FindBin::RealBin/../perl";
use MigrateTest;
use OfflineTest;
use Test::More;

my $node = start_offline();

# Scripts that are hard to read, or leave things behind: each a revision, one
# on top of the other.
my @scripts = (
	[ 'no semicolon' => 'CREATE TABLE app.none (a int)', 'DROP TABLE app.none' ],
	[ 'a comment at the end' => "CREATE TABLE app.comment (a int) -- and that is it", "-- first\nDROP TABLE app.comment -- last\n" ],
	[ 'comments only' => "-- nothing /* here\n/* nor /* here; */ ' */", '' ],
	[ 'stray semicolons' => ";;\n; CREATE TABLE app.stray (a int);; ; -- ;\n;", "DROP TABLE app.stray\n;" ],
	[ 'windows' => "CREATE TABLE app.windows (a text);\r\n-- comment\r\nINSERT INTO app.windows VALUES ('one\r\ntwo');\r\n", "DROP TABLE app.windows\r\n" ],
	[ 'old mac' => "CREATE TABLE app.mac (a text); -- comment\rINSERT INTO app.mac VALUES ('a\rb') -- end", "DROP TABLE app.mac;\r" ],
	[ 'backslashes' => q{CREATE TABLE app.backslash (a text);
		INSERT INTO app.backslash VALUES ('a\b\'), (E'a\\\\b\'c'), ($$\$$), (U&'d\0061t'), ('\gset');
		COMMENT ON TABLE app.backslash IS '\q';}, 'DROP TABLE app.backslash' ],
	[ 'array slices' => q{CREATE VIEW app.slices AS
		SELECT a[n:HOST] AS one, a[1:2] AS two, a[n :2] AS three, a[:n] AS four, a[n:] AS five,
			a[n:"host"] AS six, a[n:'2'::int] AS seven, ':HOST' || $$:n$$ AS eight, 1::int4 AS nine
		FROM (SELECT ARRAY[1, 2, 3] AS a, 1 AS n, 2 AS host) AS q}, 'DROP VIEW app.slices' ],
	[ 'dollars' => q{CREATE FUNCTION app.dollars() RETURNS text LANGUAGE sql AS $up$ SELECT $migrate$;$verify$;$query$;$$;$end$;$migrate$ $up$;
		CREATE TABLE app.dollars AS SELECT app.dollars() AS a, 'x$up' AS b, $a$$b$;$a$ AS c}, 'DROP TABLE app.dollars; DROP FUNCTION app.dollars -- $down',
		q{SELECT b = 'x$up', $query1$$verify$$query1$ FROM app.dollars} ],
	[ 'wrapped' => "-- before\nBEGIN;\n-- inside\nCREATE TABLE app.wrapped (a int);\nCOMMIT;\n-- after", "BEGIN; DROP TABLE app.wrapped; COMMIT" ],
	[ 'wrapped in words' => "START TRANSACTION; COMMIT WORK -- nothing\n", 'BEGIN WORK;COMMIT TRANSACTION;' ],
	[ 'names' => q{CREATE TABLE app."a;b""c'd" ("it's; -- /*" int, "$$" int, u&"d\0061t" int); /* ; /* ' */ */
		CREATE RULE r AS ON INSERT TO app."a;b""c'd" DO ALSO (SELECT 1; SELECT 2;)}, q{DROP TABLE app."a;b""c'd"} ],
	[ 'strings' => q{CREATE TABLE app.strings AS SELECT B'1' AS a, X'1F' AS b, N'n;' AS c, 'con'
		'tinued;' AS d, E'\';' AS e, U&'!003b' UESCAPE '!' AS f}, 'DROP TABLE app.strings' ],
	[ 'functions of statements' => q{CREATE FUNCTION app.f(a int) RETURNS int BEGIN ATOMIC
			SELECT CASE WHEN a > 0 THEN 1 ELSE 2 END;
			SELECT a;
		END;
		CREATE OR REPLACE FUNCTION app.f(a int) RETURNS int RETURN a + 1;
		CREATE FUNCTION app.p(a int) RETURNS int LANGUAGE plpgsql AS 'BEGIN RETURN CASE WHEN a > 0 THEN 1 END; END';},
		'DROP FUNCTION app.f, app.p' ],
	[ 'functions that psql misreads' => q{CREATE FUNCTION app.g(begin int, a text) RETURNS int BEGIN ATOMIC
			SELECT CASE WHEN begin > 0 THEN CASE a WHEN ';' THEN 1 ELSE 2 END ELSE 3 END AS end;
			SELECT (ARRAY[1, 2])[begin:2][1], 1 AS case, 2 end;
			SELECT (SELECT 1 end);
		END; CREATE FUNCTION app.begin() RETURNS int LANGUAGE sql AS 'SELECT 1';
		CREATE FUNCTION app.h(a int) RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT 1 AS end; SELECT a; END -- end
		}, q{DROP FUNCTION app.h; DROP FUNCTION app.g; DROP FUNCTION app.begin} ],
	[ 'what pg_dump writes' => q{
		SET statement_timeout = 0;
		SET client_encoding = 'LATIN1';
		SET standard_conforming_strings = on;
		SELECT pg_catalog.set_config('search_path', '', false);
		SET check_function_bodies = false;
		SET xmloption = content;
		SET row_security = off;
		SET default_tablespace = '';
		SET default_table_access_method = heap;
		CREATE TABLE app.dumped (a integer NOT NULL);
		ALTER TABLE app.dumped OWNER TO regress_low}, q{SELECT pg_catalog.set_config('search_path', '', false); DROP TABLE app.dumped} ],
	[ 'a role' => 'SET ROLE regress_low; CREATE TABLE app.low (a int)', 'SET LOCAL ROLE regress_low; DROP TABLE app.low' ],
	[ 'an authorization' => 'SET SESSION AUTHORIZATION regress_low; CREATE TABLE app.lower (a int)', 'DROP TABLE app.lower; SET SESSION AUTHORIZATION regress_low' ],
	[ 'settings' => q{SET LOCAL work_mem = '1MB'; SET search_path = app; SET my.tenant = 'acme'; SET DateStyle = german;
		SET TIME ZONE 'Asia/Kathmandu'; SET extra_float_digits = -15; SET IntervalStyle = iso_8601; SET lock_timeout = '1h';
		SET application_name = 'someone'; SET default_transaction_isolation = serializable; SET seed = 0.5; SET quote_all_identifiers = on;
		CREATE TABLE settings AS SELECT current_setting('my.tenant') AS a}, 'DROP TABLE app.settings; RESET ALL' ],
	[ 'settings in a function' => q{DO $$ BEGIN PERFORM set_config('work_mem', '1MB', false); RESET ALL; SET search_path = app; END $$;
		SELECT set_config('standard_conforming_strings', 'off', false)}, 'SET search_path = nowhere; SET search_path = app, public' ],
	[ 'deferred constraints' => q{
		CREATE TABLE app.parent (id int PRIMARY KEY, best int);
		CREATE TABLE app.child (id int PRIMARY KEY, parent int CONSTRAINT child_parent REFERENCES app.parent DEFERRABLE INITIALLY DEFERRED,
			CONSTRAINT child_unique UNIQUE (parent) DEFERRABLE);
		ALTER TABLE app.parent ADD FOREIGN KEY (best) REFERENCES app.child DEFERRABLE INITIALLY IMMEDIATE;
		INSERT INTO app.child VALUES (1, 1); INSERT INTO app.parent VALUES (1, 1)}, 'DROP TABLE app.parent, app.child CASCADE',
		'INSERT INTO app.child VALUES (2, 2); INSERT INTO app.parent VALUES (2, 1)' ],
	[ 'after deferred constraints' => q{ALTER TABLE app.child ADD a int; ALTER TABLE app.parent ADD a int;
		SET CONSTRAINTS ALL DEFERRED; UPDATE app.child SET parent = 3 - parent;
		INSERT INTO app.child VALUES (3, 3); INSERT INTO app.parent VALUES (3, 3)}, 'ALTER TABLE app.child DROP a; ALTER TABLE app.parent DROP a' ],
	[ 'as they were declared' => 'INSERT INTO app.child VALUES (4, 4); INSERT INTO app.parent VALUES (4, 4)',
		'SET CONSTRAINTS ALL DEFERRED; DELETE FROM app.child WHERE id = 4; SET CONSTRAINTS app.child_parent IMMEDIATE; DELETE FROM app.parent WHERE id = 4' ],
	[ 'a trigger that defers' => q{CREATE TABLE app.seen (a text);
		CREATE FUNCTION app.see() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
			INSERT INTO app.seen VALUES (current_user || current_setting('search_path'));
			IF NEW.id < 7 THEN INSERT INTO app.child VALUES (NEW.id + 1, NULL); END IF;
			RETURN NULL; END $$;
		GRANT ALL ON app.child, app.seen TO regress_low;
		CREATE CONSTRAINT TRIGGER see AFTER INSERT ON app.child DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION app.see();
		SET ROLE regress_low; SET search_path = app; INSERT INTO child VALUES (5, NULL)},
		'DROP TABLE app.seen; DROP FUNCTION app.see CASCADE; DELETE FROM app.child WHERE id > 4' ],
	[ 'undone' => 'CREATE TABLE app.undone AS SELECT 1 AS a', 'DROP TABLE app.undone',
		'BEGIN; DELETE FROM app.undone; SET work_mem = 64; SET ROLE regress_low; SELECT true; ROLLBACK;' ],
	[ 'an enum value' => q{CREATE TYPE app.mood AS ENUM ('sad', 'ok'); CREATE TABLE app.person (mood app.mood); ALTER TYPE app.mood ADD VALUE 'happy'}, 'DROP TABLE app.person; DROP TYPE app.mood' ],
	[ 'cursors' => q{DECLARE c CURSOR FOR SELECT 1; DECLARE "C ;" SCROLL CURSOR WITH HOLD FOR SELECT 1; FETCH "C ;"},
		q{DECLARE c CURSOR WITH HOLD FOR SELECT 1; DO $$ DECLARE c refcursor; BEGIN OPEN c FOR SELECT 1; EXECUTE 'DECLARE d CURSOR WITH HOLD FOR SELECT 1'; END $$} ],
	[ 'the registry' => q{CREATE TABLE app.registry AS SELECT revision, checksum FROM migrate.applied ORDER BY revision;
		INSERT INTO app.registry SELECT operation, revision FROM migrate.log ORDER BY id}, 'DROP TABLE app.registry' ],
	[ "quotes 'and' \\ :n \"more\"\nthan a line" => 'CREATE TEMP TABLE t (a int); PREPARE p AS SELECT 1', 'DEALLOCATE ALL' ],
	[ 'rows' => "CREATE TABLE app.rows (a) AS VALUES (1), (2);\nTABLE app.rows;\nSELECT FROM app.rows;\nSELECT 1 INTO app.one;\nEXPLAIN SELECT 1", 'DROP TABLE app.rows, app.one' ],
	[ "\xc3\xa9t\xc3\xa9" => "CREATE TABLE app.\"\xc3\xa9\" AS SELECT 'd\xc3\xa9j\xc3\xa0'::text AS a", "DROP TABLE app.\"\xc3\xa9\"",
		"SELECT a = 'd\xc3\xa9j\xc3\xa0' FROM app.\"\xc3\xa9\"" ],
	[ 'verified' => 'CREATE TABLE app.verified (a bool, b text, c jsonb)', 'DROP TABLE app.verified', q{
		-- all of these are true
		SELECT NULL::boolean; SELECT true, false; SELECT 0; SELECT 'f'; SELECT true WHERE false; SELECT; SELECT 'false'::json; VALUES (true), (true);
		TABLE app.verified;
		SELECT 'f,'; SELECT ROW(false); INSERT INTO app.verified VALUES (true, ';', NULL) RETURNING a, NOT a;
		WITH x AS (UPDATE app.verified SET b = b RETURNING a) SELECT a, 'a\b' FROM x FOR UPDATE -- of
		; SET work_mem = '1MB'; SELECT true AS v INTO TEMP app_v; SELECT (ARRAY[true])[1:n] <> '{}' AND v FROM app_v, (SELECT 1 AS n) AS q; SHOW work_mem -- done} ],
);

sub chain
{
	my $previous = 'base';
	my $sql = "SET standard_conforming_strings = on;\n";

	foreach my $i (0 .. $#_)
	{
		my ($message, $up, $down, $verify) = @{ $_[$i] };
		my $id = sprintf 'r%02d', $i + 1;

		$sql .= "SELECT migrate.revision(" . join(', ', map { defined $_ ? quoted($_) : 'NULL' } $message, $up, $down, $verify, $id, $previous) . ");\n";
		$previous = $id;
	}
	return $sql;
}

sub named
{
	my %wanted = map { $_ => 1 } @_;

	return grep { delete $wanted{ $_->[0] } } @scripts;
}

my $chain = chain(@scripts);
compare('scripts', $chain, upgrade => 'head', downgrade => 'base');
compare('scripts, one by one', chain(named('backslashes', 'array slices', 'functions that psql misreads', 'what pg_dump writes', 'a role', 'settings',
	'deferred constraints', 'after deferred constraints', 'as they were declared')), { one => 1 },
	(upgrade => '+1') x 9, downgrade => '-2', downgrade => 'r01', stamp => 'r05', stamp => 'base');

# A session that is not as usual.
compare('odd session', chain(named('backslashes', 'array slices', 'what pg_dump writes', 'settings', 'settings in a function',
	'deferred constraints', 'after deferred constraints', 'undone', 'cursors', 'rows', "\xc3\xa9t\xc3\xa9", 'verified')), {
		first => q{SET standard_conforming_strings = on; SET DateStyle = 'SQL, DMY'; SET TIME ZONE 'Asia/Kolkata'; SET IntervalStyle = sql_standard;
			SET default_transaction_isolation = serializable; SET extra_float_digits = -15; SET lock_timeout = '5s'; SET my.own = 'x';
			SET search_path = public; SET work_mem = '3MB'; SET client_encoding = 'LATIN1';}
	}, upgrade => 'head', downgrade => 'base');

# A real history: branches, a dependency, a merge, enums, deferred triggers.
my $top = dirname(dirname($FindBin::RealBin));
compare('shop', "SELECT count(*) FROM migrate.load_directory('$top/examples/shop/migrations')",
	upgrade => '0010', upgrade => 'billing@head', upgrade => 'head', downgrade => 'catalog@0010', downgrade => '-1',
	upgrade => 'head', downgrade => 'base', stamp => '0018', stamp => '0012');

# Repeatable revisions: whether they have changed, the database knows that the
# text runs in.
my $repeatables = q{
	SELECT migrate.revision('table', 'CREATE TABLE app.t (a int)', 'DROP TABLE app.t', rev_id => 'r1');
	INSERT INTO migrate.revisions (revision, message, up, verify, repeatable, source) VALUES
		('same', 'view', 'CREATE OR REPLACE FUNCTION app.misread(begin int) RETURNS int BEGIN ATOMIC SELECT begin; SELECT 1 AS end; END; CREATE OR REPLACE VIEW app.v AS SELECT a FROM app.t', 'SELECT a FROM app.v', true, 'R__same.sql'),
		('views', 'view', 'CREATE OR REPLACE VIEW app.w AS SELECT a FROM app.t', NULL, true, NULL)};
compare('repeatables', $repeatables, upgrade => 'head');
$node->safe_psql($_, q{UPDATE migrate.revisions SET message = 'two', up = 'CREATE OR REPLACE VIEW app.w AS SELECT a, 2 AS b FROM app.t' WHERE revision = 'views'})
  for qw(itself same source);
{
	my $here = text_of('same', 'migrate.upgrade_sql()');
	my $range = text_of('source', q{migrate.upgrade_sql('r1:head')});

	$node->safe_psql('itself', 'SET client_min_messages = warning; SELECT migrate.upgrade()');
	unlike($here, qr/R__same|app\.v\b/, 'what has not changed is not in the text');
	text_runs('same', $here, 'a repeatable has changed');
	text_runs('shorter', $range, 'a repeatable has changed, range');
	is_text(state_of($_), state_of('itself'), "a repeatable has changed: $_") for qw(same shorter);
	is($node->safe_psql('shorter', q{SELECT string_agg(revision, ' ' ORDER BY id) FROM migrate.log}), 'r1 same views views',
		'what has not changed is not applied again');
	text_runs('shorter', $range, 'nothing has changed');
	is_text(state_of('shorter'), state_of('itself'), 'nothing is applied then');

	# after a downgrade all of them are due, changed or not
	$node->safe_psql($_, q{SET client_min_messages = warning;
		ALTER TABLE app.t RENAME TO kept; CREATE TABLE app.t (a int);
		SELECT migrate.downgrade('base')}) for qw(itself same);
	my $again = text_of('same', 'migrate.upgrade_sql()');
	$node->safe_psql('itself', 'SET client_min_messages = warning; SELECT migrate.upgrade()');
	text_runs('same', $again, 'after a downgrade');
	is_text(state_of('same'), state_of('itself'), 'after a downgrade: all repeatables are applied again');
	is($node->safe_psql('same', q{SELECT count(*) FROM migrate.log WHERE revision = 'same'}), 2, 'also what has not changed');
}
compare('repeatables that are stamped', $repeatables, stamp => 'same', upgrade => 'head', stamp => 'views');
is($node->safe_psql('shorter', q{SELECT string_agg(concat_ws(' ', operation, revision, heads_before, heads_after), ', ' ORDER BY id) FROM migrate.log}),
	'stamp same {} {}, upgrade r1 {} {r1}, upgrade views {r1} {r1}, stamp views {r1} {r1}', 'what is stamped is not run, and may be stamped again');
$node->safe_psql($_, q{UPDATE migrate.revisions SET up = 'SELECT 2' WHERE revision = 'views'}) for qw(itself same source);
{
	my $here = text_of('same', q{migrate.stamp_sql('views')});
	my $range = text_of('source', q{migrate.stamp_sql('r1:views')});

	$node->safe_psql('itself', q{SET client_min_messages = warning; SELECT migrate.stamp('views')});
	text_runs('same', $here, 'a stamp of a repeatable that has changed');
	text_runs('shorter', $range, 'a stamp of a repeatable that has changed, range');
	is_text(state_of($_), state_of('itself'), "a stamp of a repeatable that has changed: $_") for qw(same shorter);
}

# Variables.
my $variables = q{
	INSERT INTO migrate.revisions (revision, message, up, down, verify, variables, secrets) VALUES
		('v1', 'tenant', 'CREATE SCHEMA :"tenant"; CREATE TABLE :"tenant".t AS SELECT :''tenant'' AS a, (ARRAY[1,2])[1: :n] AS b, :''password'' AS c, '':tenant'' AS d',
		'DROP SCHEMA :"tenant" CASCADE', 'SELECT a = :''tenant'' FROM :"tenant".t', '{tenant,n,password}', '{password}')};
compare('variables', $variables, { vars => q{{"tenant": "a\\\\b's \"t\"", "n": 2, "password": "secret\\\\word"}} },
	upgrade => 'head', downgrade => 'base');
like(text_of('source', q{migrate.upgrade_sql('base:head', '{"tenant": "acme", "n": 1, "password": "geheim"}')}),
	qr/^-- Keep this text to yourself: the values of secrets are in it\.$/m, 'the text says that it holds secrets');

# Without bookkeeping, for a server that lacks the extension
make_database('source', 'empty');
$node->safe_psql('source', chain(grep { $_->[1] !~ /migrate\./ } @scripts));
make_database('itself', 'source');
$node->safe_psql('itself', 'SET client_min_messages = warning; SELECT migrate.upgrade()');
make_database('target', 'empty');
$node->safe_psql('target', 'DROP EXTENSION migrate');
my $without = text_of('source', 'migrate.upgrade_sql(bookkeeping => false)');
unlike($without, qr/migrate\.(applied|log|revisions)/, 'without bookkeeping the registry is not mentioned');
text_runs('target', $without, 'without bookkeeping');
is_text(schema_of('target'), schema_of('itself'), 'without bookkeeping: the same');
text_runs('target', text_of('source', q{migrate.downgrade_sql('head:base', bookkeeping => false)}), 'without bookkeeping, down');
$node->safe_psql('itself', q{SET client_min_messages = warning; SELECT migrate.downgrade('base')});
is_text(schema_of('target'), schema_of('itself'), 'without bookkeeping, down: the same');
is(text_of('target', q{'nothing'}), 'nothing', 'there is no extension');
unlike(text_of('source', q{migrate.upgrade_sql('base:base', bookkeeping => false)}), qr/^[^-\n]/m, 'nothing to do without bookkeeping is comments only');

# What is remembered for drift()
make_database('target', 'empty');
$node->safe_psql('target', q{SET client_min_messages = warning; SELECT * FROM migrate.stamp('current')});
is($node->safe_psql('target', 'SELECT count(*) FROM migrate.remembered'), '1', 'the schema before is remembered');
text_runs('target', text_of('source', 'migrate.upgrade_sql()'), 'with bookkeeping');
is($node->safe_psql('target', 'SELECT count(*) FROM migrate.remembered'), '0', 'and forgotten: what the text does is no drift');

$node->stop;
done_testing();
