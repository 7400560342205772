/*
 * scratch_extensions.c
 *		Plan which extensions of the live database a scratch database gets.
 *
 * They are installed by the bootstrap superuser while the database is empty
 * and nobody else can reach it: the caller need not have the right to. If the
 * text creates none, these are all; if it creates some, those of them that
 * the live database has, and what the text says of them is then done already.
 * Others are created in their place, with the caller's own rights.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "base/compat.h"
#include "base/errors.h"
#include "base/query.h"
#include "base/settings.h"
#include "catalog/namespace.h"
#include "catalog/pg_namespace.h"
#include "miscadmin.h"
#include "nodes/bitmapset.h"
#include "schema/scratch.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/syscache.h"

/* An extension of the live database. */
typedef struct LiveExtension
{
	Oid			oid;
	const char *name;
	const char *version;
	const char *schema;
	List	   *requires;		/* oids */
	const TextExtension *asked; /* by the text, or NULL */
	bool		wanted;
	bool		planned;
} LiveExtension;

static FixedQuery extensions_query = {
	"SELECT e.oid::pg_catalog.text, e.extname::pg_catalog.text, e.extversion,"
	" n.nspname::pg_catalog.text,"
	" (SELECT pg_catalog.string_agg(d.refobjid::pg_catalog.text, ' ')"
	"   FROM pg_catalog.pg_depend AS d"
	"   WHERE d.classid OPERATOR(pg_catalog.=) e.tableoid"
	"    AND d.objid OPERATOR(pg_catalog.=) e.oid"
	"    AND d.refclassid OPERATOR(pg_catalog.=) e.tableoid)"
	" FROM pg_catalog.pg_extension AS e"
	" JOIN pg_catalog.pg_namespace AS n"
	"  ON n.oid OPERATOR(pg_catalog.=) e.extnamespace"
	" ORDER BY e.extname COLLATE pg_catalog.\"C\"",
	SPI_OK_SELECT
};

static List *
parse_oids(char *text)
{
	List	   *oids = NIL;
	char	   *rest = text;

	while (rest != NULL && *rest != '\0')
	{
		oids = lappend_oid(oids, (Oid) strtoul(rest, &rest, 10));
		while (*rest == ' ')
			rest++;
	}
	return oids;
}

static List *
read_live_extensions(void)
{
	List	   *extensions = NIL;
	uint64		n = query_run(&extensions_query, NULL, NULL, QUERY_NOW);

	for (uint64 i = 0; i < n; i++)
	{
		LiveExtension *extension = palloc0_object(LiveExtension);

		extension->oid = atooid(query_text(i, 1));
		extension->name = query_text(i, 2);
		extension->version = query_text(i, 3);
		extension->schema = query_text(i, 4);
		extension->requires = parse_oids(query_text(i, 5));
		extensions = lappend(extensions, extension);
	}
	SPI_freetuptable(SPI_tuptable);
	return extensions;
}

static LiveExtension *
find_live(List *extensions, Oid oid)
{
	ListCell   *cell;

	foreach(cell, extensions)
	{
		LiveExtension *extension = lfirst(cell);

		if (extension->oid == oid)
			return extension;
	}
	elog(ERROR, "an extension requires one that is not there: OID %u", oid);
}

/*
 * Want an extension and, if asked to, what it requires.
 */
static void
want(List *extensions, LiveExtension *extension, bool cascade)
{
	ListCell   *cell;

	check_stack_depth();
	extension->wanted = true;
	if (!cascade)
		return;
	foreach(cell, extension->requires)
		want(extensions, find_live(extensions, lfirst_oid(cell)), true);
}

/*
 * Decide which extensions are wanted. Without the text's saying so, neither
 * this one is, nor that which every database has; and none at all where a text
 * that names none means that there shall be none.
 */
static void
choose(List *extensions, const SchemaText *text)
{
	ListCell   *cell;
	ListCell   *inner;

	foreach(cell, extensions)
	{
		LiveExtension *extension = lfirst(cell);

		if (text->extensions == NIL && migrate_compare != COMPARE_ALL)
			extension->wanted = strcmp(extension->name, "migrate") != 0 &&
				strcmp(extension->name, "plpgsql") != 0;
		foreach(inner, text->extensions)
		{
			TextExtension *asked = lfirst(inner);

			if (strcmp(extension->name, asked->name) != 0)
				continue;
			extension->asked = asked;
			want(extensions, extension, asked->cascade);
		}
	}
}

static void
add_preparation(List **preparations, const LiveExtension *extension, char *sql,
				bool may_fail)
{
	Preparation *preparation = palloc0_object(Preparation);

	preparation->sql = sql;
	preparation->extension = extension->name;
	preparation->number = extension->asked != NULL ?
		extension->asked->number : 0;
	preparation->may_fail = may_fail;
	*preparations = lappend(*preparations, preparation);
}

static const TextSchema *
find_text_schema(const SchemaText *text, const char *name)
{
	ListCell   *cell;

	foreach(cell, text->schemas)
	{
		const TextSchema *schema = lfirst(cell);

		if (strcmp(schema->name, name) == 0)
			return schema;
	}
	return NULL;
}

/*
 * Return the owner of a schema of the live database, NULL if there is none.
 */
static const char *
live_schema_owner(const char *name)
{
	HeapTuple	tuple = SearchSysCache1(NAMESPACENAME,
										CStringGetDatum(name));
	const char *owner;

	if (!HeapTupleIsValid(tuple))
		return NULL;
	owner = GetUserNameFromId(((Form_pg_namespace) GETSTRUCT(tuple))->nspowner,
							  false);
	ReleaseSysCache(tuple);
	return owner;
}

