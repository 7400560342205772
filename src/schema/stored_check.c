/*
 * stored_check.c
 *		Tell whether an object that was read from bytes can be one.
 *
 * Whoever may write the registry's tables may write bytes that no snapshot
 * was. The code of the kinds relies on what the catalog guarantees: which
 * parents a kind has, what is in a schema, which properties are there. All
 * that is looked at here; of what the texts say, only what they are taken apart by.
 */
#include "postgres.h"

#include "schema/kinds.h"
#include "schema/schema.h"

#define MAX_PARENTS 4

/* What the parents of a kind may be. */
static const struct
{
	const SchemaKind *kind;
	const SchemaKind *parents[MAX_PARENTS + 1];
}			parents_of[] =

{
	{&kind_attribute, {&kind_composite}},
	{&kind_domain_constraint, {&kind_domain}},
	{&kind_user_mapping, {&kind_server}},
	{&kind_column, {&kind_table, &kind_foreign_table}},
	{&kind_identity, {&kind_column}},
	{&kind_view_column, {&kind_view, &kind_materialized_view}},
	{&kind_default, {&kind_column, &kind_view_column}},
	{&kind_constraint, {&kind_table, &kind_foreign_table}},
	{&kind_index, {&kind_table, &kind_materialized_view}},
	{&kind_inheritance, {&kind_table, &kind_foreign_table}},
	{&kind_partition, {&kind_table, &kind_foreign_table}},
	{&kind_rule, {&kind_table, &kind_view, &kind_materialized_view,
	&kind_foreign_table}},
	{&kind_trigger, {&kind_table, &kind_view, &kind_foreign_table}},
	{&kind_policy, {&kind_table}},
	{&kind_publication_table, {&kind_publication}},
	{&kind_publication_schema, {&kind_publication}},
	{&kind_sequence_owner, {&kind_sequence}},
	{&kind_extension_member, {&kind_extension}}
};

/* Kinds that stand by themselves and in no schema. */
static const SchemaKind *const in_no_schema[] = {
	&kind_schema, &kind_language, &kind_cast, &kind_transform,
	&kind_access_method, &kind_extension, &kind_foreign_data_wrapper,
	&kind_server, &kind_publication, &kind_subscription, &kind_event_trigger
};

/* Kinds whose names are not all: others of the same name may be beside. */
static const SchemaKind *const with_signature[] = {
	&kind_function, &kind_procedure, &kind_aggregate, &kind_operator,
	&kind_operator_family, &kind_operator_class, &kind_default_privileges,
	&kind_publication_table
};

/* Kinds that stand by themselves and belong to nobody. */
static const SchemaKind *const without_owner[] = {
	&kind_cast, &kind_transform, &kind_access_method, &kind_extension,
	&kind_text_search_parser, &kind_text_search_template,
	&kind_default_privileges
};

/* Properties that are one letter, if they are there. */
static const struct
{
	const SchemaKind *kind;
	const char *property;
	const char *letters;
}			letters_of[] =

{
	{&kind_column, "storage", "pemx"},
	{&kind_column, "compression", "pl"},
	{&kind_view_column, "storage", "pemx"},
	{&kind_view_column, "compression", "pl"},
	{&kind_constraint, "type", "cfpuxt"},
	{&kind_trigger, "enabled", "ODRA"},
	{&kind_trigger, "enabled_above", "ODRA"},
	{&kind_rule, "enabled", "ODRA"},
	{&kind_event_trigger, "enabled", "ODRA"}
};

static bool
is_among(const SchemaKind *kind, const SchemaKind *const *kinds, int n)
{
	for (int i = 0; i < n; i++)
		if (kinds[i] == kind)
			return true;
	return false;
}

static bool
parent_is_possible(const SchemaObject *object)
{
	if (object->parent == NULL || object->kind->parent_catalog == InvalidOid)
		return object->parent == NULL &&
			object->kind->parent_catalog == InvalidOid;
	for (int i = 0; i < lengthof(parents_of); i++)
		if (parents_of[i].kind == object->kind)
			return is_among(object->parent->kind, parents_of[i].parents,
							MAX_PARENTS);
	return false;
}

