/*
 * enums.c
 *		Find enum values that a plan adds and uses in one transaction.
 *
 * PostgreSQL refuses to use a value that ALTER TYPE ... ADD VALUE added until
 * that has been committed. A plan that would run into it is refused before it
 * runs, as far as the scripts show it: a later statement holds the value as a
 * string literal, and names the type, or a table and column of that type.
 * Columns are known from the plan's own CREATE and ALTER TABLE statements and
 * from the catalog. What is too well hidden fails when it runs; the error
 * then says the same.
 */
#include "postgres.h"

#include "base/compat.h"
#include "base/errors.h"
#include "catalog/pg_type.h"
#include "lib/stringinfo.h"
#include "nodes/nodeFuncs.h"
#include "nodes/pg_list.h"
#include "run/run.h"
#include "utils/builtins.h"

/* A value that some statement adds. */
typedef struct EnumValue
{
	const char *type;			/* without its schema */
	const char *label;
	const PreparedStep *step;
	Statement	statement;
} EnumValue;

/* A column whose type is not one of the system's. */
typedef struct TypedColumn
{
	const char *table;
	const char *column;
	const char *type;
} TypedColumn;

typedef struct EnumValues
{
	ScriptObserver observer;	/* must be first */
	MemoryContext context;		/* what outlives a statement lives here */
	const RunPosition *position;
	List	   *added;			/* of EnumValue */
	List	   *columns;		/* of TypedColumn */
	List	   *created_types;	/* of String */

	/* of the statement being read; empty while nothing is added */
	List	   *literals;		/* of EnumValue, whose labels they are */
	List	   *identifiers;	/* of String */
} EnumValues;

/* Columns of an enum type, or of arrays of it. */
static FixedQuery columns_query = {
	"SELECT c.relname::pg_catalog.text, a.attname::pg_catalog.text"
	" FROM pg_catalog.pg_type AS t"
	" JOIN pg_catalog.pg_attribute AS a"
	"  ON a.atttypid OPERATOR(pg_catalog.=) t.oid"
	"  OR a.atttypid OPERATOR(pg_catalog.=) t.typarray"
	" JOIN pg_catalog.pg_class AS c"
	"  ON c.oid OPERATOR(pg_catalog.=) a.attrelid"
	" WHERE t.typname OPERATOR(pg_catalog.=) $1::pg_catalog.name"
	"  AND t.typtype OPERATOR(pg_catalog.=) 'e' AND NOT a.attisdropped"
	"  AND c.relkind OPERATOR(pg_catalog.<>) 'i'",
	SPI_OK_SELECT, 1, {TEXTOID}
};

/* Is there an enum type of that name that lacks the value? */
static FixedQuery lacks_value_query = {
	"SELECT true FROM pg_catalog.pg_type AS t"
	" WHERE t.typname OPERATOR(pg_catalog.=) $1::pg_catalog.name"
	"  AND t.typtype OPERATOR(pg_catalog.=) 'e'"
	"  AND NOT EXISTS (SELECT FROM pg_catalog.pg_enum AS e"
	"   WHERE e.enumtypid OPERATOR(pg_catalog.=) t.oid"
	"    AND e.enumlabel OPERATOR(pg_catalog.=) $2::pg_catalog.name)",
	SPI_OK_SELECT, 2, {TEXTOID, TEXTOID}
};

static bool
contains(const List *strings, const char *name)
{
	return list_member(strings, makeString((char *) name));
}

static void
observe_literal(ScriptObserver *observer, const char *value)
{
	EnumValues *values = (EnumValues *) observer;
	ListCell   *cell;

	foreach(cell, values->added)
	{
		EnumValue  *added = lfirst(cell);

		if (strcmp(added->label, value) == 0)
			values->literals = lappend(values->literals, added);
	}
}

static void
observe_identifier(ScriptObserver *observer, const char *name)
{
	EnumValues *values = (EnumValues *) observer;

	if (values->added != NIL)
		values->identifiers = lappend(values->identifiers,
									  makeString((char *) name));
}

static void
remember_column(EnumValues *values, const char *table, const char *column,
				const char *type)
{
	MemoryContext caller = MemoryContextSwitchTo(values->context);
	TypedColumn *typed = palloc_object(TypedColumn);

	typed->table = pstrdup(table);
	typed->column = pstrdup(column);
	typed->type = pstrdup(type);
	values->columns = lappend(values->columns, typed);
	MemoryContextSwitchTo(caller);
}

/*
 * Remember the column of a definition, unless its type is the system's.
 */
