-- What a script defers runs before the script ends, and nothing else is
-- touched: not the constraints of others, nor what the caller has deferred.
\set ECHO none
\getenv dir PG_ABS_SRCDIR
\set helpers :dir '/helpers/pgtap.sql'
\i :helpers
SELECT plan(32);

CREATE SCHEMA app;
CREATE SCHEMA theirs;
CREATE ROLE regress_deployer;
CREATE ROLE regress_low;
GRANT regress_low TO regress_deployer;
GRANT ALL ON SCHEMA app TO regress_deployer, regress_low;
SELECT migrate.grant_role('regress_deployer', 'deployer') IS NOT NULL AS ok \gset

-- The table that a deferred trigger writes to: who and with which path.
CREATE TABLE app.fired (who text, path text);
GRANT ALL ON app.fired TO PUBLIC;
CREATE FUNCTION app.fire() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO app.fired VALUES (current_user, current_setting('search_path'));
    RETURN NULL;
END $$;
CREATE TABLE app.t (a int);
GRANT ALL ON app.t TO PUBLIC;
CREATE CONSTRAINT TRIGGER later AFTER INSERT ON app.t
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION app.fire();

-- Run a script as the one revision there is, then forget it.
CREATE FUNCTION app.run(script text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    said text;
BEGIN
    PERFORM migrate.revision('deferred', up => script, rev_id => 'r1');
    BEGIN
        PERFORM migrate.upgrade('r1');
        said = 'done';
    EXCEPTION WHEN OTHERS THEN
        said = SQLSTATE || ' ' || SQLERRM;
    END;
    DELETE FROM migrate.applied;
    PERFORM migrate.remove('r1');
    RETURN said;
END $$;

SELECT is(app.run('INSERT INTO app.t VALUES (1)'), 'done', 'a script that defers runs');
SELECT is(who, current_user::text, 'its deferred trigger has fired when upgrade() returns') FROM app.fired;
SET CONSTRAINTS ALL IMMEDIATE;
SELECT is(count(*), 1::bigint, 'and does not fire again') FROM app.fired;

SAVEPOINT fresh;
SELECT is(app.run('SET search_path = app; SET ROLE regress_low; INSERT INTO t VALUES (1)'),
          'done', 'a script takes a role and a path');
SELECT is(who || ' ' || path, 'regress_low app', 'its deferred trigger fires with its role and its path')
FROM app.fired WHERE who = 'regress_low';
SELECT is(current_user, session_user, 'the role is taken back');
ROLLBACK TO fresh;

-- A trigger that defers another of its kind each time, ten deep.
SAVEPOINT fresh;
CREATE FUNCTION app.again() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO app.fired VALUES (current_user, NEW.a);
    IF NEW.a < 10 THEN
        SET CONSTRAINTS ALL DEFERRED;
        INSERT INTO app.r VALUES (NEW.a + 1);
    END IF;
    RETURN NULL;
END $$;
SELECT is(app.run('CREATE TABLE app.r (a int);
    CREATE CONSTRAINT TRIGGER again AFTER INSERT ON app.r
        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION app.again();
    SET ROLE regress_low; RESET ROLE;
    INSERT INTO app.r VALUES (1)'), 'done', 'a trigger defers itself anew');
SELECT is(count(*), 10::bigint, 'none of it is left for later') FROM app.fired WHERE path <> '"$user", public';
SET CONSTRAINTS ALL IMMEDIATE;
SELECT is(count(*), 10::bigint, 'nor runs later') FROM app.fired WHERE path <> '"$user", public';
ROLLBACK TO fresh;

-- A deferred trigger that makes a new table with a deferred trigger.
SAVEPOINT fresh;
CREATE FUNCTION app.breed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    CREATE TABLE app.child (a int);
    CREATE CONSTRAINT TRIGGER later AFTER INSERT ON app.child
        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION app.fire();
    INSERT INTO app.child VALUES (1);
    RETURN NULL;
END $$;
SELECT is(app.run('CREATE TABLE app.r (a int);
    CREATE CONSTRAINT TRIGGER breed AFTER INSERT ON app.r
        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION app.breed();
    INSERT INTO app.r VALUES (1)'), 'done', 'a deferred trigger makes another');
SELECT is(count(*), 2::bigint, 'which has fired too') FROM app.fired;
ROLLBACK TO fresh;

-- Foreign keys, also of partitions and in temporary tables.
SELECT is(app.run('CREATE TABLE app.p (a int PRIMARY KEY);
    CREATE TABLE app.c (a int REFERENCES app.p DEFERRABLE INITIALLY DEFERRED);
    INSERT INTO app.c VALUES (1); INSERT INTO app.p VALUES (1)'), 'done',
    'a deferred foreign key may be met within the script');
SELECT is(app.run('CREATE TABLE app.p2 (a int PRIMARY KEY);
    CREATE TABLE app.c2 (a int REFERENCES app.p2 DEFERRABLE INITIALLY DEFERRED);
    INSERT INTO app.c2 VALUES (1)'),
    '23503 insert or update on table "c2" violates foreign key constraint "c2_a_fkey"',
    'and must be');
SELECT is(app.run('INSERT INTO app.c VALUES (2)'),
    '23503 insert or update on table "c" violates foreign key constraint "c_a_fkey"',
    'in later scripts too: its declared state is back');
SELECT is(app.run('INSERT INTO app.c VALUES (2); INSERT INTO app.p VALUES (2)'), 'done',
    'and is the deferred one');
SELECT is(app.run('CREATE TABLE app.part (a int REFERENCES app.p DEFERRABLE INITIALLY DEFERRED) PARTITION BY LIST (a);
    CREATE TABLE app.part3 PARTITION OF app.part FOR VALUES IN (3);
    INSERT INTO app.part VALUES (3)'),
    '23503 insert or update on table "part3" violates foreign key constraint "part_a_fkey"',
    'a partition''s foreign key is checked');
SELECT is(app.run('CREATE TEMP TABLE tp (a int PRIMARY KEY DEFERRABLE INITIALLY DEFERRED);
    INSERT INTO tp VALUES (1), (1)'),
    '23505 duplicate key value violates unique constraint "tp_pkey"',
    'a temporary table''s key is checked');

-- Constraints that share a name with others, or are out of the caller's reach.
SAVEPOINT fresh;
CREATE TABLE theirs.p (a int PRIMARY KEY);
CREATE TABLE theirs.hard (a int CONSTRAINT fk REFERENCES theirs.p);
CREATE TABLE theirs.soft (a int CONSTRAINT fk REFERENCES theirs.p DEFERRABLE INITIALLY DEFERRED);
SELECT is(app.run('SELECT 1'), 'done', 'a constraint shares its name with one that is not deferrable');
SELECT is(app.run('INSERT INTO theirs.soft VALUES (1); INSERT INTO theirs.p VALUES (1)'), 'done',
          'also where it has something to check');
SELECT is(app.run('SET CONSTRAINTS ALL DEFERRED'), 'done', 'also where all are set');
SELECT migrate.revision('reach', up => 'CREATE TABLE app.reach (a int)', rev_id => 'r2') AS ok \gset
SET ROLE regress_deployer;
SELECT lives_ok('SELECT migrate.upgrade()', 'a deployer need not reach every schema that has a deferrable constraint');
RESET ROLE;
ROLLBACK TO fresh;

-- The caller's own.
SAVEPOINT fresh;
CREATE TABLE app.mine (a int UNIQUE DEFERRABLE INITIALLY IMMEDIATE);
CREATE TABLE app.other (a int UNIQUE DEFERRABLE INITIALLY IMMEDIATE);
SET CONSTRAINTS app.mine_a_key DEFERRED;
SELECT is(app.run('SELECT 1'), 'done', 'the caller has deferred a constraint');
SELECT lives_ok('INSERT INTO app.mine VALUES (1), (1)', 'which is deferred after upgrade() still');
DELETE FROM app.mine;
SELECT is(app.run('SET CONSTRAINTS ALL DEFERRED; INSERT INTO app.other VALUES (1), (1); DELETE FROM app.other'),
          'done', 'a script defers all');
SELECT throws_ok('INSERT INTO app.other VALUES (1), (1)', '23505', NULL, 'which ends with it');
ROLLBACK TO fresh;
SAVEPOINT fresh;
INSERT INTO app.c VALUES (7);
INSERT INTO app.p VALUES (7);
INSERT INTO app.t VALUES (7);
SELECT is(app.run('SELECT 1'), 'done', 'what the caller has pending is checked, not lost');
SELECT is(count(*), 2::bigint, 'once') FROM app.fired;
INSERT INTO app.c VALUES (8);
SELECT is(app.run('SELECT 1'),
    '23503 insert or update on table "c" violates foreign key constraint "c_a_fkey"',
    'and fails the upgrade if it is not met');
INSERT INTO app.p VALUES (8);
SELECT lives_ok('SET CONSTRAINTS ALL IMMEDIATE', 'after which it is pending as before');
ROLLBACK TO fresh;

-- Within a statement or a trigger that has events of its own pending.
SAVEPOINT fresh;
SELECT lives_ok($$INSERT INTO app.t SELECT length(app.run('INSERT INTO app.t VALUES (1)'))$$,
                'upgrade() inside an INSERT on a table with a deferred trigger');
CREATE FUNCTION app.up() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM app.run('INSERT INTO app.t VALUES (1)');
    RETURN NULL;
END $$;
CREATE TABLE app.u (a int);
CREATE TRIGGER now AFTER INSERT ON app.u FOR EACH ROW EXECUTE FUNCTION app.up();
CREATE CONSTRAINT TRIGGER later AFTER INSERT ON app.u
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION app.fire();
SELECT lives_ok('INSERT INTO app.u VALUES (1), (2)', 'upgrade() inside a trigger');
SELECT is(count(*), 7::bigint, 'each of these has fired') FROM app.fired;
ROLLBACK TO fresh;

ROLLBACK;
