-- Inheritance.

-- pair: create
-- covers: inheritance create
-- from
-- to
CREATE TABLE p (a int CHECK (a > 0), b text DEFAULT 'x');
CREATE TABLE q (c int);
CREATE TABLE c (d int, a int) INHERITS (p, q);

-- pair: drop
-- covers: inheritance drop
-- from
CREATE TABLE p (a int);
CREATE TABLE c (d int) INHERITS (p);
-- to

-- pair: inherit
-- covers: inheritance add
-- from
CREATE TABLE p (a int);
CREATE TABLE c (a int, d int);
-- to
CREATE TABLE p (a int);
CREATE TABLE c (a int, d int) INHERITS (p);
-- data
INSERT INTO c VALUES (1, 2);
-- then
SELECT a FROM p;
-- 1

-- pair: no inherit
-- covers: inheritance remove
-- from
CREATE TABLE p (a int);
CREATE TABLE c (a int, d int) INHERITS (p);
-- to
CREATE TABLE p (a int);
CREATE TABLE c (a int, d int);
-- data
INSERT INTO c VALUES (1, 2);
-- then
SELECT a, d FROM c;
-- 1|2

-- pair: another parent
-- covers: inheritance add; inheritance remove
-- fails: the column stays declared by the child too, for which PostgreSQL has no statement
-- from
CREATE TABLE p (a int);
CREATE TABLE q (a int);
CREATE TABLE c (d int) INHERITS (p);
-- to
CREATE TABLE p (a int);
CREATE TABLE q (a int);
CREATE TABLE c (d int) INHERITS (q);

-- pair: column of the parent added and dropped
-- covers: inheritance column
-- from
CREATE TABLE p (a int, b int);
CREATE TABLE c (d int) INHERITS (p);
-- to
CREATE TABLE p (a int, e text NOT NULL DEFAULT 'x');
CREATE TABLE c (d int) INHERITS (p);

-- pair: column of the parent altered
-- covers: inheritance column
-- from
CREATE TABLE p (a int, b int);
CREATE TABLE c (d int) INHERITS (p);
-- to
CREATE TABLE p (a bigint NOT NULL, b int DEFAULT 5);
CREATE TABLE c (d int) INHERITS (p);

-- pair: default of the child
-- covers: inheritance column
-- from
CREATE TABLE p (a int DEFAULT 1, b int);
CREATE TABLE c (d int) INHERITS (p);
-- to
CREATE TABLE p (a int DEFAULT 1, b int);
CREATE TABLE c (d int) INHERITS (p);
ALTER TABLE c ALTER a SET DEFAULT 2, ALTER b SET NOT NULL;

-- pair: check of the parent
-- covers: inheritance constraint
-- from
CREATE TABLE p (a int, CONSTRAINT old CHECK (a > 0));
CREATE TABLE c (d int) INHERITS (p);
-- to
CREATE TABLE p (a int, CONSTRAINT new CHECK (a > 1), CONSTRAINT own CHECK (a > 2) NO INHERIT);
CREATE TABLE c (d int) INHERITS (p);

-- pair: rename
-- covers: inheritance rename
-- from
CREATE TABLE p (a int);
CREATE TABLE c (d int) INHERITS (p);
-- to
-- migrate:renamed-from p
CREATE TABLE parent (
	-- migrate:renamed-from a
	b int
);
-- migrate:renamed-from c
CREATE TABLE child (d int) INHERITS (parent);

-- pair: constraints on inherited columns
-- covers: inheritance constraint; inheritance create
-- from
CREATE TABLE o (a int);
-- to
CREATE TABLE o (a int);
CREATE TABLE p (a serial, b text NOT NULL);
CREATE TABLE q (CHECK (b = 'q'), UNIQUE (a, b)) INHERITS (p);
CREATE TABLE r (c int, CHECK (a < c), PRIMARY KEY (c, a)) INHERITS (p);

-- pair: a table and its heir in circles of foreign keys
-- covers: inheritance create; foreign create
-- from
CREATE TABLE o (a int);
-- to
CREATE TABLE o (a int);
CREATE TABLE p (a int PRIMARY KEY, b int);
CREATE TABLE q (c int, PRIMARY KEY (a)) INHERITS (p);
ALTER TABLE p ADD FOREIGN KEY (b) REFERENCES q;
ALTER TABLE q ADD FOREIGN KEY (c) REFERENCES p;

-- pair: column kept that the table above loses
-- covers: inheritance column
-- fails: the way there holds; on the way back the column stays declared by the heir too, for which PostgreSQL has no statement
-- statements
ALTER TABLE ONLY p DROP COLUMN b;
ALTER TABLE r DROP COLUMN b;
-- from
CREATE TABLE p (a int, b int);
CREATE TABLE q () INHERITS (p);
CREATE TABLE r () INHERITS (p);
-- to
CREATE TABLE p (a int);
CREATE TABLE q (b int) INHERITS (p);
CREATE TABLE r () INHERITS (p);

-- pair: type of an inherited column made again
-- covers: inheritance column; enum remove value
-- from
CREATE TYPE e AS ENUM ('a', 'b', 'c');
CREATE TABLE p (a e);
CREATE TABLE q (b int) INHERITS (p);
CREATE TABLE r (c e DEFAULT 'a') INHERITS (q);
-- to
CREATE TYPE e AS ENUM ('a', 'b');
CREATE TABLE p (a e);
CREATE TABLE q (b int) INHERITS (p);
CREATE TABLE r (c e DEFAULT 'a') INHERITS (q);
-- data
INSERT INTO r VALUES ('a', 1, 'b');
-- then
SELECT a FROM p;
-- a

