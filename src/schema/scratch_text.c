/*
 * scratch_text.c
 *		Read a schema text: split it, and note what the making of a scratch
 *		database has to know of it.
 *
 * Nothing has run when an error is raised here; its context says where in the
 * text it is.
 */
#include "postgres.h"

#include "commands/defrem.h"
#include "miscadmin.h"
#include "nodes/bitmapset.h"
#include "nodes/parsenodes.h"
#include "schema/scratch.h"

/* Looks at each statement while its parse tree is there. */
typedef struct Reader
{
	ScriptObserver observer;	/* must be first */
	SchemaText *text;
	MemoryContext context;		/* of the result */
	ScriptPosition position;
} Reader;

static const char *
copied(const char *string)
{
	return string == NULL ? NULL : pstrdup(string);
}

/*
 * Note an extension, unless there was one of that name before: the second
 * CREATE EXTENSION is left to the server.
 */
static void
note_extension(SchemaText *text, const CreateExtensionStmt *create, int number)
{
	TextExtension *extension;
	ListCell   *cell;

	text->mentions_extensions = true;
	foreach(cell, text->extensions)
	{
		extension = lfirst(cell);
		if (strcmp(extension->name, create->extname) == 0)
			return;
	}
	extension = palloc0_object(TextExtension);
	extension->name = pstrdup(create->extname);
	extension->number = number;
	foreach(cell, create->options)
	{
		DefElem    *option = lfirst_node(DefElem, cell);

		if (strcmp(option->defname, "schema") == 0)
			extension->schema = pstrdup(defGetString(option));
		else if (strcmp(option->defname, "new_version") == 0)
			extension->version = pstrdup(defGetString(option));
		else if (strcmp(option->defname, "cascade") == 0)
			extension->cascade = defGetBoolean(option);
	}
	text->extensions = lappend(text->extensions, extension);
}

static void
note_schema(SchemaText *text, const CreateSchemaStmt *create, int number)
{
	TextSchema *schema = palloc0_object(TextSchema);
	const RoleSpec *role = create->authrole;

	if (role != NULL)
		text->mentions_owners = true;
	if (role != NULL && role->roletype == ROLESPEC_CSTRING)
		schema->owner = pstrdup(role->rolename);
	if (create->schemaname != NULL)
		schema->name = pstrdup(create->schemaname);
	else if (schema->owner != NULL)
		schema->name = schema->owner;
	else
		schema->name = GetUserNameFromId(GetUserId(), false);
	schema->has_elements = create->schemaElts != NIL;
	schema->number = number;
	text->schemas = lappend(text->schemas, schema);
}

static void
note_comment(SchemaText *text, const CommentStmt *statement, int number)
{
	TextComment *comment;

	if (statement->objtype != OBJECT_EXTENSION)
		return;
	comment = palloc0_object(TextComment);
	comment->extension = pstrdup(strVal(statement->object));
	comment->comment = copied(statement->comment);
	comment->number = number;
	text->comments = lappend(text->comments, comment);
}

static void
note_drop(SchemaText *text, const DropStmt *statement, int number)
{
	TextDrop   *drop;
	ListCell   *cell;

	if (!statement->missing_ok || (statement->removeType != OBJECT_SCHEMA &&
								   statement->removeType != OBJECT_EXTENSION))
		return;
	drop = palloc0_object(TextDrop);
	drop->of_schemas = statement->removeType == OBJECT_SCHEMA;
	foreach(cell, statement->objects)
		drop->names = lappend(drop->names, pstrdup(strVal(lfirst(cell))));
	drop->number = number;
	text->drops = lappend(text->drops, drop);
}

static bool
changes_owner(const AlterTableStmt *statement)
{
	ListCell   *cell;

	foreach(cell, statement->cmds)
	{
		if (lfirst_node(AlterTableCmd, cell)->subtype == AT_ChangeOwner)
			return true;
	}
	return false;
}

