-- Foreign data wrappers, servers, user mappings and foreign tables.

-- pair: create
-- covers: foreign data wrapper create; server create; user mapping create; foreign table create
-- from
-- to
CREATE FOREIGN DATA WRAPPER own_w OPTIONS (debug 'true');
CREATE SERVER own_s TYPE 'x' VERSION '1' FOREIGN DATA WRAPPER own_w OPTIONS (host 'it''s');
CREATE USER MAPPING FOR regress_reader SERVER own_s OPTIONS (user 'me');
CREATE USER MAPPING FOR PUBLIC SERVER own_s;
CREATE FOREIGN TABLE t (a int OPTIONS (name 'x') NOT NULL, b text DEFAULT 'x', CHECK (a > 0)) SERVER own_s OPTIONS (file 'y');

-- pair: drop
-- covers: foreign data wrapper drop; server drop; user mapping drop; foreign table drop
-- from
CREATE FOREIGN DATA WRAPPER own_w;
CREATE SERVER own_s FOREIGN DATA WRAPPER own_w;
CREATE USER MAPPING FOR regress_reader SERVER own_s OPTIONS (user 'me');
CREATE FOREIGN TABLE t (a int) SERVER own_s;
-- to

-- pair: wrapper altered
-- covers: foreign data wrapper options; foreign data wrapper handler
-- from
CREATE FOREIGN DATA WRAPPER own_w OPTIONS (a '1', b '2');
CREATE FOREIGN DATA WRAPPER own_v;
-- to
CREATE FOREIGN DATA WRAPPER own_w OPTIONS (b '3', c '4');
CREATE FOREIGN DATA WRAPPER own_v VALIDATOR postgresql_fdw_validator;

-- pair: server altered
-- covers: server options; server version
-- both
CREATE FOREIGN DATA WRAPPER own_w;
-- from
CREATE SERVER own_s TYPE 't' VERSION '1' FOREIGN DATA WRAPPER own_w OPTIONS (a '1', b '2');
-- to
CREATE SERVER own_s TYPE 't' VERSION '2' FOREIGN DATA WRAPPER own_w OPTIONS (b '3', c '4');

-- pair: user mapping altered
-- covers: user mapping options
-- both
CREATE FOREIGN DATA WRAPPER own_w;
CREATE SERVER own_s FOREIGN DATA WRAPPER own_w;
-- from
CREATE USER MAPPING FOR regress_reader SERVER own_s OPTIONS (user 'me');
-- to
CREATE USER MAPPING FOR regress_reader SERVER own_s OPTIONS (user 'you', other 'it''s');

-- pair: user mapping with a password
-- covers: user mapping options
-- refused: Snapshots do not hold secrets
-- both
CREATE FOREIGN DATA WRAPPER own_w;
CREATE SERVER own_s FOREIGN DATA WRAPPER own_w;
-- from
CREATE USER MAPPING FOR regress_reader SERVER own_s OPTIONS (user 'me');
-- to
CREATE USER MAPPING FOR regress_reader SERVER own_s OPTIONS (user 'me', password 'x');

-- pair: table altered
-- covers: foreign table options; foreign table column; foreign table column options
-- both
CREATE FOREIGN DATA WRAPPER own_w;
CREATE SERVER own_s FOREIGN DATA WRAPPER own_w;
-- from
CREATE FOREIGN TABLE t (a int OPTIONS (name 'x'), b text, c int) SERVER own_s OPTIONS (file 'y', more 'z');
-- to
CREATE FOREIGN TABLE t (a bigint OPTIONS (name 'y', more 'z'), b text NOT NULL DEFAULT 'x', d date CHECK (d > '2000-01-01')) SERVER own_s OPTIONS (file 'x');

-- pair: table on another server
-- covers: foreign table server
-- both
CREATE FOREIGN DATA WRAPPER own_w;
CREATE SERVER own_s FOREIGN DATA WRAPPER own_w;
CREATE SERVER own_r FOREIGN DATA WRAPPER own_w;
-- from
CREATE FOREIGN TABLE t (a int) SERVER own_s;
-- to
CREATE FOREIGN TABLE t (a int) SERVER own_r;

-- pair: rename
-- covers: foreign data wrapper rename; server rename; foreign table rename
-- from
CREATE FOREIGN DATA WRAPPER own_w;
CREATE SERVER own_s FOREIGN DATA WRAPPER own_w;
CREATE FOREIGN TABLE t (a int) SERVER own_s;
-- to
-- migrate:renamed-from own_w
CREATE FOREIGN DATA WRAPPER own_w2;
-- migrate:renamed-from own_s
CREATE SERVER own_s2 FOREIGN DATA WRAPPER own_w2;
-- migrate:renamed-from t
CREATE FOREIGN TABLE t2 (a int) SERVER own_s2;

-- pair: comment
-- covers: foreign data wrapper comment; server comment; foreign table comment
-- both
CREATE FOREIGN DATA WRAPPER own_w;
CREATE SERVER own_s FOREIGN DATA WRAPPER own_w;
CREATE FOREIGN TABLE t (a int) SERVER own_s;
-- from
-- to
COMMENT ON FOREIGN DATA WRAPPER own_w IS 'w';
COMMENT ON SERVER own_s IS 's';
COMMENT ON FOREIGN TABLE t IS 't';

-- pair: owner
-- covers: server owner; foreign table owner
-- both
CREATE FOREIGN DATA WRAPPER own_w;
CREATE SERVER own_s FOREIGN DATA WRAPPER own_w;
CREATE FOREIGN TABLE t (a int) SERVER own_s;
-- from
-- to
ALTER SERVER own_s OWNER TO regress_owner;
ALTER FOREIGN TABLE t OWNER TO regress_owner;

-- pair: grant
-- covers: foreign data wrapper grant; server grant; foreign table grant
-- both
CREATE FOREIGN DATA WRAPPER own_w;
CREATE SERVER own_s FOREIGN DATA WRAPPER own_w;
CREATE FOREIGN TABLE t (a int) SERVER own_s;
-- from
-- to
GRANT USAGE ON FOREIGN DATA WRAPPER own_w TO regress_reader;
GRANT USAGE ON FOREIGN SERVER own_s TO regress_reader;
GRANT SELECT ON t TO regress_reader;

-- pair: of an extension
-- covers: server create; foreign table create
-- alone
-- from
CREATE EXTENSION postgres_fdw;
-- to
CREATE EXTENSION postgres_fdw;
CREATE SERVER s FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host 'nowhere', dbname 'none');
CREATE FOREIGN TABLE t (a int) SERVER s OPTIONS (schema_name 'public', table_name 'x');
CREATE VIEW v AS SELECT a FROM t;

-- pair: comments and options removed
-- covers: foreign data wrapper comment; server comment; server options
-- both
CREATE FOREIGN DATA WRAPPER own_w;
-- from
CREATE SERVER own_s FOREIGN DATA WRAPPER own_w OPTIONS (a '1');
COMMENT ON FOREIGN DATA WRAPPER own_w IS 'w';
COMMENT ON SERVER own_s IS 's';
-- to
CREATE SERVER own_s FOREIGN DATA WRAPPER own_w;
