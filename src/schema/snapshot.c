/*
 * snapshot.c
 *		Take a snapshot: read every kind of objects, and what needs what.
 *
 * One query a kind, then one each for comments, labels, and dependencies:
 * never one an object. Dependencies are pg_depend's, with the addresses that
 * are no objects here (a view's rule, an array type, the index of a
 * constraint ...) replaced by those of the objects that they are part of.
 */
#include "postgres.h"

#include "catalog/pg_class.h"
#include "miscadmin.h"
#include "schema/change.h"
#include "schema/definitions.h"
#include "schema/kinds.h"
#include "schema/schema.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

/* Where an object is in the catalogs. */
typedef struct Address
{
	Oid			catalog;
	Oid			oid;
	int			subid;
} Address;

typedef struct AddressEntry
{
	Address		address;
	SchemaObject *object;
} AddressEntry;

/* An address that stands for another: a hash entry. */
typedef struct AddressAlias
{
	Address		address;
	Address		stands_for;
} AddressAlias;

/* A snapshot being taken. */
typedef struct Taking
{
	SchemaSnapshot *snapshot;
	const SchemaKind *kind;		/* being read */
	HTAB	   *aliases;
} Taking;

static HTAB *
create_hash(const char *name, Size entry, MemoryContext context)
{
	HASHCTL		control = {0};

	control.keysize = sizeof(Address);
	control.entrysize = entry;
	control.hcxt = context;
	return hash_create(name, 1024, &control,
					   HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
}

/*
 * Make a snapshot without objects, in a context of its own.
 */
SchemaSnapshot *
snapshot_create(void)
{
	MemoryContext context = AllocSetContextCreate(CurrentMemoryContext,
												  "migrate snapshot",
												  ALLOCSET_DEFAULT_SIZES);
	SchemaSnapshot *snapshot = MemoryContextAllocZero(context, sizeof(SchemaSnapshot));

	snapshot->context = context;
	return snapshot;
}

/*
 * The object at an address, NULL if there is none. Only of a snapshot taken
 * here are the addresses known.
 */
SchemaObject *
snapshot_find(const SchemaSnapshot *snapshot, Oid catalog, Oid oid, int subid)
{
	Address		address = {catalog, oid, subid};
	AddressEntry *entry = hash_search(snapshot->by_address, &address,
									  HASH_FIND, NULL);

	return entry == NULL ? NULL : entry->object;
}

/*
 * Put an object into the snapshot, among its parent's children.
 */
void
snapshot_add(SchemaSnapshot *snapshot, SchemaObject *object)
{
	snapshot->objects = lappend(snapshot->objects, object);
	if (object->parent != NULL)
		object->parent->children = lappend(object->parent->children, object);
}

/*
 * One object could not be made without another.
 */
void
object_add_need(SchemaObject *object, SchemaObject *needed)
{
	if (object == needed || list_member_ptr(object->needs, needed))
		return;
	object->needs = lappend(object->needs, needed);
	needed->needed_by = lappend(needed->needed_by, object);
}

/*
 * Let an object be found by its address.
 */
static void
add_address(SchemaSnapshot *snapshot, SchemaObject *object)
{
	Address		address = {object->kind->catalog, object->oid, object->subid};
	AddressEntry *entry = hash_search(snapshot->by_address, &address,
									  HASH_ENTER, NULL);

	entry->object = object;
}

static char *
copy(const char *value)
{
	return value == NULL ? NULL : pstrdup(value);
}

static Oid
to_oid(const char *value)
{
	return value == NULL ? InvalidOid :
		(Oid) strtoul(value, NULL, 10);
}

/*
 * Make an object of one row of its kind's query.
 */
static void
read_object(void *arg, int ncolumns, char **values)
{
	Taking	   *taking = arg;
	SchemaSnapshot *snapshot = taking->snapshot;
	const SchemaKind *kind = taking->kind;
	MemoryContext caller = MemoryContextSwitchTo(snapshot->context);
	SchemaObject *object = palloc0(sizeof(SchemaObject));

	object->kind = kind;
	object->oid = to_oid(values[FIXED_OID]);
	object->subid = atoi(values[FIXED_SUBID]);
	if (values[FIXED_PARENT] != NULL)
	{
		object->parent = snapshot_find(snapshot, kind->parent_catalog,
									   to_oid(values[FIXED_PARENT]),
									   atoi(values[FIXED_PARENT_SUBID]));
		/* the parent belongs to an extension, or to the system */
		if (object->parent == NULL)
		{
			pfree(object);
			MemoryContextSwitchTo(caller);
			return;
		}
	}
	object->schema = copy(values[FIXED_SCHEMA]);
	object->name = copy(values[FIXED_NAME]);
	object->name_in_force = object->name;
	object->signature = copy(values[FIXED_SIGNATURE]);
	object->owner = copy(values[FIXED_OWNER]);
	object->privileges = privileges_canonical(values[FIXED_ACL],
											  values[FIXED_ACL_NORMAL],
											  object_owned(object)->owner);
	object->key = object_make_key(object, object->parent == NULL ? NULL :
								  object->parent->key, object->schema);
	object->values = palloc(sizeof(char *) * Max(ncolumns - FIXED_COLUMNS, 1));
	for (int i = FIXED_COLUMNS; i < ncolumns; i++)
		object->values[i - FIXED_COLUMNS] = copy(values[i]);
	snapshot_add(snapshot, object);
	add_address(snapshot, object);
	MemoryContextSwitchTo(caller);
}

static int
compare_cells(const ListCell *a, const ListCell *b)
{
	return object_compare(lfirst(a), lfirst(b));
}

static void
sort_children(SchemaSnapshot *snapshot)
{
	ListCell   *cell;

	foreach(cell, snapshot->objects)
		list_sort(((SchemaObject *) lfirst(cell))->children, compare_cells);
}

/*
 * Comments and security labels: address, text.
 */
static void
read_comment(void *arg, int ncolumns, char **values)
{
	Taking	   *taking = arg;
	SchemaObject *object = snapshot_find(taking->snapshot, to_oid(values[0]),
										 to_oid(values[1]), atoi(values[2]));

	if (object != NULL)
		object->comment = MemoryContextStrdup(taking->snapshot->context,
											  values[3]);
}

static void
read_label(void *arg, int ncolumns, char **values)
{
	Taking	   *taking = arg;
	SchemaObject *object = snapshot_find(taking->snapshot, to_oid(values[0]),
										 to_oid(values[1]), atoi(values[2]));

	if (object != NULL)
		object->labels = MemoryContextStrdup(taking->snapshot->context,
											 values[3]);
}

static const char comments_query[] =
"SELECT d.classoid::pg_catalog.oid, d.objoid, d.objsubid, d.description\n"
"  FROM pg_catalog.pg_description AS d\n"
" WHERE d.objoid >= 16384\n"
"    OR d.classoid = 'pg_catalog.pg_namespace'::pg_catalog.regclass";

static const char labels_query[] =
"SELECT l.classoid::pg_catalog.oid, l.objoid, l.objsubid,\n"
"       pg_catalog.json_object_agg(l.provider, l.label ORDER BY l.provider)::pg_catalog.text\n"
"  FROM pg_catalog.pg_seclabel AS l\n"
" GROUP BY 1, 2, 3";

/*
 * Addresses that stand for others: those of a view's rule, of the types that
 * come with a relation, of array and multirange types, of a range's functions, of a constraint's
 * index, of an identity column's sequence, of a generated column's expression,
 * of what belongs to an extension.
 */
static const char aliases_query[] =
"SELECT 'pg_catalog.pg_rewrite'::pg_catalog.regclass::pg_catalog.oid, r.oid,\n"
"       'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid, r.ev_class, 0\n"
"  FROM pg_catalog.pg_rewrite AS r\n"
" WHERE r.rulename = '_RETURN' AND r.oid >= 16384\n"
"UNION ALL\n"
"SELECT 'pg_catalog.pg_type'::pg_catalog.regclass, t.oid,\n"
"       'pg_catalog.pg_class'::pg_catalog.regclass, t.typrelid, 0\n"
"  FROM pg_catalog.pg_type AS t\n"
"  JOIN pg_catalog.pg_class AS c ON c.oid = t.typrelid\n"
" WHERE t.oid >= 16384 AND c.relkind <> 'c'\n"
"UNION ALL\n"
"SELECT 'pg_catalog.pg_class'::pg_catalog.regclass, t.typrelid,\n"
"       'pg_catalog.pg_type'::pg_catalog.regclass, t.oid, 0\n"
"  FROM pg_catalog.pg_type AS t\n"
"  JOIN pg_catalog.pg_class AS c ON c.oid = t.typrelid\n"
" WHERE t.oid >= 16384 AND c.relkind = 'c'\n"
"UNION ALL\n"
"SELECT 'pg_catalog.pg_type'::pg_catalog.regclass, t.typarray,\n"
"       'pg_catalog.pg_type'::pg_catalog.regclass, t.oid, 0\n"
"  FROM pg_catalog.pg_type AS t\n"
" WHERE t.typarray >= 16384\n"
"UNION ALL\n"
"SELECT 'pg_catalog.pg_type'::pg_catalog.regclass, r.rngmultitypid,\n"
"       'pg_catalog.pg_type'::pg_catalog.regclass, r.rngtypid, 0\n"
"  FROM pg_catalog.pg_range AS r\n"
" WHERE r.rngmultitypid >= 16384\n"
"UNION ALL\n"
"SELECT 'pg_catalog.pg_class'::pg_catalog.regclass, c.conindid,\n"
"       'pg_catalog.pg_constraint'::pg_catalog.regclass, c.oid, 0\n"
"  FROM pg_catalog.pg_constraint AS c\n"
" WHERE c.contype IN ('p', 'u', 'x')\n"
"UNION ALL\n"
"SELECT 'pg_catalog.pg_class'::pg_catalog.regclass, d.objid,\n"
"       d.refclassid, d.refobjid, d.refobjsubid\n"
"  FROM pg_catalog.pg_depend AS d\n"
"  JOIN pg_catalog.pg_class AS s ON s.oid = d.objid AND s.relkind = 'S'\n"
" WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass\n"
"   AND d.deptype = 'i' AND d.refobjsubid > 0\n"
"UNION ALL\n"
"SELECT 'pg_catalog.pg_attrdef'::pg_catalog.regclass, f.oid,\n"
"       'pg_catalog.pg_class'::pg_catalog.regclass, f.adrelid, f.adnum\n"
"  FROM pg_catalog.pg_attrdef AS f\n"
"  JOIN pg_catalog.pg_attribute AS a ON a.attrelid = f.adrelid AND a.attnum = f.adnum\n"
" WHERE a.attgenerated <> ''\n"
"UNION ALL\n"
"SELECT d.classid, d.objid, d.refclassid, d.refobjid, 0\n"
"  FROM pg_catalog.pg_depend AS d\n"
" WHERE d.deptype = 'i' AND d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass\n"
"UNION ALL\n"
"SELECT d.classid, d.objid, d.refclassid, d.refobjid, 0\n"
"  FROM pg_catalog.pg_depend AS d\n"
" WHERE d.deptype IN ('a', 'i')\n"
"   AND d.classid IN ('pg_catalog.pg_amop'::pg_catalog.regclass,\n"
"                     'pg_catalog.pg_amproc'::pg_catalog.regclass)\n"
"   AND d.refclassid IN ('pg_catalog.pg_opclass'::pg_catalog.regclass,\n"
"                        'pg_catalog.pg_opfamily'::pg_catalog.regclass)\n"
"UNION ALL\n"
"SELECT d.classid, d.objid, d.refclassid, d.refobjid, 0\n"
"  FROM pg_catalog.pg_depend AS d\n"
" WHERE d.deptype = 'e'\n"
"   AND d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass";

/*
 * Of several keys of the same columns, the one that a foreign key depends on is
 * told by the order in which they were made, which another database may not
 * share: it needs them all.
 */
static const char depend_query[] =
"SELECT d.classid, d.objid, d.objsubid, d.refclassid, d.refobjid,\n"
"       d.refobjsubid, d.deptype\n"
"  FROM pg_catalog.pg_depend AS d\n"
" WHERE (d.objid >= 16384\n"
"        OR d.classid = 'pg_catalog.pg_namespace'::pg_catalog.regclass)\n"
"   AND (d.refobjid >= 16384\n"
"        OR d.refclassid = 'pg_catalog.pg_namespace'::pg_catalog.regclass)\n"
"   AND d.deptype <> 'e'\n"
"UNION ALL\n"
"SELECT 'pg_catalog.pg_constraint'::pg_catalog.regclass, f.oid, 0,\n"
"       'pg_catalog.pg_class'::pg_catalog.regclass, i.indexrelid, 0, 'n'\n"
"  FROM pg_catalog.pg_constraint AS f\n"
"  JOIN pg_catalog.pg_index AS i ON i.indrelid = f.confrelid\n"
" WHERE f.contype = 'f' AND i.indexrelid <> f.conindid\n"
"   AND i.indisunique AND i.indimmediate\n"
"   AND i.indpred IS NULL AND i.indexprs IS NULL\n"
"   AND i.indnkeyatts = pg_catalog.cardinality(f.confkey)\n"
"   AND (i.indkey::pg_catalog.int2[])[0:i.indnkeyatts - 1] @> f.confkey";

static void
read_alias(void *arg, int ncolumns, char **values)
{
	Taking	   *taking = arg;
	Address		address = {to_oid(values[0]), to_oid(values[1]), 0};
	AddressAlias *alias = hash_search(taking->aliases, &address, HASH_ENTER, NULL);

	alias->stands_for.catalog = to_oid(values[2]);
	alias->stands_for.oid = to_oid(values[3]);
	alias->stands_for.subid = atoi(values[4]);
}

/*
 * The object at an address, or at the one that it stands for; NULL if neither
 * is in the snapshot.
 */
static SchemaObject *
find_through_aliases(const Taking *taking, Address address)
{
	/* the array of a type of a table: three steps are the most there are */
	for (int i = 0; i < 4; i++)
	{
		SchemaObject *object = snapshot_find(taking->snapshot, address.catalog,
											 address.oid, address.subid);
		Address		whole = {address.catalog, address.oid, 0};
		AddressAlias *alias;

		if (object != NULL)
			return object;
		alias = hash_search(taking->aliases, &whole, HASH_FIND, NULL);
		if (alias == NULL)
			break;
		address = alias->stands_for;
	}
	/* a column that is no object: what it is a column of */
	if (address.subid != 0)
	{
		address.subid = 0;
		return find_through_aliases(taking, address);
	}
	return NULL;
}

/*
 * Does it tie what it is a part of to a table, so that what may be done to
 * either hangs on the other: its owner, whether it is logged? Then it needs
 * the table, not just what it refers to.
 */
static bool
is_tie_to_table(const SchemaObject *object)
{
	return object->kind == &kind_sequence_owner ||
		constraint_is(object, "f");
}

static void
read_dependency(void *arg, int ncolumns, char **values)
{
	Taking	   *taking = arg;
	Address		from = {to_oid(values[0]), to_oid(values[1]), atoi(values[2])};
	Address		to = {to_oid(values[3]), to_oid(values[4]), atoi(values[5])};
	SchemaObject *object;
	SchemaObject *needed;

	object = find_through_aliases(taking, from);
	/* that a column owns a sequence is an object of its own */
	if (object != NULL && object_has_kind(object, "sequence") &&
		values[6][0] == 'a')
		object = snapshot_find(taking->snapshot, RelationRelationId, from.oid,
							   SEQUENCE_OWNER_SUBID);
	needed = find_through_aliases(taking, to);
	if (object == NULL || needed == NULL)
		return;
	/* that a table inherits from another is an object of its own */
	if (object != needed && object->parent == NULL && needed->parent == NULL)
	{
		SchemaObject *inheritance = inheritance_find(object, needed->key);

		if (inheritance != NULL)
			object = inheritance;
	}
	/* a table's dependency on its own column is none */
	if (needed->parent == object)
		return;
	object_add_need(object, needed);
	if (needed->parent != NULL && is_tie_to_table(object))
		object_add_need(object, needed->parent);
}

/*
 * Say of each object which schema it is in, and that it needs it and its
 * parent.
 */
void
relate_objects(SchemaSnapshot *snapshot)
{
	ObjectIndex *schemas = object_index_create();
	ListCell   *cell;

	foreach(cell, snapshot->objects)
	{
		SchemaObject *object = lfirst(cell);

		if (object_has_kind(object, "schema"))
			object_index_add(schemas, "", object->name, object);
	}
	foreach(cell, snapshot->objects)
	{
		SchemaObject *object = lfirst(cell);

		if (object->schema != NULL)
			object->in_schema = object_index_find(schemas, "", object->schema);
		if (object->in_schema != NULL)
			object_add_need(object, object->in_schema);
		if (object->parent != NULL)
			object_add_need(object, object->parent);
	}
}

/*
 * Raise an error if an object has no definition: what writes definitions out
 * does not know of what has been dropped since the statement began.
 */
static void
check_complete(const SchemaSnapshot *snapshot)
{
	ListCell   *cell;

	foreach(cell, snapshot->objects)
	{
		const SchemaObject *object = lfirst(cell);

		if (object_lacks(object) != NULL)
			ereport(ERROR,
					(errcode(ERRCODE_T_R_SERIALIZATION_FAILURE),
					 errmsg("%s %s was dropped while the schema was being read",
							object->kind->name, object->key),
					 errhint("Try again.")));
	}
}

/*
 * Read a whole schema. The caller has connected to SPI; the snapshot is in the
 * current memory context.
 */
SchemaSnapshot *
snapshot_take(const Catalog *catalog)
{
	SchemaSnapshot *snapshot = snapshot_create();
	MemoryContext caller;
	Taking		taking = {snapshot};

	snapshot->by_address = create_hash("migrate objects", sizeof(AddressEntry),
									   snapshot->context);
	for (int i = 0; schema_kinds[i] != NULL; i++)
	{
		taking.kind = schema_kinds[i];
		catalog_query(catalog, taking.kind->query, read_object, &taking);
		if (taking.kind->definition != NULL)
			definitions_read(catalog, snapshot, taking.kind);
	}
	check_complete(snapshot);
	catalog_query(catalog, comments_query, read_comment, &taking);
	catalog_query(catalog, labels_query, read_label, &taking);
	taking.aliases = create_hash("migrate aliases", sizeof(AddressAlias),
								 CurrentMemoryContext);
	catalog_query(catalog, aliases_query, read_alias, &taking);
	caller = MemoryContextSwitchTo(snapshot->context);
	catalog_query(catalog, depend_query, read_dependency, &taking);
	list_sort(snapshot->objects, compare_cells);
	sort_children(snapshot);
	relate_objects(snapshot);
	MemoryContextSwitchTo(caller);
	hash_destroy(taking.aliases);
	return snapshot;
}
