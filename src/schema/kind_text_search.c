/*
 * kind_text_search.c
 *		Text search parsers, templates, dictionaries and configurations.
 *
 * Of dictionaries the options change in place, of configurations the mappings.
 */
#include "postgres.h"

#include "catalog/pg_ts_config.h"
#include "catalog/pg_ts_dict.h"
#include "catalog/pg_ts_parser.h"
#include "catalog/pg_ts_template.h"
#include "schema/kinds.h"
#include "utils/formatting.h"

#define FIXED_IN_SCHEMA(oid, schema, name) \
	oid " AS oid, 0 AS subid, NULL::pg_catalog.oid AS parent, 0 AS parent_subid,\n" \
	"       " schema " AS schema, " name " AS name, NULL::pg_catalog.text AS signature,\n" \
	"       NULL::pg_catalog.name AS owner, NULL::pg_catalog.aclitem[] AS acl,\n" \
	"       NULL::pg_catalog.aclitem[] AS acl_normal"

/* functions, in the order of CREATE */
static const char *const parser_properties[] = {
	"start", "gettoken", "end", "headline", "lextypes", NULL
};

static const char *const parser_required[] = {
	"start", "gettoken", "end", "lextypes", NULL
};

static const char parser_query[] =
"SELECT " FIXED_IN_SCHEMA("p.oid", "n.nspname", "p.prsname") ",\n"
"       p.prsstart AS start, p.prstoken AS gettoken, p.prsend AS end,\n"
"       CASE WHEN p.prsheadline <> 0 THEN p.prsheadline END AS headline,\n"
"       p.prslextype AS lextypes\n"
"  FROM pg_catalog.pg_ts_parser AS p\n"
"  JOIN pg_catalog.pg_namespace AS n ON n.oid = p.prsnamespace\n"
" WHERE " USERS_SCHEMA("n") "\n"
"   AND " NOT_OF_EXTENSION("pg_ts_parser", "p.oid");

static const char *const template_properties[] = {"init", "lexize", NULL};

static const char *const template_required[] = {"lexize", NULL};

static const char template_query[] =
"SELECT " FIXED_IN_SCHEMA("t.oid", "n.nspname", "t.tmplname") ",\n"
"       CASE WHEN t.tmplinit <> 0 THEN t.tmplinit END AS init,\n"
"       t.tmpllexize AS lexize\n"
"  FROM pg_catalog.pg_ts_template AS t\n"
"  JOIN pg_catalog.pg_namespace AS n ON n.oid = t.tmplnamespace\n"
" WHERE " USERS_SCHEMA("n") "\n"
"   AND " NOT_OF_EXTENSION("pg_ts_template", "t.oid");

/*
 * Parsers and templates are made of functions: each property is an option.
 */
static void
create_of_functions(Change *change, const SchemaObject *object)
{
	StringInfoData text;

	initStringInfo(&text);
	for (int i = 0; object->kind->properties[i] != NULL; i++)
		if (object->values[i] != NULL)
			appendStringInfo(&text, "%s%s = %s", text.len == 0 ? "" : ", ",
							 asc_toupper(object->kind->properties[i],
										 strlen(object->kind->properties[i])),
							 object->values[i]);
	change_write(change, "create", 0, "CREATE %s (%s)", object_reference(object),
				 text.data);
}

const SchemaKind kind_text_search_parser = {
	.name = "text search parser",
	.sql_name = "TEXT SEARCH PARSER",
	.catalog = TSParserRelationId,
	.query = parser_query,
	.properties = parser_properties,
	.required = parser_required,
	.create = create_of_functions,
	.is_rebuildable = object_is_rebuildable,
};

const SchemaKind kind_text_search_template = {
	.name = "text search template",
	.sql_name = "TEXT SEARCH TEMPLATE",
	.catalog = TSTemplateRelationId,
	.query = template_query,
	.properties = template_properties,
	.required = template_required,
	.create = create_of_functions,
	.is_rebuildable = object_is_rebuildable,
};

static const char *const dictionary_properties[] = {
	"template", "options", NULL
};

static const char *const dictionary_required[] = {"template", NULL};

static const char dictionary_query[] =
"SELECT " FIXED_WITH_OWNER("d.oid", "n.nspname", "d.dictname", "d.dictowner", "NULL::pg_catalog.aclitem[]", "'f'") ",\n"
"       pg_catalog.quote_ident(tn.nspname) || '.' || pg_catalog.quote_ident(t.tmplname) AS template,\n"
"       d.dictinitoption AS options\n"
"  FROM pg_catalog.pg_ts_dict AS d\n"
"  JOIN pg_catalog.pg_namespace AS n ON n.oid = d.dictnamespace\n"
"  JOIN pg_catalog.pg_ts_template AS t ON t.oid = d.dicttemplate\n"
"  JOIN pg_catalog.pg_namespace AS tn ON tn.oid = t.tmplnamespace\n"
" WHERE " USERS_SCHEMA("n") "\n"
"   AND " NOT_OF_EXTENSION("pg_ts_dict", "d.oid");

static void
create_dictionary(Change *change, const SchemaObject *object)
{
	const char *options = object_value(object, "options");

	change_write(change, "create", 0, "CREATE %s (TEMPLATE = %s%s%s)",
				 object_reference(object), object_value(object, "template"),
				 options == NULL ? "" : ", ", options == NULL ? "" : options);
}

/*
 * Options that are not named any more are taken away by name.
 */
