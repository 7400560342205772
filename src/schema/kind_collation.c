/*
 * kind_collation.c
 *		Collations and conversions.
 *
 * Nothing of a collation changes in place: it is replaced, and the columns
 * that use it are converted.
 */
#include "postgres.h"

#include "base/compat.h"
#include "catalog/pg_collation.h"
#include "catalog/pg_conversion.h"
#include "schema/kinds.h"
#include "utils/builtins.h"

static const char *const collation_properties[] = {
	"provider", "lc_collate", "lc_ctype", "locale", "rules", "deterministic",
	NULL
};

static const char *const collation_required[] = {"provider", NULL};

/* those of other encodings than the database's cannot be used here */
static const char collation_query[] =
"SELECT " FIXED_WITHOUT_ACL("l.oid", "n.nspname", "l.collname", NULL_TEXT, "l.collowner") ",\n"
"       CASE l.collprovider WHEN 'i' THEN 'icu' WHEN 'c' THEN 'libc' WHEN 'b' THEN 'builtin' ELSE 'default' END AS provider,\n"
"       l.collcollate AS lc_collate,\n"
"       l.collctype AS lc_ctype,\n"
"       " COLLATION_LOCALE("l") " AS locale,\n"
"       " COLLATION_RULES("l") " AS rules,\n"
"       l.collisdeterministic AS deterministic\n"
"  FROM pg_catalog.pg_collation AS l\n"
"  JOIN pg_catalog.pg_namespace AS n ON n.oid = l.collnamespace\n"
" WHERE l.collencoding IN (-1, (SELECT d.encoding FROM pg_catalog.pg_database AS d\n"
"                                WHERE d.datname = pg_catalog.current_database()))\n"
"   AND " USERS_SCHEMA("n") "\n"
"   AND " NOT_OF_EXTENSION("pg_collation", "l.oid");

static void
create_collation(Change *change, const SchemaObject *object)
{
	const char *lc_collate = object_value(object, "lc_collate");
	const char *lc_ctype = object_value(object, "lc_ctype");
	const char *locale = object_value(object, "locale");
	const char *rules = object_value(object, "rules");
	StringInfoData text;

	if (lc_collate != NULL && lc_ctype != NULL &&
		strcmp(lc_collate, lc_ctype) == 0 && locale == NULL)
		locale = lc_collate;
	initStringInfo(&text);
	appendStringInfo(&text, "PROVIDER = %s", object_value(object, "provider"));
	if (!object_is(object, "deterministic"))
		appendStringInfoString(&text, ", DETERMINISTIC = false");
	if (locale != NULL)
		appendStringInfo(&text, ", LOCALE = %s", quote_literal_cstr(locale));
	else
	{
		if (lc_collate != NULL)
			appendStringInfo(&text, ", LC_COLLATE = %s",
							 quote_literal_cstr(lc_collate));
		if (lc_ctype != NULL)
			appendStringInfo(&text, ", LC_CTYPE = %s",
							 quote_literal_cstr(lc_ctype));
	}
	if (rules != NULL)
		appendStringInfo(&text, ", RULES = %s", quote_literal_cstr(rules));
	change_write(change, "create", 0, "CREATE %s (%s)", object_reference(object),
				 text.data);
}

/* a value is the same text under another collation */
static bool
conversion_is_safe(const SchemaObject *from, const SchemaObject *to)
{
	return true;
}

const SchemaKind kind_collation = {
	.name = "collation",
	.sql_name = "COLLATION",
	.catalog = CollationRelationId,
	.query = collation_query,
	.properties = collation_properties,
	.required = collation_required,
	.replaceable = true,
	.create = create_collation,
	.conversion_is_safe = conversion_is_safe,
};

static const char *const conversion_properties[] = {
	"default", "from_encoding", "to_encoding", "function", NULL
};

static const char *const conversion_required[] = {
	"from_encoding", "to_encoding", "function", NULL
};

static const char conversion_query[] =
"SELECT " FIXED_WITHOUT_ACL("c.oid", "n.nspname", "c.conname", NULL_TEXT, "c.conowner") ",\n"
"       c.condefault AS default,\n"
"       pg_catalog.pg_encoding_to_char(c.conforencoding) AS from_encoding,\n"
"       pg_catalog.pg_encoding_to_char(c.contoencoding) AS to_encoding,\n"
"       c.conproc AS function\n"
"  FROM pg_catalog.pg_conversion AS c\n"
"  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.connamespace\n"
" WHERE " USERS_SCHEMA("n") "\n"
"   AND " NOT_OF_EXTENSION("pg_conversion", "c.oid");

static void
create_conversion(Change *change, const SchemaObject *object)
{
	change_write(change, "create", 0, "CREATE %s%s FOR %s TO %s FROM %s",
				 object_is(object, "default") ? "DEFAULT " : "",
				 object_reference(object),
				 quote_literal_cstr(object_value(object, "from_encoding")),
				 quote_literal_cstr(object_value(object, "to_encoding")),
				 object_value(object, "function"));
}

const SchemaKind kind_conversion = {
	.name = "conversion",
	.sql_name = "CONVERSION",
	.catalog = ConversionRelationId,
	.query = conversion_query,
	.properties = conversion_properties,
	.required = conversion_required,
	.create = create_conversion,
	.is_rebuildable = object_is_rebuildable,
};
