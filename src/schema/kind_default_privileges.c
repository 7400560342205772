/*
 * kind_default_privileges.c
 *		Default privileges: what a role's new objects are granted.
 *
 * An object of this kind is named for its role, "alice on tables". It must be
 * the last of the kinds: then they are dropped before anything is made; and
 * they are made or altered after all else, so that privileges.c knows which are
 * in force.
 */
#include "postgres.h"

#include "catalog/pg_default_acl.h"
#include "schema/kinds.h"

static const char *const properties[] = {"type", "acl", NULL};

static const char *const required[] = {"type", "acl", NULL};

static const char query[] =
"SELECT " FIXED_WITHOUT_OWNER("d.oid", "n.nspname", "pg_catalog.pg_get_userbyid(d.defaclrole)",
							  "CASE d.defaclobjtype\n"
							  "         WHEN 'r' THEN ' on tables' WHEN 'S' THEN ' on sequences'\n"
							  "         WHEN 'f' THEN ' on functions' WHEN 'T' THEN ' on types'\n"
							  "         WHEN 'n' THEN ' on schemas' ELSE ' on large objects' END") ",\n"
"       d.defaclobjtype AS type,\n"
"       COALESCE((SELECT pg_catalog.array_agg(i.item ORDER BY i.item::pg_catalog.text COLLATE \"C\")\n"
"                   FROM pg_catalog.unnest(d.defaclacl) AS i (item)), d.defaclacl) AS acl\n"
"  FROM pg_catalog.pg_default_acl AS d\n"
"  LEFT JOIN pg_catalog.pg_namespace AS n ON n.oid = d.defaclnamespace\n"
" WHERE n.oid IS NULL OR " USERS_SCHEMA("n");

/*
 * The word for the objects that they are about.
 */
const char *
default_privileges_objects(const SchemaObject *defaults)
{
	switch (object_value(defaults, "type")[0])
	{
		case DEFACLOBJ_RELATION:
			return "TABLES";
		case DEFACLOBJ_SEQUENCE:
			return "SEQUENCES";
		case DEFACLOBJ_FUNCTION:
			return "FUNCTIONS";
		case DEFACLOBJ_TYPE:
			return "TYPES";
		case DEFACLOBJ_NAMESPACE:
			return "SCHEMAS";
		default:
			return "LARGE OBJECTS";
	}
}

/*
 * Are they for what this role makes of the kind of this object, and where it
 * is?
 */
bool
default_privileges_apply(const SchemaObject *defaults, const char *role,
						 const SchemaObject *object)
{
	char		letter = object->kind->acl_letter;
	const char *schema = object_root(object)->schema;

	/* foreign servers, and sequences, have the other's letter there */
	if (letter == 'S')
		return false;
	if (letter == 's')
		letter = DEFACLOBJ_SEQUENCE;
	return object_value(defaults, "type")[0] == letter &&
		strcmp(defaults->name, role) == 0 &&
		(defaults->schema == NULL ||
		 (schema != NULL && strcmp(defaults->match->schema, schema) == 0));
}

static void
create(Change *change, const SchemaObject *object)
{
	privileges_alter_default(change, NULL, object);
}

static void
drop(Change *change, const SchemaObject *object)
{
	privileges_alter_default(change, object, NULL);
}

static bool
alter(Change *change, const SchemaObject *from, const SchemaObject *to)
{
	change->property = "acl";
	privileges_alter_default(change, from, to);
	return true;
}

/*
 * They come after all that they might be for.
 */
static List *
comes_after(const Change *change, bool old)
{
	List	   *others = NIL;
	ListCell   *cell;

	foreach(cell, change->comparison->changes)
	{
		const Change *other = lfirst(cell);

		if (!old && other->fate != FATE_DROP && other->fate != FATE_ALTER &&
			other->to->kind->acl_letter != 0)
			others = lappend(others, other->to);
	}
	return others;
}

/*
 * They go with their schema.
 */
static const SchemaObject *
goes_with(const SchemaObject *object)
{
	return object->in_schema;
}

const SchemaKind kind_default_privileges = {
	.name = "default privileges",
	.sql_name = "DEFAULT PRIVILEGES",
	.catalog = DefaultAclRelationId,
	.query = query,
	.properties = properties,
	.required = required,
	.unnameable = true,
	.create = create,
	.drop = drop,
	.alter = alter,
	.comes_after = comes_after,
	.goes_with = goes_with,
};
