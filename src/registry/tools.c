/*
 * tools.c
 *		What the version tables of other tools say is applied.
 *
 * Each tool has its table, in which a row is a migration that is applied, or
 * that once was, or the last one only. What is read of it is a list of
 * versions; each is a revision of the registry, whose id was made of the same
 * version by the same rule when the tool's files were loaded. A number that a
 * file's name writes with leading zeros is the same number in a table.
 */
#include "postgres.h"

#include <ctype.h>

#include "base/errors.h"
#include "catalog/namespace.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "registry/versiontable.h"
#include "utils/lsyscache.h"

#define NAMES_SHOWN 20

/* What a table says. */
typedef struct Applied
{
	const VersionSource *source;
	List	   *versions;		/* of char * */
	const char *baseline;		/* all up to here too; NULL: none */
} Applied;

typedef struct Tool
{
	const char *name;
	const char *table;			/* as it is called unless it is configured */
	const char *beside;			/* another table of its schema, or NULL */
	VersionColumn columns[VERSION_COLUMNS];
	bool		implies;		/* are a migration's ancestors applied unsaid? */
	void		(*interpret) (Applied *applied, VersionRow *rows, int n);
} Tool;

static void interpret_alembic(Applied *applied, VersionRow *rows, int n);
static void interpret_golang_migrate(Applied *applied, VersionRow *rows, int n);
static void interpret_goose(Applied *applied, VersionRow *rows, int n);
static void interpret_flyway(Applied *applied, VersionRow *rows, int n);
static void interpret_sqitch(Applied *applied, VersionRow *rows, int n);
static void interpret_django(Applied *applied, VersionRow *rows, int n);
static void interpret_sql_migrate(Applied *applied, VersionRow *rows, int n);
static void interpret_list(Applied *applied, VersionRow *rows, int n);

/*
 * The tools. A table that could be several's is the first's: where their
 * tables are alike, they also mean the same.
 */
static const Tool tools[] = {
	{
		.name = "alembic",.table = "alembic_version",
		.columns = {{"version_num", VERSION_TEXT}},
		.implies = true,.interpret = interpret_alembic
	},
	{
		.name = "golang-migrate",.table = "schema_migrations",
		.columns = {{"version", VERSION_INTEGER}, {"dirty", VERSION_BOOLEAN}},
		.implies = true,.interpret = interpret_golang_migrate
	},
	{
		.name = "goose",.table = "goose_db_version",
		.columns = {{"id", VERSION_INTEGER}, {"version_id", VERSION_INTEGER},
		{"is_applied", VERSION_BOOLEAN}},
		.interpret = interpret_goose
	},
	{
		.name = "flyway",.table = "flyway_schema_history",
		.columns = {{"installed_rank", VERSION_INTEGER},
		{"version", VERSION_TEXT}, {"type", VERSION_TEXT},
		{"success", VERSION_BOOLEAN}},
		.interpret = interpret_flyway
	},
	{
		.name = "sqitch",.table = "sqitch.changes",
		.columns = {{"change_id", VERSION_TEXT}, {"change", VERSION_TEXT},
		{"project", VERSION_TEXT}},
		.interpret = interpret_sqitch
	},
	{
		.name = "django",.table = "django_migrations",
		.columns = {{"app", VERSION_TEXT}, {"name", VERSION_TEXT},
		{"applied", VERSION_TIME}},
		.interpret = interpret_django
	},
	{
		.name = "sql-migrate",.table = "gorp_migrations",
		.columns = {{"id", VERSION_TEXT}, {"applied_at", VERSION_TIME}},
		.interpret = interpret_sql_migrate
	},
	{
		.name = "diesel",.table = "__diesel_schema_migrations",
		.columns = {{"version", VERSION_TEXT}, {"run_on", VERSION_TIME}},
		.interpret = interpret_list
	},
	{
		.name = "rails",.table = "schema_migrations",
		.beside = "ar_internal_metadata",
		.columns = {{"version", VERSION_TEXT}},
		.interpret = interpret_list
	},
	{
		.name = "dbmate",.table = "schema_migrations",
		.columns = {{"version", VERSION_TEXT}},
		.interpret = interpret_list
	},
};

