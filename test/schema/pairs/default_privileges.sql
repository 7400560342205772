-- Default privileges.

-- pair: set in a schema
-- covers: default privileges create
-- from
-- to
ALTER DEFAULT PRIVILEGES IN SCHEMA own_schema GRANT SELECT ON TABLES TO regress_reader;
ALTER DEFAULT PRIVILEGES FOR ROLE regress_owner IN SCHEMA own_schema GRANT ALL ON SEQUENCES TO "regress Odd" WITH GRANT OPTION;
ALTER DEFAULT PRIVILEGES FOR ROLE regress_owner IN SCHEMA own_schema GRANT EXECUTE ON FUNCTIONS TO regress_reader;
ALTER DEFAULT PRIVILEGES FOR ROLE regress_owner IN SCHEMA own_schema GRANT USAGE ON TYPES TO regress_reader;

-- pair: changed in a schema
-- covers: default privileges alter
-- from
ALTER DEFAULT PRIVILEGES IN SCHEMA own_schema GRANT SELECT ON TABLES TO regress_reader;
-- to
ALTER DEFAULT PRIVILEGES IN SCHEMA own_schema GRANT SELECT, INSERT ON TABLES TO regress_writer;

-- pair: removed from a schema
-- covers: default privileges drop
-- from
ALTER DEFAULT PRIVILEGES IN SCHEMA own_schema GRANT SELECT ON TABLES TO regress_reader;
-- to

-- pair: with a table made under them
-- covers: default privileges create; table grant
-- from
-- to
ALTER DEFAULT PRIVILEGES IN SCHEMA own_schema GRANT SELECT ON TABLES TO regress_reader;
CREATE TABLE t (a int);

-- pair: with a table made before them
-- covers: default privileges create; table grant
-- from
-- to
CREATE TABLE t (a int);
ALTER DEFAULT PRIVILEGES IN SCHEMA own_schema GRANT SELECT ON TABLES TO regress_reader;

-- pair: a table made under those that stay
-- covers: table grant
-- from
ALTER DEFAULT PRIVILEGES IN SCHEMA own_schema GRANT SELECT ON TABLES TO regress_reader;
-- to
ALTER DEFAULT PRIVILEGES IN SCHEMA own_schema GRANT SELECT ON TABLES TO regress_reader;
CREATE TABLE t (a int);
CREATE TABLE u (a int);
REVOKE ALL ON u FROM regress_reader;

-- pair: everywhere
-- covers: default privileges create
-- alone
-- from
-- to
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
ALTER DEFAULT PRIVILEGES FOR ROLE regress_owner GRANT SELECT ON TABLES TO regress_reader;
ALTER DEFAULT PRIVILEGES FOR ROLE regress_owner GRANT USAGE ON SCHEMAS TO regress_reader;
CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';

-- pair: everywhere removed
-- covers: default privileges drop
-- alone
-- from
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
ALTER DEFAULT PRIVILEGES FOR ROLE regress_owner GRANT SELECT ON TABLES TO regress_reader;
-- to

-- pair: from the owner itself
-- covers: default privileges create
-- alone
-- from
-- to
ALTER DEFAULT PRIVILEGES FOR ROLE regress_owner REVOKE DELETE ON TABLES FROM regress_owner;

-- pair: a function made before they were taken away
-- covers: default privileges create; function grant
-- alone
-- from
CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';
-- to
CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
CREATE FUNCTION g() RETURNS int LANGUAGE sql AS 'SELECT 1';
