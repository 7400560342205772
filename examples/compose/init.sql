-- Run once, when the database is made.
CREATE EXTENSION migrate;
