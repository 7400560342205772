#!/bin/sh
# Prove in CI that migrations go up, come down, and go up again.
#
#   up-down-up.sh DIRECTORY
#
# Needs pg_migrate and pg_dump, and a database that may be lost (PGDATABASE
# and the like, or DATABASE_URL) with the extension migrate in it. The schema
# after the way down must be the one from before, and the one after the second
# way up that of the first, to the letter.
set -eu

directory=${1:?usage: up-down-up.sh DIRECTORY}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# The schema as text, without the random key of newer versions of pg_dump.
schema()
{
	pg_dump --schema-only --exclude-schema=migrate ${DATABASE_URL:+"--dbname=$DATABASE_URL"} |
		sed -E '/^\\(un)?restrict /d' > "$work/$1"
}

same()
{
	if ! diff -u "$work/$1" "$work/$2"; then
		echo "up-down-up: the schema is not the same: $3" >&2
		exit 1
	fi
}

schema empty
pg_migrate --dir "$directory" upgrade heads
pg_migrate --dir "$directory" check
schema up
pg_migrate --dir "$directory" --yes downgrade base
schema down
same empty down "after all downgrades, against before the first upgrade"
pg_migrate --dir "$directory" upgrade heads
schema again
same up again "after the second upgrade, against after the first"
echo "up, down, up: the schema came back each time"
