/*
 * settled_text.c
 *		Are two texts the same once the server has read them?
 *
 * The server writes out what it has read, and may write that otherwise once it
 * has read its own text: "(a AND b) AND c" as "a AND b AND c", a cast of an
 * array as casts of its elements. Whoever restores a dump gets the second text
 * of what had the first. So texts that differ are read by the server's parser;
 * they are the same if that makes the same trees of them, but for what its
 * analysis makes alike right afterwards. No catalog is read.
 */
#include "postgres.h"

#include "miscadmin.h"
#include "nodes/nodeFuncs.h"
#include "parser/parse_target.h"
#include "parser/parser.h"
#include "schema/model.h"
#include "utils/memutils.h"

/*
 * Is this element of an array an array, too?
 */
static bool
is_array(const Node *element)
{
	return IsA(element, A_ArrayExpr) ||
		(IsA(element, TypeCast) &&
		 ((const TypeCast *) element)->typeName->arrayBounds != NIL);
}

/*
 * The expression in the place of this one: a cast of an array that is written
 * out is one of each element.
 */
static Node *
settled_node(Node *node)
{
	TypeCast   *cast = (TypeCast *) node;
	List	   *elements;
	TypeName   *type;
	ListCell   *cell;

	check_stack_depth();
	if (node == NULL || !IsA(node, TypeCast))
		return node;
	cast->arg = settled_node(cast->arg);
	if (!IsA(cast->arg, A_ArrayExpr) || cast->typeName->arrayBounds == NIL)
		return node;
	elements = ((A_ArrayExpr *) cast->arg)->elements;
	type = copyObject(cast->typeName);
	if (elements != NIL && !is_array(linitial(elements)))
		type->arrayBounds = NIL;
	foreach(cell, elements)
	{
		TypeCast   *element = makeNode(TypeCast);

		element->arg = lfirst(cell);
		element->typeName = type;
		lfirst(cell) = element;
	}
	return cast->arg;
}

/*
 * Settle all that is in an expression or a query. Walks on, if false.
 */
static bool
settle(Node *node, void *context)
{
	ListCell   *cell;

	if (node == NULL)
		return false;
	if (IsA(node, List))
	{
		foreach(cell, (List *) node)
			lfirst(cell) = settled_node(lfirst(cell));
	}
	else if (IsA(node, A_Expr))
	{
		A_Expr	   *expression = (A_Expr *) node;

		expression->lexpr = settled_node(expression->lexpr);
		expression->rexpr = settled_node(expression->rexpr);
	}
	else if (IsA(node, TypeCast))
		(void) settled_node(node);
	else if (IsA(node, ResTarget))
	{
		ResTarget  *target = (ResTarget *) node;

		/* the name that a column of a result takes by itself */
		if (target->name == NULL && target->val != NULL)
			target->name = FigureColname(target->val);
	}
	return raw_expression_tree_walker(node, settle, context);
}

static void settle_statement(Node *statement);

static void
settle_statements(List *statements)
{
	ListCell   *cell;

	foreach(cell, statements)
		settle_statement(lfirst(cell));
}

/*
 * Settle the expressions and queries in a statement. In others than these the
 * server writes none.
 */
static void
settle_statement(Node *statement)
{
	List	   *parts = NIL;

	if (statement == NULL)
		return;
	switch (nodeTag(statement))
	{
		case T_List:
			settle_statements((List *) statement);
			break;
		case T_AlterTableStmt:
			settle_statements(((AlterTableStmt *) statement)->cmds);
			break;
		case T_AlterTableCmd:
			settle_statement(((AlterTableCmd *) statement)->def);
			break;
		case T_Constraint:
			parts = list_make3(((Constraint *) statement)->raw_expr,
							   ((Constraint *) statement)->exclusions,
							   ((Constraint *) statement)->where_clause);
			break;
		case T_IndexStmt:
			parts = list_make2(((IndexStmt *) statement)->indexParams,
							   ((IndexStmt *) statement)->whereClause);
			break;
		case T_CreateStatsStmt:
			settle_statements(((CreateStatsStmt *) statement)->exprs);
			break;
		case T_StatsElem:
			parts = list_make1(((StatsElem *) statement)->expr);
			break;
		case T_CreateTrigStmt:
			parts = list_make1(((CreateTrigStmt *) statement)->whenClause);
			break;
		case T_RuleStmt:
			parts = list_make1(((RuleStmt *) statement)->whereClause);
			settle_statements(((RuleStmt *) statement)->actions);
			break;
		case T_CreateFunctionStmt:
			settle_statements(((CreateFunctionStmt *) statement)->parameters);
			settle_statement(((CreateFunctionStmt *) statement)->sql_body);
			break;
		case T_FunctionParameter:
			parts = list_make1(((FunctionParameter *) statement)->defexpr);
			break;
		case T_ReturnStmt:
			parts = list_make1(((ReturnStmt *) statement)->returnval);
			break;
		case T_SelectStmt:
		case T_InsertStmt:
		case T_UpdateStmt:
		case T_DeleteStmt:
		case T_MergeStmt:
			parts = list_make1(statement);
			break;
		default:
			break;
	}
	(void) settle((Node *) parts, NULL);
}

/*
 * What the parser makes of a text, settled.
 */
static Node *
read_text(const char *before, const char *text)
{
	List	   *statements = raw_parser(psprintf("%s%s", before, text),
										RAW_PARSE_DEFAULT);
	ListCell   *cell;

	foreach(cell, statements)
	{
		lfirst(cell) = lfirst_node(RawStmt, cell)->stmt;
		settle_statement(lfirst(cell));
	}
	return (Node *) statements;
}

/*
 * Does the parser make the same of both?
 *
 * It uses nothing but memory, so there is nothing to clean up after its error.
 */
static bool
read_alike(const char *before, const char *a, const char *b)
{
	MemoryContext caller = CurrentMemoryContext;
	ErrorContextCallback *callbacks = error_context_stack;
	volatile bool alike = false;

	PG_TRY();
	{
		error_context_stack = NULL;
		alike = equal(read_text(before, a), read_text(before, b));
	}
	PG_CATCH();
	{
		MemoryContextSwitchTo(caller);
		/* in doubt they differ */
		if (geterrcode() == ERRCODE_OUT_OF_MEMORY)
			PG_RE_THROW();
		FlushErrorState();
	}
	PG_END_TRY();
	error_context_stack = callbacks;
	return alike;
}

/*
 * Are two texts of a property, which differ, the same once they are read?
 */
bool
settled_texts_equal(const SchemaKind *kind, const char *property,
					const char *a, const char *b)
{
	const WrittenProperty *written = kind->written;
	MemoryContext caller = CurrentMemoryContext;
	MemoryContext context;
	bool		alike;

	while (written != NULL && written->property != NULL &&
		   strcmp(written->property, property) != 0)
		written++;
	if (written == NULL || written->property == NULL)
		return false;
	context = AllocSetContextCreate(caller, "migrate settled text",
									ALLOCSET_DEFAULT_SIZES);
	MemoryContextSwitchTo(context);
	alike = read_alike(written->before, a, b);
	MemoryContextSwitchTo(caller);
	MemoryContextDelete(context);
	return alike;
}
