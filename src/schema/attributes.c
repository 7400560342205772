/*
 * attributes.c
 *		Owner, comment, privileges and security labels, alike for all kinds.
 */
#include "postgres.h"

#include "schema/change.h"
#include "utils/builtins.h"
#include "utils/jsonb.h"

bool
texts_differ(const char *a, const char *b)
{
	return (a == NULL || b == NULL) ? a != b : strcmp(a, b) != 0;
}

static void
write_owner(Change *change, const SchemaObject *object)
{
	change->property = "owner";
	change_write(change, "owner", 0, "ALTER %s OWNER TO %s",
				 object_reference(object), quote_identifier(object->owner));
}

static void
write_comment(Change *change, const SchemaObject *object)
{
	change->property = "comment";
	change_write_comment(change, object_reference(object), object->comment);
}

/*
 * The label by a provider in an object of labels; NULL if there is none.
 */
static const char *
find_label(Jsonb *labels, const JsonbValue *provider)
{
	JsonbValue *label = labels == NULL ? NULL :
	getKeyJsonValueFromContainer(&labels->root, provider->val.string.val,
								 provider->val.string.len, NULL);

	return label == NULL ? NULL :
		pnstrdup(label->val.string.val, label->val.string.len);
}

/*
 * Write for each provider of some labels how it comes to have the label that
 * it has in "to"; if "missing", only for those that have none there.
 */
static void
write_labels(Change *change, Jsonb *labels, Jsonb *from, Jsonb *to,
			 bool missing)
{
	JsonbIterator *iterator;
	JsonbIteratorToken token;
	JsonbValue	value;

	if (labels == NULL)
		return;
	iterator = JsonbIteratorInit(&labels->root);
	while ((token = JsonbIteratorNext(&iterator, &value, false)) != WJB_DONE)
	{
		const char *label;

		if (token != WJB_KEY)
			continue;
		label = find_label(to, &value);
		if ((label == NULL) != missing ||
			!texts_differ(find_label(from, &value), label))
			continue;
		change_write(change, "label", 0, "SECURITY LABEL FOR %s ON %s IS %s",
					 quote_identifier(pnstrdup(value.val.string.val,
											   value.val.string.len)),
					 object_reference(change->to),
					 label == NULL ? "NULL" : quote_literal_cstr(label));
	}
}

static Jsonb *
read_labels(const char *labels)
{
	if (labels == NULL)
		return NULL;
	return DatumGetJsonbP(DirectFunctionCall1(jsonb_in,
											  CStringGetDatum(labels)));
}

static void
alter_labels(Change *change, const char *from_labels, const char *to_labels)
{
	Jsonb	   *from = read_labels(from_labels);
	Jsonb	   *to = read_labels(to_labels);

	change->property = "labels";
	write_labels(change, from, from, to, true);
	write_labels(change, to, from, to, false);
}

/*
 * Does a sequence get its owner from the table that owns it?
 */
static bool
follows_in_ownership(const SchemaObject *from)
{
	const SchemaObject *tie = object_ownership(from);

	return tie != NULL && tie->match != NULL &&
		(tie->change == NULL || tie->change->fate == FATE_ALTER);
}

/*
 * Do two sides differ in what this file writes?
 */
bool
attributes_differ(const Change *change)
{
	const SchemaObject *from = change->from;
	const SchemaObject *to = change->to;
	const Comparison *comparison = change->comparison;

	return (comparison->owners && texts_differ(from->owner, to->owner)) ||
		(comparison->privileges && privileges_differ(from, to)) ||
		texts_differ(from->comment, to->comment) ||
		texts_differ(from->labels, to->labels);
}

/*
 * Write what a new object lacks: it has the owner, and the privileges, that
 * the server gave it.
 */
void
attributes_create(Change *change, const SchemaObject *object)
{
	const Comparison *comparison = change->comparison;

	if (comparison->owners && object->owner != NULL &&
		strcmp(object->owner, comparison->role) != 0)
		write_owner(change, object);
	if (texts_differ(object->comment, object->kind->own_comment == NULL ? NULL :
					 object_value(object, object->kind->own_comment)))
		write_comment(change, object);
	if (comparison->privileges)
		privileges_create(change, object);
	if (object->labels != NULL)
		alter_labels(change, NULL, object->labels);
	change->property = NULL;
}

/*
 * Write what differs.
 */
void
attributes_alter(Change *change, const SchemaObject *from,
				 const SchemaObject *to)
{
	const Comparison *comparison = change->comparison;

	if (comparison->owners && to->owner != NULL &&
		texts_differ(from->owner, to->owner) && !follows_in_ownership(from))
		write_owner(change, to);
	if (texts_differ(from->comment, to->comment))
		write_comment(change, to);
	if (comparison->privileges && privileges_differ(from, to))
		privileges_alter(change, from, to);
	if (texts_differ(from->labels, to->labels))
		alter_labels(change, from->labels, to->labels);
	change->property = NULL;
}