static bool
alter_dictionary(Change *change, const SchemaObject *from,
				 const SchemaObject *to)
{
	const char *options = object_value(to, "options");
	StringInfoData text;
	ListCell   *cell;

	if (object_differs(from, to, "template"))
		return false;
	if (!change_differs(change, "options"))
		return true;
	initStringInfo(&text);
	if (options != NULL)
		appendStringInfoString(&text, options);
	foreach(cell, options_missing(object_value(from, "options"), options))
		appendStringInfo(&text, "%s%s", text.len == 0 ? "" : ", ",
						 (char *) lfirst(cell));
	change_write(change, "alter", 0, "ALTER %s (%s)", object_reference(to),
				 text.data);
	return true;
}

const SchemaKind kind_text_search_dictionary = {
	.name = "text search dictionary",
	.sql_name = "TEXT SEARCH DICTIONARY",
	.catalog = TSDictionaryRelationId,
	.query = dictionary_query,
	.properties = dictionary_properties,
	.required = dictionary_required,
	.create = create_dictionary,
	.alter = alter_dictionary,
	.is_rebuildable = object_is_rebuildable,
};

static const char *const configuration_properties[] = {
	"parser", "mappings", NULL
};

static const char *const configuration_required[] = {"parser", NULL};

/* mappings: a line for each type of tokens, "asciiword WITH own.d, simple" */
static const char configuration_query[] =
"SELECT " FIXED_WITH_OWNER("c.oid", "n.nspname", "c.cfgname", "c.cfgowner", "NULL::pg_catalog.aclitem[]", "'f'") ",\n"
"       pg_catalog.quote_ident(pn.nspname) || '.' || pg_catalog.quote_ident(p.prsname) AS parser,\n"
"       m.mappings AS mappings\n"
"  FROM pg_catalog.pg_ts_config AS c\n"
"  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.cfgnamespace\n"
"  JOIN pg_catalog.pg_ts_parser AS p ON p.oid = c.cfgparser\n"
"  JOIN pg_catalog.pg_namespace AS pn ON pn.oid = p.prsnamespace\n"
"  LEFT JOIN LATERAL (SELECT pg_catalog.string_agg(t.mapping, E'\\n' ORDER BY t.mapping) AS mappings\n"
"                       FROM (SELECT pg_catalog.quote_ident(k.alias) || ' WITH ' ||\n"
"                                    pg_catalog.string_agg(pg_catalog.quote_ident(dn.nspname) || '.' ||\n"
"                                      pg_catalog.quote_ident(d.dictname), ', ' ORDER BY o.mapseqno) AS mapping\n"
"                               FROM pg_catalog.pg_ts_config_map AS o\n"
"                               JOIN pg_catalog.ts_token_type(c.cfgparser) AS k ON k.tokid = o.maptokentype\n"
"                               JOIN pg_catalog.pg_ts_dict AS d ON d.oid = o.mapdict\n"
"                               JOIN pg_catalog.pg_namespace AS dn ON dn.oid = d.dictnamespace\n"
"                              WHERE o.mapcfg = c.oid\n"
"                              GROUP BY k.alias) AS t) AS m ON true\n"
" WHERE " USERS_SCHEMA("n") "\n"
"   AND " NOT_OF_EXTENSION("pg_ts_config", "c.oid");

/*
 * Of some mappings that of a type of tokens, NULL if there is none: it begins
 * like the mapping "like".
 */
static const char *
find_mapping(const List *mappings, const char *like)
{
	size_t		length = strstr(like, " WITH ") + strlen(" WITH ") - like;
	ListCell   *cell;

	foreach(cell, mappings)
		if (strncmp(lfirst(cell), like, length) == 0)
		return lfirst(cell);
	return NULL;
}

/*
 * Write what turns the mappings of one list into those of another.
 */
static void
write_mappings(Change *change, const SchemaObject *object, const List *from,
			   const List *to)
{
	ListCell   *cell;

	foreach(cell, from)
	{
		const char *old = lfirst(cell);

		if (find_mapping(to, old) == NULL)
			change_write(change, "alter", 0, "ALTER %s DROP MAPPING FOR %.*s",
						 object_reference(object),
						 (int) (strstr(old, " WITH ") - old), old);
	}
	foreach(cell, to)
	{
		const char *new = lfirst(cell);
		const char *old = find_mapping(from, new);

		if (old == NULL || strcmp(old, new) != 0)
			change_write(change, "alter", 0, "ALTER %s %s MAPPING FOR %s",
						 object_reference(object), old == NULL ? "ADD" : "ALTER",
						 new);
	}
}

static void
create_configuration(Change *change, const SchemaObject *object)
{
	change_write(change, "create", 0, "CREATE %s (PARSER = %s)",
				 object_reference(object), object_value(object, "parser"));
	write_mappings(change, object, NIL,
				   lines_of(object_value(object, "mappings")));
}

static bool
alter_configuration(Change *change, const SchemaObject *from,
					const SchemaObject *to)
{
	if (object_differs(from, to, "parser"))
		return false;
	if (change_differs(change, "mappings"))
		write_mappings(change, to, lines_of(object_value(from, "mappings")),
					   lines_of(object_value(to, "mappings")));
	return true;
}

const SchemaKind kind_text_search_configuration = {
	.name = "text search configuration",
	.sql_name = "TEXT SEARCH CONFIGURATION",
	.catalog = TSConfigRelationId,
	.query = configuration_query,
	.properties = configuration_properties,
	.required = configuration_required,
	.create = create_configuration,
	.alter = alter_configuration,
	.is_rebuildable = object_is_rebuildable,
};
