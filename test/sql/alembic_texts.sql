-- What Alembic prints, as text: what is taken from it, what is left out, and
-- what is wrong with texts that it did not print like that.
\set ECHO none
\getenv dir PG_ABS_SRCDIR
\set helpers :dir '/helpers/pgtap.sql'
\i :helpers
SELECT no_plan();

CREATE SCHEMA regress;
SET search_path = regress, public;

-- A text in few words. Statements stand behind each other as Alembic puts
-- them, with ";" and an empty line; the line of a step is as it is.
CREATE FUNCTION printed(VARIADIC parts text[]) RETURNS text LANGUAGE sql
RETURN (SELECT string_agg(part || CASE WHEN part ~ '^-- Running [^;\n]*$' THEN E'\n\n' ELSE E';\n\n' END, '' ORDER BY place)
        FROM unnest(parts) WITH ORDINALITY AS parts (part, place));
CREATE FUNCTION created(name text DEFAULT 'alembic_version') RETURNS text LANGUAGE sql
RETURN format(E'CREATE TABLE %s (\n    version_num VARCHAR(32) NOT NULL, \n    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)\n)', name);
CREATE FUNCTION inserted(id text, name text DEFAULT 'alembic_version') RETURNS text LANGUAGE sql
RETURN format('INSERT INTO %s (version_num) VALUES (%L) RETURNING %1$s.version_num', name, id);
CREATE FUNCTION updated(id text, was text, name text DEFAULT 'alembic_version') RETURNS text LANGUAGE sql
RETURN format('UPDATE %s SET version_num=%L WHERE %1$s.version_num = %3$L', name, id, was);
CREATE FUNCTION deleted(id text, name text DEFAULT 'alembic_version') RETURNS text LANGUAGE sql
RETURN format('DELETE FROM %s WHERE %1$s.version_num = %2$L', name, id);
-- One revision, "a", with a script.
CREATE FUNCTION one(VARIADIC script text[] DEFAULT '{}') RETURNS text LANGUAGE sql
RETURN printed(VARIADIC ARRAY['BEGIN', created(), '-- Running upgrade  -> a'] || script || ARRAY[inserted('a'), 'COMMIT']);
CREATE FUNCTION one_down(VARIADIC script text[] DEFAULT '{}') RETURNS text LANGUAGE sql
RETURN printed(VARIADIC ARRAY['BEGIN', '-- Running downgrade a -> '] || script || ARRAY[deleted('a'), 'DROP TABLE alembic_version', 'COMMIT']);

