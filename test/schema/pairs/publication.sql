-- Publications and subscriptions.

-- pair: create
-- covers: publication create
-- from
CREATE TABLE t (a int PRIMARY KEY, b int);
-- to
CREATE TABLE t (a int PRIMARY KEY, b int);
CREATE PUBLICATION own_p FOR TABLE t (a) WHERE (a > 0);
CREATE PUBLICATION own_q FOR ALL TABLES WITH (publish = 'insert', publish_via_partition_root = true);
CREATE PUBLICATION own_r FOR TABLES IN SCHEMA own_schema;

-- pair: drop
-- covers: publication drop
-- from
CREATE PUBLICATION own_p FOR ALL TABLES;
-- to

-- pair: tables
-- covers: publication tables
-- from
CREATE TABLE t (a int PRIMARY KEY, b int);
CREATE TABLE u (a int PRIMARY KEY, b int);
CREATE PUBLICATION own_p FOR TABLE t;
-- to
CREATE TABLE t (a int PRIMARY KEY, b int);
CREATE TABLE u (a int PRIMARY KEY, b int);
CREATE PUBLICATION own_p FOR TABLE u WHERE (a > 5);

-- pair: options
-- covers: publication options
-- from
CREATE PUBLICATION own_p;
-- to
CREATE PUBLICATION own_p WITH (publish = 'insert, delete', publish_via_partition_root = true);

-- pair: schemas
-- covers: publication schemas
-- both
CREATE SCHEMA own_s;
-- from
CREATE PUBLICATION own_p FOR TABLES IN SCHEMA own_schema;
-- to
CREATE PUBLICATION own_p FOR TABLES IN SCHEMA own_s;

-- pair: rename
-- covers: publication rename
-- from
CREATE PUBLICATION own_p;
-- to
-- migrate:renamed-from own_p
CREATE PUBLICATION own_q;

-- pair: comment and owner
-- covers: publication comment; publication owner
-- both
CREATE PUBLICATION own_p;
-- from
-- to
COMMENT ON PUBLICATION own_p IS 'out';
ALTER PUBLICATION own_p OWNER TO regress_owner;

-- pair: table of it rebuilt
-- covers: publication tables; column type
-- from
CREATE TABLE t (a int PRIMARY KEY, b int);
CREATE PUBLICATION own_p FOR TABLE t WHERE (a > 0);
-- to
CREATE TABLE t (a bigint PRIMARY KEY, b int);
CREATE PUBLICATION own_p FOR TABLE t WHERE (a > 0);

-- pair: subscription
-- covers: subscription create
-- refused: concerns another server
-- from
-- to
CREATE SUBSCRIPTION own_s CONNECTION 'host=/nowhere dbname=none' PUBLICATION own_p WITH (connect = false, slot_name = NONE);

-- pair: subscription dropped
-- covers: subscription drop
-- refused: concerns another server
-- from
CREATE SUBSCRIPTION own_s CONNECTION 'host=/nowhere dbname=none' PUBLICATION p WITH (connect = false, slot_name = NONE);
-- to

-- pair: subscription renamed
-- covers: subscription rename
-- from
-- migrate:renamed-from own_r
CREATE SUBSCRIPTION own_s CONNECTION 'host=/nowhere dbname=none' PUBLICATION p WITH (connect = false, slot_name = NONE);
-- to
-- migrate:renamed-from own_s
CREATE SUBSCRIPTION own_r CONNECTION 'host=/nowhere dbname=none' PUBLICATION p WITH (connect = false, slot_name = NONE);

-- pair: subscription altered
-- covers: subscription publications; subscription options; subscription comment
-- from
CREATE SUBSCRIPTION own_s CONNECTION 'host=/nowhere dbname=none' PUBLICATION p WITH (connect = false, slot_name = NONE);
-- to
CREATE SUBSCRIPTION own_s CONNECTION 'host=/nowhere dbname=none' PUBLICATION p, q WITH (connect = false, slot_name = NONE, binary = true, streaming = true);
COMMENT ON SUBSCRIPTION own_s IS 'in';

-- pair: a table that others inherit from
-- covers: publication tables
-- both
CREATE TABLE t (a int PRIMARY KEY, b int);
CREATE TABLE u () INHERITS (t);
CREATE TABLE v () INHERITS (t);
-- from
CREATE PUBLICATION own_p FOR TABLE t (a);
CREATE PUBLICATION own_q FOR TABLE ONLY t, u;
CREATE PUBLICATION own_r FOR TABLE u, v;
-- to
CREATE PUBLICATION own_p FOR TABLE u, v;
CREATE PUBLICATION own_q FOR TABLE ONLY t (a), v;
CREATE PUBLICATION own_r FOR TABLE t;
CREATE PUBLICATION own_s FOR TABLE t (a) WHERE (a > 5);
