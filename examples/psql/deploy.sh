#!/bin/sh
# Deploy with nothing but psql: load a directory of migrations, upgrade.
#
#   deploy.sh DIRECTORY [TARGET]
#
# psql's own variables and files say which database (PGHOST, PGSERVICE,
# DATABASE_URL as PGDATABASE, …). All of it is one transaction: if a file, a
# script or a verification fails, nothing has been loaded and nothing has run.
# The exit status is psql's: 0 if it is done.
#
# The files go through base64, so no byte of theirs can end a string.
set -eu

directory=${1:?usage: deploy.sh DIRECTORY [TARGET]}
target=${2:-head}
cd "$directory"

literal()
{
	printf "'%s'" "$(printf %s "$1" | sed "s/'/''/g")"
}

{
	echo "SET standard_conforming_strings = on;"
	echo "BEGIN;"
	echo "CREATE TEMPORARY TABLE migration_files (name text, content text) ON COMMIT DROP;"
	find . -type f -name '*.sql' | while IFS= read -r file
	do
		printf "INSERT INTO migration_files VALUES (%s, '%s');\n" \
			"$(literal "${file#./}")" "$(base64 < "$file" | tr -d '\n')"
	done
	echo "SELECT action, revision, source"
	echo "FROM migrate.load_files((SELECT coalesce(array_agg(name ORDER BY name), '{}') FROM migration_files),"
	echo "    (SELECT coalesce(array_agg(decode(content, 'base64') ORDER BY name), '{}') FROM migration_files))"
	echo "WHERE action <> 'unchanged';"
	echo "SELECT revision, message, statements, duration FROM migrate.upgrade($(literal "$target"));"
	echo "COMMIT;"
} | psql -X -q -v ON_ERROR_STOP=1
