/*
 * model.h
 *		A schema as data: its objects, their properties, what needs what.
 *
 * A snapshot holds objects. Each is of one kind (table, column, index ...),
 * has a name, perhaps a parent (the table of a column), and properties: texts
 * by name, as the kind's catalog query returned them. All that differs between
 * kinds is in a SchemaKind: one file kind_*.c a kind.
 *
 * Here "from" is the schema that is, "to" the one that shall be.
 */
#ifndef MIGRATE_SCHEMA_MODEL_H
#define MIGRATE_SCHEMA_MODEL_H

#include "postgres.h"

#include "lib/stringinfo.h"
#include "nodes/pg_list.h"
#include "utils/hsearch.h"

typedef struct SchemaObject SchemaObject;
typedef struct Change Change;

/* What a statement may do to a database in use. */
typedef enum Hazard
{
	HAZARD_DELETES_DATA = 1 << 0,
	HAZARD_REWRITES_TABLE = 1 << 1,
	HAZARD_BLOCKS_WRITES = 1 << 2,
	HAZARD_BLOCKS_READS = 1 << 3,
	HAZARD_FAILS_ON_ROWS = 1 << 4,
	HAZARD_IRREVERSIBLE = 1 << 5
} Hazard;

/* A property that the server writes from what it has read. */
typedef struct WrittenProperty
{
	const char *property;
	const char *before;			/* what makes a statement of its text */
} WrittenProperty;

/*
 * A kind of objects.
 *
 * The query's first columns are FIXED_COLUMNS, then come the properties. It
 * runs with only pg_catalog on the path, reads whatever is there, and leaves
 * out what belongs to extensions and to the system.
 */
typedef struct SchemaKind
{
	const char *name;			/* "table": for people, and in JSON */
	const char *sql_name;		/* "TABLE": after DROP, COMMENT ON, ALTER */
	Oid			catalog;		/* where its objects are */
	Oid			parent_catalog; /* where their parents are; or none */
	const char *query;
	const char *const *properties;	/* NULL-terminated, as the query has them */

	/* properties that every object has; NULL-terminated, or NULL */
	const char *const *required;

	/* properties that tell, but are not compared; NULL-terminated, or NULL */
	const char *const *uncompared;

	/*
	 * those that the server may write otherwise once it has read them: see
	 * settled_text.c; ends with a null, or NULL
	 */
	const WrittenProperty *written;

	/*
	 * The property that tells whether the reader may see the others: if not,
	 * they are compared with nothing. NULL: whoever reads sees them.
	 */
	const char *readable;

	/*
	 * A property that the query leaves null where reading it takes locks, and
	 * the expression that tells it of the OID u.oid; or NULL.
	 */
	const char *definition;
	const char *definition_expression;

	/* the property that tells which comment it is made with; or NULL */
	const char *own_comment;

	/* it stands in the way when the type of a column that it needs changes */
	bool		blocks_retyping;
	/* it ties its parent to another: undone first, made last; see order.c */
	bool		is_bond;
	/* it is replaced by renaming it away and converting the columns of it */
	bool		replaceable;
	/* it may be made of functions that take it: a shell of it comes first */
	bool		may_be_shell;
	/* its name is a relation's (see object.c); its name is a type's */
	bool		names_relation;
	bool		names_type;
	/* its name is what it is about: it cannot be renamed */
	bool		unnameable;
	/* its name and its property "input_types" are a routine's */
	bool		names_routine;
	/* to make it again is to make its parent again */
	bool		is_part;
	/* DROP, COMMENT ON and ALTER say: NAME ON TABLE */
	bool		named_on_parent;
	/* acldefault()'s letter; 0: it has no privileges */
	char		acl_letter;

	/*
	 * Write the statements that make it, its owner, comment and privileges
	 * excepted.
	 */
	void		(*create) (Change *change, const SchemaObject *object);

	/*
	 * Write what drops it. NULL: DROP sql_name and its name; of a part,
	 * nothing but its parent's DROP does.
	 */
	void		(*drop) (Change *change, const SchemaObject *object);

	/*
	 * Write what turns "from" into "to", whose properties differ. Returns
	 * false if only dropping and making it again can do it, and then has
	 * written nothing. NULL: never in place.
	 */
	bool		(*alter) (Change *change, const SchemaObject *from,
						  const SchemaObject *to);

	/*
	 * The objects that are dropped before its old form is dropped, or that
	 * are altered or made before its new form is, besides those that it needs
	 * or that need it. NULL: none.
	 */
	List	   *(*comes_after) (const Change *change, bool old);

	/*
	 * Of a kind that blocks retyping: may this one stay nevertheless? NULL:
	 * never.
	 */
	bool		(*outlives_retyping) (const SchemaObject *object);

	/*
	 * The object without whose being dropped it cannot be dropped. NULL:
	 * none.
	 */
	SchemaObject *(*held_by) (const SchemaObject *from);

	/*
	 * Is its parent, which is there already, made again so that it can be
	 * made? NULL: never.
	 */
	bool		(*remakes_parent) (const SchemaObject *to);

	/* Can it be dropped and made again without loss? NULL: never. */
	bool		(*is_rebuildable) (const SchemaObject *object);

	/*
	 * The object whose DROP takes this one along, NULL if it needs a DROP of
	 * its own; asked only for what is to be dropped.
	 */
	const SchemaObject *(*goes_with) (const SchemaObject *object);

	/*
	 * Can it be a part of the CREATE statement of its parent? The parent's
	 * create() then looks for it with object_is_inline(). NULL: never.
	 */
	bool		(*may_be_inline) (const SchemaObject *object);

	/*
	 * Write what converts it from a type that is renamed away to the new one,
	 * through another type: columns. NULL: it is rebuilt.
	 */
	void		(*convert) (Change *change, const SchemaObject *from,
							const SchemaObject *to, const char *through);
	/* The name that it takes among relations, if not its own. */
	const char *(*relation_name) (const SchemaObject *object);

	/*
	 * Of a replaced type: the type that values are converted through. NULL:
	 * text.
	 */
	const char *(*converted_through) (const SchemaObject *from,
									  const SchemaObject *to);

	/*
	 * Of a replaced type: can every value be converted? NULL: perhaps not.
	 */
	bool		(*conversion_is_safe) (const SchemaObject *from,
									   const SchemaObject *to);

	/*
	 * Write what must be renamed away besides it when it is replaced. NULL:
	 * nothing.
	 */
	void		(*set_aside) (Change *change, const SchemaObject *object);
	/* What stands after sql_name for it, if not its qualified name. */
	char	   *(*reference) (const SchemaObject *object);
} SchemaKind;

