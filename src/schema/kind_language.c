/*
 * kind_language.c
 *		Languages and access methods.
 */
#include "postgres.h"

#include "catalog/pg_am.h"
#include "catalog/pg_language.h"
#include "schema/kinds.h"

static const char *const language_properties[] = {
	"trusted", "handler", "inline", "validator", NULL
};

static const char *const language_required[] = {"handler", NULL};

static const char language_query[] =
"SELECT " FIXED_WITH_OWNER("l.oid", NULL_TEXT, "l.lanname", "l.lanowner", "l.lanacl", "'l'") ",\n"
"       l.lanpltrusted AS trusted,\n"
"       CASE WHEN l.lanplcallfoid <> 0 THEN l.lanplcallfoid::pg_catalog.regproc END AS handler,\n"
"       CASE WHEN l.laninline <> 0 THEN l.laninline::pg_catalog.regproc END AS inline,\n"
"       CASE WHEN l.lanvalidator <> 0 THEN l.lanvalidator::pg_catalog.regproc END AS validator\n"
"  FROM pg_catalog.pg_language AS l\n"
" WHERE l.lanispl\n"
"   AND " NOT_OF_EXTENSION("pg_language", "l.oid");

static void
write_language(Change *change, const char *action, const char *command,
			   const SchemaObject *object)
{
	const char *inline_ = object_value(object, "inline");
	const char *validator = object_value(object, "validator");

	change_write(change, action, 0, "%s %sLANGUAGE %s HANDLER %s%s%s%s%s", command,
				 object_is(object, "trusted") ? "TRUSTED " : "",
				 object_name(object), object_value(object, "handler"),
				 inline_ == NULL ? "" : " INLINE ",
				 inline_ == NULL ? "" : inline_,
				 validator == NULL ? "" : " VALIDATOR ",
				 validator == NULL ? "" : validator);
}

static void
create_language(Change *change, const SchemaObject *object)
{
	write_language(change, "create", "CREATE", object);
}

static bool
alter_language(Change *change, const SchemaObject *from, const SchemaObject *to)
{
	write_language(change, "alter", "CREATE OR REPLACE", to);
	return true;
}

const SchemaKind kind_language = {
	.name = "language",
	.sql_name = "LANGUAGE",
	.catalog = LanguageRelationId,
	.query = language_query,
	.properties = language_properties,
	.required = language_required,
	.acl_letter = 'l',
	.create = create_language,
	.alter = alter_language,
	.is_rebuildable = object_is_rebuildable,
};

static const char *const method_properties[] = {"type", "handler", NULL};

static const char *const method_required[] = {"type", "handler", NULL};

static const char method_query[] =
"SELECT " FIXED_WITHOUT_OWNER("a.oid", NULL_TEXT, "a.amname", NULL_TEXT) ",\n"
"       CASE a.amtype WHEN 't' THEN 'TABLE' ELSE 'INDEX' END AS type,\n"
"       a.amhandler AS handler\n"
"  FROM pg_catalog.pg_am AS a\n"
" WHERE a.oid >= 16384\n"
"   AND " NOT_OF_EXTENSION("pg_am", "a.oid");

static void
create_method(Change *change, const SchemaObject *object)
{
	change_write(change, "create", 0, "CREATE ACCESS METHOD %s TYPE %s HANDLER %s",
				 object_name(object), object_value(object, "type"),
				 object_value(object, "handler"));
}

const SchemaKind kind_access_method = {
	.name = "access method",
	.sql_name = "ACCESS METHOD",
	.catalog = AccessMethodRelationId,
	.query = method_query,
	.properties = method_properties,
	.required = method_required,
	.unnameable = true,
	.create = create_method,
	.is_rebuildable = object_is_rebuildable,
};