static void
add_version(Applied *applied, const char *version)
{
	applied->versions = lappend(applied->versions,
								unconstify(char *, version));
}

/*
 * Raise the error for a row that says that a migration went wrong.
 */
static void
report_failed(const Applied *applied, const char *version)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_VERSION_TABLE),
			 errmsg("migration \"%s\" of table %s went wrong and was left so",
					version, applied->source->table_name),
			 errdetail("What it has done, and what not, is not known."),
			 errhint("Mend it with %s, and call again.",
					 applied->source->name)));
}

/*
 * Every row is a version that is applied.
 */
static void
interpret_list(Applied *applied, VersionRow *rows, int n)
{
	for (int i = 0; i < n; i++)
	{
		if (rows[i].values[0] != NULL)
			add_version(applied, rows[i].values[0]);
	}
}

/*
 * Every row is a head; what is below it is applied too.
 */
static void
interpret_alembic(Applied *applied, VersionRow *rows, int n)
{
	interpret_list(applied, rows, n);
}

/*
 * The one row is the last version; it is -1 where there is none.
 */
static void
interpret_golang_migrate(Applied *applied, VersionRow *rows, int n)
{
	for (int i = 0; i < n; i++)
	{
		const char *version = rows[i].values[0];

		if (version == NULL)
			continue;
		if (rows[i].values[1] != NULL && rows[i].values[1][0] == 't')
			report_failed(applied, version);
		if (version[0] != '-')
			add_version(applied, version);
	}
}

static int
compare_numbers(const char *a, const char *b)
{
	long long	left = a == NULL ? 0 : atoll(a);
	long long	right = b == NULL ? 0 : atoll(b);

	return left < right ? -1 : left > right;
}

/*
 * Order by the first column, a number.
 */
static int
compare_first(const void *a, const void *b)
{
	return compare_numbers(((const VersionRow *) a)->values[0],
						   ((const VersionRow *) b)->values[0]);
}

/*
 * Order by the second column as text, nulls last, then by the first.
 */
static int
compare_second(const void *a, const void *b)
{
	const char *left = ((const VersionRow *) a)->values[1];
	const char *right = ((const VersionRow *) b)->values[1];
	int			order;

	if (left == NULL || right == NULL)
		return (left == NULL) - (right == NULL);
	order = strcmp(left, right);
	return order != 0 ? order : compare_first(a, b);
}

/*
 * Sort rows so that those of a version follow each other in the order in
 * which they were written, and leave the last of each.
 */
static int
last_of_each(VersionRow *rows, int n)
{
	int			kept = 0;

	qsort(rows, n, sizeof(VersionRow), compare_second);
	for (int i = 0; i < n && rows[i].values[1] != NULL; i++)
	{
		if (i + 1 == n || rows[i + 1].values[1] == NULL ||
			strcmp(rows[i].values[1], rows[i + 1].values[1]) != 0)
			rows[kept++] = rows[i];
	}
	return kept;
}

/*
 * The last row of a version says whether it is applied; version 0 is none.
 */
static void
interpret_goose(Applied *applied, VersionRow *rows, int n)
{
	n = last_of_each(rows, n);
	for (int i = 0; i < n; i++)
	{
		if (strcmp(rows[i].values[1], "0") != 0 &&
			rows[i].values[2] != NULL && rows[i].values[2][0] == 't')
			add_version(applied, rows[i].values[1]);
	}
}

static bool
begins_with(const char *text, const char *beginning)
{
	return text != NULL && strncmp(text, beginning, strlen(beginning)) == 0;
}

/*
 * The last row of a version says what became of it. A baseline is where
 * Flyway began: all up to it counts as applied. Rows without a version are
 * repeatable migrations, which any upgrade applies again, or the schema's.
 */
static void
interpret_flyway(Applied *applied, VersionRow *rows, int n)
{
	for (int i = 0; i < n; i++)
	{
		if (rows[i].values[3] == NULL || rows[i].values[3][0] != 't')
			report_failed(applied, rows[i].values[1] == NULL ?
						  "repeatable" : rows[i].values[1]);
	}
	n = last_of_each(rows, n);
	for (int i = 0; i < n; i++)
	{
		const char *type = rows[i].values[2];

		if (begins_with(type, "UNDO") || begins_with(type, "DELETE"))
			continue;
		if (begins_with(type, "BASELINE") || begins_with(type, "SQL_BASELINE"))
			applied->baseline = rows[i].values[1];
		else
			add_version(applied, rows[i].values[1]);
	}
}

