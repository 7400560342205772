/*
 * stored.c
 *		Snapshots as bytes, to be remembered and read again.
 *
 * Objects come in the snapshot's order, each after its parent; others are
 * named by their numbers in it. A text has its length before it and a zero
 * byte after it: it stays where it is when the bytes are read. A stored
 * snapshot is read by the version of the format that wrote it. As a table
 * holds it, it begins with the SHA-256 of all the rest, and is checked while
 * it is read.
 */
#include "postgres.h"

#include "base/compat.h"
#include "base/sha256.h"
#include "lib/stringinfo.h"
#include "libpq/pqformat.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "schema/schema.h"
#include "utils/hsearch.h"

#define STORED_FORMAT 1
#define NO_TEXT (-1)
#define DIGEST_LENGTH 64

/*
 * The SHA-256 of bytes, in hexadecimal.
 */
static char *
digest_of(const char *data, int length)
{
	pg_cryptohash_ctx *hash = sha256_begin();

	sha256_add(hash, data, length);
	return sha256_end(hash);
}

static void
put_text(StringInfo out, const char *text)
{
	int			length = text == NULL ? NO_TEXT : strlen(text);

	pq_sendint32(out, length);
	if (length >= 0)
		pq_sendbytes(out, text, length + 1);
}

/* An object's number in its snapshot: a hash entry. */
typedef struct Number
{
	const SchemaObject *object;
	int			number;
} Number;

