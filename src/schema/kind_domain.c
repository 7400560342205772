/*
 * kind_domain.c
 *		Domains and their constraints.
 *
 * A domain's default, its being not null and its constraints change in place;
 * for another base type or collation it is replaced.
 */
#include "postgres.h"

#include "catalog/pg_constraint.h"
#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "schema/kinds.h"
#include "utils/builtins.h"

static const char *const properties[] = {
	"type", "collation", "default", "not_null", "not_null_name", "not_null_comment",
	NULL
};

static const char *const required[] = {"type", NULL};

static const WrittenProperty written[] = {
	{"default", "SELECT "}, {NULL}
};

static const char query[] =
"SELECT " FIXED_WITH_OWNER("t.oid", "n.nspname", "t.typname", "t.typowner", "t.typacl", "'T'") ",\n"
"       pg_catalog.format_type(t.typbasetype, t.typtypmod) AS type,\n"
"       CASE WHEN t.typcollation <> b.typcollation THEN\n"
"            pg_catalog.quote_ident(ln.nspname) || '.' || pg_catalog.quote_ident(l.collname) END AS collation,\n"
"       COALESCE(pg_catalog.pg_get_expr(t.typdefaultbin, 'pg_catalog.pg_type'::pg_catalog.regclass),\n"
"                t.typdefault) AS default,\n"
"       t.typnotnull AS not_null,\n"
"       nn.conname AS not_null_name,\n"
"       nd.description AS not_null_comment\n"
"  FROM pg_catalog.pg_type AS t\n"
"  JOIN pg_catalog.pg_namespace AS n ON n.oid = t.typnamespace\n"
"  JOIN pg_catalog.pg_type AS b ON b.oid = t.typbasetype\n"
"  LEFT JOIN pg_catalog.pg_collation AS l ON l.oid = t.typcollation\n"
"  LEFT JOIN pg_catalog.pg_namespace AS ln ON ln.oid = l.collnamespace\n"
"  LEFT JOIN pg_catalog.pg_constraint AS nn ON nn.contypid = t.oid AND nn.contype = 'n'\n"
"  LEFT JOIN pg_catalog.pg_description AS nd\n"
"    ON nd.classoid = 'pg_catalog.pg_constraint'::pg_catalog.regclass AND nd.objoid = nn.oid\n"
" WHERE t.typtype = 'd'\n"
"   AND " USERS_SCHEMA("n") "\n"
"   AND " NOT_OF_EXTENSION("pg_type", "t.oid");

static const char *const constraint_properties[] = {
	"definition", "validated", NULL
};

static const char *const constraint_required[] = {"definition", NULL};

static const WrittenProperty constraint_written[] = {
	{"definition", "ALTER TABLE t ADD "}, {NULL}
};

static const char constraint_query[] =
"SELECT " FIXED_OF_PARENT("k.oid", "0", "k.contypid", "0", "k.conname") ",\n"
"       pg_catalog.regexp_replace(pg_catalog.pg_get_constraintdef(k.oid), ' NOT VALID$', '') AS definition,\n"
"       k.convalidated AS validated\n"
"  FROM pg_catalog.pg_constraint AS k\n"
" WHERE k.contypid <> 0 AND k.contype = 'c'";

/*
 * The name of what makes a domain not null, if it is not the one that the
 * server gives it; else, and where it has none, NULL.
 */
static const char *
not_null_name(const SchemaObject *domain)
{
	const char *name = object_value(domain, "not_null_name");

	return name == NULL ||
		strcmp(name, psprintf("%s_not_null", domain->name)) == 0 ? NULL : name;
}

static void
write_not_null_comment(Change *change, const SchemaObject *domain)
{
	change_write_comment(change,
						 psprintf("CONSTRAINT %s ON %s",
								  quote_identifier(object_value(domain, "not_null_name")),
								  object_reference(domain)),
						 object_value(domain, "not_null_comment"));
}

static void
create(Change *change, const SchemaObject *object)
{
	const char *collation = object_value(object, "collation");
	const char *default_ = object_value(object, "default");
	const char *name = not_null_name(object);
	StringInfoData text;
	ListCell   *cell;

	initStringInfo(&text);
	if (collation != NULL)
		appendStringInfo(&text, " COLLATE %s", collation);
	if (default_ != NULL)
		appendStringInfo(&text, " DEFAULT %s", default_);
	if (name != NULL)
		appendStringInfo(&text, " CONSTRAINT %s", quote_identifier(name));
	if (object_is(object, "not_null"))
		appendStringInfoString(&text, " NOT NULL");
	foreach(cell, object->children)
	{
		const SchemaObject *constraint = lfirst(cell);

		if (object_is_inline(constraint))
			appendStringInfo(&text, "\n    CONSTRAINT %s %s",
							 object_name(constraint),
							 object_value(constraint, "definition"));
	}
	change_write(change, "create", 0, "CREATE DOMAIN %s AS %s%s",
				 object_qualified_name(object), object_value(object, "type"),
				 text.data);
	if (object_value(object, "not_null_comment") != NULL)
		write_not_null_comment(change, object);
}

/*
 * Only the checks of values take long; they lock the tables against writes.
 */
static void
set_not_null(Change *change, const SchemaObject *domain)
{
	const char *name = not_null_name(domain);

	if (!object_is(domain, "not_null"))
		change_write(change, "alter", 0, "ALTER %s DROP NOT NULL",
					 object_reference(domain));
	else if (name == NULL)
		change_write(change, "alter",
					 HAZARD_FAILS_ON_ROWS | HAZARD_BLOCKS_WRITES,
					 "ALTER %s SET NOT NULL", object_reference(domain));
	else
		change_write(change, "alter",
					 HAZARD_FAILS_ON_ROWS | HAZARD_BLOCKS_WRITES,
					 "ALTER %s ADD CONSTRAINT %s NOT NULL",
					 object_reference(domain), quote_identifier(name));
}

