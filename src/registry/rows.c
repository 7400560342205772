/*
 * rows.c
 *		What the rows of other tools' version tables mean.
 *
 * A row is a migration that is applied, or that once was, or only the last
 * one: each tool has its way. What comes out is a list of versions.
 */
#include "postgres.h"

#include "base/errors.h"
#include "registry/versiontable.h"

static void
add_version(AppliedVersions *applied, const char *version)
{
	applied->versions = lappend(applied->versions,
								unconstify(char *, version));
}

/*
 * Raise the error for a row that says that a migration went wrong.
 */
static void
report_failed(const AppliedVersions *applied, const char *version)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_VERSION_TABLE),
			 errmsg("migration \"%s\" of table %s went wrong and was left so",
					version, applied->source->table_name),
			 errdetail("What it has done, and what not, is not known."),
			 errhint("Mend it with %s, and call again.",
					 applied->source->tool_name)));
}

/*
 * Every row is a version that is applied.
 */
void
rows_of_list(AppliedVersions *applied, VersionRow *rows, int n)
{
	for (int i = 0; i < n; i++)
	{
		if (rows[i].values[0] != NULL)
			add_version(applied, rows[i].values[0]);
	}
}

/*
 * The one row is the last version; it is -1 where there is none.
 */
void
rows_of_golang_migrate(AppliedVersions *applied, VersionRow *rows, int n)
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
void
rows_of_goose(AppliedVersions *applied, VersionRow *rows, int n)
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
void
rows_of_flyway(AppliedVersions *applied, VersionRow *rows, int n)
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
 * Order changes and tags by time.
 */
static int
compare_last(const void *a, const void *b)
{
	return compare_numbers(((const VersionRow *) a)->values[3],
						   ((const VersionRow *) b)->values[3]);
}

/*
 * Order changes by name, and by time where they have the same.
 */
static int
compare_names(const void *a, const void *b)
{
	int			order = strcmp(((const VersionRow *) a)->values[1],
							   ((const VersionRow *) b)->values[1]);

	return order != 0 ? order : compare_last(a, b);
}

/*
 * Raise an error unless all changes are of one project: the registry cannot
 * tell those of several apart.
 */
static void
check_one_project(const AppliedVersions *applied, const VersionRow *rows, int n)
{
	for (int i = 1; i < n; i++)
	{
		if (strcmp(rows[i].values[2], rows[0].values[2]) != 0)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_VERSION_TABLE),
					 errmsg("table %s holds several projects",
							applied->source->table_name),
					 errdetail("Two of them are \"%s\" and \"%s\".",
							   rows[0].values[2], rows[i].values[2]),
					 errhint("Record what is applied: SELECT * FROM migrate.stamp('change');")));
	}
}

/*
 * Leave the rows in which nothing is null.
 */
static int
whole_rows(VersionRow *rows, int n)
{
	int			kept = 0;

	for (int i = 0; i < n; i++)
	{
		bool		whole = true;

		for (int column = 0; column < VERSION_COLUMNS; column++)
			whole = whole && rows[i].values[column] != NULL;
		if (whole)
			rows[kept++] = rows[i];
	}
	return kept;
}

/*
 * Read Sqitch's tags in the order of time.
 */
static VersionRow *
read_tags(const AppliedVersions *applied, int *n)
{
	static const VersionColumn columns[VERSION_COLUMNS] = {
		{"tag_id", VERSION_TEXT}, {"tag", VERSION_TEXT},
		{"project", VERSION_TEXT}, {"committed_at", VERSION_TIME}
	};
	Oid			table = versiontable_find_beside(applied->source->table, "tags");
	VersionRow *tags = NULL;

	*n = 0;
	if (OidIsValid(table) && versiontable_has(table, columns))
	{
		tags = versiontable_read(table, columns, n);
		*n = whole_rows(tags, *n);
		qsort(tags, *n, sizeof(VersionRow), compare_last);
	}
	return tags;
}

/*
 * Return the last tag that was set before a change was deployed.
 */
static const char *
tag_before(const VersionRow *tags, int n, const VersionRow *change)
{
	int			low = 0;

	while (low < n)
	{
		int			middle = low + (n - low) / 2;

		if (compare_last(&tags[middle], change) < 0)
			low = middle + 1;
		else
			n = middle;
	}
	return low == 0 ? "" : tags[low - 1].values[1];
}

/*
 * Every row is a change. A name that comes again is a change that has been
 * reworked; the id of such a revision has the tag before it behind the name.
 */
void
rows_of_sqitch(AppliedVersions *applied, VersionRow *rows, int n)
{
	VersionRow *tags;
	int			ntags;

	n = whole_rows(rows, n);
	check_one_project(applied, rows, n);
	tags = read_tags(applied, &ntags);
	qsort(rows, n, sizeof(VersionRow), compare_names);
	for (int i = 0; i < n; i++)
	{
		const char *name = rows[i].values[1];
		const char *tag;

		if (i > 0 && strcmp(name, rows[i - 1].values[1]) == 0)
		{
			tag = tag_before(tags, ntags, &rows[i]);
			name = psprintf("%s_%s", name, tag + (tag[0] == '@'));
		}
		add_version(applied, name);
	}
}

void
rows_of_django(AppliedVersions *applied, VersionRow *rows, int n)
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
void
rows_of_sql_migrate(AppliedVersions *applied, VersionRow *rows, int n)
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
