-- Variables: what a call must give, what becomes of the values in scripts,
-- what migrate.var() knows and for how long, and what is logged.
\c -
\set ECHO none
\getenv dir PG_ABS_SRCDIR
\set helpers :dir '/helpers/pgtap.sql'
\i :helpers
SELECT plan(204);

CREATE SCHEMA app;
CREATE TABLE app.out (place int GENERATED ALWAYS AS IDENTITY, value text);

-- Run one script in a revision of its own; return what it wrote to app.out,
-- or its error: code, message, and, if asked, the rest.
CREATE FUNCTION app.run(up text, vars jsonb DEFAULT NULL, variables text DEFAULT 'x y n', secrets text DEFAULT NULL,
                        what text DEFAULT 'message') RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    message text; detail text; hint text; context text;
BEGIN
    PERFORM migrate.revision('Script', up => up, rev_id => 'r', head => 'base', splice => true, variables => variables, secrets => secrets);
    PERFORM migrate.upgrade('r', vars);
    message = (SELECT string_agg(value, '|' ORDER BY place) FROM app.out);
    RAISE EXCEPTION USING ERRCODE = 'RB000', MESSAGE = coalesce(message, 'done');
EXCEPTION
    WHEN SQLSTATE 'RB000' THEN
        RETURN SQLERRM;
    WHEN OTHERS THEN
        GET STACKED DIAGNOSTICS message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT, context = PG_EXCEPTION_CONTEXT;
        RETURN SQLSTATE || ' ' || CASE what WHEN 'detail' THEN detail WHEN 'hint' THEN hint
            WHEN 'context' THEN (SELECT line FROM regexp_split_to_table(context, '\n') AS line WHERE line LIKE 'revision%')
            ELSE message END;
END $$;

-- Writing: what a revision declares

CREATE FUNCTION app.declared(revision text) RETURNS text LANGUAGE sql
    RETURN (SELECT variables::text || secrets::text FROM migrate.revisions AS r WHERE r.revision = $1);
SAVEPOINT writing;
SELECT is(migrate.revision('None', rev_id => 'v0'), 'v0', 'a revision without variables');
SELECT is(app.declared('v0'), '{}{}', 'has none');
SELECT is(migrate.revision('Two', rev_id => 'v1', variables => 'a b'), 'v1', 'variables as a list');
SELECT is(app.declared('v1'), '{a,b}{}', 'are declared');
SELECT is(migrate.revision('Commas', rev_id => 'v2', variables => 'a, b,c,,', secrets => E'd\te'), 'v2', 'with commas, and secrets');
SELECT is(app.declared('v2'), '{a,b,c,d,e}{d,e}', 'secrets are declared too');
SELECT is(migrate.revision('Both', rev_id => 'v3', variables => 'a s a', secrets => 's'), 'v3', 'named in both, and twice');
SELECT is(app.declared('v3'), '{a,s}{s}', 'is declared once');
SELECT is(migrate.revision('Empty', rev_id => 'v4', variables => '', secrets => ' '), 'v4', 'empty lists');
SELECT is(app.declared('v4'), '{}{}', 'declare nothing');
SELECT is(migrate.edit('v3', message => 'Still both'), 'v3', 'an edit of something else');
SELECT is(app.declared('v3'), '{a,s}{s}', 'leaves variables as they are');
SELECT is(migrate.edit('v3', variables => 'b'), 'v3', 'an edit of the variables');
SELECT is(app.declared('v3'), '{b,s}{s}', 'leaves the secrets');
SELECT is(migrate.edit('v3', secrets => 't'), 'v3', 'an edit of the secrets');
SELECT is(app.declared('v3'), '{b,s,t}{t}', 'leaves the variables');
SELECT is(migrate.edit('v3', variables => '', secrets => ''), 'v3', 'and of both');
SELECT is(app.declared('v3'), '{}{}', 'takes all away');
SELECT is(migrate.revision('Branch', rev_id => 'v5', head => 'v3', splice => true), 'v5', 'a branch');
SELECT is(migrate.merge(rev_id => 'v6', variables => 'm', secrets => 'k'), 'v6', 'a merge');
SELECT is(app.declared('v6'), '{m,k}{k}', 'declares as well');
SELECT is((SELECT variables::text || secrets::text FROM migrate.show('v6')), '{m,k}{k}', 'show() shows them');
SELECT isnt((SELECT checksum FROM migrate.show('v2')), migrate.checksum('v2', '{v1}', '{}', '{}', NULL, NULL, NULL, true), 'they count in the checksum');
SELECT throws_ok(format('SELECT migrate.revision(''Bad'', variables => %L)', name), 'MG019', format('variable name "%s" is malformed', name), 'refused: ' || left(name, 12))
FROM unnest(ARRAY['1a', 'a-b', 'a.b', 'ä', ':a', '"a"', 'a$', repeat('a', 64)]) AS name;
SELECT throws_ok($$SELECT migrate.revision('Bad', secrets => 'ok 2')$$, 'MG019', 'variable name "2" is malformed', 'refused: a secret');
SELECT throws_ok($$SELECT migrate.edit('v1', variables => 'x y-z')$$, 'MG019', 'variable name "y-z" is malformed', 'refused: in an edit');
SELECT throws_ok($$SELECT migrate.merge('v1 v2', variables => '9')$$, 'MG004', NULL, 'errors of the target come first');
SELECT is(migrate.revision('Longest', rev_id => 'v7', variables => repeat('a', 63) || ' _ _1 A a'), 'v7', 'names at the edge of the grammar');
ROLLBACK TO writing;