-- pair: inherited column made again
-- covers: inheritance column; generated create
-- from
CREATE TABLE p (a text, b bigint[]);
CREATE TABLE q () INHERITS (p);
CREATE TABLE r () INHERITS (q);
CREATE INDEX i ON r (b);
-- to
CREATE TABLE p (a text, b text GENERATED ALWAYS AS (upper(a)) STORED);
CREATE TABLE q () INHERITS (p);
CREATE TABLE r () INHERITS (q);
CREATE INDEX i ON r (b);

-- pair: type of an inherited column with a default of its own
-- covers: inheritance column; default alter
-- from
CREATE TABLE p (a boolean DEFAULT true);
CREATE TABLE q () INHERITS (p);
ALTER TABLE q ALTER a SET DEFAULT false;
-- to
CREATE TABLE p (a text DEFAULT 'yes');
CREATE TABLE q () INHERITS (p);
ALTER TABLE q ALTER a SET DEFAULT 'none';

-- pair: check that is valid in the heir only
-- covers: inheritance constraint; check not valid
-- statements
COMMENT ON TABLE q IS 'heir';
-- from
CREATE TABLE p (a int);
CREATE TABLE q () INHERITS (p);
ALTER TABLE p ADD CONSTRAINT k CHECK (a > 0) NOT VALID;
-- to
CREATE TABLE p (a int);
ALTER TABLE p ADD CONSTRAINT k CHECK (a > 0) NOT VALID;
CREATE TABLE q () INHERITS (p);
COMMENT ON TABLE q IS 'heir';

-- pair: not null in an heir only
-- covers: inheritance column; not null drop
-- from
CREATE TABLE p (a int NOT NULL, b int NOT NULL);
CREATE TABLE q () INHERITS (p);
CREATE TABLE r () INHERITS (q);
CREATE TABLE s () INHERITS (p);
-- to
CREATE TABLE p (a int, b int);
CREATE TABLE q () INHERITS (p);
CREATE TABLE r () INHERITS (q);
CREATE TABLE s () INHERITS (p);
ALTER TABLE q ALTER a SET NOT NULL;
ALTER TABLE r ALTER b SET NOT NULL;

-- pair: heir dropped, column of the parent altered
-- covers: inheritance drop; inheritance column
-- from
CREATE TABLE p (a text DEFAULT '');
CREATE TABLE q (b int) INHERITS (p);
CREATE TABLE r (c int) INHERITS (q);
-- to
CREATE TABLE p (a interval);

-- pair: identity column of a table with heirs
-- covers: inheritance column; identity create
-- from
CREATE TABLE p (a int);
CREATE TABLE q () INHERITS (p);
-- to
CREATE TABLE p (a int, b bigint GENERATED ALWAYS AS IDENTITY (START WITH 5));
CREATE TABLE q () INHERITS (p);
COMMENT ON COLUMN p.b IS 'number';

-- pair: check that an heir declares too
-- covers: inheritance constraint
-- fails: the way there holds; on the way back the checks stay declared by the heirs too, for which PostgreSQL has no statement
-- statements
ALTER TABLE q ADD CONSTRAINT k CHECK ((a > 0));
ALTER TABLE r ADD CONSTRAINT l CHECK ((a > 1));
-- from
CREATE TABLE p (a int, CONSTRAINT k CHECK (a > 0));
ALTER TABLE p ADD CONSTRAINT l CHECK (a > 1) NOT VALID;
CREATE TABLE q () INHERITS (p);
CREATE TABLE r () INHERITS (q);
ALTER TABLE r ADD CONSTRAINT m CHECK (a > 2);
-- to
CREATE TABLE p (a int, CONSTRAINT k CHECK (a > 0));
ALTER TABLE p ADD CONSTRAINT l CHECK (a > 1) NOT VALID;
CREATE TABLE q (CONSTRAINT k CHECK (a > 0)) INHERITS (p);
CREATE TABLE r () INHERITS (q);
ALTER TABLE r ADD CONSTRAINT l CHECK (a > 1) NOT VALID;
ALTER TABLE r ADD CONSTRAINT m CHECK (a > 2);

-- pair: check kept that the table above loses
-- covers: inheritance constraint
-- fails: the way there holds; on the way back the check stays declared by the heir too, for which PostgreSQL has no statement
-- statements
ALTER TABLE ONLY p DROP CONSTRAINT k;
ALTER TABLE r DROP CONSTRAINT k;
-- from
CREATE TABLE p (a int, CONSTRAINT k CHECK (a > 0));
CREATE TABLE q () INHERITS (p);
CREATE TABLE r () INHERITS (p);
-- to
CREATE TABLE p (a int);
CREATE TABLE q (CONSTRAINT k CHECK (a > 0)) INHERITS (p);
CREATE TABLE r () INHERITS (p);

-- pair: check kept of a column that the table above loses
-- covers: inheritance constraint
-- fails: the way there holds; on the way back the column stays declared by the heir too, for which PostgreSQL has no statement
-- from
CREATE TABLE p (a int, b int, CONSTRAINT k CHECK (a > 0));
CREATE TABLE q () INHERITS (p);
-- to
CREATE TABLE p (b int);
CREATE TABLE q (a int, CONSTRAINT k CHECK (a > 0)) INHERITS (p);

-- pair: column of another type before it is inherited
-- covers: inheritance column; column type
-- from
CREATE TABLE p (a int);
CREATE TABLE h (b int) INHERITS (p);
CREATE TABLE i () INHERITS (h);
-- to
CREATE TABLE p (a int, b text DEFAULT 'x');
CREATE TABLE h (b text DEFAULT 'x') INHERITS (p);
CREATE TABLE i () INHERITS (h);
