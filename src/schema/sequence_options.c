/*
 * sequence_options.c
 *		What sequences and identity columns have in common: how they count.
 */
#include "postgres.h"

#include "schema/kinds.h"
#include "utils/builtins.h"

static int64
number(const SchemaObject *object, const char *property)
{
	return strtoll(object_value(object, property), NULL, 10);
}

static int64
greatest_of_type(const SchemaObject *object)
{
	const char *type = object_value(object, "type");

	return strcmp(type, "smallint") == 0 ? PG_INT16_MAX :
		strcmp(type, "bigint") == 0 ? PG_INT64_MAX : PG_INT32_MAX;
}

/*
 * The bounds that a sequence has if it is given none.
 */
static int64
default_bound(const SchemaObject *object, bool is_upper)
{
	int64		most = greatest_of_type(object);

	if (number(object, "increment") > 0)
		return is_upper ? most : 1;
	return is_upper ? -1 : -most - 1;
}

static int64
default_start(const SchemaObject *object)
{
	return number(object, "increment") > 0 ? number(object, "minimum") :
		number(object, "maximum");
}

static bool
has_default_bound(const SchemaObject *object, bool is_upper)
{
	return number(object, is_upper ? "maximum" : "minimum") ==
		default_bound(object, is_upper);
}

/*
 * Append the options that are not as they are by themselves, with a space
 * before each.
 */
void
sequence_append_options(StringInfo text, const SchemaObject *object)
{
	if (number(object, "increment") != 1)
		appendStringInfo(text, " INCREMENT BY %s", object_value(object, "increment"));
	if (!has_default_bound(object, false))
		appendStringInfo(text, " MINVALUE %s", object_value(object, "minimum"));
	if (!has_default_bound(object, true))
		appendStringInfo(text, " MAXVALUE %s", object_value(object, "maximum"));
	if (number(object, "start") != default_start(object))
		appendStringInfo(text, " START WITH %s", object_value(object, "start"));
	if (number(object, "cache") != 1)
		appendStringInfo(text, " CACHE %s", object_value(object, "cache"));
	if (object_is(object, "cycles"))
		appendStringInfoString(text, " CYCLE");
}

/*
 * May a sequence, wherever it has come to, be outside of its new bounds; is it
 * for certain?
 */
static bool
may_be_outside(const SchemaObject *from, const SchemaObject *to)
{
	return number(to, "minimum") > number(from, "minimum") ||
		number(to, "maximum") < number(from, "maximum");
}

static bool
is_outside(const SchemaObject *from, const SchemaObject *to)
{
	return number(to, "minimum") > number(from, "maximum") ||
		number(to, "maximum") < number(from, "minimum");
}

/*
 * Can it be put to its new start before its bounds change?
 */
static bool
can_move(const SchemaObject *from, const SchemaObject *to)
{
	return may_be_outside(from, to) && !is_outside(from, to) &&
		number(to, "start") >= number(from, "minimum") &&
		number(to, "start") <= number(from, "maximum");
}

/*
 * Write what puts a sequence to its new start if it is where its new bounds do
 * not let it be: else they would be refused.
 */
void
sequence_write_move(Change *change, const char *name, const SchemaObject *from,
					const SchemaObject *to)
{
	if (can_move(from, to))
		change_write(change, "alter", 0,
					 "SELECT pg_catalog.setval(%s, %s, false) FROM %s\n"
					 "    WHERE last_value NOT BETWEEN %s AND %s",
					 quote_literal_cstr(name), object_value(to, "start"), name,
					 object_value(to, "minimum"), object_value(to, "maximum"));
}

/*
 * Does the server put a bound that was that of the old type to that of the new
 * one, whichever way the sequence counts?
 */
static bool
is_reset(const SchemaObject *from, const SchemaObject *to, bool is_upper)
{
	int64		most = greatest_of_type(from);

	return object_differs(from, to, "type") &&
		number(from, is_upper ? "maximum" : "minimum") ==
		(is_upper ? most : -most - 1);
}

static void
append_bound(StringInfo text, const char *prefix, const SchemaObject *from,
			 const SchemaObject *to, bool is_upper)
{
	const char *property = is_upper ? "maximum" : "minimum";
	const char *word = is_upper ? "MAXVALUE" : "MINVALUE";
	bool		reset = is_reset(from, to, is_upper);

	if (!reset && !object_differs(from, to, property))
		return;
	if (has_default_bound(to, is_upper) &&
		!(reset && is_upper != (number(to, "increment") > 0)))
		appendStringInfo(text, " %sNO %s", prefix, word);
	else
		appendStringInfo(text, " %s%s %s", prefix, word,
						 object_value(to, property));
}

/*
 * Append what turns one side into the other, each with a space and the prefix
 * before it; return the hazards. The type is the caller's.
 */
uint32
sequence_append_change(StringInfo text, const char *prefix,
					   const SchemaObject *from, const SchemaObject *to)
{
	if (object_differs(from, to, "increment"))
		appendStringInfo(text, " %sINCREMENT BY %s", prefix,
						 object_value(to, "increment"));
	append_bound(text, prefix, from, to, false);
	append_bound(text, prefix, from, to, true);
	if (object_differs(from, to, "start"))
		appendStringInfo(text, " %sSTART WITH %s", prefix, object_value(to, "start"));
	if (is_outside(from, to))
		appendStringInfoString(text, " RESTART");
	if (object_differs(from, to, "cache"))
		appendStringInfo(text, " %sCACHE %s", prefix, object_value(to, "cache"));
	if (object_differs(from, to, "cycles"))
		appendStringInfo(text, " %s%sCYCLE", prefix,
						 object_is(to, "cycles") ? "" : "NO ");
	return may_be_outside(from, to) && !is_outside(from, to) &&
		!can_move(from, to) ? HAZARD_FAILS_ON_ROWS : 0;
}
