-- Event triggers.

-- pair: create
-- covers: event trigger create
-- both
CREATE FUNCTION f() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN NULL; END';
-- from
-- to
CREATE EVENT TRIGGER own_e ON ddl_command_end WHEN TAG IN ('CREATE TABLE', 'DROP TABLE') EXECUTE FUNCTION f();

-- pair: drop
-- covers: event trigger drop
-- from
CREATE FUNCTION f() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN NULL; END';
CREATE EVENT TRIGGER own_e ON sql_drop EXECUTE FUNCTION f();
-- to

-- pair: definition
-- covers: event trigger definition
-- both
CREATE FUNCTION f() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN NULL; END';
-- from
CREATE EVENT TRIGGER own_e ON ddl_command_start EXECUTE FUNCTION f();
-- to
CREATE EVENT TRIGGER own_e ON ddl_command_end EXECUTE FUNCTION f();

-- pair: enabled
-- covers: event trigger enabled
-- both
CREATE FUNCTION f() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN NULL; END';
CREATE EVENT TRIGGER own_e ON ddl_command_start EXECUTE FUNCTION f();
-- from
-- to
ALTER EVENT TRIGGER own_e DISABLE;

-- pair: rename
-- covers: event trigger rename
-- both
CREATE FUNCTION f() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN NULL; END';
-- from
CREATE EVENT TRIGGER own_e ON ddl_command_start EXECUTE FUNCTION f();
-- to
-- migrate:renamed-from own_e
CREATE EVENT TRIGGER own_g ON ddl_command_start EXECUTE FUNCTION f();

-- pair: comment
-- covers: event trigger comment
-- both
CREATE FUNCTION f() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN NULL; END';
CREATE EVENT TRIGGER own_e ON ddl_command_start EXECUTE FUNCTION f();
-- from
-- to
COMMENT ON EVENT TRIGGER own_e IS 'watches';
