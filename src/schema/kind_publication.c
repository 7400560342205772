/*
 * kind_publication.c
 *		Publications, and their tables and schemas.
 *
 * A table of a publication, with its columns and its condition, is an object
 * of its own, and so is a schema of it. Its name there is that of the table or
 * schema; what it is called in statements is the needed object's name, which
 * may be another after a rename.
 */
#include "postgres.h"

#include "catalog/pg_publication.h"
#include "catalog/pg_publication_namespace.h"
#include "catalog/pg_publication_rel.h"
#include "schema/kinds.h"

static const char *const publication_properties[] = {
	"all_tables", "publish", "via_root", "generated_columns", NULL
};

static const char *const publication_required[] = {"publish", NULL};

static const char publication_query[] =
"SELECT " FIXED_WITH_OWNER("p.oid", "NULL::pg_catalog.text", "p.pubname", "p.pubowner", "NULL::pg_catalog.aclitem[]", "'r'") ",\n"
"       p.puballtables AS all_tables,\n"
"       pg_catalog.concat_ws(', ', CASE WHEN p.pubinsert THEN 'insert' END,\n"
"         CASE WHEN p.pubupdate THEN 'update' END, CASE WHEN p.pubdelete THEN 'delete' END,\n"
"         CASE WHEN p.pubtruncate THEN 'truncate' END) AS publish,\n"
"       p.pubviaroot AS via_root,\n"
"       " PUBLICATION_GENERATED_COLUMNS("p") " AS generated_columns\n"
"  FROM pg_catalog.pg_publication AS p\n"
" WHERE " NOT_OF_EXTENSION("pg_publication", "p.oid");

static const char *const table_properties[] = {
	"table", "columns", "condition", NULL
};

static const char *const table_required[] = {"table", NULL};

static const WrittenProperty table_written[] = {
	{"condition", "SELECT "}, {NULL}
};

static const char table_query[] =
"SELECT r.oid AS oid, 0 AS subid, r.prpubid AS parent, 0 AS parent_subid,\n"
"       NULL::pg_catalog.text AS schema, n.nspname AS name,\n"
"       '.' || pg_catalog.quote_ident(c.relname) AS signature,\n"
"       NULL::pg_catalog.name AS owner, NULL::pg_catalog.aclitem[] AS acl,\n"
"       NULL::pg_catalog.aclitem[] AS acl_normal,\n"
"       pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname) AS table,\n"
"       l.columns AS columns,\n"
"       pg_catalog.pg_get_expr(r.prqual, r.prrelid) AS condition\n"
"  FROM pg_catalog.pg_publication_rel AS r\n"
"  JOIN pg_catalog.pg_class AS c ON c.oid = r.prrelid\n"
"  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace\n"
"  LEFT JOIN (SELECT q.oid, pg_catalog.string_agg(pg_catalog.quote_ident(a.attname), ', ' ORDER BY a.attnum) AS columns\n"
"               FROM pg_catalog.pg_publication_rel AS q\n"
"               JOIN pg_catalog.pg_attribute AS a\n"
"                 ON a.attrelid = q.prrelid AND a.attnum = ANY (q.prattrs::pg_catalog.int2[])\n"
"              GROUP BY q.oid) AS l ON l.oid = r.oid\n"
" WHERE n.nspname <> 'migrate'";

static const char *const schema_properties[] = {NULL};

static const char schema_query[] =
"SELECT " FIXED_OF_PARENT("s.oid", "0", "s.pnpubid", "0", "n.nspname") "\n"
"  FROM pg_catalog.pg_publication_namespace AS s\n"
"  JOIN pg_catalog.pg_namespace AS n ON n.oid = s.pnnspid\n"
" WHERE n.nspname <> 'migrate'";

/*
 * The object that an object of a publication stands for; NULL if it is not in
 * the snapshot.
 */
static const SchemaObject *
published(const SchemaObject *object)
{
	ListCell   *cell;

	foreach(cell, object->needs)
	{
		const SchemaObject *needed = lfirst(cell);

		if (needed->parent == NULL && needed != object->parent)
			return needed;
	}
	return NULL;
}

static bool
is_inherited(const SchemaObject *table)
{
	ListCell   *cell;

	foreach(cell, table->needed_by)
		if (((const SchemaObject *) lfirst(cell))->kind == &kind_inheritance)
		return true;
	return false;
}

/*
 * A table, by itself: which of those that inherit from it are published too,
 * they say themselves.
 */
static char *
table_name(const SchemaObject *object)
{
	const SchemaObject *table = published(object);

	return table == NULL ? pstrdup(object_value(object, "table")) :
		psprintf("%s%s", is_inherited(table) ? "ONLY " : "",
				 object_qualified_name(table));
}

/*
 * A table, or a schema, as FOR and ADD have it.
 */
