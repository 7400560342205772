/*
 * kind_default.c
 *		Defaults of columns.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "catalog/pg_attrdef.h"
#include "catalog/pg_class.h"
#include "catalog/pg_namespace.h"
#include "catalog/pg_proc.h"
#include "schema/kinds.h"
#include "utils/catcache.h"
#include "utils/syscache.h"

static const char *const properties[] = {"expression", NULL};

static const char *const required[] = {"expression", NULL};

static const WrittenProperty written[] = {
	{"expression", "SELECT "}, {NULL}
};

/* a default knows no column: without its table, nothing is locked for it */
static const char query[] =
"SELECT " FIXED_OF_PARENT("d.oid", "0", "d.adrelid", "d.adnum", "'default'") ",\n"
"       pg_catalog.pg_get_expr(d.adbin, 0) AS expression\n"
"  FROM pg_catalog.pg_attrdef AS d\n"
"  JOIN pg_catalog.pg_attribute AS a ON a.attrelid = d.adrelid AND a.attnum = d.adnum\n"
" WHERE a.attgenerated = ''";

/*
 * Is some function of pg_catalog with this name volatile?
 */
static bool
is_volatile_function(const char *name)
{
	CatCList   *functions = SearchSysCacheList1(PROCNAMEARGSNSP,
												CStringGetDatum(name));
	bool		found = false;

	for (int i = 0; i < functions->n_members && !found; i++)
	{
		Form_pg_proc function =
		(Form_pg_proc) GETSTRUCT(&functions->members[i]->tuple);

		found = function->pronamespace == PG_CATALOG_NAMESPACE &&
			function->provolatile == PROVOLATILE_VOLATILE;
	}
	ReleaseSysCacheList(functions);
	return found;
}

/*
 * The end of a quoted text or name that begins here.
 */
static const char *
skip_quoted(const char *text)
{
	const char *end = strchr(text + 1, text[0]);

	return end == NULL ? text + strlen(text) : end + 1;
}

/*
 * Has every row a value of its own if a column is added with this default? A
 * function that is qualified is a user's: it is taken to be volatile.
 */
bool
default_is_volatile(const SchemaObject *object)
{
	const char *text = object_value(object, "expression");

	while (*text != '\0')
	{
		size_t		length = strspn(text, "abcdefghijklmnopqrstuvwxyz_0123456789");

		if (*text == '\'')
			text = skip_quoted(text);
		else if (*text == '.' || *text == '"')
		{
			if (*text == '"')
				text = skip_quoted(text);
			else
				text += 1 + strspn(text + 1, "abcdefghijklmnopqrstuvwxyz_0123456789");
			if (*text == '(')
				return true;
		}
		else if (length > 0)
		{
			if (text[length] == '(' &&
				is_volatile_function(pnstrdup(text, length)))
				return true;
			text += length;
		}
		else
			text++;
	}
	return false;
}

static void
set(Change *change, const char *action, const SchemaObject *object)
{
	change_write_alter_only(change, action, object->parent->parent, 0,
							"ALTER COLUMN %s SET DEFAULT %s",
							object_name(object->parent),
							object_value(object, "expression"));
}

/*
 * Does a new column have its default from the one that it inherits from?
 */
static bool
comes_with_column(const SchemaObject *object)
{
	const SchemaObject *other;

	if (object->parent->kind != &kind_column ||
		!is_made_or_dropped(object->parent) ||
		!column_comes_by_itself(object->parent))
		return false;
	other = object_child(inherited_from(object->parent), object->kind);
	return other != NULL && !object_differs(other, object, "expression");
}

static void
create(Change *change, const SchemaObject *object)
{
	if (comes_with_column(object))
		return;
	set(change, "create", object);
}

static void
drop(Change *change, const SchemaObject *object)
{
	change_write_alter_only(change, "drop", object->parent->parent, 0,
							"ALTER COLUMN %s DROP DEFAULT",
							object_name(object->parent));
}

static bool
alter(Change *change, const SchemaObject *from, const SchemaObject *to)
{
	if (change_differs(change, "expression"))
		set(change, "alter", to);
	return true;
}

/*
 * The server converts a default with its column; that fits if the new form is
 * written like the old one.
 */
static bool
outlives_retyping(const SchemaObject *object)
{
	return object->match != NULL &&
		!object_differs(object, object->match, "expression");
}

/*
 * It is written with its column, if that is written and is not generated: a
 * column that is only inherited is not.
 */
static bool
may_be_inline(const SchemaObject *object)
{
	return object->parent->kind == &kind_column &&
		column_is_written(object->parent);
}

const SchemaKind kind_default = {
	.name = "default",
	.sql_name = "DEFAULT",
	.catalog = AttrDefaultRelationId,
	.parent_catalog = RelationRelationId,
	.query = query,
	.properties = properties,
	.required = required,
	.written = written,
	.blocks_retyping = true,
	.outlives_retyping = outlives_retyping,
	.create = create,
	.drop = drop,
	.alter = alter,
	.is_rebuildable = object_is_rebuildable,
	.goes_with = object_goes_with_parent,
	.may_be_inline = may_be_inline,
};
