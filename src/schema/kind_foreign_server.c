/*
 * kind_foreign_server.c
 *		Foreign-data wrappers, servers and user mappings.
 *
 * Options of user mappings whose names say that they are secrets stand in a
 * snapshot without their values, as snapshots are kept and shown: such a
 * mapping is not made, and a new secret not written. Other options of a
 * mapping are only seen by whom the server lets see them.
 */
#include "postgres.h"

#include "catalog/pg_foreign_data_wrapper.h"
#include "catalog/pg_foreign_server.h"
#include "catalog/pg_user_mapping.h"
#include "miscadmin.h"
#include "schema/kinds.h"
#include "utils/builtins.h"

#define SECRET "'(pass|secret|token|key)'"

static const char *const wrapper_properties[] = {
	"handler", "validator", "options", NULL
};

static const char wrapper_query[] =
"SELECT " FIXED_WITH_OWNER("w.oid", "NULL::pg_catalog.text", "w.fdwname", "w.fdwowner", "w.fdwacl", "'F'") ",\n"
"       pg_catalog.quote_ident(hn.nspname) || '.' || pg_catalog.quote_ident(h.proname) AS handler,\n"
"       pg_catalog.quote_ident(vn.nspname) || '.' || pg_catalog.quote_ident(v.proname) AS validator,\n"
"       " FOREIGN_OPTIONS("w.fdwoptions") " AS options\n"
"  FROM pg_catalog.pg_foreign_data_wrapper AS w\n"
"  LEFT JOIN pg_catalog.pg_proc AS h ON h.oid = w.fdwhandler\n"
"  LEFT JOIN pg_catalog.pg_namespace AS hn ON hn.oid = h.pronamespace\n"
"  LEFT JOIN pg_catalog.pg_proc AS v ON v.oid = w.fdwvalidator\n"
"  LEFT JOIN pg_catalog.pg_namespace AS vn ON vn.oid = v.pronamespace\n"
" WHERE " NOT_OF_EXTENSION("pg_foreign_data_wrapper", "w.oid");

static const char *const server_properties[] = {
	"wrapper", "type", "version", "options", NULL
};

static const char *const server_required[] = {"wrapper", NULL};

static const char server_query[] =
"SELECT " FIXED_WITH_OWNER("s.oid", "NULL::pg_catalog.text", "s.srvname", "s.srvowner", "s.srvacl", "'S'") ",\n"
"       w.fdwname AS wrapper,\n"
"       s.srvtype AS type,\n"
"       s.srvversion AS version,\n"
"       " FOREIGN_OPTIONS("s.srvoptions") " AS options\n"
"  FROM pg_catalog.pg_foreign_server AS s\n"
"  JOIN pg_catalog.pg_foreign_data_wrapper AS w ON w.oid = s.srvfdw\n"
" WHERE " NOT_OF_EXTENSION("pg_foreign_server", "s.oid");

static const char *const mapping_properties[] = {
	"options", "secrets", "readable", NULL
};

static const char *const mapping_uncompared[] = {"readable", NULL};

static const char mapping_query[] =
"SELECT " FIXED_OF_PARENT("m.umid", "0", "m.srvid", "0", "m.usename") ",\n"
"       CASE WHEN m.umoptions IS NOT NULL THEN\n"
"            (SELECT pg_catalog.string_agg(pg_catalog.quote_ident(o.option_name) || ' ' || pg_catalog.quote_literal(o.option_value),\n"
"                                          ', ' ORDER BY o.option_name)\n"
"               FROM pg_catalog.pg_options_to_table(m.umoptions) AS o\n"
"              WHERE o.option_name !~* " SECRET ") END AS options,\n"
"       CASE WHEN m.umoptions IS NOT NULL THEN\n"
"            (SELECT pg_catalog.string_agg(pg_catalog.quote_ident(o.option_name), ', ' ORDER BY o.option_name)\n"
"               FROM pg_catalog.pg_options_to_table(m.umoptions) AS o\n"
"              WHERE o.option_name ~* " SECRET ") END AS secrets,\n"
/* as the view pg_user_mappings shows options */
"       r.rolsuper OR pg_catalog.pg_has_role(v.srvowner, 'USAGE') AND (m.umuser = 0 OR m.umuser = r.oid)\n"
"         OR m.umuser = r.oid AND pg_catalog.has_server_privilege(v.oid, 'USAGE') AS readable\n"
"  FROM pg_catalog.pg_user_mappings AS m\n"
"  JOIN pg_catalog.pg_foreign_server AS v ON v.oid = m.srvid\n"
"  JOIN pg_catalog.pg_roles AS r ON r.rolname = CURRENT_USER\n"
" WHERE m.umid >= 16384";

static const char *
function_clause(const char *clause, const char *function)
{
	return function == NULL ? psprintf(" NO %s", clause) :
		psprintf(" %s %s", clause, function);
}

static void
create_wrapper(Change *change, const SchemaObject *wrapper)
{
	const char *handler = object_value(wrapper, "handler");
	const char *validator = object_value(wrapper, "validator");
	StringInfoData text;

	initStringInfo(&text);
	appendStringInfo(&text, "CREATE %s", object_reference(wrapper));
	if (handler != NULL)
		appendStringInfoString(&text, function_clause("HANDLER", handler));
	if (validator != NULL)
		appendStringInfoString(&text, function_clause("VALIDATOR", validator));
	foreign_options_append(&text, object_value(wrapper, "options"));
	change_write(change, "create", 0, "%s", text.data);
}