/*
 * Every row is a change of a project; changes of several cannot be told apart
 * in the registry.
 */
static void
interpret_sqitch(Applied *applied, VersionRow *rows, int n)
{
	for (int i = 0; i < n; i++)
	{
		const char *project = rows[i].values[2];

		if (project == NULL || rows[i].values[1] == NULL)
			continue;
		if (strcmp(project, rows[0].values[2]) != 0)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_VERSION_TABLE),
					 errmsg("table %s holds several projects",
							applied->source->table_name),
					 errdetail("Two of them are \"%s\" and \"%s\".",
							   rows[0].values[2], project),
					 errhint("Record what is applied: SELECT * FROM migrate.stamp('change');")));
		add_version(applied, rows[i].values[1]);
	}
}

static void
interpret_django(Applied *applied, VersionRow *rows, int n)
{
	for (int i = 0; i < n; i++)
	{
		if (rows[i].values[0] != NULL && rows[i].values[1] != NULL)
			add_version(applied, psprintf("%s.%s", rows[i].values[0],
										  rows[i].values[1]));
	}
}

/*
 * Every row is the name of a file.
 */
static void
interpret_sql_migrate(Applied *applied, VersionRow *rows, int n)
{
	for (int i = 0; i < n; i++)
	{
		const char *name = rows[i].values[0];
		int			length;

		if (name == NULL)
			continue;
		length = strlen(name);
		if (length > 4 && strcmp(name + length - 4, ".sql") == 0)
			length -= 4;
		add_version(applied, pnstrdup(name, length));
	}
}

/* A revision whose id is a number, or several with "." or "_" between them. */
typedef struct NumberedNode
{
	const char *numbers;		/* the id from its first number */
	int			node;
} NumberedNode;

static bool
is_numbered(const char *id)
{
	for (;; id++)
	{
		if (!isdigit((unsigned char) *id))
			return false;
		id += strspn(id, "0123456789");
		if (*id == '\0')
			return true;
		if (*id != '.' && *id != '_')
			return false;
	}
}

/*
 * Compare versions number by number; one that is not there is 0.
 */
static int
compare_versions(const char *a, const char *b)
{
	while (*a != '\0' || *b != '\0')
	{
		int			a_length;
		int			b_length;
		int			order;

		a += strspn(a, "0");
		b += strspn(b, "0");
		a_length = strspn(a, "0123456789");
		b_length = strspn(b, "0123456789");
		order = a_length != b_length ? a_length - b_length :
			memcmp(a, b, a_length);
		if (order != 0)
			return order;
		a += a_length;
		b += b_length;
		a += *a != '\0';
		b += *b != '\0';
	}
	return 0;
}

static int
compare_nodes(const void *a, const void *b)
{
	return compare_versions(((const NumberedNode *) a)->numbers,
							((const NumberedNode *) b)->numbers);
}

/*
 * Return the registry's revisions whose ids are numbers, in their order.
 */
static NumberedNode *
numbered_nodes(const Registry *registry, int *n)
{
	NumberedNode *nodes;

	nodes = MemoryContextAllocHuge(CurrentMemoryContext,
								   sizeof(NumberedNode) * Max(registry->n, 1));
	*n = 0;
	for (int i = 0; i < registry->n; i++)
	{
		const char *id = registry->edges[i].revision;

		if (!is_numbered(id))
			continue;
		nodes[*n].numbers = id;
		nodes[(*n)++].node = i;
	}
	qsort(nodes, *n, sizeof(NumberedNode), compare_nodes);
	return nodes;
}

/*
 * Find the revision of a version: by its id, else by its number, if there is
 * but one of that; else return -1.
 */