/* A statement of the text that an error is about. */
typedef struct Place
{
	const SchemaText *text;
	int			number;
} Place;

static void
add_place(void *arg)
{
	const Place *place = arg;
	const Statement *statement = schema_text_statement(place->text,
													   place->number);

	errcontext("schema, statement %d at line %d",
			   statement->number, statement->line);
}

/*
 * Return whom the text gives a schema that it creates. The caller must have
 * the right to, as the superuser who will do it has.
 */
static const char *
text_schema_owner(const SchemaText *text, const TextSchema *schema)
{
	Place		place = {text, schema->number};
	ErrorContextCallback callback = {error_context_stack, add_place, &place};

	error_context_stack = &callback;
	if (schema->has_elements)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_SCHEMA_TEXT),
				 errmsg("CREATE SCHEMA of \"%s\", where an extension is, cannot create objects too",
						schema->name),
				 errhint("Write them as statements of their own.")));
	if (schema->owner != NULL)
		check_can_set_role(GetUserId(), get_role_oid(schema->owner, false));
	error_context_stack = callback.previous;
	return schema->owner != NULL ? schema->owner :
		GetUserNameFromId(GetUserId(), false);
}

/*
 * Plan the schema that an extension goes to, unless it will be there.
 */
static void
plan_schema(List **preparations, List **made, SchemaText *text,
			const LiveExtension *extension, const char *name)
{
	const TextSchema *schema = find_text_schema(text, name);
	const char *owner;
	ListCell   *cell;

	if (strcmp(name, "public") == 0 || strncmp(name, "pg_", 3) == 0)
		return;
	foreach(cell, *made)
	{
		if (strcmp(lfirst(cell), name) == 0)
			return;
	}
	owner = schema != NULL ? text_schema_owner(text, schema) :
		live_schema_owner(name);
	if (owner == NULL)
		return;					/* the server will say that it is not there */
	*made = lappend(*made, (void *) name);
	add_preparation(preparations, extension,
					psprintf("CREATE SCHEMA %s AUTHORIZATION %s",
							 quote_identifier(name), quote_identifier(owner)),
					false);
	if (schema != NULL)
		text->done = bms_add_member(text->done, schema->number);
	else
		*preparations =
			list_concat(*preparations,
						scratch_plan_privileges(InvalidOid, name));
}

static char *
create_statement(const LiveExtension *extension, const char *schema,
				 const char *version)
{
	return psprintf("CREATE EXTENSION %s%s SCHEMA %s VERSION %s",
					strcmp(extension->name, "plpgsql") == 0 ?
					"IF NOT EXISTS " : "",
					quote_identifier(extension->name),
					quote_identifier(schema),
					quote_literal_cstr(version));
}

/*
 * Plan one extension, as the text says, or as the live database has it. In
 * the latter case it is not for the text to answer for, if it fails.
 */
static void
plan_extension(List **preparations, List **made, SchemaText *text,
			   LiveExtension *extension)
{
	const TextExtension *asked = extension->asked;
	const char *schema = extension->schema;
	const char *version = extension->version;
	bool		as_live;
	ListCell   *cell;

	if (asked != NULL && asked->schema != NULL)
		schema = asked->schema;
	if (asked != NULL && asked->version != NULL)
		version = asked->version;
	as_live = strcmp(schema, extension->schema) == 0 &&
		strcmp(version, extension->version) == 0;

	plan_schema(preparations, made, text, extension, schema);
	add_preparation(preparations, extension,
					create_statement(extension, schema, version), as_live);
	*preparations = list_concat(*preparations,
								scratch_plan_privileges(extension->oid,
														extension->name));
	if (asked == NULL)
		return;
	text->done = bms_add_member(text->done, asked->number);
	foreach(cell, text->comments)
	{
		const TextComment *comment = lfirst(cell);

		if (strcmp(comment->extension, extension->name) != 0)
			continue;
		add_preparation(preparations, extension,
						psprintf("COMMENT ON EXTENSION %s IS %s",
								 quote_identifier(extension->name),
								 comment->comment == NULL ? "NULL" :
								 quote_literal_cstr(comment->comment)),
						as_live);
		text->done = bms_add_member(text->done, comment->number);
	}
}

/*
 * Are all that an extension requires planned, or not wanted?
 */
static bool
is_next(List *extensions, const LiveExtension *extension)
{
	ListCell   *cell;

	foreach(cell, extension->requires)
	{
		const LiveExtension *required = find_live(extensions,
												  lfirst_oid(cell));

		if (required->wanted && !required->planned)
			return false;
	}
	return true;
}

/*
 * Plan what the bootstrap superuser does in a new scratch database, as a list
 * of Preparations, and note in the text what need not run any more.
 */
List *
scratch_plan_extensions(SchemaText *text)
{
	List	   *extensions = read_live_extensions();
	List	   *preparations = NIL;
	List	   *made = NIL;		/* names of schemas */
	bool		progress;

	choose(extensions, text);
	do
	{
		ListCell   *cell;

		progress = false;
		foreach(cell, extensions)
		{
			LiveExtension *extension = lfirst(cell);

			if (!extension->wanted || extension->planned ||
				!is_next(extensions, extension))
				continue;
			plan_extension(&preparations, &made, text, extension);
			extension->planned = true;
			progress = true;
		}
	} while (progress);
	return preparations;
}