-- Running: what a call must give

SELECT is(app.run('', NULL), 'MG019 3 variables have no value', 'values are needed');
SELECT is(app.run('', NULL, what => 'detail'), 'MG019 Revision "r" declares x, y, n.', 'the detail says which');
SELECT is(app.run('', NULL, what => 'hint'), $$MG019 Call SELECT * FROM migrate.upgrade('r', vars => '{"x": "...", "y": "...", "n": "..."}');$$, 'and the hint how');
SELECT is(app.run('', '{"x": 1, "n": 2}'), 'MG019 variable "y" has no value', 'all of them');
SELECT is(app.run('', '{"x": 1, "n": 2}', what => 'detail'), 'MG019 Revision "r" declares y.', 'the detail says which one');
SELECT is(app.run('', '{"x": 1, "n": 2, "y": 3}'), 'done', 'no more');
SELECT is(app.run('', '{"x": 1, "n": 2, "y": 3, "z": 4}'), 'MG019 no revision declares the variable "z"', 'and no other');
SELECT is(app.run('', '{"x": 1, "n": 2, "y": 3, "z": 4}', what => 'detail'), 'MG019 The revisions of the registry declare: n, x, y.', 'the detail says what there is');
SELECT is(app.run('', '{"x": 1}', variables => NULL), 'MG019 no revision declares the variable "x"', 'none where there is none');
SELECT is(app.run('', '{"x": 1}', variables => NULL, what => 'detail'), 'MG019 No revision declares any.', 'the detail says so');
SELECT is(app.run('', '{}', variables => NULL), 'done', 'an empty object is no error');
SELECT is(app.run('', vars, variables => 'x'), want, 'vars: ' || vars::text) FROM (VALUES
    ('[]'::jsonb, '22023 argument "vars" is not an object'),
    ('["x"]', '22023 argument "vars" is not an object'),
    ('"x"', '22023 argument "vars" is not an object'),
    ('1', '22023 argument "vars" is not an object'),
    ('null', '22023 argument "vars" is not an object'),
    ('{"x": null}', 'MG019 value of variable "x" is not a string, a number or a boolean'),
    ('{"x": [1]}', 'MG019 value of variable "x" is not a string, a number or a boolean'),
    ('{"x": {"y": 1}}', 'MG019 value of variable "x" is not a string, a number or a boolean'),
    ('{"X": 1}', 'MG019 no revision declares the variable "X"'),
    ('{"": 1}', 'MG019 no revision declares the variable ""')) AS cases (vars, want);
