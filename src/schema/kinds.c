/*
 * kinds.c
 *		The kinds of objects, in the order in which they are read and made.
 *
 * Parents come before their children; default privileges come last.
 */
#include "postgres.h"

#include "schema/kinds.h"

const SchemaKind *const schema_kinds[] = {
	&kind_schema,
	&kind_extension,
	&kind_language,
	&kind_collation,
	&kind_base_type,
	&kind_shell_type,
	&kind_extension_member,
	&kind_enum,
	&kind_composite,
	&kind_attribute,
	&kind_domain,
	&kind_domain_constraint,
	&kind_range,
	&kind_function,
	&kind_procedure,
	&kind_aggregate,
	&kind_operator,
	&kind_operator_family,
	&kind_operator_class,
	&kind_cast,
	&kind_transform,
	&kind_conversion,
	&kind_access_method,
	&kind_text_search_parser,
	&kind_text_search_template,
	&kind_text_search_dictionary,
	&kind_text_search_configuration,
	&kind_sequence,
	&kind_foreign_data_wrapper,
	&kind_server,
	&kind_user_mapping,
	&kind_table,
	&kind_foreign_table,
	&kind_column,
	&kind_identity,
	&kind_view,
	&kind_materialized_view,
	&kind_view_column,
	&kind_default,
	&kind_constraint,
	&kind_index,
	&kind_inheritance,
	&kind_partition,
	&kind_rule,
	&kind_trigger,
	&kind_policy,
	&kind_statistics,
	&kind_publication,
	&kind_publication_table,
	&kind_publication_schema,
	&kind_subscription,
	&kind_event_trigger,
	&kind_sequence_owner,
	&kind_default_privileges,
	NULL
};

/*
 * A kind's place in that order.
 */
int
schema_kind_rank(const SchemaKind *kind)
{
	for (int i = 0; schema_kinds[i] != NULL; i++)
		if (schema_kinds[i] == kind)
			return i;
	elog(ERROR, "kind %s is not listed", kind->name);
}

/*
 * The kind of a name, NULL if there is none.
 */
const SchemaKind *
schema_kind_find(const char *name)
{
	for (int i = 0; schema_kinds[i] != NULL; i++)
		if (strcmp(schema_kinds[i]->name, name) == 0)
			return schema_kinds[i];
	return NULL;
}