static void
remember_definition(EnumValues *values, const RangeVar *table,
					const char *column, const Node *definition)
{
	TypeName   *type = ((const ColumnDef *) definition)->typeName;

	if (type == NULL || type->names == NIL ||
		strcmp(strVal(linitial(type->names)), "pg_catalog") == 0)
		return;
	remember_column(values, table->relname, column,
					strVal(llast(type->names)));
}

static void
remember_columns(EnumValues *values, const Node *statement)
{
	ListCell   *cell;

	if (IsA(statement, CreateStmt))
	{
		const CreateStmt *create = (const CreateStmt *) statement;

		foreach(cell, create->tableElts)
		{
			if (IsA(lfirst(cell), ColumnDef))
				remember_definition(values, create->relation,
									lfirst_node(ColumnDef, cell)->colname,
									lfirst(cell));
		}
	}
	else if (IsA(statement, AlterTableStmt))
	{
		const AlterTableStmt *alter = (const AlterTableStmt *) statement;

		foreach(cell, alter->cmds)
		{
			AlterTableCmd *command = lfirst_node(AlterTableCmd, cell);

			if (command->subtype == AT_AddColumn)
				remember_definition(values, alter->relation,
									((ColumnDef *) command->def)->colname,
									command->def);
			else if (command->subtype == AT_AlterColumnType)
				remember_definition(values, alter->relation, command->name,
									command->def);
		}
	}
}

/*
 * Does ADD VALUE IF NOT EXISTS add nothing, since the catalog has it already?
 */
static bool
is_there(const EnumValues *values, const AlterEnumStmt *alter,
		 const char *type)
{
	Datum		type_and_label[2];
	bool		lacks_it;

	if (!alter->skipIfNewValExists || contains(values->created_types, type))
		return false;
	type_and_label[0] = CStringGetTextDatum(type);
	type_and_label[1] = CStringGetTextDatum(alter->newVal);
	lacks_it = query_run(&lacks_value_query, type_and_label, NULL,
						 QUERY_NOW) > 0;
	SPI_freetuptable(SPI_tuptable);
	return !lacks_it;
}

/*
 * Remember a value that a statement adds.
 */
static void
remember_added(EnumValues *values, const AlterEnumStmt *alter,
			   const Statement *statement)
{
	const char *type = strVal(llast(alter->typeName));
	MemoryContext caller;
	EnumValue  *added;
	uint64		n;
	Datum		name;

	if (alter->newVal == NULL || alter->oldVal != NULL)
		return;					/* RENAME VALUE is none */
	if (ENUM_VALUES_OF_NEW_TYPES_USABLE && contains(values->created_types, type))
		return;
	if (is_there(values, alter, type))
		return;

	name = CStringGetTextDatum(type);
	n = query_run(&columns_query, &name, NULL, QUERY_NOW);
	for (uint64 i = 0; i < n; i++)
		remember_column(values, query_text(i, 1), query_text(i, 2), type);
	SPI_freetuptable(SPI_tuptable);

	caller = MemoryContextSwitchTo(values->context);
	added = palloc_object(EnumValue);
	added->type = pstrdup(type);
	added->label = pstrdup(alter->newVal);
	added->step = values->position->step;
	added->statement = *statement;
	values->added = lappend(values->added, added);
	MemoryContextSwitchTo(caller);
}

/*
 * A type is made anew: what was added to one of its name is of no concern,
 * and the values that it is made with can be used at once.
 */
static void
remember_type(EnumValues *values, const CreateEnumStmt *create)
{
	const char *type = strVal(llast(create->typeName));
	MemoryContext caller = MemoryContextSwitchTo(values->context);
	ListCell   *cell;

	values->created_types = lappend(values->created_types,
									makeString(pstrdup(type)));
	foreach(cell, values->added)
	{
		if (strcmp(((EnumValue *) lfirst(cell))->type, type) == 0)
			values->added = foreach_delete_current(values->added, cell);
	}
	MemoryContextSwitchTo(caller);
}

/*
 * Is the type named as one, anywhere in a query? A column may have its name.
 */
static bool
casts_to(Node *node, void *type)
{
	if (node == NULL)
		return false;
	if (IsA(node, TypeName))
		return ((TypeName *) node)->names != NIL &&
			strcmp(strVal(llast(((TypeName *) node)->names)),
				   (const char *) type) == 0;
	return raw_expression_tree_walker(node, casts_to, type);
}