SELECT is(app.run($$INSERT INTO app.out (value) VALUES (:'x')$$, vars, 'x'), want, 'value: ' || vars::text) FROM (VALUES
    ('{"x": "text"}'::jsonb, 'text'), ('{"x": ""}', ''), ('{"x": 5}', '5'), ('{"x": -1.50}', '-1.50'), ('{"x": 1e3}', '1000'),
    ('{"x": 123456789012345678901234567890.5}', '123456789012345678901234567890.5'),
    ('{"x": true}', 'true'), ('{"x": false}', 'false'), ('{"x": "null"}', 'null'), ('{"x": "[1]"}', '[1]'),
    ('{"x": "\u00e9\n\t\"\\"}', E'\u00e9\n\t"\\')) AS cases (vars, want);

-- The rule for names: of the whole registry, not of the plan.
SAVEPOINT plan;
SELECT migrate.revision('A', '', '', rev_id => 'ra', variables => 'a') AS revision \gset
SELECT migrate.revision('B', '', '', rev_id => 'rb', variables => 'b c', secrets => 'c') AS revision \gset
SELECT migrate.revision('C', '', '', rev_id => 'rc') AS revision \gset
SELECT throws_ok($$SELECT migrate.upgrade()$$, 'MG019', '3 variables have no value', 'all that is missing is listed');
SELECT lives_ok($$SELECT migrate.upgrade('ra', '{"a": 1, "b": 2}')$$, 'a name that only a later revision declares is no error');
SELECT throws_ok($$SELECT migrate.upgrade('ra', '{"d": 2}')$$, 'MG019', 'no revision declares the variable "d"', 'one that none declares is, also with nothing to do');
SELECT lives_ok($$SELECT migrate.upgrade('ra', '{"a": 1, "c": 3, "b": 2}')$$, 'what is applied may have its values again');
SELECT lives_ok($$SELECT migrate.upgrade('ra')$$, 'or none');
SELECT throws_ok($$SELECT migrate.upgrade(vars => '{"a": 1, "b": 2}', dry_run => true)$$, 'MG019', 'variable "c" has no value', 'a dry run needs them too');
SELECT lives_ok($$SELECT migrate.upgrade(vars => '{"b": 2, "c": 3}')$$, 'what is in the plan counts');
SELECT throws_ok($$SELECT migrate.downgrade('base')$$, 'MG019', '3 variables have no value', 'on the way down too');
SELECT lives_ok($$SELECT migrate.plan('base', 'downgrade')$$, 'a plan can be made without');
SELECT throws_ok($$SELECT migrate.plan('base', 'downgrade', '{"a": 1}')$$, 'MG019', '2 variables have no value', 'with values it looks whether they are all there');
SELECT lives_ok($$SELECT migrate.plan('base', 'downgrade', '{"a": 1, "b": 1, "c": 1}')$$, 'here they are');
SELECT lives_ok($$SELECT migrate.plan('ra', 'stamp', '{"a": 1}')$$, 'a stamp needs none');
SELECT throws_ok($$SELECT migrate.plan('ra', 'stamp', '{"z": 1}')$$, 'MG019', 'no revision declares the variable "z"', 'but names must be right');
SELECT lives_ok($$SELECT migrate.stamp('ra')$$, 'a stamp runs without');
SELECT is((SELECT string_agg(format('%s %s %s', operation, revision, variables), ', ' ORDER BY id) FROM migrate.log),
          'upgrade ra {"a": "1"}, upgrade rb {"b": "2", "c": null}, upgrade rc , unstamp rc , unstamp rb ',
          'the log has the values of each run, a secret as null');
ROLLBACK TO plan;

-- Scripts: what is replaced

CREATE FUNCTION app.text(script text, vars jsonb DEFAULT '{"x": "it''s", "y": "Y \"y\"", "n": 2}') RETURNS text LANGUAGE sql
    RETURN app.run('INSERT INTO app.out (value) SELECT ' || script, vars);
