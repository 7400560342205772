/*
 * kind_operator.c
 *		Operators, operator families and operator classes.
 *
 * An operator that only another's COMMUTATOR or NEGATOR has made, and that has
 * no function, is none. The members of a family that came with an operator
 * class are the class's.
 */
#include "postgres.h"

#include "catalog/pg_opclass.h"
#include "catalog/pg_operator.h"
#include "catalog/pg_opfamily.h"
#include "schema/kinds.h"
#include "utils/builtins.h"

static const char *const operator_properties[] = {
	"function", "left", "right", "commutator", "negator", "restrict", "join",
	"hashes", "merges", NULL
};

static const char *const operator_required[] = {"function", "right", NULL};

static const char operator_query[] =
"SELECT " FIXED_WITH_SIGNATURE("o.oid", "n.nspname", "o.oprname",
							   "pg_catalog.format(' (%s, %s)', CASE WHEN o.oprleft = 0 THEN 'NONE' ELSE pg_catalog.format_type(o.oprleft, NULL) END,\n"
							   "         pg_catalog.format_type(o.oprright, NULL))",
							   "o.oprowner", "NULL::pg_catalog.aclitem[]", "'f'") ",\n"
"       o.oprcode AS function,\n"
"       CASE WHEN o.oprleft <> 0 THEN pg_catalog.format_type(o.oprleft, NULL) END AS left,\n"
"       pg_catalog.format_type(o.oprright, NULL) AS right,\n"
"       'OPERATOR(' || pg_catalog.quote_ident(cn.nspname) || '.' || c.oprname || ')' AS commutator,\n"
"       'OPERATOR(' || pg_catalog.quote_ident(nn.nspname) || '.' || g.oprname || ')' AS negator,\n"
"       CASE WHEN o.oprrest <> 0 THEN o.oprrest END AS restrict,\n"
"       CASE WHEN o.oprjoin <> 0 THEN o.oprjoin END AS join,\n"
"       o.oprcanhash AS hashes,\n"
"       o.oprcanmerge AS merges\n"
"  FROM pg_catalog.pg_operator AS o\n"
"  JOIN pg_catalog.pg_namespace AS n ON n.oid = o.oprnamespace\n"
"  LEFT JOIN pg_catalog.pg_operator AS c ON c.oid = o.oprcom\n"
"  LEFT JOIN pg_catalog.pg_namespace AS cn ON cn.oid = c.oprnamespace\n"
"  LEFT JOIN pg_catalog.pg_operator AS g ON g.oid = o.oprnegate\n"
"  LEFT JOIN pg_catalog.pg_namespace AS nn ON nn.oid = g.oprnamespace\n"
" WHERE o.oprcode <> 0\n"
"   AND " USERS_SCHEMA("n") "\n"
"   AND " NOT_OF_EXTENSION("pg_operator", "o.oid");

/*
 * An operator's name is never quoted.
 */
static char *
operator_name(const SchemaObject *operator)
{
	return psprintf("%s.%s", object_schema_name(operator), operator->name);
}

static char *
operator_reference(const SchemaObject *operator)
{
	return psprintf("%s%s", operator_name(operator), operator->signature);
}

static void
create_operator(Change *change, const SchemaObject *object)
{
	static const struct
	{
		const char *property;
		const char *option;
	}			options[] =
	{
		{"left", "LEFTARG"}, {"right", "RIGHTARG"},
		{"commutator", "COMMUTATOR"}, {"negator", "NEGATOR"},
		{"restrict", "RESTRICT"}, {"join", "JOIN"},
	};
	StringInfoData text;

	initStringInfo(&text);
	appendStringInfo(&text, "FUNCTION = %s", object_value(object, "function"));
	for (int i = 0; i < lengthof(options); i++)
		if (object_value(object, options[i].property) != NULL)
			appendStringInfo(&text, ", %s = %s", options[i].option,
							 object_value(object, options[i].property));
	if (object_is(object, "hashes"))
		appendStringInfoString(&text, ", HASHES");
	if (object_is(object, "merges"))
		appendStringInfoString(&text, ", MERGES");
	change_write(change, "create", 0, "CREATE OPERATOR %s (%s)",
				 operator_name(object), text.data);
}