/*
 * Do tables hold values of a domain within others: arrays, composites, ranges?
 * The server does not look for values there, and refuses to add what would
 * have to be checked.
 */
static bool
is_within_others(const SchemaObject *domain)
{
	ListCell   *cell;

	check_stack_depth();
	foreach(cell, domain->needed_by)
	{
		const SchemaObject *user = lfirst(cell);
		bool		is_array = user->kind != &kind_attribute &&
		(user->kind->convert != NULL || user->kind == &kind_domain) &&
		strstr(object_value(user, "type"), "[]") != NULL;

		if (user->kind->convert != NULL && is_array)
			return true;
		if (user->kind == &kind_attribute)
			user = user->parent;
		else if (user->kind == &kind_domain && !is_array)
		{
			if (is_within_others(user))
				return true;
			continue;
		}
		if (user->kind->replaceable && user != domain &&
			type_is_stored(user, false))
			return true;
	}
	return false;
}

static bool
alter(Change *change, const SchemaObject *from, const SchemaObject *to)
{
	const char *default_ = object_value(to, "default");

	if (object_differs(from, to, "type") ||
		object_differs(from, to, "collation"))
		return false;
	if (object_differs(from, to, "not_null") && object_is(to, "not_null") &&
		is_within_others(from))
		return false;
	if (change_differs(change, "default"))
		change_write(change, "alter", 0, "ALTER %s %s%s", object_reference(to),
					 default_ == NULL ? "DROP DEFAULT" : "SET DEFAULT ",
					 default_ == NULL ? "" : default_);
	if (change_differs(change, "not_null"))
		set_not_null(change, to);
	else if (change_differs(change, "not_null_name"))
		change_write(change, "alter", 0, "ALTER %s RENAME CONSTRAINT %s TO %s",
					 object_reference(to),
					 quote_identifier(object_value(from, "not_null_name")),
					 quote_identifier(object_value(to, "not_null_name")));
	if (change_differs(change, "not_null_comment") &&
		object_value(to, "not_null_name") != NULL)
		write_not_null_comment(change, to);
	return true;
}

/*
 * Values of another base type are cast to it. A base type that is itself
 * replaced leads further down; where the type at the end is the same, or no
 * base type, values go through text.
 */
static const char *
converted_through(const SchemaObject *from, const SchemaObject *to)
{
	ListCell   *cell;

	check_stack_depth();
	foreach(cell, to->needs)
	{
		const SchemaObject *base = lfirst(cell);

		if (!base->kind->names_type || base->parent != NULL)
			continue;
		if (base->kind == &kind_domain && base->match != NULL)
			return converted_through(base->match, base);
		return "text";
	}
	return object_differs(from, to, "type") ? object_value(to, "type") : "text";
}

const SchemaKind kind_domain = {
	.name = "domain",
	.sql_name = "DOMAIN",
	.catalog = TypeRelationId,
	.query = query,
	.properties = properties,
	.required = required,
	.written = written,
	.replaceable = true,
	.names_type = true,
	.acl_letter = 'T',
	.create = create,
	.alter = alter,
	.converted_through = converted_through,
};

static void
create_constraint(Change *change, const SchemaObject *object)
{
	bool		validated = object_is(object, "validated");

	change_write(change, "create",
				 validated ? HAZARD_FAILS_ON_ROWS | HAZARD_BLOCKS_WRITES : 0,
				 "ALTER %s ADD CONSTRAINT %s %s%s",
				 object_reference(object->parent), object_name(object),
				 object_value(object, "definition"),
				 validated ? "" : " NOT VALID");
}

static void
drop_constraint(Change *change, const SchemaObject *object)
{
	change_write(change, "drop", 0, "ALTER %s DROP CONSTRAINT %s",
				 object_reference(object->parent), object_name(object));
}

static bool
alter_constraint(Change *change, const SchemaObject *from,
				 const SchemaObject *to)
{
	if (object_differs(from, to, "definition") ||
		!object_is(to, "validated") || is_within_others(from->parent))
		return false;
	if (change_differs(change, "validated"))
		change_write(change, "alter",
					 HAZARD_FAILS_ON_ROWS | HAZARD_BLOCKS_WRITES,
					 "ALTER %s VALIDATE CONSTRAINT %s",
					 object_reference(to->parent), object_name(to));
	return true;
}

static bool
may_be_inline(const SchemaObject *constraint)
{
	return object_is(constraint, "validated");
}

static bool
remakes_parent(const SchemaObject *constraint)
{
	return object_is(constraint, "validated") &&
		is_within_others(constraint->parent->match);
}

static char *
reference(const SchemaObject *constraint)
{
	return psprintf("%s ON %s", object_name(constraint),
					object_reference(constraint->parent));
}

const SchemaKind kind_domain_constraint = {
	.name = "domain constraint",
	.sql_name = "CONSTRAINT",
	.catalog = ConstraintRelationId,
	.parent_catalog = TypeRelationId,
	.query = constraint_query,
	.properties = constraint_properties,
	.required = constraint_required,
	.written = constraint_written,
	.create = create_constraint,
	.drop = drop_constraint,
	.alter = alter_constraint,
	.remakes_parent = remakes_parent,
	.is_rebuildable = object_is_rebuildable,
	.goes_with = object_goes_with_parent,
	.may_be_inline = may_be_inline,
	.reference = reference,
};
