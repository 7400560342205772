/*
 * column_type.c
 *		What it takes to change the type of a column.
 *
 * Of a type that PostgreSQL brings, the server's own tables of casts are asked:
 * it is the same in every database. What is known of others is in the
 * snapshot: their category, and the casts that users have made.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "parser/parse_coerce.h"
#include "schema/kinds.h"

/* The property "type_facts" of a column. */
typedef struct TypeFacts
{
	Oid			type;			/* of a domain its base; none: not built in */
	int			typmod;
	char		category;
	char		element;		/* category of an array's elements, or '-' */
	char		typtype;
	char		storage;
} TypeFacts;

static bool
read_facts(const SchemaObject *column, TypeFacts *facts)
{
	const char *text = object_value(column, "type_facts");

	return text != NULL &&
		sscanf(text, "%u %d %c %c %c %c", &facts->type, &facts->typmod,
			   &facts->category, &facts->element, &facts->typtype,
			   &facts->storage) == 6;
}

static TypeFacts
facts_of(const SchemaObject *column)
{
	TypeFacts	facts = {InvalidOid, -1, '-', '-', '-', 'p'};

	if (!read_facts(column, &facts))
		elog(ERROR, "column %s has no facts of its type", column->key);
	return facts;
}

/*
 * Are the facts of its type there?
 */
bool
column_type_is_readable(const SchemaObject *column)
{
	TypeFacts	facts;

	return read_facts(column, &facts);
}

/*
 * How a type is stored if nothing else is said.
 */
char
column_type_storage(const SchemaObject *column)
{
	return facts_of(column).storage;
}

bool
column_type_is_domain(const SchemaObject *column)
{
	return facts_of(column).typtype == TYPTYPE_DOMAIN;
}

/*
 * The name of a column's type without "(10,2)".
 */
static char *
bare_type(const SchemaObject *column)
{
	const char *type = object_value(column, "type");
	const char *open = strchr(type, '(');
	const char *close = open == NULL ? NULL : strchr(open, ')');

	return close == NULL ? pstrdup(type) :
		psprintf("%.*s%s", (int) (open - type), type, close + 1);
}

/*
 * The context of a cast that a user has made: i, a or e; 0 if there is none.
 */
static char
users_cast(const SchemaObject *from, const SchemaObject *to)
{
	const char *casts = object_value(from, "casts");
	const char *wanted = psprintf("\n%s=", bare_type(to));
	const char *found;

	if (casts == NULL)
		return 0;
	found = strstr(psprintf("\n%s", casts), wanted);
	return found == NULL ? 0 : found[strlen(wanted)];
}

/*
 * The conversion between categories, which holds for every type: text takes
 * all, and may be read as anything.
 */
static Conversion
by_category(char from, char to)
{
	if (to == TYPCATEGORY_STRING)
		return CONVERSION_ASSIGNS;
	if (from == TYPCATEGORY_STRING)
		return CONVERSION_CASTS;
	if (from == TYPCATEGORY_ENUM && to == TYPCATEGORY_ENUM)
		return CONVERSION_BY_TEXT;
	return CONVERSION_NONE;
}

/*
 * How do the values of a column become those of its new type?
 */
Conversion
column_conversion(const SchemaObject *from, const SchemaObject *to)
{
	TypeFacts	old = facts_of(from);
	TypeFacts	new = facts_of(to);
	char		context;
	Oid			function;

	if (strcmp(bare_type(from), bare_type(to)) == 0)
		return CONVERSION_ASSIGNS;
	context = users_cast(from, to);
	if (context != 0)
		return context == 'e' ? CONVERSION_CASTS : CONVERSION_ASSIGNS;
	if (OidIsValid(old.type) && OidIsValid(new.type))
	{
		if (old.type == new.type ||
			find_coercion_pathway(new.type, old.type, COERCION_ASSIGNMENT,
								  &function) != COERCION_PATH_NONE)
			return CONVERSION_ASSIGNS;
		return find_coercion_pathway(new.type, old.type, COERCION_EXPLICIT,
									 &function) != COERCION_PATH_NONE ?
			CONVERSION_CASTS : CONVERSION_NONE;
	}
	if (old.category == TYPCATEGORY_ARRAY && new.category == TYPCATEGORY_ARRAY)
		return by_category(old.element, new.element);
	return by_category(old.category, new.category);
}

/*
 * May a value become another one, or be refused, when only the type's modifier
 * changes so?
 */
static bool
modifier_matters(Oid type, int from, int to)
{
	switch (type)
	{
		case VARCHAROID:
		case VARBITOID:
			return to >= 0 && (from < 0 || to < from);
		case NUMERICOID:
			if (to < 0)
				return false;
			/* precision is in the upper half, scale in the lower */
			return from < 4 || to < 4 ||
				((from - 4) & 0xffff) != ((to - 4) & 0xffff) || to < from;
		case TIMEOID:
		case TIMETZOID:
		case TIMESTAMPOID:
		case TIMESTAMPTZOID:
			return to >= 0 && to < 6 && (from < 0 || to < from);
		case INTERVALOID:
			return to >= 0 && to != from;
		default:
			return to != from;
	}
}

/*
 * What changing the type does to the table and its readers.
 */
uint32
column_type_hazards(const SchemaObject *from, const SchemaObject *to)
{
	const uint32 rewrites = HAZARD_REWRITES_TABLE | HAZARD_BLOCKS_READS |
	HAZARD_BLOCKS_WRITES;
	TypeFacts	old = facts_of(from);
	TypeFacts	new = facts_of(to);
	Conversion	conversion = column_conversion(from, to);
	Oid			function;
	CoercionPathType path;

	if (strcmp(object_value(from, "type"), object_value(to, "type")) == 0)
		return 0;
	if (conversion != CONVERSION_ASSIGNS)
		return rewrites | HAZARD_FAILS_ON_ROWS;
	if (!OidIsValid(old.type) || !OidIsValid(new.type))
		return rewrites |
			(new.typtype == TYPTYPE_DOMAIN ? HAZARD_FAILS_ON_ROWS : 0);
	if (new.typtype == TYPTYPE_DOMAIN)
		return rewrites | HAZARD_FAILS_ON_ROWS;
	if (old.type == new.type)
		return !modifier_matters(new.type, old.typmod, new.typmod) ? 0 :
			rewrites | HAZARD_FAILS_ON_ROWS;
	path = find_coercion_pathway(new.type, old.type, COERCION_ASSIGNMENT,
								 &function);
	if (path == COERCION_PATH_RELABELTYPE &&
		!modifier_matters(new.type, -1, new.typmod))
		return 0;
	/* what is not implicit may not fit: bigint to integer */
	if (new.typmod >= 0 || new.typtype == TYPTYPE_DOMAIN ||
		find_coercion_pathway(new.type, old.type, COERCION_IMPLICIT,
							  &function) == COERCION_PATH_NONE)
		return rewrites |
			(new.category == TYPCATEGORY_STRING && new.typmod < 0 ? 0 :
			 HAZARD_FAILS_ON_ROWS);
	return rewrites;
}
