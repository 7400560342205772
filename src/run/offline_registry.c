/*
 * offline_registry.c
 *		The registry's rows, as statements.
 *
 * They are what run.c writes, and the rows of revisions besides, for a
 * database that does not hold them. Those are long, hold every script a second
 * time, and nothing needs them before the transaction's end: applied's foreign
 * key does not check what is inserted (sql/registry.sql). So they come last.
 */
#include "postgres.h"

#include "miscadmin.h"
#include "run/offline.h"
#include "utils/builtins.h"
#include "utils/jsonb.h"
#include "utils/memutils.h"

/*
 * Return what is current, as users read it.
 */
const char *
offline_heads(const OfflineText *offline)
{
	NodeList	heads = offline->tips->nodes;
	StringInfoData ids;

	if (heads.n == 0)
		return "base";
	initStringInfo(&ids);
	for (int i = 0; i < heads.n; i++)
		appendStringInfo(&ids, "%s%s", i == 0 ? "" : " ",
						 graph_id(offline->registry->graph, heads.nodes[i]));
	return ids.data;
}

static char *
literal_heads(const OfflineText *offline)
{
	NodeList	heads = offline->tips->nodes;
	const char **ids = palloc_array(const char *, Max(heads.n, 1));

	for (int i = 0; i < heads.n; i++)
		ids[i] = graph_id(offline->registry->graph, heads.nodes[i]);
	return literal_names(heads.n, ids);
}

/*
 * Append the values that every row of log has: the operation, the revision,
 * the heads before and after. The step counts as done afterwards.
 */
static void
append_log_values(OfflineText *offline, const PreparedStep *step)
{
	bool		enters = step->operation == PLAN_UPGRADE ||
	step->operation == PLAN_STAMP;

	appendStringInfo(offline->text, "('%s', '%s', %s, ",
					 plan_operation_name(step->operation), step->revision,
					 literal_heads(offline));
	if (!step->repeatable)
	{
		if (enters)
			tips_apply(offline->tips, step->node);
		else
			tips_unapply(offline->tips, step->node);
		offline->applied[step->node] = enters;
	}
	appendStringInfoString(offline->text, literal_heads(offline));
}

static void
append_unapply(StringInfo text, const PreparedStep *step)
{
	appendStringInfo(text,
					 "DELETE FROM migrate.applied WHERE revision OPERATOR(pg_catalog.=) '%s';\n",
					 step->revision);
}

/*
 * Record that a step's scripts have run.
 */
void
offline_record(OfflineText *offline, const PreparedStep *step)
{
	StringInfo	text = offline->text;
	Datum		variables = variables_to_log(step->variables);
	int			statements = step->script->nstatements +
	(step->verify == NULL ? 0 : step->verify->nstatements);

	if (step->operation == PLAN_DOWNGRADE || step->repeatable)
		append_unapply(text, step);
	if (step->operation == PLAN_UPGRADE)
		appendStringInfo(text,
						 "INSERT INTO migrate.applied (revision, checksum, via)\n"
						 "VALUES ('%s', '%s', 'upgrade');\n",
						 step->revision, step->checksum);
	appendStringInfo(text,
					 "INSERT INTO migrate.log (operation, revision, heads_before, heads_after, statements, duration%s)\n"
					 "VALUES ",
					 variables == (Datum) 0 ? "" : ", variables");
	append_log_values(offline, step);
	appendStringInfo(text, ", %d, :migrate_took", statements);
	if (variables != (Datum) 0)
	{
		Jsonb	   *object = DatumGetJsonbP(variables);

		appendStringInfo(text, ", %s",
						 quote_literal_cstr(JsonbToCString(NULL, &object->root,
														   VARSIZE(object))));
	}
	appendStringInfoString(text, ");\n");
}

/*
 * Record the steps of a stamp.
 */
void
offline_record_stamp(OfflineText *offline, OfflineSteps steps)
{
	StringInfo	text = offline->text;
	OfflineSteps leaving = {0, steps.steps};
	int			i;

	while (leaving.n < steps.n &&
		   steps.steps[leaving.n].operation == PLAN_UNSTAMP)
		leaving.n++;
	if (leaving.n > 0)
		appendStringInfo(text,
						 "DELETE FROM migrate.applied WHERE revision OPERATOR(pg_catalog.=) ANY (%s);\n",
						 literal_ids(offline, leaving));
	/* one that is repeatable may be applied already, with another text */
	if (steps.n > 0 && steps.steps[0].repeatable)
		append_unapply(text, &steps.steps[0]);
	if (leaving.n < steps.n)
		appendStringInfoString(text,
							   "INSERT INTO migrate.applied (revision, checksum, via) VALUES");
	for (i = leaving.n; i < steps.n; i++)
		appendStringInfo(text, "%s\n    ('%s', '%s', 'stamp')",
						 i == leaving.n ? "" : ",", steps.steps[i].revision,
						 steps.steps[i].checksum);
	if (leaving.n < steps.n)
		appendStringInfoString(text, ";\n");

	appendStringInfoString(text,
						   "INSERT INTO migrate.log (operation, revision, heads_before, heads_after) VALUES");
	for (i = 0; i < steps.n; i++)
	{
		CHECK_FOR_INTERRUPTS();
		appendStringInfoString(text, i == 0 ? "\n    " : ",\n    ");
		append_log_values(offline, &steps.steps[i]);
		appendStringInfoChar(text, ')');
	}
	appendStringInfoString(text, ";\n");
}

/*
 * Forget the schema that is remembered where the text runs: what reads it as
 * it then is, is not in a text.
 */
void
offline_forget(OfflineText *offline)
{
	appendStringInfoString(offline->text,
						   "\n-- What drift() compares with is no longer true: SELECT * FROM migrate.stamp('current') renews it.\n"
						   "DELETE FROM migrate.remembered;\n");
}

