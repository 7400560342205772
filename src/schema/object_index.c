/*
 * object_index.c
 *		Find objects by a name in a space of names.
 */
#include "postgres.h"

#include "common/hashfn.h"
#include "schema/model.h"

typedef struct NameKey
{
	const char *space;
	const char *key;
} NameKey;

typedef struct NameEntry
{
	NameKey		name;
	SchemaObject *object;
	uint32		hash;
	char		status;
} NameEntry;

static inline uint32
hash_name(NameKey name)
{
	return hash_combine(string_hash(name.space, strlen(name.space) + 1),
						DatumGetUInt32(hash_any((const unsigned char *) name.key,
												strlen(name.key))));
}

static inline bool
names_equal(NameKey a, NameKey b)
{
	return strcmp(a.key, b.key) == 0 && strcmp(a.space, b.space) == 0;
}

#define SH_PREFIX names
#define SH_ELEMENT_TYPE NameEntry
#define SH_KEY_TYPE NameKey
#define SH_KEY name
#define SH_HASH_KEY(tb, key) hash_name(key)
#define SH_EQUAL(tb, a, b) names_equal(a, b)
#define SH_STORE_HASH
#define SH_GET_HASH(tb, a) (a)->hash
#define SH_SCOPE static inline
#define SH_DECLARE
#define SH_DEFINE
#include "lib/simplehash.h"

struct ObjectIndex
{
	names_hash *names;
};

/*
 * Make an index in the current memory context. It keeps the names that it is
 * given, not copies.
 */
ObjectIndex *
object_index_create(void)
{
	ObjectIndex *index = palloc(sizeof(ObjectIndex));

	index->names = names_create(CurrentMemoryContext, 1024, NULL);
	return index;
}

/*
 * Add an object; the first of a name stays.
 */
void
object_index_add(ObjectIndex *index, const char *space, const char *key,
				 SchemaObject *object)
{
	NameKey		name = {space, key};
	bool		found;
	NameEntry  *entry = names_insert(index->names, name, &found);

	if (!found)
		entry->object = object;
}

/*
 * The object of a name, NULL if there is none.
 */
SchemaObject *
object_index_find(const ObjectIndex *index, const char *space, const char *key)
{
	NameKey		name = {space, key};
	NameEntry  *entry = names_lookup(index->names, name);

	return entry == NULL ? NULL : entry->object;
}

/*
 * Take an object out, if it is there under this name.
 */
void
object_index_remove(ObjectIndex *index, const char *space, const char *key,
					const SchemaObject *object)
{
	NameKey		name = {space, key};

	if (object_index_find(index, space, key) == object)
		names_delete(index->names, name);
}