static HTAB *
number_objects(const SchemaSnapshot *snapshot)
{
	HASHCTL		control = {0};
	HTAB	   *numbers;
	int			n = 0;
	ListCell   *cell;

	control.keysize = sizeof(const SchemaObject *);
	control.entrysize = sizeof(Number);
	control.hcxt = CurrentMemoryContext;
	numbers = hash_create("migrate numbers", list_length(snapshot->objects),
						  &control, HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
	foreach(cell, snapshot->objects)
	{
		const SchemaObject *object = lfirst(cell);
		Number	   *number = hash_search(numbers, &object, HASH_ENTER, NULL);

		number->number = n++;
	}
	return numbers;
}

static int
number_of(HTAB *numbers, const SchemaObject *object)
{
	Number	   *number = hash_search(numbers, &object, HASH_FIND, NULL);

	return number->number;
}

static void
put_object(StringInfo out, const SchemaObject *object, HTAB *numbers)
{
	ListCell   *cell;

	put_text(out, object->kind->name);
	pq_sendint32(out, object->oid);
	pq_sendint32(out, object->subid);
	pq_sendint32(out, object->parent == NULL ? -1 :
				 number_of(numbers, object->parent));
	put_text(out, object->schema);
	put_text(out, object->name);
	put_text(out, object->signature);
	put_text(out, object->owner);
	put_text(out, object->privileges);
	put_text(out, object->comment);
	put_text(out, object->labels);
	for (int i = 0; object->kind->properties[i] != NULL; i++)
		put_text(out, object->values[i]);
	pq_sendint32(out, list_length(object->needs));
	foreach(cell, object->needs)
		pq_sendint32(out, number_of(numbers, lfirst(cell)));
}

/*
 * A snapshot as bytes.
 */
bytea *
snapshot_store(const SchemaSnapshot *snapshot)
{
	StringInfoData out;
	HTAB	   *numbers = number_objects(snapshot);
	int			start;
	ListCell   *cell;

	pq_begintypsend(&out);
	start = out.len + DIGEST_LENGTH;
	appendStringInfoSpaces(&out, DIGEST_LENGTH);
	pq_sendint32(&out, STORED_FORMAT);
	pq_sendint32(&out, list_length(snapshot->objects));
	foreach(cell, snapshot->objects)
	{
		CHECK_FOR_INTERRUPTS();
		put_object(&out, lfirst(cell), numbers);
	}
	hash_destroy(numbers);
	memcpy(out.data + start - DIGEST_LENGTH,
		   digest_of(out.data + start, out.len - start), DIGEST_LENGTH);
	return pq_endtypsend(&out);
}

pg_noreturn static void
refuse_stored(void)
{
	ereport(ERROR,
			(errcode(ERRCODE_DATA_CORRUPTED),
			 errmsg("the remembered schema cannot be read"),
			 errdetail("It was remembered by another version of migrate, or has been changed."),
			 errhint("Remember the schema as it is now: SELECT * FROM migrate.stamp('current');")));
}

static int
get_number(StringInfo in)
{
	if (in->len - in->cursor < 4)
		refuse_stored();
	return (int) pq_getmsgint(in, 4);
}

/*
 * A text, where it lies in the stored bytes.
 */
static const char *
get_text(StringInfo in)
{
	int			length = get_number(in);
	const char *text;

	if (length == NO_TEXT)
		return NULL;
	if (length < 0 || length >= in->len - in->cursor)
		refuse_stored();
	text = pq_getmsgbytes(in, length + 1);
	if (text[length] != '\0' || !pg_verifymbstr(text, length, true))
		refuse_stored();
	return text;
}

/*
 * Read one object, and the numbers of those that it needs.
 */
static SchemaObject *
get_object(StringInfo in, SchemaObject *const *objects, int n, List **needs)
{
	SchemaObject *object = palloc0(sizeof(SchemaObject));
	const char *kind = get_text(in);
	int			parent;
	int			nproperties = 0;
	int			nneeds;

	object->kind = kind == NULL ? NULL : schema_kind_find(kind);
	if (object->kind == NULL)
		refuse_stored();
	object->oid = get_number(in);
	object->subid = get_number(in);
	parent = get_number(in);
	if (parent >= n)
		refuse_stored();
	object->parent = parent < 0 ? NULL : objects[parent];
	object->schema = get_text(in);
	object->name = get_text(in);
	object->signature = get_text(in);
	object->owner = get_text(in);
	object->privileges = get_text(in);
	object->comment = get_text(in);
	object->labels = get_text(in);
	while (object->kind->properties[nproperties] != NULL)
		nproperties++;
	object->values = palloc(sizeof(char *) * Max(nproperties, 1));
	for (int i = 0; i < nproperties; i++)
		object->values[i] = get_text(in);
	if (!stored_object_is_possible(object))
		refuse_stored();
	object->name_in_force = object->name;
	object->key = object_make_key(object, object->parent == NULL ? NULL :
								  object->parent->key, object->schema);
	nneeds = get_number(in);
	if (nneeds < 0 || nneeds > (in->len - in->cursor) / 4)
		refuse_stored();
	for (int i = 0; i < nneeds; i++)
		*needs = lappend_int(*needs, get_number(in));
	return object;
}

static void
restore_needs(SchemaObject **objects, List **needs, int n)
{
	for (int i = 0; i < n; i++)
	{
		ListCell   *cell;

		foreach(cell, needs[i])
		{
			int			needed = lfirst_int(cell);

			if (needed < 0 || needed >= n)
				refuse_stored();
			object_add_need(objects[i], objects[needed]);
		}
	}
}

/*
 * Read a stored snapshot. The result points into the stored bytes.
 */
SchemaSnapshot *
snapshot_restore(bytea *stored)
{
	SchemaSnapshot *snapshot = snapshot_create();
	MemoryContext caller = MemoryContextSwitchTo(snapshot->context);
	StringInfoData in;
	SchemaObject **objects;
	List	  **needs;
	int			n;

	in.data = VARDATA_ANY(stored);
	in.len = in.maxlen = VARSIZE_ANY_EXHDR(stored);
	in.cursor = DIGEST_LENGTH;
	if (in.len < DIGEST_LENGTH ||
		strncmp(in.data, digest_of(in.data + DIGEST_LENGTH,
								   in.len - DIGEST_LENGTH), DIGEST_LENGTH) != 0 ||
		get_number(&in) != STORED_FORMAT)
		refuse_stored();
	n = get_number(&in);
	if (n < 0 || n > in.len)
		refuse_stored();
	objects = palloc(sizeof(SchemaObject *) * Max(n, 1));
	needs = palloc0(sizeof(List *) * Max(n, 1));
	for (int i = 0; i < n; i++)
	{
		CHECK_FOR_INTERRUPTS();
		objects[i] = get_object(&in, objects, i, &needs[i]);
		snapshot_add(snapshot, objects[i]);
	}
	if (in.cursor != in.len)
		refuse_stored();
	restore_needs(objects, needs, n);
	relate_objects(snapshot);
	MemoryContextSwitchTo(caller);
	return snapshot;
}
