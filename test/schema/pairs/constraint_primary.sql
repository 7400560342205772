-- Primary keys.

-- pair: add
-- covers: primary create
-- hazards: fails on existing rows, blocks writes
-- statements
ALTER TABLE t ADD CONSTRAINT t_pkey PRIMARY KEY (id);
-- from
CREATE TABLE t (id int NOT NULL);
-- to
CREATE TABLE t (id int PRIMARY KEY);

-- pair: add to a nullable column
-- covers: primary create
-- from
CREATE TABLE t (id int);
-- to
CREATE TABLE t (id int PRIMARY KEY);

-- pair: drop
-- covers: primary drop
-- statements
ALTER TABLE t DROP CONSTRAINT t_pkey;
-- from
CREATE TABLE t (id int NOT NULL, CONSTRAINT t_pkey PRIMARY KEY (id));
-- to
CREATE TABLE t (id int NOT NULL);

-- pair: other columns
-- covers: primary columns
-- from
CREATE TABLE t (a int, b int NOT NULL, PRIMARY KEY (a));
-- to
CREATE TABLE t (a int, b int NOT NULL, PRIMARY KEY (a, b));

-- pair: order of columns
-- covers: primary columns
-- from
CREATE TABLE t (a int, b int, PRIMARY KEY (a, b));
-- to
CREATE TABLE t (a int, b int, PRIMARY KEY (b, a));

-- pair: another column
-- covers: primary columns
-- from
CREATE TABLE t (a int PRIMARY KEY, b int);
-- to
CREATE TABLE t (a int, b int PRIMARY KEY);

-- pair: rename
-- covers: primary rename
-- statements
ALTER TABLE t RENAME CONSTRAINT t_pkey TO pk_t;
-- from
CREATE TABLE t (id int PRIMARY KEY);
-- to
CREATE TABLE t (
	id int,
	-- migrate:renamed-from t_pkey
	CONSTRAINT pk_t PRIMARY KEY (id)
);

-- pair: comment
-- covers: primary comment
-- from
CREATE TABLE t (id int PRIMARY KEY);
-- to
CREATE TABLE t (id int PRIMARY KEY);
COMMENT ON CONSTRAINT t_pkey ON t IS 'key';
COMMENT ON INDEX t_pkey IS 'its index';

-- pair: include
-- covers: primary include
-- from
CREATE TABLE t (id int PRIMARY KEY, b int);
-- to
CREATE TABLE t (id int, b int, PRIMARY KEY (id) INCLUDE (b));

-- pair: deferrable
-- covers: primary deferrable
-- from
CREATE TABLE t (id int PRIMARY KEY);
-- to
CREATE TABLE t (id int PRIMARY KEY DEFERRABLE INITIALLY DEFERRED);

-- pair: fillfactor
-- covers: primary storage parameters
-- from
CREATE TABLE t (id int PRIMARY KEY);
-- to
CREATE TABLE t (id int PRIMARY KEY WITH (fillfactor=70));

-- pair: referenced
-- covers: primary columns; foreign create
-- from
CREATE TABLE t (a int PRIMARY KEY, b int UNIQUE);
CREATE TABLE u (a int CONSTRAINT u_a REFERENCES t);
COMMENT ON CONSTRAINT u_a ON u IS 'kept';
-- to
CREATE TABLE t (a int PRIMARY KEY DEFERRABLE, b int UNIQUE);
CREATE TABLE u (a int CONSTRAINT u_a REFERENCES t (b));
COMMENT ON CONSTRAINT u_a ON u IS 'kept';

-- pair: to unique
-- covers: primary drop; unique create
-- from
CREATE TABLE t (id int PRIMARY KEY);
-- to
CREATE TABLE t (id int NOT NULL UNIQUE);

-- pair: from a unique index
-- covers: primary create; index drop
-- from
CREATE TABLE t (id int NOT NULL);
CREATE UNIQUE INDEX t_pkey ON t (id);
-- to
CREATE TABLE t (id int PRIMARY KEY);

-- pair: without overlaps
-- covers: primary without overlaps
-- server: 18
-- from
CREATE TABLE t (id int4range, at daterange, PRIMARY KEY (id, at));
-- to
CREATE TABLE t (id int4range, at daterange, PRIMARY KEY (id, at WITHOUT OVERLAPS));

-- pair: another name, while a foreign key refers to the old one
-- covers: primary drop; primary create; foreign drop
-- from
CREATE TABLE t (a int NOT NULL, b int NOT NULL, d text DEFAULT '', e int, CONSTRAINT k PRIMARY KEY (a));
CREATE TABLE s (a int, c text DEFAULT '', CONSTRAINT f FOREIGN KEY (a) REFERENCES t);
CREATE RULE r AS ON UPDATE TO t DO INSTEAD NOTHING;
-- to
CREATE TABLE t (a int NOT NULL, b int NOT NULL, d bigint DEFAULT 0, CONSTRAINT l PRIMARY KEY (b, a));
CREATE TABLE s (a int, c text DEFAULT '');

-- pair: foreign key with the name of the primary key, and another primary key
-- covers: primary create; primary drop
-- from
CREATE TABLE u (a int PRIMARY KEY);
CREATE TABLE t (a int, b int, CONSTRAINT k PRIMARY KEY (a));
-- to
CREATE TABLE u (a int PRIMARY KEY);
CREATE TABLE t (a int, b int, CONSTRAINT a PRIMARY KEY (a, b), CONSTRAINT k FOREIGN KEY (b) REFERENCES u);
