/*
 * checksum.c
 *		SHA-256 of what defines a revision.
 *
 * It is the same in every database, whatever its encoding, and does not
 * change with a script's line ends or its last newline, which editors, git
 * and psql's backticks change.
 */
#include "postgres.h"

#include "base/sha256.h"
#include "catalog/pg_type.h"
#include "mb/pg_wchar.h"
#include "registry/registry.h"
#include "utils/builtins.h"

/*
 * Add a part's length and bytes, or that it is missing, so that no two
 * revisions give the same bytes.
 */
static void
digest_part(pg_cryptohash_ctx *hash, const char *data, int length)
{
	char		header[16];

	sha256_add(hash, header,
			   snprintf(header, sizeof(header), data == NULL ? "-;" : "%d;", length));
	if (data != NULL)
		sha256_add(hash, data, length);
}

/*
 * A copy of a script as UTF-8; as its bytes are where the server cannot tell
 * what they stand for.
 */
static char *
script_utf8(text *script)
{
	char	   *copy = text_to_cstring(script);

	if (GetDatabaseEncoding() == PG_SQL_ASCII ||
		GetDatabaseEncoding() == PG_MULE_INTERNAL)
		return copy;
	return pg_server_to_any(copy, strlen(copy), PG_UTF8);
}

/*
 * Add a script as UTF-8, with line ends made \n, and without the last one.
 */
static void
digest_script(pg_cryptohash_ctx *hash, text *script)
{
	char	   *utf8;
	char	   *to;

	if (script == NULL)
	{
		digest_part(hash, NULL, 0);
		return;
	}
	utf8 = script_utf8(script);
	to = utf8;
	for (char *from = utf8; *from != '\0'; from++)
	{
		if (*from == '\r')
		{
			*to++ = '\n';
			if (from[1] == '\n')
				from++;
		}
		else
			*to++ = *from;
	}
	if (to > utf8 && to[-1] == '\n')
		to--;
	digest_part(hash, utf8, to - utf8);
}

static void
digest_names(pg_cryptohash_ctx *hash, ArrayType *names)
{
	Datum	   *elements;
	int			n;
	char		count[16];

	deconstruct_array_builtin(names, TEXTOID, &elements, NULL, &n);
	sha256_add(hash, count, snprintf(count, sizeof(count), "%d:", n));
	for (int i = 0; i < n; i++)
	{
		char	   *name = TextDatumGetCString(elements[i]);

		digest_part(hash, name, strlen(name));
	}
}

/*
 * Return the checksum in hexadecimal: over revision, down_revisions,
 * depends_on, branch_labels, up, down, verify, transactional, and, where
 * there are any, variables, secrets and repeatable, in that order.
 */
char *
registry_checksum(const RevisionRow *row)
{
	pg_cryptohash_ctx *hash = sha256_begin();

	digest_part(hash, row->revision, strlen(row->revision));
	digest_names(hash, row->down_revisions);
	digest_names(hash, row->depends_on);
	digest_names(hash, row->branch_labels);
	digest_script(hash, row->up);
	digest_script(hash, row->down);
	digest_script(hash, row->verify);
	sha256_add(hash, *row->transactional ? "t" : "f", 1);
	if (ARR_NDIM(row->variables) > 0)
	{
		digest_names(hash, row->variables);
		digest_names(hash, row->secrets);
	}
	if (*row->repeatable)
		sha256_add(hash, "r", 1);
	return sha256_end(hash);
}