static bool
alter_operator(Change *change, const SchemaObject *from, const SchemaObject *to)
{
	static const char *const fixed[] = {
		"function", "commutator", "negator", "hashes", "merges"
	};
	static const char *const estimators[] = {"restrict", "join"};

	for (int i = 0; i < lengthof(fixed); i++)
		if (object_differs(from, to, fixed[i]))
			return false;
	for (int i = 0; i < lengthof(estimators); i++)
	{
		const char *value = object_value(to, estimators[i]);

		if (change_differs(change, estimators[i]))
			change_write(change, "alter", 0, "ALTER %s SET (%s = %s)",
						 object_reference(to),
						 strcmp(estimators[i], "join") == 0 ? "JOIN" : "RESTRICT",
						 value == NULL ? "NONE" : value);
	}
	return true;
}

const SchemaKind kind_operator = {
	.name = "operator",
	.sql_name = "OPERATOR",
	.catalog = OperatorRelationId,
	.query = operator_query,
	.properties = operator_properties,
	.required = operator_required,
	.unnameable = true,
	.create = create_operator,
	.alter = alter_operator,
	.is_rebuildable = object_is_rebuildable,
	.reference = operator_reference,
};

/*
 * Members, a line each, of the objects of a catalog that they depend on:
 * "OPERATOR 1 pg_catalog.<(integer,integer)".
 */
#define MEMBERS(catalog) \
"(SELECT d.refobjid, pg_catalog.string_agg(m.member, E'\\n' ORDER BY m.what DESC, m.number, m.member) AS members\n" \
"          FROM (SELECT 'pg_catalog.pg_amop'::pg_catalog.regclass AS classid, o.oid, 'O' AS what, o.amopstrategy AS number,\n" \
"                       pg_catalog.format('OPERATOR %s %s.%s (%s, %s)%s', o.amopstrategy, pg_catalog.quote_ident(n.nspname),\n" \
"                         p.oprname, pg_catalog.format_type(o.amoplefttype, NULL), pg_catalog.format_type(o.amoprighttype, NULL),\n" \
"                         ' FOR ORDER BY ' || pg_catalog.quote_ident(fn.nspname) || '.' || pg_catalog.quote_ident(f.opfname)) AS member\n" \
"                  FROM pg_catalog.pg_amop AS o\n" \
"                  JOIN pg_catalog.pg_operator AS p ON p.oid = o.amopopr\n" \
"                  JOIN pg_catalog.pg_namespace AS n ON n.oid = p.oprnamespace\n" \
"                  LEFT JOIN pg_catalog.pg_opfamily AS f ON f.oid = o.amopsortfamily\n" \
"                  LEFT JOIN pg_catalog.pg_namespace AS fn ON fn.oid = f.opfnamespace\n" \
"                 WHERE o.oid >= 16384\n" \
"                UNION ALL\n" \
"                SELECT 'pg_catalog.pg_amproc'::pg_catalog.regclass, o.oid, 'F', o.amprocnum,\n" \
"                       pg_catalog.format('FUNCTION %s (%s, %s) %s', o.amprocnum, pg_catalog.format_type(o.amproclefttype, NULL),\n" \
"                         pg_catalog.format_type(o.amprocrighttype, NULL), o.amproc::pg_catalog.oid::pg_catalog.regprocedure)\n" \
"                  FROM pg_catalog.pg_amproc AS o\n" \
"                 WHERE o.oid >= 16384) AS m\n" \
"          JOIN pg_catalog.pg_depend AS d ON d.classid = m.classid AND d.objid = m.oid\n" \
"         WHERE d.refclassid = 'pg_catalog." catalog "'::pg_catalog.regclass\n" \
"           AND d.deptype IN ('a', 'i')\n" \
"         GROUP BY d.refobjid)"

static const char *const family_properties[] = {"members", NULL};

static const char family_query[] =
"SELECT " FIXED_WITH_SIGNATURE("f.oid", "n.nspname", "f.opfname",
							   "' USING ' || pg_catalog.quote_ident(a.amname)",
							   "f.opfowner", "NULL::pg_catalog.aclitem[]", "'f'") ",\n"
"       m.members AS members\n"
"  FROM pg_catalog.pg_opfamily AS f\n"
"  JOIN pg_catalog.pg_namespace AS n ON n.oid = f.opfnamespace\n"
"  JOIN pg_catalog.pg_am AS a ON a.oid = f.opfmethod\n"
"  LEFT JOIN " MEMBERS("pg_opfamily") " AS m ON m.refobjid = f.oid\n"
" WHERE " USERS_SCHEMA("n") "\n"
"   AND " NOT_OF_EXTENSION("pg_opfamily", "f.oid");

/*
 * Write the members that one list has and the other has not.
 */
