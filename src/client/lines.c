/*
 * lines.c
 *		Revisions for people: a line each, as Alembic prints them, or a few
 *		lines with all about each.
 *
 * Both print what columns the answer has, by their names.
 */
#include "client.h"

#define LABEL_WIDTH 13

/* A boolean column, and how it is shown where it is true. */
static const struct
{
	const char *column;
	const char *shown;
}			flags[] = {
	{"head", "head"},
	{"effective_head", "effective head"},
	{"current", "current"},
	{"branch_point", "branchpoint"},
	{"merge_point", "mergepoint"}
};

/*
 * Return a column's value; NULL if there is no such column, or it is null or
 * empty.
 */
static const char *
value(const PGresult *rows, int row, const char *name)
{
	int			column = PQfnumber(rows, name);

	if (column < 0 || PQgetlength(rows, row, column) == 0)
		return NULL;
	return PQgetvalue(rows, row, column);
}

static bool
is_true(const PGresult *rows, int row, const char *name)
{
	const char *shown = value(rows, row, name);

	return shown != NULL && shown[0] == 't';
}

/*
 * Print the id, with labels and flags.
 */
static void
put_revision(const PGresult *rows, int row)
{
	const char *labels = value(rows, row, "branch_labels");

	put("%s", value(rows, row, "revision"));
	if (labels != NULL)
		put(" (%s)", labels);
	for (int i = 0; i < lengthof(flags); i++)
	{
		if (is_true(rows, row, flags[i].column))
			put(" (%s)", flags[i].shown);
	}
}

/*
 * Print a line for each row. It begins with the parents if the answer has
 * them; children, if it has those, follow on lines of their own.
 */
void
lines_put(const PGresult *rows)
{
	bool		with_parents = PQfnumber(rows, "down_revisions") >= 0;

	for (int row = 0; row < PQntuples(rows); row++)
	{
		const char *parents = value(rows, row, "down_revisions");
		const char *depends_on = value(rows, row, "depends_on");
		const char *message = value(rows, row, "message");
		const char *children = value(rows, row, "children");

		if (with_parents)
			put("%s%s%s%s -> ", parents == NULL ? "<base>" : parents,
				depends_on == NULL ? "" : " (", depends_on == NULL ? "" : depends_on,
				depends_on == NULL ? "" : ")");
		put_revision(rows, row);
		put("%s%s\n", message == NULL ? "" : ", ",
			message == NULL ? "" : one_line(message));
		while (children != NULL && *children != '\0')
		{
			size_t		length = strcspn(children, ", ");

			put("%*s -> %.*s\n", (int) strlen(value(rows, row, "revision")), "",
				(int) length, children);
			children += length + strspn(children + length, ", ");
		}
	}
}

static void
put_field(const char *label, const char *text)
{
	if (text != NULL)
		put("%-*s%s\n", LABEL_WIDTH, label, one_line(text));
}

/*
 * Print when something was done, by whom, and how.
 */
static void
put_act(const char *label, const char *at, const char *by, const char *via)
{
	if (at != NULL)
		put("%-*s%s by %s%s%s%s\n", LABEL_WIDTH, label, at, by == NULL ? "?" : by,
			via == NULL ? "" : " (", via == NULL ? "" : via, via == NULL ? "" : ")");
}

static void
put_script(const char *title, const char *script)
{
	if (script != NULL)
		put("\n-- %s\n%s%s", title, script,
			script[strlen(script) - 1] == '\n' ? "" : "\n");
}

/*
 * Print all that the answer has about each row.
 */
void
lines_put_all(const PGresult *rows)
{
	for (int row = 0; row < PQntuples(rows); row++)
	{
		const char *parents = value(rows, row, "down_revisions");

		if (row > 0)
			put("\n");
		put("%-*s", LABEL_WIDTH, "Revision:");
		put_revision(rows, row);
		put("\n");
		put_field("Message:", value(rows, row, "message"));
		put_field("Parents:", parents == NULL ? "<base>" : parents);
		put_field("Depends on:", value(rows, row, "depends_on"));
		put_field("Children:", value(rows, row, "children"));
		if (!is_true(rows, row, "transactional"))
			put_field("Transaction:", "off");
		put_field("Checksum:", value(rows, row, "checksum"));
		put_field("File:", value(rows, row, "source"));
		put_act("Created:", value(rows, row, "created_at"),
				value(rows, row, "created_by"), NULL);
		if (value(rows, row, "applied_at") == NULL)
			put_field("Applied:", "no");
		put_act("Applied:", value(rows, row, "applied_at"),
				value(rows, row, "applied_by"), value(rows, row, "via"));
		put_script("up", value(rows, row, "up"));
		put_script("down", value(rows, row, "down"));
		put_script("verify", value(rows, row, "verify"));
	}
}