static int
find_version(const Registry *registry, const char *version,
			 const NumberedNode *nodes, int n)
{
	int			node = graph_find(registry->graph, name_make(version));
	NumberedNode key = {version};
	const NumberedNode *found;

	if (node >= 0 || !is_numbered(version))
		return node;
	found = bsearch(&key, nodes, n, sizeof(NumberedNode), compare_nodes);
	if (found == NULL ||
		(found > nodes && compare_nodes(found - 1, found) == 0) ||
		(found < nodes + n - 1 && compare_nodes(found + 1, found) == 0))
		return -1;
	return found->node;
}

/*
 * Write names for a message, not too many of them.
 */
static char *
shown(const List *names)
{
	StringInfoData text;
	ListCell   *cell;

	initStringInfo(&text);
	foreach(cell, names)
	{
		int			i = foreach_current_index(cell);

		if (i == NAMES_SHOWN)
		{
			appendStringInfo(&text, " and %d more", list_length(names) - i);
			break;
		}
		appendStringInfo(&text, "%s\"%s\"", i == 0 ? "" : ", ",
						 (char *) lfirst(cell));
	}
	return text.data;
}

/*
 * Return the revisions that the versions are, as a set.
 */
static bool *
find_versions(const Applied *applied, const Registry *registry)
{
	bool	   *set = palloc0_array(bool, Max(registry->n, 1));
	List	   *missing = NIL;
	int			n;
	NumberedNode *nodes = numbered_nodes(registry, &n);
	ListCell   *cell;

	foreach(cell, applied->versions)
	{
		int			node = find_version(registry, lfirst(cell), nodes, n);

		CHECK_FOR_INTERRUPTS();
		if (node >= 0)
			set[node] = true;
		else
			missing = lappend(missing, lfirst(cell));
	}
	if (missing != NIL)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_VERSION_TABLE),
				 errmsg("table %s lists %s that %s not in the registry",
						applied->source->table_name,
						list_length(missing) == 1 ? "a version" : "versions",
						list_length(missing) == 1 ? "is" : "are"),
				 errdetail("Not there: %s.", shown(missing)),
				 errhint("Load the files first: pg_migrate load; or, in SQL, migrate.load_files(), migrate.load_directory() or, for Alembic, migrate.load_alembic().")));
	for (int i = 0; i < n && applied->baseline != NULL; i++)
	{
		if (compare_versions(nodes[i].numbers, applied->baseline) <= 0)
			set[nodes[i].node] = true;
	}
	return set;
}

/*
 * Raise an error if what a revision stands on is neither listed nor applied
 * here, where the tool lists all that it has applied.
 */
static void
check_gaps(const VersionSource *source, const Registry *registry,
		   const bool *listed, const bool *closed)
{
	List	   *gaps = NIL;

	for (int i = 0; i < registry->n; i++)
	{
		if (closed[i] && !listed[i] && !registry->applied[i])
			gaps = lappend(gaps, unconstify(char *, registry->edges[i].revision));
	}
	if (gaps == NIL)
		return;
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_VERSION_TABLE),
			 errmsg("table %s has gaps: revisions stand on others that it does not list",
					source->table_name),
			 errdetail("Not listed: %s.", shown(gaps)),
			 errhint("Apply them with %s first; or, if they are applied, record what the database is at: SELECT * FROM migrate.stamp('heads');",
					 source->name)));
}

/*
 * Return the revisions that a version table says are applied, with all that
 * they stand on.
 */
bool *
tools_read(const VersionSource *source, const Registry *registry)
{
	const Tool *tool = source->tool;
	Applied		applied = {source};
	int			n;
	VersionRow *rows = versiontable_read(source->table, tool->columns, &n);
	bool	   *listed;
	bool	   *closed;

	tool->interpret(&applied, rows, n);
	listed = find_versions(&applied, registry);
	closed = graph_close_applied(registry->graph, listed);
	if (!tool->implies)
		check_gaps(source, registry, listed, closed);
	return closed;
}

static VersionSource
make_source(const Tool *tool, Oid table)
{
	VersionSource source = {tool, table, tool->name, versiontable_name(table)};

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
		 OidIsValid(get_relname_relid(tool->beside,
									  get_rel_namespace(table))));
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
							   found.table_name, found.name,
							   versiontable_name(table), tool->name),
					 errhint("Say whose it is to be: SELECT * FROM migrate.stamp_from('%s');",
							 found.name)));
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