static bool
is_query(const Node *statement)
{
	return IsA(statement, SelectStmt) || IsA(statement, InsertStmt) ||
		IsA(statement, UpdateStmt) || IsA(statement, DeleteStmt) ||
		IsA(statement, MergeStmt);
}

/*
 * Does the statement name something of the value's type?
 */
static bool
names_type(const EnumValues *values, const EnumValue *added, Node *statement)
{
	bool		all_columns = IsA(statement, InsertStmt) &&
	((const InsertStmt *) statement)->cols == NIL;
	ListCell   *cell;

	if (contains(values->identifiers, added->type) &&
		(!is_query(statement) || casts_to(statement, (void *) added->type)))
		return true;
	foreach(cell, values->columns)
	{
		TypedColumn *typed = lfirst(cell);

		if (strcmp(typed->type, added->type) == 0 &&
			contains(values->identifiers, typed->table) &&
			(all_columns || contains(values->identifiers, typed->column)))
			return true;
	}
	return false;
}

static void
describe(StringInfo text, const EnumValue *added)
{
	appendStringInfo(text, "Value \"%s\" of enum type \"%s\" is added by revision \"%s\" (%s), statement %d at line %d",
					 added->label, added->type, added->step->revision,
					 added->step->message, added->statement.number,
					 added->statement.line);
}

/*
 * Say what to do instead: run up to the step that adds, commit, go on.
 */
static int
hint_apart(const EnumValue *added, const PreparedStep *user)
{
	if (added->step == user)
		return errhint("Move what uses the value to a revision of its own, and run the two in transactions of their own.");
	if (user->operation == PLAN_DOWNGRADE)
		return errhint("Run the two in transactions of their own: SELECT * FROM migrate.downgrade('%s'); then go on.",
					   user->revision);
	return errhint("Run the two in transactions of their own: SELECT * FROM migrate.upgrade('%s'); then SELECT * FROM migrate.upgrade('%s');",
				   added->step->revision, user->revision);
}

static void
observe_statement(ScriptObserver *observer, const Statement *statement,
				  RawStmt *raw)
{
	EnumValues *values = (EnumValues *) observer;
	ListCell   *cell;

	if (IsA(raw->stmt, AlterEnumStmt))
		remember_added(values, (AlterEnumStmt *) raw->stmt, statement);
	else if (IsA(raw->stmt, CreateEnumStmt))
		remember_type(values, (CreateEnumStmt *) raw->stmt);
	else
	{
		remember_columns(values, raw->stmt);
		foreach(cell, values->literals)
		{
			EnumValue  *added = lfirst(cell);

			if (names_type(values, added, raw->stmt))
			{
				StringInfoData detail;

				initStringInfo(&detail);
				describe(&detail, added);
				ereport(ERROR,
						(errcode(ERRCODE_SCRIPT_REFUSED),
						 errmsg("enum value \"%s\" cannot be used in the transaction that adds it",
								added->label),
						 errdetail_internal("%s, and used by revision \"%s\" (%s), statement %d at line %d.",
											detail.data,
											values->position->step->revision,
											values->position->step->message,
											statement->number, statement->line),
						 hint_apart(added, values->position->step)));
			}
		}
	}
	/* the lists go with the statement's memory */
	values->literals = NIL;
	values->identifiers = NIL;
}

/*
 * Begin to watch the scripts of a plan.
 */
EnumValues *
enum_values_create(RunPosition *position)
{
	EnumValues *values = palloc0_object(EnumValues);

	values->observer.literal = observe_literal;
	values->observer.identifier = observe_identifier;
	values->observer.statement = observe_statement;
	values->context = CurrentMemoryContext;
	values->position = position;
	return values;
}

ScriptObserver *
enum_values_observer(EnumValues *values)
{
	return &values->observer;
}

/*
 * Inside an error context callback: if PostgreSQL has refused the use of a
 * new value, tell which revisions add values, and what to do.
 */
void
enum_values_to_error(const EnumValues *values)
{
	StringInfoData detail;
	ListCell   *cell;

	if (geterrcode() != ERRCODE_UNSAFE_NEW_ENUM_VALUE_USAGE ||
		values->added == NIL || values->position->step == NULL)
		return;
	initStringInfo(&detail);
	foreach(cell, values->added)
	{
		if (foreach_current_index(cell) > 0)
			appendStringInfoChar(&detail, '\n');
		describe(&detail, lfirst(cell));
		appendStringInfoChar(&detail, '.');
	}
	errdetail_internal("%s", detail.data);
	hint_apart(linitial(values->added), values->position->step);
}
