/*
 * tools.c
 *		The tools whose version tables can be taken over, and where they are.
 */
#include "postgres.h"

#include "base/errors.h"
#include "lib/stringinfo.h"
#include "registry/versiontable.h"

/*
 * A table that could be several's is the first's: where their tables are
 * alike, they also mean the same.
 */
static const Tool tools[] = {
	{
		.name = "alembic", .table = "alembic_version",
		.columns = {{"version_num", VERSION_TEXT}},
		.implies = true, .read_rows = rows_of_list
	},
	{
		.name = "golang-migrate", .table = "schema_migrations",
		.columns = {{"version", VERSION_INTEGER}, {"dirty", VERSION_BOOLEAN}},
		.implies = true, .read_rows = rows_of_golang_migrate
	},
	{
		.name = "goose", .table = "goose_db_version",
		.columns = {{"id", VERSION_INTEGER}, {"version_id", VERSION_INTEGER},
		{"is_applied", VERSION_BOOLEAN}},
		.read_rows = rows_of_goose
	},
	{
		.name = "flyway", .table = "flyway_schema_history",
		.columns = {{"installed_rank", VERSION_INTEGER},
		{"version", VERSION_TEXT}, {"type", VERSION_TEXT},
		{"success", VERSION_BOOLEAN}},
		.read_rows = rows_of_flyway
	},
	{
		.name = "sqitch", .table = "sqitch.changes",
		.columns = {{"change_id", VERSION_TEXT}, {"change", VERSION_TEXT},
		{"project", VERSION_TEXT}, {"committed_at", VERSION_TIME}},
		.read_rows = rows_of_sqitch
	},
	{
		.name = "django", .table = "django_migrations",
		.columns = {{"app", VERSION_TEXT}, {"name", VERSION_TEXT},
		{"applied", VERSION_TIME}},
		.read_rows = rows_of_django
	},
	{
		.name = "sql-migrate", .table = "gorp_migrations",
		.columns = {{"id", VERSION_TEXT}, {"applied_at", VERSION_TIME}},
		.read_rows = rows_of_sql_migrate
	},
	{
		.name = "diesel", .table = "__diesel_schema_migrations",
		.columns = {{"version", VERSION_TEXT}, {"run_on", VERSION_TIME}},
		.read_rows = rows_of_list
	},
	{
		.name = "rails", .table = "schema_migrations",
		.beside = "ar_internal_metadata",
		.columns = {{"version", VERSION_TEXT}},
		.read_rows = rows_of_list
	},
	{
		.name = "dbmate", .table = "schema_migrations",
		.columns = {{"version", VERSION_TEXT}},
		.read_rows = rows_of_list
	},
};

static VersionSource
make_source(const Tool *tool, Oid table)
{
	VersionSource source = {tool, tool->name, table, versiontable_name(table)};

	return source;
}

static const Tool *
find_tool(const char *name)
{
	StringInfoData names;

	initStringInfo(&names);
	for (int i = 0; i < lengthof(tools); i++)
	{
		if (strcmp(tools[i].name, name) == 0)
			return &tools[i];
		appendStringInfo(&names, ", %s", tools[i].name);
	}
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("tool \"%s\" is not known", name),
			 errhint("The tools are auto%s.", names.data)));
}

/*
 * Can the table be this tool's?
 */
static bool
tool_fits(const Tool *tool, Oid table)
{
	return versiontable_has(table, tool->columns) &&
		(tool->beside == NULL ||
		 OidIsValid(versiontable_find_beside(table, tool->beside)));
}

/*
 * Say what columns a tool's table has.
 */
static char *
columns_shown(const Tool *tool)
{
	static const char *const types[] = {
		[VERSION_TEXT] = "varchar or text",
		[VERSION_INTEGER] = "an integer type",
		[VERSION_BOOLEAN] = "boolean",
		[VERSION_TIME] = "a timestamp type"
	};
	StringInfoData text;

	initStringInfo(&text);
	for (int i = 0; i < VERSION_COLUMNS && tool->columns[i].name != NULL; i++)
		appendStringInfo(&text, "%s%s (%s)", i == 0 ? "" : ", ",
						 tool->columns[i].name, types[tool->columns[i].type]);
	return text.data;
}

/*
 * Take a table for a tool's.
 */
static VersionSource
take_table(const Tool *tool, Oid table)
{
	versiontable_check(table);
	if (!versiontable_has(table, tool->columns))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_VERSION_TABLE),
				 errmsg("table %s is not a version table of %s",
						versiontable_name(table), tool->name),
				 errdetail("That has the columns %s.", columns_shown(tool))));
	return make_source(tool, table);
}

/*
 * Find out whose a table is.
 */
static VersionSource
recognise_table(Oid table)
{
	versiontable_check(table);
	for (int i = 0; i < lengthof(tools); i++)
	{
		if (tool_fits(&tools[i], table))
			return make_source(&tools[i], table);
	}
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_VERSION_TABLE),
			 errmsg("table %s is a version table of no known tool",
					versiontable_name(table)),
			 errhint("To be told what is missing, name the tool: SELECT * FROM migrate.stamp_from('alembic', version_table => '...');")));
}

/*
 * Look for any tool's table where it is by default.
 */
static VersionSource
look_for_table(void)
{
	VersionSource found = {NULL};
	StringInfoData looked;

	initStringInfo(&looked);
	for (int i = 0; i < lengthof(tools); i++)
	{
		const Tool *tool = &tools[i];
		Oid			table = versiontable_find(tool->table, true);

		appendStringInfo(&looked, "%s%s (%s)", i == 0 ? "" : ", ",
						 tool->table, tool->name);
		if (!OidIsValid(table) || table == found.table ||
			!tool_fits(tool, table))
			continue;
		if (found.tool != NULL)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_VERSION_TABLE),
					 errmsg("there are version tables of several tools"),
					 errdetail("There are %s of %s and %s of %s.",
							   found.table_name, found.tool_name,
							   versiontable_name(table), tool->name),
					 errhint("Say whose it is to be: SELECT * FROM migrate.stamp_from('%s');",
							 found.tool_name)));
		found = take_table(tool, table);
	}
	if (found.tool == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_VERSION_TABLE),
				 errmsg("there is no version table of a known tool"),
				 errdetail("Looked along search_path for %s.", looked.data),
				 errhint("If it has another name or schema: SELECT * FROM migrate.stamp_from(version_table => 'schema.name');")));
	return found;
}

/*
 * Find a tool's version table and lock it.
 *
 * "tool" is its name or "auto"; "table" is its table's name as SQL has it, or
 * NULL for where the tool has it by default.
 */
VersionSource
tools_find(const char *tool, const char *table)
{
	const Tool *wanted;
	Oid			oid;

	if (strcmp(tool, "auto") == 0)
		return table == NULL ? look_for_table() :
			recognise_table(versiontable_find(table, false));
	wanted = find_tool(tool);
	oid = versiontable_find(table == NULL ? wanted->table : table,
							table == NULL);
	if (!OidIsValid(oid))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_VERSION_TABLE),
				 errmsg("there is no table %s on the search_path",
						wanted->table),
				 errhint("If it has another name or schema: SELECT * FROM migrate.stamp_from('%s', version_table => 'schema.name');",
						 wanted->name)));
	return take_table(wanted, oid);
}