static void
write_members(Change *change, const SchemaObject *family, const List *members,
			  const List *others, bool add)
{
	ListCell   *cell;

	foreach(cell, members)
	{
		const char *member = lfirst(cell);
		const char *number = strchr(member, ' ') + 1;
		const char *types = member + unquoted_span(member, "(");

		if (texts_have(others, member))
			continue;
		if (add)
			change_write(change, "alter", 0, "ALTER %s ADD %s",
						 object_reference(family), member);
		else
			change_write(change, "alter", 0, "ALTER %s DROP %.*s %.*s",
						 object_reference(family),
						 (int) (number + strcspn(number, " ") - member), member,
						 (int) unquoted_span(types, ")") + 1, types);
	}
}

static void
create_family(Change *change, const SchemaObject *object)
{
	change_write(change, "create", 0, "CREATE %s", object_reference(object));
	write_members(change, object, lines_of(object_value(object, "members")),
				  NIL, true);
}

static bool
alter_family(Change *change, const SchemaObject *from, const SchemaObject *to)
{
	List	   *old = lines_of(object_value(from, "members"));
	List	   *new = lines_of(object_value(to, "members"));

	if (!change_differs(change, "members"))
		return true;
	write_members(change, to, old, new, false);
	write_members(change, to, new, old, true);
	return true;
}

const SchemaKind kind_operator_family = {
	.name = "operator family",
	.sql_name = "OPERATOR FAMILY",
	.catalog = OperatorFamilyRelationId,
	.query = family_query,
	.properties = family_properties,
	.create = create_family,
	.alter = alter_family,
	.is_rebuildable = object_is_rebuildable,
};

static const char *const class_properties[] = {
	"default", "type", "family", "storage", "members", NULL
};

static const char *const class_required[] = {
	"type", "family", NULL
};

static const char class_query[] =
"SELECT " FIXED_WITH_SIGNATURE("c.oid", "n.nspname", "c.opcname",
							   "' USING ' || pg_catalog.quote_ident(a.amname)",
							   "c.opcowner", "NULL::pg_catalog.aclitem[]", "'f'") ",\n"
"       c.opcdefault AS default,\n"
"       pg_catalog.format_type(c.opcintype, NULL) AS type,\n"
"       pg_catalog.quote_ident(fn.nspname) || '.' || pg_catalog.quote_ident(f.opfname) AS family,\n"
"       CASE WHEN c.opckeytype <> 0 AND c.opckeytype <> c.opcintype THEN\n"
"            pg_catalog.format_type(c.opckeytype, NULL) END AS storage,\n"
"       m.members AS members\n"
"  FROM pg_catalog.pg_opclass AS c\n"
"  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.opcnamespace\n"
"  JOIN pg_catalog.pg_am AS a ON a.oid = c.opcmethod\n"
"  JOIN pg_catalog.pg_opfamily AS f ON f.oid = c.opcfamily\n"
"  JOIN pg_catalog.pg_namespace AS fn ON fn.oid = f.opfnamespace\n"
"  LEFT JOIN " MEMBERS("pg_opclass") " AS m ON m.refobjid = c.oid\n"
" WHERE " USERS_SCHEMA("n") "\n"
"   AND " NOT_OF_EXTENSION("pg_opclass", "c.oid");

static void
create_class(Change *change, const SchemaObject *object)
{
	List	   *members = lines_of(object_value(object, "members"));
	const char *storage = object_value(object, "storage");
	const char *type = object_value(object, "type");
	const char *using = strstr(object->signature, " USING ");
	StringInfoData text;
	ListCell   *cell;

	initStringInfo(&text);
	if (storage != NULL || members == NIL)
		appendStringInfo(&text, "\n    STORAGE %s", storage != NULL ? storage : type);
	foreach(cell, members)
		appendStringInfo(&text, "%s\n    %s", text.len == 0 ? "" : ",",
						 (const char *) lfirst(cell));
	change_write(change, "create", 0,
				 "CREATE OPERATOR CLASS %s%s FOR TYPE %s%s FAMILY %s AS%s",
				 psprintf("%s.%s", object_schema_name(object),
						  object_name(object)),
				 object_is(object, "default") ? " DEFAULT" : "", type, using,
				 object_value(object, "family"), text.data);
}

const SchemaKind kind_operator_class = {
	.name = "operator class",
	.sql_name = "OPERATOR CLASS",
	.catalog = OperatorClassRelationId,
	.query = class_query,
	.properties = class_properties,
	.required = class_required,
	.create = create_class,
	.is_rebuildable = object_is_rebuildable,
};