/* The subid of a sequence's being owned by a column, which has no address. */
#define SEQUENCE_OWNER_SUBID (-1)

/* The first columns of every kind's query. */
typedef enum FixedColumn
{
	FIXED_OID,
	FIXED_SUBID,				/* of a column: its number; else 0 */
	FIXED_PARENT,				/* OID, null if there is none */
	FIXED_PARENT_SUBID,			/* of a parent that is a column; else 0 */
	FIXED_SCHEMA,				/* null if it is in none, or by its parent */
	FIXED_NAME,
	FIXED_SIGNATURE,			/* "(integer, text)"; null if it has none */
	FIXED_OWNER,				/* null if it has none of its own */
	FIXED_ACL,					/* aclitem[], null for the default */
	FIXED_ACL_NORMAL,			/* what that default is; null if FIXED_ACL is */
	FIXED_COLUMNS				/* how many there are */
} FixedColumn;

struct SchemaObject
{
	const SchemaKind *kind;
	Oid			oid;
	int			subid;
	SchemaObject *parent;		/* NULL: it stands by itself */
	SchemaObject *in_schema;	/* the schema's object; NULL: not in scope */
	const char *schema;			/* NULL: it is in none */
	const char *name;
	const char *signature;		/* NULL: it has none */
	const char *owner;			/* NULL: it has none of its own */
	const char *privileges;		/* NULL: the default ones */
	const char *comment;		/* NULL: it has none */
	const char *labels;			/* NULL: it has none */
	const char *key;			/* unique in its kind: qualified, quoted */
	const char **values;		/* of kind->properties; NULL for a null */
	List	   *children;		/* objects it is the parent of */
	List	   *needs;			/* objects it could not be made without */
	List	   *needed_by;

	/* what a comparison finds; see change.h */
	SchemaObject *match;		/* the same object on the other side */
	List	   *value_renames;	/* of an enum: of ValueRename */
	const char *old_values;		/* of an enum whose values are renamed; of a
								 * column, the name of its not-null constraint */
	const char *name_in_force;	/* what it is called after the renames */
	bool		moved;			/* it is in the schema of its match */
	bool		entered;		/* a new schema that something moves into */
	bool		names_changed;	/* its texts may name what is renamed */
	Change	   *change;			/* NULL: nothing is to be done */
};