static bool
names_are_possible(const SchemaObject *object)
{
	const SchemaKind *kind = object->kind;
	bool		in_schema = object->parent == NULL &&
	!is_among(kind, in_no_schema, lengthof(in_no_schema));
	bool		has_signature =
	is_among(kind, with_signature, lengthof(with_signature));
	bool		has_owner = object->parent == NULL &&
	!is_among(kind, without_owner, lengthof(without_owner));

	/* default privileges may be of one schema, or of all */
	if (kind != &kind_default_privileges &&
		in_schema != (object->schema != NULL))
		return false;
	return object->name != NULL && object->name[0] != '\0' &&
		has_signature == (object->signature != NULL) &&
		has_owner == (object->owner != NULL);
}

static bool
begins_with(const char *text, const char *start)
{
	return strncmp(text, start, strlen(start)) == 0;
}

/*
 * Is this in every line? No lines are right, too.
 */
static bool
is_in_lines(const char *lines, const char *part)
{
	ListCell   *cell;

	foreach(cell, lines_of(lines))
		if (strstr(lfirst(cell), part) == NULL)
		return false;
	return true;
}

/*
 * Are these the definitions of foreign keys, with their names? None are right,
 * too.
 */
static bool
are_foreign_keys(const char *lines)
{
	ListCell   *cell;

	foreach(cell, lines_of(lines))
	{
		const char *line = lfirst(cell);

		if (!begins_with(line, "CONSTRAINT ") ||
			strstr(line + strlen("CONSTRAINT "), " FOREIGN KEY (") == NULL)
			return false;
	}
	return true;
}

/*
 * What an index is made for has columns; nothing else is attached to an index.
 */
static bool
constraint_is_possible(const SchemaObject *constraint)
{
	return strchr("pux", object_value(constraint, "type")[0]) == NULL ?
		object_value(constraint, "attached_to") == NULL :
		strchr(object_value(constraint, "definition"), '(') != NULL;
}

/*
 * Is this a list of literals, as an enum's values are? None are right, too.
 */
static bool
are_literals(const char *text)
{
	while (*text != '\0')
	{
		text += strspn(text, " E");
		if (*text++ != '\'')
			return false;
		for (; *text != '\0' && (text[0] != '\'' || text[1] == '\''); text++)
			if (*text == '\'')
				text++;
		if (*text++ != '\'')
			return false;
		if (begins_with(text, ", "))
			text += strlen(", ");
		else if (*text != '\0')
			return false;
	}
	return true;
}

static bool
letters_are_possible(const SchemaObject *object)
{
	for (int i = 0; i < lengthof(letters_of); i++)
	{
		const char *value;

		if (letters_of[i].kind != object->kind)
			continue;
		value = object_value(object, letters_of[i].property);
		if (value != NULL && (strlen(value) != 1 ||
							  strchr(letters_of[i].letters, value[0]) == NULL))
			return false;
	}
	return true;
}

/*
 * Are the properties there, and those that are taken apart readable?
 */
static bool
properties_are_possible(const SchemaObject *object)
{
	if (object_lacks(object) != NULL || !letters_are_possible(object))
		return false;
	if (object->kind == &kind_column)
		return (object_value(object, "generated") == NULL) ==
			(object_value(object, "expression") == NULL) &&
			column_type_is_readable(object);
	if (object->kind == &kind_trigger)
		return object_value(object, "definition") == NULL ?
			object_value(object, "enabled_above") != NULL :
			begins_with(object_value(object, "definition"), "CREATE");
	if (object->kind == &kind_constraint)
		return constraint_is_possible(object);
	if (object->kind == &kind_index)
		return strstr(object_value(object, "definition"), " USING ") != NULL;
	if (object->kind == &kind_partition)
		return are_foreign_keys(object_value(object, "foreign_keys"));
	if (object->kind == &kind_enum)
		return are_literals(object_value(object, "values"));
	if (object->kind == &kind_rule)
		return begins_with(object_value(object, "definition"), "CREATE");
	if (object->kind == &kind_text_search_configuration)
		return is_in_lines(object_value(object, "mappings"), " WITH ");
	if (object->kind == &kind_operator_class)
		return strstr(object->signature, " USING ") != NULL;
	if (object->kind == &kind_operator_family)
		return is_in_lines(object_value(object, "members"), " ") &&
			is_in_lines(object_value(object, "members"), "(");
	return true;
}

/*
 * Could a catalog have held this object? Its parent could.
 */
bool
stored_object_is_possible(const SchemaObject *object)
{
	return parent_is_possible(object) && names_are_possible(object) &&
		properties_are_possible(object) &&
		(object->privileges == NULL || object->kind->acl_letter != '\0');
}