SELECT is(app.text(script), want, script) FROM (VALUES
    -- the three ways
    ($$:'x'$$, $$it's$$),
    ($$:n$$, '2'),
    ($$:'n' || :'n'$$, '22'),
    ($$:"y" FROM (SELECT 'column' AS :"y") AS one$$, 'column'),
    ($$attname FROM pg_attribute WHERE attname = :'y' LIMIT :n - 2$$, 'done'),
    -- beside other tokens
    ($$:n::text$$, '2'), ($$:n::int + 1$$, '3'), ($$(:n)$$, '2'), ($$-:n$$, '-2'), ($$1+:n$$, '3'), ($$:n:n$$, '22'), ($$1:n$$, '12'),
    ($$:'x':'x'$$, $$it's'it's$$), ($$'a' :'x'$$, '42601 syntax error at or near "''it''''s''"'), ($$upper(:'x')$$, $$IT'S$$),
    ($$'{1,2,3}'::text[]::text FROM (SELECT 1 AS y) AS y$$, '{1,2,3}'),
    ($$a[1: n]::text FROM (SELECT '{1,2,3}'::int[] AS a, 2 AS n) AS a$$, '{1,2}'),
    ($$coalesce(a[1:n]::text, 'the twelfth') FROM (SELECT '{1,2,3}'::int[] AS a, 2 AS n) AS a$$, 'the twelfth'),
    ($$a[:n:3]::text FROM (SELECT '{1,2,3}'::int[] AS a) AS a$$, '{2,3}'),
    ($$a[:n]::text FROM (SELECT '{1,2,3}'::int[] AS a) AS a$$, '2'),
    ($$a[b:c]::text FROM (SELECT '{1,2,3}'::int[] AS a, 2 AS b, 3 AS c) AS a$$, '{2,3}'),
    ($$substr(:'x', :n)$$, $$t's$$), ($$left('abc', n => :n)$$, '42883 function left(unknown, n => integer) does not exist'),
    -- not in these
    ($$':x :''x'' :"x" :n'$$, $$:x :'x' :"x" :n$$), ($q$$$:x :'x'$$$q$, $$:x :'x'$$), ($q$$t$:n $$:n$$ $t$$q$, $$:n $$ || '$$' || ':n' || '$$ '),
    ($$E'\':n\\'$$, $$':n\$$), ($$U&'\0061:n'$$, 'a:n'), ($$B'1':n$$, '42601 syntax error at or near "2"'),
    ($$":n" FROM (SELECT 'c' AS ":n") AS one$$, 'c'), ($$U&"\003an" FROM (SELECT 'c' AS ":n") AS one$$, 'c'),
    (E'1 -- :x :''x'' \n + :n', '3'), ($$1 /* :x /* :'x' */ :"x */ + :n$$, '3'),
    ($$'a'::text || ':n'::text$$, 'a:n'),
    -- other names
    ($$:nn$$, '42601 syntax error at or near ":"'), ($$:N$$, '42601 syntax error at or near ":"'), ($$: n$$, '42601 syntax error at or near ":"'),
    ($$:'xx'$$, '42601 syntax error at or near ":"'), ($$:'x $$, '42601 unterminated quoted string at or near "''x "'),
    ($$:undeclared$$, '42601 syntax error at or near ":"'), ($$a[1:i]::text FROM (SELECT '{7,8}'::int[] AS a, 1 AS i) AS a$$, '{7}')) AS cases (script, want);
CREATE FUNCTION app.f(a int, b int) RETURNS int LANGUAGE sql RETURN a * b;
SELECT is(app.text($$app.f(a := :n, b := 3)$$), '6', 'names of arguments');
SELECT is(app.text($$app.f(b => :n, a:=:n)$$), '4', 'and values right behind :=');

-- A value is not searched for references.
SELECT is(app.run($$INSERT INTO app.out (value) SELECT :x$$, $${"x": ":'y'", "y": "y", "n": 1}$$), '42601 syntax error at or near ":"', 'a value that looks like a reference');
SELECT is(app.run($$INSERT INTO app.out (value) SELECT :'x'$$, $${"x": ":'y'", "y": "y", "n": 1}$$), $$:'y'$$, 'or holds one');

-- Values that would be more than values.
SELECT is(app.run($$INSERT INTO app.out (value) VALUES (:'x')$$, jsonb_build_object('x', x), 'x'), x, 'a literal: ' || x)
FROM unnest(ARRAY[$$'); DROP TABLE app.out; --$$, $$\'); DROP TABLE app.out; --$$, $$'$$, $$\$$, $$''$$, '$$; COMMIT; $$', '/*', '--', ';', $$E'\''$$]) AS x;
SELECT is(app.run($$CREATE TABLE :"x" (); INSERT INTO app.out (value) SELECT relname FROM pg_class WHERE relname = :'x'$$, jsonb_build_object('x', x), 'x'), x, 'a name: ' || x)
FROM unnest(ARRAY[$$a"; DROP TABLE app.out; --$$, '"', $$'$$, '\', 'select', 'Upper', 'a.b', '$$']) AS x;
SELECT is(app.run($$SELECT :"x"$$, '{"x": ""}', 'x'), '42601 zero-length delimited identifier at or near """"', 'a name that is none');

-- Raw values are text of the script: what is refused there is refused in them.
SELECT is(app.run(script, jsonb_build_object('x', x), 'x'), want, 'raw: ' || x) FROM (VALUES
    ('INSERT INTO app.out (value) VALUES (:x)', '1), (2', '1|2'),
    ('INSERT INTO app.out (value) VALUES (1):x', '; INSERT INTO app.out (value) VALUES (3)', '1|3'),
    (':x', '', 'done'), (':x', '-- nothing', 'done'), (':x', 'SELECT 1; ;', 'done'),
    ('SELECT 1:x', '; COMMIT', 'MG012 COMMIT cannot run in a migration script'),
    ('SELECT 1:x', E'; -- \n ROLLBACK', 'MG012 ROLLBACK cannot run in a migration script'),
    (':x; SELECT 1', 'SAVEPOINT s', 'MG012 SAVEPOINT cannot run in a migration script'),
    ('SELECT 1 :x', E'\n\\! rm', 'MG012 psql meta-command "\!" cannot run in a migration script'),
    (':x TABLE app.out', 'VACUUM; ', 'MG012 VACUUM cannot run inside a transaction'),
    ('COPY app.out :x', 'FROM STDIN', 'MG012 COPY FROM STDIN cannot run in a migration script'),
    ('CREATE INDEX :x ON app.out (value)', 'CONCURRENTLY i', 'MG012 CREATE INDEX CONCURRENTLY cannot run inside a transaction'),
    ('SELECT :x', '''', '42601 unterminated quoted string at or near "''"'),
    ('SELECT 1 :x', '/*', '42601 unterminated /* comment at or near "/*"'),
    ('SELECT 1; SELECT (1:x', ')', 'done')) AS cases (script, x, want);

-- Numbers and lines are those of the script as it was written.
SELECT is(app.run(script, jsonb_build_object('x', x), 'x', what => 'context'), format('%s revision "r" (Script), upgrade, %s', code, want), 'the line: ' || want) FROM (VALUES
    (E'SELECT 1;\nSELECT 1/0 -- :x', E'\n\n', '22012', 'statement 2 at line 2'),
    (E'SELECT :x;\nSELECT 1/0', E'1\n\n,2', '22012', 'statement 2 at line 2'),
    (E'SELECT :''x'', :''x'';\n\n SELECT 1/0 :x', E'\n\r\n\r', '22012', 'statement 2 at line 3'),
    (E'SELECT 1\n:x\nSELECT 1/0', E';\nSELECT 2\n;\n', '22012', 'statement 3 at line 3'),
    (E'SELECT 1 :x', E';\nSELECT 2\n;\nSELECT 1/0', '22012', 'statement 3 at line 1'),
    (E'SELECT :''x'';\nSELECT FROM FROM', E'\n\n', '42601', 'statement 2 at line 2'),
    (E'SELECT :''x'';\nSELECT ''', E'\n\n', '42601', 'statement 2 at line 2'),
    (E'SELECT :''x'';\nCOMMIT', E'\n\n', 'MG012', 'statement 2 at line 2')) AS cases (script, x, code, want);

-- A revision that declares nothing is left alone.
SELECT is(app.run($$INSERT INTO app.out (value) SELECT a[1:n] FROM (SELECT '{5,6}'::int[] AS a, 1 AS n) AS a$$, NULL, NULL), '{5}', 'a script without variables');

-- All settings of strings.
SET LOCAL standard_conforming_strings = off;
SET LOCAL escape_string_warning = off;
SELECT is(app.run($$INSERT INTO app.out (value) VALUES ('\':x'), (:'x')$$, $${"x": "\\'q"}$$, 'x'), $$':x|\'q$$, 'with strings of the old kind');
RESET standard_conforming_strings;
RESET escape_string_warning;

-- migrate.var()

SELECT throws_ok($$SELECT migrate.var('x')$$, 'MG019', 'variable "x" has no value here', 'there is none outside a run');
SELECT throws_ok($$SELECT migrate.var(NULL)$$, '22004', 'argument "name" must not be null', 'nor a name');
CREATE FUNCTION app.value(name text) RETURNS text LANGUAGE plpgsql AS $$ BEGIN RETURN migrate.var(name); END $$;
CREATE FUNCTION app.value_sql(name text) RETURNS text LANGUAGE sql STABLE AS 'SELECT migrate.var(name)';
CREATE FUNCTION app.on_insert() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.value = NEW.value || migrate.var('x'); RETURN NEW; END $$;
SELECT is(app.run(script, $${"x": "it's", "y": "", "n": 2}$$), want, script) FROM (VALUES
    ($$INSERT INTO app.out (value) VALUES (migrate.var('x')), (migrate.var('y')), (migrate.var('n'))$$, $$it's||2$$),
    ($$DO $d$ BEGIN INSERT INTO app.out (value) VALUES (migrate.var('x')); END $d$ $$, $$it's$$),
    ($$DO $d$ BEGIN EXECUTE format('INSERT INTO app.out (value) VALUES (%L)', migrate.var('x')); END $d$ $$, $$it's$$),
    ($$INSERT INTO app.out (value) VALUES (app.value('x')), (app.value_sql('n'))$$, $$it's|2$$),
    ($$INSERT INTO app.out (value) SELECT migrate.var('x') FROM generate_series(1, migrate.var('n')::int)$$, $$it's|it's$$),
    ($$CREATE TRIGGER t BEFORE INSERT ON app.out FOR EACH ROW EXECUTE FUNCTION app.on_insert(); INSERT INTO app.out (value) VALUES ('t ')$$, $$t it's$$),
    ($$SELECT migrate.var('z')$$, 'MG019 variable "z" is not declared by revision "r"'),
    ($$DO $d$ BEGIN PERFORM 1/0; EXCEPTION WHEN OTHERS THEN INSERT INTO app.out (value) VALUES (migrate.var('n')); END $d$ $$, '2')) AS cases (script, want);
CREATE FUNCTION app.deferred() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.value = 'd' THEN
        INSERT INTO app.out (value) VALUES (migrate.var('x'));
    END IF;
    RETURN NULL;
END $$;
SELECT is(app.run($$CREATE CONSTRAINT TRIGGER t AFTER INSERT ON app.out DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION app.deferred(); INSERT INTO app.out (value) VALUES ('d')$$,
                  '{"x": "late"}', 'x'), 'd|late', 'a deferred trigger at the end of the script has it too');
SELECT is(app.run($$SELECT migrate.var('z')$$, '{"x": 1}', 'x', what => 'hint'),
          $$MG019 Declare it with what the revision declares already: SELECT migrate.edit('r', variables => '...');$$, 'what to do about one that is not declared');
SELECT is(app.run($$SET ROLE regress_none$$, '{"x": 1}', 'x'), '22023 role "regress_none" does not exist', 'an error while it has a value');
SELECT throws_ok($$SELECT migrate.var('x')$$, 'MG019', 'variable "x" has no value here', 'leaves nothing behind');

-- Who has taken another role needs a duty to ask.
CREATE ROLE regress_owner;
GRANT ALL ON SCHEMA app TO regress_owner;
GRANT ALL ON app.out TO regress_owner;
SELECT is(app.run($$SET ROLE regress_owner; INSERT INTO app.out (value) VALUES (:'x')$$, '{"x": 1}', 'x'), '1', 'a role without a duty has values put in');
SELECT is(app.run($$SET ROLE regress_owner; INSERT INTO app.out (value) VALUES (migrate.var('x'))$$, '{"x": 1}', 'x'), '42501 permission denied for schema migrate', 'but cannot ask');
SELECT migrate.grant_role('regress_owner', 'viewer') AS granted \gset
SELECT is(app.run($$SET ROLE regress_owner; INSERT INTO app.out (value) VALUES (migrate.var('x'))$$, '{"x": 1}', 'x'), '1', 'with one it can');

-- Each revision has its own, in up, verify and down.
SAVEPOINT several;
SELECT migrate.revision('A', $$INSERT INTO app.out (value) VALUES ('up ' || migrate.var('x') || :'x')$$,
                        $$INSERT INTO app.out (value) VALUES ('down ' || migrate.var('x') || :'x')$$,
                        $$SELECT migrate.var('x') = :'x' AND :'x' = 'one'; INSERT INTO app.out (value) VALUES ('verify ' || migrate.var('x'))$$,
                        rev_id => 'ra', variables => 'x') AS revision \gset
SELECT migrate.revision('B', $$INSERT INTO app.out (value) VALUES ('up ' || migrate.var('y'))$$, $$SELECT migrate.var('x')$$, rev_id => 'rb', variables => 'y') AS revision \gset
SELECT migrate.revision('C', $$DO $d$ BEGIN PERFORM migrate.var('x'); EXCEPTION WHEN SQLSTATE 'MG019' THEN INSERT INTO app.out (value) VALUES (SQLERRM); END $d$ $$, '', rev_id => 'rc') AS revision \gset
SELECT lives_ok($$SELECT migrate.upgrade(vars => '{"x": "one", "y": "two"}', dry_run => true)$$, 'a dry run of several');
SELECT is((SELECT string_agg(value, '|' ORDER BY place) FROM app.out), NULL, 'is rolled back');
SELECT throws_ok($$SELECT migrate.var('x')$$, 'MG019', 'variable "x" has no value here', 'and leaves no value behind');
SELECT lives_ok($$SELECT migrate.upgrade(vars => '{"x": "one", "y": "two"}')$$, 'the run itself');
SELECT is((SELECT string_agg(value, '|' ORDER BY place) FROM app.out), 'up oneone|verify one|up two|variable "x" is not declared by revision "rc"', 'each has its own');
SELECT throws_ok($$SELECT migrate.var('x')$$, 'MG019', 'variable "x" has no value here', 'a run leaves no value behind');
SELECT throws_ok($$SELECT migrate.downgrade('base', '{"x": "one", "y": "two"}')$$, 'MG019', 'variable "x" is not declared by revision "rb"', 'a down script has its own too');
SELECT lives_ok($$SELECT migrate.stamp('ra')$$, 'past that one');
SELECT throws_ok($$SELECT migrate.downgrade('base', '{"y": "two"}')$$, 'MG019', 'variable "x" has no value', 'a down script needs its values');
SELECT lives_ok($$SELECT migrate.downgrade('base', '{"x": "again"}')$$, 'and has them');
SELECT is((SELECT value FROM app.out ORDER BY place DESC LIMIT 1), 'down againagain', 'in both ways');
SELECT throws_ok($$SELECT migrate.upgrade('ra', vars => '{"x": "other"}')$$, 'MG014', 'verification failed', 'a verify script sees the value');
ROLLBACK TO several;

-- A parallel worker has no values, and is not asked for them.
SELECT set_config(name, 'on', true) AS setting FROM pg_settings WHERE name IN ('force_parallel_mode', 'debug_parallel_query') \gset
SELECT is(app.run($$CREATE TABLE app.copy AS SELECT count(*) AS n FROM pg_class WHERE migrate.var('x') = 'v'; INSERT INTO app.out (value) SELECT migrate.var('x') FROM app.copy WHERE n > 0$$,
                  '{"x": "v"}', 'x'), 'v', 'in a query that would run in parallel');

-- Repeatable revisions have variables as others have.
INSERT INTO migrate.revisions (revision, message, up, repeatable, variables) VALUES ('rep', 'Repeatable', $$INSERT INTO app.out (value) VALUES (:'x' || migrate.var('x'))$$, true, '{x}');
SELECT throws_ok($$SELECT migrate.upgrade()$$, 'MG019', 'variable "x" has no value', 'a repeatable revision needs its values');
SELECT lives_ok($$SELECT migrate.upgrade(vars => '{"x": "rep"}')$$, 'and has them');
SELECT is((SELECT value FROM app.out), 'reprep', 'in both ways');

SELECT * FROM finish();
ROLLBACK;
