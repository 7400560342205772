-- NOT NULL.

-- pair: set
-- covers: not null create; column not null
-- hazards: fails on existing rows
-- statements
ALTER TABLE t ALTER COLUMN a SET NOT NULL;
-- from
CREATE TABLE t (a int);
-- to
CREATE TABLE t (a int NOT NULL);

-- pair: drop
-- covers: not null drop; column not null
-- hazards: not fails on existing rows
-- statements
ALTER TABLE t ALTER COLUMN a DROP NOT NULL;
-- from
CREATE TABLE t (a int NOT NULL);
-- to
CREATE TABLE t (a int);

-- pair: set and drop
-- covers: not null create; not null drop; table one statement
-- from
CREATE TABLE t (a int NOT NULL, b int);
-- to
CREATE TABLE t (a int, b int NOT NULL);

-- pair: kept when the primary key goes
-- covers: not null create; primary drop
-- from
CREATE TABLE t (a int PRIMARY KEY);
-- to
CREATE TABLE t (a int NOT NULL);

-- pair: gone with the primary key
-- covers: not null drop; primary drop
-- from
CREATE TABLE t (a int PRIMARY KEY);
-- to
CREATE TABLE t (a int);

-- pair: named
-- covers: not null name
-- server: 18
-- from
CREATE TABLE t (a int NOT NULL);
-- to
CREATE TABLE t (a int CONSTRAINT a_must_be NOT NULL);

-- pair: not valid
-- covers: not null not valid
-- server: 18
-- from
CREATE TABLE t (a int);
-- to
CREATE TABLE t (a int);
ALTER TABLE t ADD CONSTRAINT t_a_not_null NOT NULL a NOT VALID;

-- pair: no inherit
-- covers: not null no inherit
-- server: 18
-- from
CREATE TABLE t (a int NOT NULL);
-- to
CREATE TABLE t (a int NOT NULL NO INHERIT);

-- pair: comment
-- covers: not null comment
-- server: 18
-- both
CREATE TABLE t (a int CONSTRAINT must NOT NULL);
-- from
-- to
COMMENT ON CONSTRAINT must ON t IS 'why';