static bool
alter_wrapper(Change *change, const SchemaObject *from, const SchemaObject *to)
{
	if (change_differs(change, "handler"))
		change_write(change, "alter", 0, "ALTER %s%s", object_reference(to),
					 function_clause("HANDLER", object_value(to, "handler")));
	if (change_differs(change, "validator"))
		change_write(change, "alter", 0, "ALTER %s%s", object_reference(to),
					 function_clause("VALIDATOR", object_value(to, "validator")));
	foreign_options_alter(change, from, to);
	return true;
}

/*
 * The wrapper of a server, as it is called after all renames.
 */
static char *
wrapper_name(const SchemaObject *server)
{
	const SchemaObject *wrapper = object_needed(server,
												&kind_foreign_data_wrapper);

	return wrapper != NULL ? object_name(wrapper) :
		pstrdup(quote_identifier(object_value(server, "wrapper")));
}

static void
create_server(Change *change, const SchemaObject *server)
{
	const char *type = object_value(server, "type");
	const char *version = object_value(server, "version");
	StringInfoData text;

	initStringInfo(&text);
	appendStringInfo(&text, "CREATE %s", object_reference(server));
	if (type != NULL)
		appendStringInfo(&text, " TYPE %s", quote_literal_cstr(type));
	if (version != NULL)
		appendStringInfo(&text, " VERSION %s", quote_literal_cstr(version));
	appendStringInfo(&text, " FOREIGN DATA WRAPPER %s", wrapper_name(server));
	foreign_options_append(&text, object_value(server, "options"));
	change_write(change, "create", 0, "%s", text.data);
}

static bool
alter_server(Change *change, const SchemaObject *from, const SchemaObject *to)
{
	const char *version = object_value(to, "version");

	if (strcmp(wrapper_name(from), wrapper_name(to)) != 0 ||
		object_differs(from, to, "type"))
		return false;
	if (change_differs(change, "version"))
		change_write(change, "alter", 0, "ALTER %s VERSION %s",
					 object_reference(to),
					 version == NULL ? "NULL" : quote_literal_cstr(version));
	foreign_options_alter(change, from, to);
	return true;
}

static char *
mapping_reference(const SchemaObject *mapping)
{
	return psprintf("FOR %s SERVER %s",
					strcmp(mapping->name, "public") == 0 ? "PUBLIC" :
					object_name(mapping), object_name(mapping->parent));
}

static void
refuse_secrets(Change *change, const SchemaObject *mapping)
{
	change_refuse(change, psprintf("Snapshots do not hold secrets, which it has in: %s.",
								   object_value(mapping, "secrets")));
}

static void
create_mapping(Change *change, const SchemaObject *mapping)
{
	StringInfoData text;

	if (!object_is(mapping, "readable"))
		change_refuse(change, psprintf("Role \"%s\" may not see its options.",
									   GetUserNameFromId(GetUserId(), false)));
	if (object_value(mapping, "secrets") != NULL)
	{
		refuse_secrets(change, mapping);
		return;
	}
	initStringInfo(&text);
	appendStringInfo(&text, "CREATE %s", object_reference(mapping));
	foreign_options_append(&text, object_value(mapping, "options"));
	change_write(change, "create", 0, "%s", text.data);
}

static bool
alter_mapping(Change *change, const SchemaObject *from, const SchemaObject *to)
{
	if (object_differs(from, to, "secrets"))
		refuse_secrets(change, object_value(to, "secrets") != NULL ? to : from);
	foreign_options_alter(change, from, to);
	return true;
}

static bool
mapping_is_rebuildable(const SchemaObject *mapping)
{
	return object_is(mapping, "readable") &&
		object_value(mapping, "secrets") == NULL;
}

const SchemaKind kind_foreign_data_wrapper = {
	.name = "foreign data wrapper",
	.sql_name = "FOREIGN DATA WRAPPER",
	.catalog = ForeignDataWrapperRelationId,
	.query = wrapper_query,
	.properties = wrapper_properties,
	.acl_letter = 'F',
	.create = create_wrapper,
	.alter = alter_wrapper,
	.is_rebuildable = object_is_rebuildable,
};

const SchemaKind kind_server = {
	.name = "server",
	.sql_name = "SERVER",
	.catalog = ForeignServerRelationId,
	.query = server_query,
	.properties = server_properties,
	.required = server_required,
	.acl_letter = 'S',
	.create = create_server,
	.alter = alter_server,
	.is_rebuildable = object_is_rebuildable,
};

const SchemaKind kind_user_mapping = {
	.name = "user mapping",
	.sql_name = "USER MAPPING",
	.catalog = UserMappingRelationId,
	.parent_catalog = ForeignServerRelationId,
	.query = mapping_query,
	.properties = mapping_properties,
	.uncompared = mapping_uncompared,
	.readable = "readable",
	.unnameable = true,
	.create = create_mapping,
	.alter = alter_mapping,
	.is_rebuildable = mapping_is_rebuildable,
	.reference = mapping_reference,
};