static char *
definition(const SchemaObject *object)
{
	StringInfoData text;

	initStringInfo(&text);
	if (object->kind == &kind_publication_schema)
		appendStringInfo(&text, "TABLES IN SCHEMA %s", object_name(object));
	else
	{
		appendStringInfo(&text, "TABLE %s", table_name(object));
		if (object_value(object, "columns") != NULL)
			appendStringInfo(&text, " (%s)", object_value(object, "columns"));
		if (object_value(object, "condition") != NULL)
			appendStringInfo(&text, " WHERE (%s)",
							 object_value(object, "condition"));
	}
	return text.data;
}

static void
append_option(StringInfo text, const char *name, const char *value)
{
	appendStringInfo(text, "%s%s = %s", text->len == 0 ? "" : ", ", name, value);
}

/*
 * The options of a publication that differ from another's, or, without one,
 * from the defaults.
 */
static char *
options(const SchemaObject *from, const SchemaObject *to)
{
	const char *generated = object_value(to, "generated_columns");
	StringInfoData text;

	initStringInfo(&text);
	if (from != NULL ? object_differs(from, to, "publish") :
		strcmp(object_value(to, "publish"), "insert, update, delete, truncate") != 0)
		append_option(&text, "publish",
					  psprintf("'%s'", object_value(to, "publish")));
	if (from != NULL ? object_differs(from, to, "via_root") :
		object_is(to, "via_root"))
		append_option(&text, "publish_via_partition_root",
					  object_is(to, "via_root") ? "true" : "false");
	if (from != NULL ? object_differs(from, to, "generated_columns") :
		generated != NULL)
		append_option(&text, "publish_generated_columns",
					  generated != NULL ? generated : "none");
	return text.data;
}

static void
create_publication(Change *change, const SchemaObject *publication)
{
	const char *with = options(NULL, publication);
	StringInfoData text;
	bool		first = true;
	ListCell   *cell;

	initStringInfo(&text);
	appendStringInfo(&text, "CREATE %s", object_reference(publication));
	if (object_is(publication, "all_tables"))
		appendStringInfoString(&text, " FOR ALL TABLES");
	foreach(cell, publication->children)
	{
		const SchemaObject *child = lfirst(cell);

		if (!object_is_inline(child))
			continue;
		appendStringInfo(&text, "%s%s", first ? " FOR " : ", ",
						 definition(child));
		first = false;
	}
	if (with[0] != '\0')
		appendStringInfo(&text, " WITH (%s)", with);
	change_write(change, "create", 0, "%s", text.data);
}

static bool
alter_publication(Change *change, const SchemaObject *from,
				  const SchemaObject *to)
{
	if (object_differs(from, to, "all_tables"))
		return false;
	change->property = "options";
	change_write(change, "alter", 0, "ALTER %s SET (%s)",
				 object_reference(to), options(from, to));
	return true;
}

static void
add(Change *change, const SchemaObject *object)
{
	change_write(change, "create", 0, "ALTER %s ADD %s",
				 object_reference(object->parent), definition(object));
}

static void
remove_table(Change *change, const SchemaObject *object)
{
	change_write(change, "drop", 0, "ALTER %s DROP TABLE %s",
				 object_reference(object->parent), table_name(object));
}

static void
remove_schema(Change *change, const SchemaObject *object)
{
	change_write(change, "drop", 0, "ALTER %s DROP TABLES IN SCHEMA %s",
				 object_reference(object->parent), object_name(object));
}

/*
 * Whatever is published goes with the publication, and with the table or
 * schema.
 */
static const SchemaObject *
goes_with(const SchemaObject *object)
{
	const SchemaObject *needed = published(object);

	if (object->parent->change != NULL &&
		object->parent->change->fate != FATE_ALTER)
		return object->parent;
	return needed;
}

const SchemaKind kind_publication = {
	.name = "publication",
	.sql_name = "PUBLICATION",
	.catalog = PublicationRelationId,
	.query = publication_query,
	.properties = publication_properties,
	.required = publication_required,
	.create = create_publication,
	.alter = alter_publication,
	.is_rebuildable = object_is_rebuildable,
};

const SchemaKind kind_publication_table = {
	.name = "publication table",
	.sql_name = "PUBLICATION",
	.catalog = PublicationRelRelationId,
	.parent_catalog = PublicationRelationId,
	.query = table_query,
	.properties = table_properties,
	.required = table_required,
	.written = table_written,
	.blocks_retyping = true,
	.unnameable = true,
	.create = add,
	.drop = remove_table,
	.is_rebuildable = object_is_rebuildable,
	.goes_with = goes_with,
	.may_be_inline = object_may_be_inline,
};

const SchemaKind kind_publication_schema = {
	.name = "publication schema",
	.sql_name = "PUBLICATION",
	.catalog = PublicationNamespaceRelationId,
	.parent_catalog = PublicationRelationId,
	.query = schema_query,
	.properties = schema_properties,
	.unnameable = true,
	.create = add,
	.drop = remove_schema,
	.is_rebuildable = object_is_rebuildable,
	.goes_with = goes_with,
	.may_be_inline = object_may_be_inline,
};