-- Load, and undo it: the revisions as "id<parents/dependencies@labels", or the
-- whole error in lines.
CREATE FUNCTION try_load(upgrade text, downgrade text, history text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM migrate.load_alembic(upgrade, downgrade, history);
    RAISE EXCEPTION USING ERRCODE = 'OK000', MESSAGE =
        (SELECT coalesce(string_agg(concat(revision, '<' || nullif(array_to_string(down_revisions, '+'), ''), '/' || nullif(array_to_string(depends_on, '+'), ''),
                                           '@' || nullif(array_to_string(branch_labels, '+'), '')), ' ' ORDER BY revision), 'nothing') FROM migrate.revisions);
END $$;
CREATE FUNCTION loaded(upgrade text, downgrade text DEFAULT NULL, history text DEFAULT NULL) RETURNS text LANGUAGE sql
RETURN pg_temp.error_of(format('SELECT try_load(%L, %L, %L)', upgrade, downgrade, history));
-- The scripts of revision "a", and whether it is transactional.
CREATE FUNCTION scripts(upgrade text, downgrade text DEFAULT NULL) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    answer text;
BEGIN
    PERFORM migrate.load_alembic(upgrade, downgrade);
    SELECT concat_ws(' | ', up, down, CASE WHEN NOT transactional THEN 'no transaction' END) INTO answer FROM migrate.revisions WHERE revision = 'a';
    DELETE FROM migrate.revisions;
    RETURN answer;
END $$;

-- Scripts

SELECT is(scripts(one()), '', 'an empty one');
SELECT is(scripts(one('SELECT 1', 'SELECT 2')), E'SELECT 1;\n\nSELECT 2;', 'statements');
SELECT is(scripts(one('SELECT 1'), one_down('SELECT 2')), 'SELECT 1; | SELECT 2;', 'up and down');
SELECT is(scripts(one('SELECT 1'), one_down()), 'SELECT 1; | ', 'a way down that does nothing');
SELECT is((SELECT down FROM migrate.revisions), NULL, 'and none');
SELECT is(scripts(one(E'    SELECT 1;\n\n\n  SELECT 2')), E'    SELECT 1;\n\n\n  SELECT 2;', 'blanks and empty lines inside stay');
SELECT is(scripts(replace(one('SELECT 1', 'SELECT 2'), E'\n', E'\r\n')), E'SELECT 1;\r\n\r\nSELECT 2;', 'other line ends');
SELECT is(scripts(E'\uFEFF' || one('SELECT 1')), 'SELECT 1;', 'a byte order mark');
SELECT is(scripts(one(E'SELECT ''\n\n-- Running upgrade a -> b\n\n''', E'DO $$\n\n-- Running upgrade a -> b\n\n$$', E'/*\n\n-- Running upgrade a -> b\n\n*/ SELECT "\n\n-- Running upgrade a -> b\n\n"')),
          E'SELECT ''\n\n-- Running upgrade a -> b\n\n'';\n\nDO $$\n\n-- Running upgrade a -> b\n\n$$;\n\n/*\n\n-- Running upgrade a -> b\n\n*/ SELECT "\n\n-- Running upgrade a -> b\n\n";',
          'lines like Alembic''s inside strings, dollar quotes, comments and names');
SELECT is(scripts(one('-- Running upgrade a -> b;', '-- Running late -> too late', E'-- Running upgrade a -> b\nSELECT 1')),
          E'-- Running upgrade a -> b;;\n\n-- Running late -> too late\n\n-- Running upgrade a -> b\nSELECT 1;', 'and comments that are nearly like them');
SELECT is(scripts(one('CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT 2; END', 'CREATE RULE r AS ON INSERT TO t DO (DELETE FROM alembic_version WHERE alembic_version.version_num = ''a''; SELECT 2)')),
          E'CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT 2; END;\n\nCREATE RULE r AS ON INSERT TO t DO (DELETE FROM alembic_version WHERE alembic_version.version_num = ''a''; SELECT 2);',
          'semicolons inside statements');

-- A semicolon that is part of a comment

SELECT is(scripts(one('SELECT 1 -- one')), E'SELECT 1 -- one\n;', 'at the end of a script');
SELECT is(scripts(one('SELECT 1 -- one', 'SELECT 2 -- two', 'SELECT 3')), E'SELECT 1 -- one\n;\n\nSELECT 2 -- two\n;\n\nSELECT 3;', 'of several statements');
SELECT is(scripts(one('SELECT 1; -- one')), 'SELECT 1; -- one;', 'where the statement has one of its own');
SELECT is(scripts(one(E'SELECT 1 -- one;\n\n, 2')), E'SELECT 1 -- one;\n\n, 2;', 'inside a statement');
SELECT is(scripts(one(E'CREATE TABLE t (a int -- one;\n\n, b int)')), E'CREATE TABLE t (a int -- one;\n\n, b int);', 'inside parentheses');
SELECT is(scripts(one('SELECT FROM WHERE -- nonsense', 'SELECT 2')), E'SELECT FROM WHERE -- nonsense;\n\nSELECT 2;', 'where the parser does not know better');

-- Transactions

SELECT is(scripts(one('SELECT 1', 'COMMIT', 'VACUUM', 'BEGIN', 'SELECT 2')), E'SELECT 1;\n\nVACUUM;\n\nSELECT 2; | no transaction', 'an autocommit block');
SELECT is(scripts(one('SELECT 1'), one_down('COMMIT', 'VACUUM', 'BEGIN')), 'SELECT 1; | VACUUM; | no transaction', 'on the way down');
SELECT is(scripts(one('COMMIT', 'VACUUM')), 'VACUUM; | no transaction', 'a COMMIT alone');
SELECT is(scripts(one('BEGIN', 'SELECT 1', 'COMMIT')), E'BEGIN;\n\nSELECT 1;\n\nCOMMIT;', 'a transaction of the script''s own');
SELECT is(scripts(printed(created(), '-- Running upgrade  -> a', 'SELECT 1', inserted('a'))), 'SELECT 1;', 'no transaction at all');
SELECT is(scripts(printed('BEGIN', created(), '-- Running upgrade  -> a', 'SELECT 1', inserted('a'), 'COMMIT',
                          'BEGIN', '-- Running upgrade a -> b', 'SELECT 2', updated('b', 'a'), 'COMMIT')), 'SELECT 1;', 'one each');

-- The version table

SELECT is(scripts(printed('BEGIN', created('my."Version Table"'), '-- Running upgrade  -> a', inserted('a'), 'SELECT 1', inserted('a', 'my."Version Table"'), 'COMMIT')),
          inserted('a') || E';\n\nSELECT 1;', 'another name; another table''s rows are the script''s');
SELECT is(scripts(printed('CREATE TABLE v (version_num VARCHAR(255) NOT NULL)', '-- Running upgrade  -> a', 'INSERT INTO v (version_num) VALUES (''a'')')), '', 'without key and RETURNING');
SELECT is(scripts(one(deleted('x'), 'SELECT 1', updated('y', 'z'))), deleted('x') || E';\n\nSELECT 1;\n\n' || updated('y', 'z') || ';', 'other rows are the script''s too');
SELECT is(scripts(one('INSERT INTO alembic_version (version_num) SELECT ''a''', 'UPDATE alembic_version SET version_num=''a''', 'INSERT INTO alembic_version (version_num) VALUES (''a'') ON CONFLICT DO NOTHING',
                      'INSERT INTO "alembic_version" ("version_num") VALUES ($$a$$)')),
          E'INSERT INTO alembic_version (version_num) SELECT ''a'';\n\nUPDATE alembic_version SET version_num=''a'';\n\nINSERT INTO alembic_version (version_num) VALUES (''a'') ON CONFLICT DO NOTHING;\n\n'
          'INSERT INTO "alembic_version" ("version_num") VALUES ($$a$$);', 'and statements that are nearly Alembic''s');

-- The graph

CREATE FUNCTION graph() RETURNS text LANGUAGE sql RETURN
    printed('BEGIN', created(), '-- Running upgrade  -> a', inserted('a'), '-- Running upgrade a -> b', updated('b', 'a'), '-- Running upgrade a -> c', inserted('c'),
            '-- Running upgrade b, c -> m', deleted('b'), updated('m', 'c'), '-- Running upgrade  -> x', inserted('x'),
            '-- Running upgrade x -> y', deleted('x'), updated('y', 'm'), 'COMMIT');
SELECT is(loaded(graph()), 'a b<a c<a m<b+c x y<x/m', 'branches, a merge, a dependency');
SELECT is(loaded(printed('-- Running upgrade a -> b', updated('b', 'a'))),
          E'MG008: down revision "a" of revision "b" is neither in the files nor in the registry\nIt is at line 1.', 'a part of a history');
SELECT is(loaded(printed('-- Running upgrade  -> a', inserted('a'), '-- Running upgrade a -> b', inserted('b')),
                 printed('-- Running downgrade b -> a', inserted('x'), updated('a', 'b'), '-- Running downgrade a -> ', deleted('a')),
                 NULL),
          E'MG008: dependency "x" of revision "b" is neither in the files nor in the registry\nIt is at line 5.', 'a dependency that the way down tells');
SELECT is(loaded(printed('-- Running upgrade  -> a/1', inserted('a/1'), '-- Running upgrade a/1 -> ä b', inserted('ä b'))),
          E'MG018: upgrade: the statement behind revision "a/1" is not Alembic''s own\nIt is at line 7.\nWhat env.py prints besides would not be loaded: take it out of the text, or put it into a revision.', 'an id with a blank is none');
SELECT is(loaded(printed('-- Running upgrade  -> a/1', inserted('a/1'), '-- Running upgrade a/1 -> äb~', updated('äb~', 'a/1'))), '_b_<a_1 a_1', 'characters that an id may not have');
SELECT is(loaded(printed('-- Running upgrade  -> a/1', inserted('a/1'), '-- Running upgrade a/1 -> a~1', updated('a~1', 'a/1'))),
          E'MG018: upgrade: ids "a/1" and "a~1" would both be "a_1"\nIt is at line 5.', 'two ids that would be one');
SELECT is(loaded(printed('-- Running upgrade  -> ' || repeat('x', 256), inserted(repeat('x', 256)))),
          format(E'MG018: upgrade: "%s..." cannot be the name of a revision or a label\nIt is at line 1.', repeat('x', 80)), 'an id that is too long');
SELECT is(loaded(printed('-- Running upgrade  -> head', inserted('head'))), 'head_', 'an id that is a word of ours');

-- Several outputs in a text

SELECT is(loaded(one('SELECT 1') || one('SELECT 1'), one_down() || one_down()), 'a', 'the same twice');
SELECT is(loaded(one('SELECT 1') || one('SELECT 2')), E'MG018: upgrade: revision "a" is here once more, and not as at line 8\nIt is at line 23.', 'not the same twice');
SELECT is(loaded(printed('-- Running upgrade  -> a', inserted('a'), '-- Running upgrade b -> a', updated('a', 'b'))),
          E'MG018: upgrade: revision "a" is here once more, and not as at line 1\nIt is at line 5.', 'with other parents');

-- Texts that are not what they should be

SELECT is(loaded(NULL), '22004: argument "upgrade" must not be null', 'NULL');
SELECT is(loaded(''), E'MG018: upgrade: the text holds no revision: there is no line like "-- Running upgrade a -> b"\nIt is to be what this prints: alembic upgrade base:head --sql', 'nothing');
SELECT is(loaded(one(), ''), E'MG018: downgrade: the text holds no revision: there is no line like "-- Running downgrade b -> a"\nIt is to be what this prints: alembic downgrade head:base --sql', 'nothing downward');
SELECT is(loaded(one_down()), E'MG018: upgrade: the text holds a step that is no upgrade of one revision\nIt is at line 3.\nIt is to be what this prints: alembic upgrade base:head --sql', 'the wrong text');
SELECT is(loaded(one(), one()), E'MG018: downgrade: the text holds a step that is no downgrade of one revision\nIt is at line 8.\nIt is to be what this prints: alembic downgrade head:base --sql', 'the wrong text downward');
SELECT is(loaded(printed('BEGIN', created(), '-- Running stamp_revision  -> a', inserted('a'), 'COMMIT')),
          E'MG018: upgrade: the text holds a step that is no upgrade of one revision\nIt is at line 8.\nIt is to be what this prints: alembic upgrade base:head --sql', 'a stamp');
SELECT is(loaded(one(), printed('-- Running downgrade b -> a', updated('a', 'b'))),
          E'MG018: downgrade: revision "b" is not in the upgrade''s text\nIt is at line 1.\nPrint both texts from the same files: alembic upgrade base:head --sql, and alembic downgrade head:base --sql', 'a way down from nowhere');
SELECT is(loaded(printed('-- Running upgrade  -> a', inserted('a'), '-- Running upgrade  -> b', inserted('b')), printed('-- Running downgrade b -> a', updated('a', 'b'))),
          E'MG018: downgrade: revision "b" has not the parents that the upgrade gives it at line 5\nIt is at line 1.\nPrint all texts from the same files.', 'a way down to elsewhere');
SELECT is(loaded(printed('BEGIN', 'SET search_path = app', created(), '-- Running upgrade  -> a', inserted('a'), 'RESET ROLE', 'COMMIT')),
          E'MG018: 2 faults; nothing has been loaded\nupgrade: line 3: the statement before the first revision is not Alembic''s own\nupgrade: line 14: the statement behind revision "a" is not Alembic''s own\n'
          'What env.py prints besides would not be loaded: take it out of the text, or put it into a revision.', 'what env.py prints');
SELECT is(loaded(printed(created(), 'CREATE TABLE v (version_num VARCHAR(32) NOT NULL)', '-- Running upgrade  -> a', inserted('a'), 'DROP TABLE t')),
          E'MG018: 2 faults; nothing has been loaded\nupgrade: line 6: the statement before the first revision is not Alembic''s own\nupgrade: line 12: the statement behind revision "a" is not Alembic''s own\n'
          'What env.py prints besides would not be loaded: take it out of the text, or put it into a revision.', 'tables that are not the version table');
SELECT is(loaded(left(one('SELECT 1'), -80)), E'MG018: upgrade: revision "a" does not end with Alembic''s change of its version table\nIt is at line 8.\n'
          'Give all that Alembic printed; its logging goes to standard error and is no part of it.', 'cut off');
SELECT is(loaded(one('SELECT 1') || one('SELECT (')),
          E'MG018: upgrade: revision "a" does not end with Alembic''s change of its version table\nIt is at line 23.\n'
          'Give all that Alembic printed; its logging goes to standard error and is no part of it.', 'a parenthesis that swallows the rest');
SELECT is(loaded(printed('-- Running upgrade  -> a', 'SELECT (', inserted('a'), '-- Running upgrade a -> b', updated('b', 'a'))),
          E'MG018: 2 faults; nothing has been loaded\nupgrade: line 7: the statement before revision "b" has no end\n'
          'upgrade: line 1: revision "a" does not end with Alembic''s change of its version table', 'and the next step');
SELECT is(loaded(one(E'SELECT (\n\n-- Running upgrade  -> \n\n1)')), 'a', 'a line like a step''s, with no revision');
SELECT is(loaded(one(), NULL, E'<base> -> a (x), A\n<base> -> a (x), A'), 'a@x', 'a history twice');
SELECT is(loaded(one('SELECT ''')), E'MG018: upgrade: unterminated quoted string at or near "'') RETURNING alembic_version.version_num;\n\nCOMMIT;\n\n"\nIt is at line 12.', 'a quote that is not closed');
SELECT is(loaded(one(), one_down('SELECT "')), E'MG018: downgrade: unterminated quoted identifier at or near "";\n\nDELETE FROM alembic_version WHERE alembic_version.version_num = ''a'';\n\nDROP TABLE alembic_version;\n\nCOMMIT;\n\n"\nIt is at line 5.', 'nor on the way down');

-- Histories

SELECT is(loaded(graph(), NULL, E'x (m) -> y (ex) (head), Y\n<base> -> x (ex), X\nb, c -> m (effective head) (mergepoint), M\na -> c, C\na -> b, B\n<base> -> a (branchpoint), A\n'),
          'a b<a c<a m<b+c x@ex y<x/m', 'edges and labels');
SELECT is(loaded(graph(), NULL, E'x (m) -> y, Y\r\n<base> -> x, X\r\nb, c -> m (all, bee, cee) (effective head) (current) (mergepoint), M\r\na -> c (all, cee) (head), C\r\na -> b (all, bee), B\r\n<base> -> a (all) (branchpoint), A'),
          'a@all b<a@bee c<a@cee m<b+c x y<x/m', 'a label is that of the first that has it');
SELECT is(loaded(graph(), NULL, E'x (bee, m) -> y, Y\n<base> -> x, X\nb, c -> m (bee), M\na -> c, C\na -> b (bee), B\n<base> -> a, A'), 'a b<a@bee c<a m<b+c x y<x/bee+m', 'dependencies as they are declared');
SELECT count(*) AS loaded FROM migrate.load_alembic(one(), NULL, E'<base> -> a (x) (head), The first line\n  the second -> line, too\n\n') \gset
SELECT is(message || branch_labels::text, 'The first line the second -> line, too{x}', 'a message of several lines') FROM migrate.revisions;
SELECT count(*) AS loaded FROM migrate.load_alembic(one(), NULL, '<base> -> a (head), (not a label), but -> text') \gset
SELECT is(message || branch_labels::text, '(not a label), but -> text{}', 'a message that looks like more') FROM migrate.revisions;
SELECT count(*) AS loaded FROM migrate.load_alembic(one(), NULL, '<base> -> a (head), ') \gset
SELECT is(message, '', 'no message') FROM migrate.revisions;
DELETE FROM migrate.revisions;
SELECT is(loaded(graph(), NULL, '<base> -> a, A'), E'MG018: 5 faults in 1 of 2 files; nothing has been loaded\nupgrade: line 12: revision "b" is not in the history\nupgrade: line 16: revision "c" is not in the history\n'
          'upgrade: line 20: revision "m" is not in the history\nupgrade: line 26: revision "x" is not in the history\nupgrade: line 30: revision "y" is not in the history\nGive the whole history: alembic history', 'not all of it');
SELECT is(loaded(one(), NULL, E'b -> a, A\n<base> -> b, B'), E'MG018: history: revision "a" has not the parents that the upgrade gives it at line 8\nIt is at line 1.\nPrint all texts from the same files.', 'of other files');
SELECT is(loaded(one(), NULL, E'Rev: a (head)\nParent: <base>\nPath: versions/a.py\n\n    A\n'),
          E'MG018: history: the text does not begin with a line like "a -> b, Message"\nIt is at line 1.\nIt is to be what this prints, without --verbose: alembic history', 'a verbose one');
SELECT is(loaded(one(), NULL, ''), E'MG018: history: the text does not begin with a line like "a -> b, Message"\nIt is to be what this prints, without --verbose: alembic history', 'none');

-- Loading again

SELECT results_eq($$SELECT * FROM migrate.load_alembic(one('SELECT 1'), one_down())$$, $$VALUES ('added', 'a', NULL)$$, 'new');
SELECT results_eq($$SELECT * FROM migrate.load_alembic(one('SELECT 1'), one_down())$$, $$VALUES ('unchanged', 'a', NULL)$$, 'the same again');
SELECT results_eq($$SELECT * FROM migrate.load_alembic(one('SELECT 2'), one_down())$$, $$VALUES ('changed', 'a', NULL)$$, 'changed');
SELECT count(*) AS upgraded FROM migrate.upgrade() \gset
SELECT matches(loaded(one('SELECT 3'), one_down()), '^MG011: revision "a" is not what was applied', 'changed after it was applied');

SELECT * FROM finish();
ROLLBACK;