static void
note_statement(ScriptObserver *observer, const Statement *statement,
			   RawStmt *raw)
{
	Reader	   *reader = (Reader *) observer;
	SchemaText *text = reader->text;
	const Node *node = raw->stmt;
	MemoryContext caller = MemoryContextSwitchTo(reader->context);

	switch (nodeTag(node))
	{
		case T_CreateExtensionStmt:
			note_extension(text, (const CreateExtensionStmt *) node,
						   statement->number);
			break;
		case T_CreateSchemaStmt:
			note_schema(text, (const CreateSchemaStmt *) node,
						statement->number);
			break;
		case T_CommentStmt:
			note_comment(text, (const CommentStmt *) node, statement->number);
			break;
		case T_DropStmt:
			note_drop(text, (const DropStmt *) node, statement->number);
			break;
		case T_LockStmt:
			text->locks = bms_add_member(text->locks, statement->number);
			break;
		case T_AlterOwnerStmt:
			text->mentions_owners = true;
			break;
		case T_AlterTableStmt:
			if (changes_owner((const AlterTableStmt *) node))
				text->mentions_owners = true;
			break;
		case T_GrantStmt:
		case T_AlterDefaultPrivilegesStmt:
			text->mentions_privileges = true;
			break;
		default:
			break;
	}
	MemoryContextSwitchTo(caller);
}

/*
 * Say where in the text an error of the splitter is.
 */
static void
add_place(void *arg)
{
	const ScriptPosition *position = &((Reader *) arg)->position;
	const Statement *statement = &position->statement;

	if (position->phase == SPLIT_IDLE)
		return;
	script_position_to_error(position);
	if (statement->number > 0)
		errcontext("schema, %sstatement %d at line %d",
				   position->phase == SPLIT_BETWEEN ? "after " : "",
				   statement->number, statement->line);
	else
		errcontext("schema");
}

/*
 * Does the text create the extension, or the schema, after that statement
 * only?
 */
static bool
is_created_after(const SchemaText *text, const char *name, bool schema,
				 int number)
{
	ListCell   *cell;

	if (schema)
		foreach(cell, text->schemas)
	{
		const TextSchema *created = lfirst(cell);

		if (strcmp(created->name, name) == 0)
			return created->number > number && strcmp(name, "public") != 0;
	}
	else
		foreach(cell, text->extensions)
	{
		const TextExtension *created = lfirst(cell);

		if (strcmp(created->name, name) == 0)
			return created->number > number;
	}
	return false;
}

/*
 * Pass over what the text drops, if it is there, before it creates it: in a
 * new database it is not there, but for extensions that are made beforehand,
 * and their schemas.
 */
static void
pass_drops(SchemaText *text)
{
	ListCell   *cell;
	ListCell   *name;

	foreach(cell, text->drops)
	{
		const TextDrop *drop = lfirst(cell);
		bool		idle = true;

		foreach(name, drop->names)
			idle &= is_created_after(text, lfirst(name), drop->of_schemas,
									 drop->number);
		if (idle)
			text->done = bms_add_member(text->done, drop->number);
	}
}

/*
 * Read a schema text; raise an error if it holds what cannot be run.
 */
SchemaText *
schema_text_read(const char *text)
{
	Reader		reader = {{NULL, NULL, note_statement}};
	ErrorContextCallback callback = {error_context_stack, add_place, &reader};
	SchemaText *result = palloc0_object(SchemaText);

	result->source.text = text;
	reader.text = result;
	reader.context = CurrentMemoryContext;
	error_context_stack = &callback;
	result->script = script_split(&result->source, SPLIT_SCHEMA,
								  &reader.position, &reader.observer);
	error_context_stack = callback.previous;

	/* inside its own BEGIN ... COMMIT, where nobody else can look */
	if (result->script->begin.number > 0)
		result->done = bms_copy(result->locks);
	pass_drops(result);
	return result;
}

/*
 * Return the statement of that number, which is in the text.
 */
const Statement *
schema_text_statement(const SchemaText *text, int number)
{
	const Script *script = text->script;

	/* only a BEGIN can have been left out before it */
	return &script->statements[number -
							   (script->begin.number > 0 ? 2 : 1)];
}