/* A value of an enum has another name on the other side. */
typedef struct ValueRename
{
	const char *from;
	const char *to;
} ValueRename;

typedef struct SchemaSnapshot
{
	MemoryContext context;		/* all of it is in here, but for the texts of
								 * a stored one */
	List	   *objects;		/* parents before children; else by kind, key */
	HTAB	   *by_address;		/* NULL if it has not been taken here */
} SchemaSnapshot;

/* kinds.c: every kind, in the order in which they are read and made */
extern const SchemaKind *const schema_kinds[];
extern int	schema_kind_rank(const SchemaKind *kind);
extern const SchemaKind *schema_kind_find(const char *name);

/* object.c */
extern const char *object_value(const SchemaObject *object,
								const char *property);
extern void object_set_value(SchemaObject *object, const char *property,
							 const char *value);
extern const char *object_lacks(const SchemaObject *object);
extern bool object_is(const SchemaObject *object, const char *property);
extern bool object_needs_each_other(const SchemaObject *type,
									const SchemaObject *other);
extern bool object_is_shell_first(const SchemaObject *object);
extern bool object_has_kind(const SchemaObject *object, const char *kind);
extern bool object_value_differs(const SchemaObject *from,
								 const SchemaObject *to, int property);
extern bool object_differs(const SchemaObject *from, const SchemaObject *to,
						   const char *property);
extern char *object_name(const SchemaObject *object);
extern char *object_qualified_name(const SchemaObject *object);
extern char *object_name_beside(const SchemaObject *object, const char *name);
extern char *object_schema_name(const SchemaObject *object);
extern const char *object_schema_in_force(const SchemaObject *object);
extern bool object_changes_schema(const SchemaObject *from);
extern char *object_name_in_parent(const SchemaObject *object);
extern const SchemaObject *object_root(const SchemaObject *object);
extern const SchemaObject *object_owned(const SchemaObject *object);
extern const SchemaObject *object_child(const SchemaObject *object,
										const SchemaKind *kind);
extern SchemaObject *object_child_named(const SchemaObject *object,
										const SchemaKind *kind, const char *name);
extern const SchemaObject *object_needed(const SchemaObject *object,
										 const SchemaKind *kind);
extern bool object_names_relation(const SchemaObject *object);
extern const char *object_relation_name(const SchemaObject *object);
extern char *object_reference(const SchemaObject *object);
extern int	object_compare(const SchemaObject *left,
						   const SchemaObject *right);
extern const SchemaObject *object_ownership(const SchemaObject *sequence);
extern const SchemaObject *object_goes_with_parent(const SchemaObject *object);
extern bool object_is_rebuildable(const SchemaObject *object);
extern bool object_may_be_inline(const SchemaObject *object);
extern char *object_make_key(const SchemaObject *object, const char *parent_key,
							 const char *schema);

/* settled_text.c */
extern bool settled_texts_equal(const SchemaKind *kind, const char *property,
								const char *a, const char *b);

/* renamed_text.c */
extern bool renamed_texts_equal(const SchemaObject *from,
								const SchemaObject *to, const char *from_text,
								const char *to_text);
extern bool renamed_signatures_equal(const SchemaObject *from,
									 const SchemaObject *to);

/* snapshot.c */
extern SchemaSnapshot *snapshot_create(void);
extern SchemaObject *snapshot_find(const SchemaSnapshot *snapshot, Oid catalog,
								   Oid oid, int subid);
extern void snapshot_add(SchemaSnapshot *snapshot, SchemaObject *object);
extern void object_add_need(SchemaObject *object, SchemaObject *needed);
extern void relate_objects(SchemaSnapshot *snapshot);

/* object_index.c */
typedef struct ObjectIndex ObjectIndex;
extern ObjectIndex *object_index_create(void);
extern void object_index_add(ObjectIndex *index, const char *space, const char *key,
							 SchemaObject *object);
extern void object_index_remove(ObjectIndex *index, const char *space,
								const char *key, const SchemaObject *object);
extern SchemaObject *object_index_find(const ObjectIndex *index, const char *space,
									   const char *key);

#endif							/* MIGRATE_SCHEMA_MODEL_H */