/* A row of revisions in the making: columns that are not as by default. */
typedef struct RowText
{
	StringInfoData columns;
	StringInfoData values;
} RowText;

static void
add_column(RowText *row, const char *column)
{
	const char *separator = row->columns.len == 0 ? "" : ", ";

	appendStringInfo(&row->columns, "%s%s", separator, column);
	appendStringInfoString(&row->values, separator);
}

static void
add_string(RowText *row, const char *column, const char *string)
{
	if (string == NULL)
		return;
	add_column(row, column);
	appendStringInfoString(&row->values, quote_literal_cstr(string));
}

static void
add_script(RowText *row, const char *column, const char *script)
{
	if (script == NULL)
		return;
	add_column(row, column);
	append_dollar_quoted(&row->values, script, column);
}

static void
add_names(RowText *row, const char *column, int n, const char *const *names)
{
	if (n == 0)
		return;
	add_column(row, column);
	appendStringInfoString(&row->values, literal_names(n, names));
}

static void
add_boolean(RowText *row, const char *column, bool value, bool by_default)
{
	if (value == by_default)
		return;
	add_column(row, column);
	appendStringInfoString(&row->values, value ? "true" : "false");
}

/*
 * Append the row of a revision. A repeatable one may be there as it was
 * before.
 */
static void
append_revision(OfflineText *offline, const PreparedStep *step)
{
	const Registry *registry = offline->registry;
	const RevisionEdges *edges = &registry->edges[step->node];
	StoredRevision *stored = registry_stored(registry, step->node);
	RowText		row;

	initStringInfo(&row.columns);
	initStringInfo(&row.values);
	add_string(&row, "revision", step->revision);
	add_string(&row, "message",
			   TextDatumGetCString(registry_message(registry, step->node)));
	add_names(&row, "down_revisions", edges->ndown_revisions,
			  edges->down_revisions);
	add_names(&row, "depends_on", edges->ndepends_on, edges->depends_on);
	add_names(&row, "branch_labels", edges->nbranch_labels,
			  edges->branch_labels);
	add_string(&row, "source", stored->source);
	add_boolean(&row, "transactional", stored->transactional, true);
	add_names(&row, "variables", stored->nvariables, stored->variables);
	add_names(&row, "secrets", stored->nsecrets, stored->secrets);
	add_boolean(&row, "repeatable", stored->repeatable, false);
	add_script(&row, "up", stored->up);
	add_script(&row, "down", stored->down);
	add_script(&row, "verify", stored->verify);

	appendStringInfo(offline->text, "\nINSERT INTO migrate.revisions (%s)\nVALUES (",
					 row.columns.data);
	appendBinaryStringInfo(offline->text, row.values.data, row.values.len);
	appendStringInfoString(offline->text, stored->repeatable ?
						   ")\nON CONFLICT (revision) DO UPDATE SET message = EXCLUDED.message, up = EXCLUDED.up, down = EXCLUDED.down,\n"
						   "    verify = EXCLUDED.verify, transactional = EXCLUDED.transactional, variables = EXCLUDED.variables,\n"
						   "    secrets = EXCLUDED.secrets, source = EXCLUDED.source;\n" :
						   ")\nON CONFLICT (revision) DO NOTHING;\n");
}

/*
 * Append, if a step applies anything, the rows of what is applied, for a
 * registry that does not hold it as it was applied.
 */
void
offline_revisions(OfflineText *offline, OfflineSteps steps)
{
	StringInfo	text = offline->text;
	const char *differ;
	MemoryContext context;
	MemoryContext caller;

	while (steps.n > 0 && steps.steps[0].operation == PLAN_UNSTAMP)
	{
		steps.steps++;
		steps.n--;
	}
	if (steps.n == 0 || steps.steps[0].operation == PLAN_DOWNGRADE)
		return;

	differ = psprintf("EXISTS (\n"
					  "        SELECT FROM migrate.applied AS a\n"
					  "        WHERE a.revision OPERATOR(pg_catalog.=) ANY (%s)\n"
					  "          AND NOT EXISTS (SELECT FROM migrate.revisions AS r\n"
					  "                          WHERE r.revision OPERATOR(pg_catalog.=) a.revision\n"
					  "                            AND r.checksum OPERATOR(pg_catalog.=) a.checksum))",
					  literal_ids(offline, steps));
	appendStringInfo(text,
					 "\n--\n-- Revisions for a registry that does not hold them yet. Nothing of them runs.\n--\n\n"
					 "SELECT %s AS migrate_lacks\n\\gset\n"
					 "\\if :migrate_lacks\n", differ);

	context = AllocSetContextCreate(CurrentMemoryContext,
									"migrate offline revision",
									ALLOCSET_DEFAULT_SIZES);
	caller = MemoryContextSwitchTo(context);
	for (int i = 0; i < steps.n; i++)
	{
		CHECK_FOR_INTERRUPTS();
		append_revision(offline, &steps.steps[i]);
		MemoryContextReset(context);
	}
	MemoryContextSwitchTo(caller);
	MemoryContextDelete(context);

	appendStringInfo(text,
					 "\n-- Stop if a revision is not what it was where this text was made.\n"
					 "DO $migrate$\n"
					 "BEGIN\n"
					 "    IF %s THEN\n"
					 "        RAISE EXCEPTION USING ERRCODE = 'MG011', MESSAGE = 'a revision is not what this text was made from',\n"
					 "            DETAIL = 'Its checksum differs from what it was where the text was made.',\n"
					 "            HINT = 'Make the text anew, leave it as it is, and run it with the encoding that it has.';\n"
					 "    END IF;\n"
					 "END $migrate$;\n"
					 "\\endif\n", differ);
}
