-- Procedures.

-- pair: create
-- covers: procedure create
-- from
-- to
CREATE PROCEDURE p(a int, OUT c text, INOUT b int DEFAULT 2) LANGUAGE plpgsql AS $$ BEGIN b := a; c := 'x'; END $$;

-- pair: drop
-- covers: procedure drop
-- statements
DROP PROCEDURE p(IN integer);
-- from
CREATE PROCEDURE p(a int) LANGUAGE sql AS 'SELECT 1';
-- to

-- pair: body
-- covers: procedure body
-- from
CREATE PROCEDURE p(a int) LANGUAGE sql AS 'SELECT 1';
-- to
CREATE PROCEDURE p(a int) LANGUAGE sql AS 'SELECT 2';

-- pair: sql body
-- covers: procedure body
-- both
CREATE TABLE t (a int);
-- from
CREATE PROCEDURE p(x int) LANGUAGE sql AS 'SELECT 1';
-- to
CREATE PROCEDURE p(x int) LANGUAGE sql BEGIN ATOMIC INSERT INTO t VALUES (x); DELETE FROM t WHERE a < x; END;

-- pair: arguments
-- covers: procedure arguments
-- from
CREATE PROCEDURE p(a int) LANGUAGE sql AS 'SELECT 1';
COMMENT ON PROCEDURE p IS 'kept';
-- to
CREATE PROCEDURE p(b int) LANGUAGE sql AS 'SELECT 1';
COMMENT ON PROCEDURE p IS 'kept';

-- pair: rename
-- covers: procedure rename
-- from
CREATE PROCEDURE p(a int) LANGUAGE sql AS 'SELECT 1';
-- to
-- migrate:renamed-from p
CREATE PROCEDURE q(a int) LANGUAGE sql AS 'SELECT 1';

-- pair: comment
-- covers: procedure comment
-- from
CREATE PROCEDURE p(a int) LANGUAGE sql AS 'SELECT 1';
-- to
CREATE PROCEDURE p(a int) LANGUAGE sql AS 'SELECT 1';
COMMENT ON PROCEDURE p IS 'does it';

-- pair: owner
-- covers: procedure owner
-- from
CREATE PROCEDURE p(a int, OUT b int) LANGUAGE sql AS 'SELECT 1';
-- to
CREATE PROCEDURE p(a int, OUT b int) LANGUAGE sql AS 'SELECT 1';
ALTER PROCEDURE p OWNER TO regress_owner;

-- pair: grant
-- covers: procedure grant
-- from
CREATE PROCEDURE p(a int) LANGUAGE sql AS 'SELECT 1';
-- to
CREATE PROCEDURE p(a int) LANGUAGE sql AS 'SELECT 1';
REVOKE ALL ON PROCEDURE p FROM PUBLIC;
GRANT EXECUTE ON PROCEDURE p TO regress_reader;

-- pair: security and settings
-- covers: procedure security; procedure settings
-- from
CREATE PROCEDURE p(a int) LANGUAGE sql AS 'SELECT 1';
-- to
CREATE PROCEDURE p(a int) LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS 'SELECT 1';

-- pair: language
-- covers: procedure language
-- from
CREATE PROCEDURE p() LANGUAGE sql AS 'SELECT 1';
-- to
CREATE PROCEDURE p() LANGUAGE plpgsql AS 'BEGIN NULL; END';
