/*
 * registry.c
 *		valid_names, valid_variables, checksum: what the constraints call.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "common/cryptohash.h"
#include "common/sha2.h"
#include "graph/graph.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "script/script.h"
#include "utils/array.h"
#include "utils/builtins.h"

/*
 * Is this a list of texts that differ and that all pass a check?
 */
static bool
valid_list(ArrayType *names, bool (*is_valid) (const char *name, int len))
{
	Datum	   *elements;
	bool	   *nulls;
	int			n;

	if (ARR_NDIM(names) > 1)
		return false;
	deconstruct_array_builtin(names, TEXTOID, &elements, &nulls, &n);
	for (int i = 0; i < n; i++)
	{
		text	   *name;

		CHECK_FOR_INTERRUPTS();
		if (nulls[i])
			return false;
		name = DatumGetTextPP(elements[i]);
		if (!is_valid(VARDATA_ANY(name), VARSIZE_ANY_EXHDR(name)))
			return false;
		for (int j = 0; j < i; j++)
		{
			text	   *other = DatumGetTextPP(elements[j]);

			if (VARSIZE_ANY_EXHDR(other) == VARSIZE_ANY_EXHDR(name) &&
				memcmp(VARDATA_ANY(other), VARDATA_ANY(name),
					   VARSIZE_ANY_EXHDR(name)) == 0)
				return false;
		}
	}
	return true;
}

PG_FUNCTION_INFO_V1(migrate_valid_names);
Datum
migrate_valid_names(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(valid_list(PG_GETARG_ARRAYTYPE_P(0), name_is_valid));
}

PG_FUNCTION_INFO_V1(migrate_valid_variables);
Datum
migrate_valid_variables(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(valid_list(PG_GETARG_ARRAYTYPE_P(0), variable_name_is_valid));
}

static void
digest(pg_cryptohash_ctx *hash, const void *data, size_t length)
{
	if (pg_cryptohash_update(hash, data, length) < 0)
		elog(ERROR, "could not compute SHA-256: %s", pg_cryptohash_error(hash));
}

/*
 * Add a part's length and bytes, or that it is missing, so that no two
 * revisions give the same bytes.
 */
static void
digest_part(pg_cryptohash_ctx *hash, const char *data, int length)
{
	char		header[16];

	digest(hash, header,
		   snprintf(header, sizeof(header), data == NULL ? "-;" : "%d;", length));
	if (data != NULL)
		digest(hash, data, length);
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
digest_script(pg_cryptohash_ctx *hash, FunctionCallInfo fcinfo, int argument)
{
	char	   *utf8;
	char	   *to;

	if (PG_ARGISNULL(argument))
	{
		digest_part(hash, NULL, 0);
		return;
	}
	utf8 = script_utf8(PG_GETARG_TEXT_PP(argument));
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
digest_names(pg_cryptohash_ctx *hash, FunctionCallInfo fcinfo, int argument)
{
	Datum	   *elements;
	int			n;
	char		count[16];

	deconstruct_array_builtin(PG_GETARG_ARRAYTYPE_P(argument), TEXTOID,
							  &elements, NULL, &n);
	digest(hash, count, snprintf(count, sizeof(count), "%d:", n));
	for (int i = 0; i < n; i++)
	{
		char	   *name = TextDatumGetCString(elements[i]);

		digest_part(hash, name, strlen(name));
	}
}

/*
 * SHA-256 over revision, down_revisions, depends_on, branch_labels, up, down,
 * verify, transactional, and, where there are any, variables, secrets and
 * repeatable, in that order. Only the scripts may be null.
 */
PG_FUNCTION_INFO_V1(migrate_checksum);
Datum
migrate_checksum(PG_FUNCTION_ARGS)
{
	pg_cryptohash_ctx *hash;
	uint8		result[PG_SHA256_DIGEST_LENGTH];
	char		hex[PG_SHA256_DIGEST_STRING_LENGTH];
	char	   *id;

	for (int argument = 0; argument < PG_NARGS(); argument++)
	{
		if (PG_ARGISNULL(argument) && !(argument >= 4 && argument <= 6))
			PG_RETURN_NULL();
	}

	hash = pg_cryptohash_create(PG_SHA256);
	if (pg_cryptohash_init(hash) < 0)
		elog(ERROR, "could not compute SHA-256: %s", pg_cryptohash_error(hash));
	id = text_to_cstring(PG_GETARG_TEXT_PP(0));
	digest_part(hash, id, strlen(id));
	for (int names = 1; names <= 3; names++)
		digest_names(hash, fcinfo, names);
	for (int script = 4; script <= 6; script++)
		digest_script(hash, fcinfo, script);
	digest(hash, PG_GETARG_BOOL(7) ? "t" : "f", 1);
	if (ARR_NDIM(PG_GETARG_ARRAYTYPE_P(8)) > 0)
	{
		digest_names(hash, fcinfo, 8);
		digest_names(hash, fcinfo, 9);
	}
	if (PG_GETARG_BOOL(10))
		digest(hash, "r", 1);
	if (pg_cryptohash_final(hash, result, sizeof(result)) < 0)
		elog(ERROR, "could not compute SHA-256: %s", pg_cryptohash_error(hash));
	pg_cryptohash_free(hash);

	hex_encode((char *) result, sizeof(result), hex);
	PG_RETURN_TEXT_P(cstring_to_text_with_len(hex, sizeof(result) * 2));
}
