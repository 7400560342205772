/*
 * change.h
 *		What is to be done to turn one snapshot into another.
 *
 * A change is about one object. It is written in pieces: whole statements, or
 * subcommands of ALTER TABLE, which are put together where they come to stand
 * side by side. Nothing is executed here.
 */
#ifndef MIGRATE_SCHEMA_CHANGE_H
#define MIGRATE_SCHEMA_CHANGE_H

#include "base/compat.h"
#include "schema/model.h"

/* What becomes of an object. */
typedef enum Fate
{
	FATE_CREATE,
	FATE_DROP,
	FATE_ALTER,					/* in place */
	FATE_REBUILD,				/* dropped and made again */
	FATE_REPLACE				/* renamed away, made anew, the old dropped
								 * when all columns have been converted */
} Fate;

/* When a piece is done; each is a node of its own in the order. */
typedef enum Phase
{
	PHASE_ASIDE,				/* of FATE_REPLACE: rename it away */
	PHASE_DROP,
	PHASE_SHELL,				/* make the shell of a type, for functions
								 * that it is made of */
	PHASE_ALTER,
	PHASE_CREATE,
	PHASES
} Phase;

/* The action of a piece that is about no object, but about those after it. */
#define PIECE_SETTING "set"
#define SETTING_UNCHECK "SET check_function_bodies = off"
#define SETTING_CHECK "RESET check_function_bodies"

typedef struct Piece
{
	const char *action;			/* create, alter, drop, rename, comment ... */
	const char *property;		/* what it is about; NULL: all of the object */
	const SchemaObject *table;	/* it is a subcommand of ALTER TABLE of this
								 * one; NULL: a statement */
	bool		only;			/* not of the tables that inherit from it */
	uint32		hazards;		/* of Hazard */
	char	   *text;
	const char *column;			/* to be named at PIECE_COLUMNS of the text,
								 * with others' of the same text; or NULL */
	int			position;		/* among all pieces, in order */
	bool		in_reverse;		/* it is in the reverse of some statement */
	int			undoes;			/* the number of that statement, from 1 on */
} Piece;

/* Stands in a piece's text for the names of columns. */
#define PIECE_COLUMNS "\001"

struct Change
{
	struct Comparison *comparison;
	SchemaObject *from;			/* NULL: it is new */
	SchemaObject *to;			/* NULL: it goes */
	Fate		fate;
	bool		is_inline;		/* made in the CREATE of its parent */
	bool		apart;			/* neither it nor goes along: there would be a
								 * circle */
	Change	   *goes_with;		/* whose DROP takes it along; NULL: its own */
	List	   *along;			/* the changes whose objects its DROP takes
								 * along */
	bool		aside;			/* dropped, but renamed away before */
	Change	   *takes_name_of;	/* a relation that is dropped; or NULL */
	bool		retyped;		/* a column whose type changes */
	bool		released;		/* its new form needs nothing that goes */
	SchemaObject *follows;		/* whose alteration reaches it, too */
	bool		mentions;		/* its body mentions what changes too */
	bool		unchecked;		/* its body mentions what comes later */
	const char *refused;		/* why something of it cannot be written; or
								 * NULL */
	bool		stuck;			/* no order was found: it is not written */
	List	   *pieces[PHASES];
	int			node[PHASES];	/* in the order; -1: none */

	/* for who writes the pieces */
	Phase		phase;
	const char *property;
};

/* Two snapshots, compared. */
typedef struct Comparison
{
	SchemaSnapshot *from;
	SchemaSnapshot *to;
	const char *role;			/* who will run the statements */
	bool		owners;			/* are owners compared */
	bool		privileges;		/* are privileges compared */
	bool		extensions;		/* are extensions compared */
	List	   *renames;		/* of PieceSource, in order, before all else */
	ObjectIndex *not_nulls;		/* the first constraints of their names */
	List	   *changes;
	List	   *spreading;		/* those that others follow from */
	struct Order *order;		/* in which they are made; see order.h */
} Comparison;

/* A piece, and whose it is. */
typedef struct PieceSource
{
	const Change *change;
	Phase		phase;
	Piece	   *piece;
} PieceSource;

/* One statement of a result. */
typedef struct SchemaStatement
{
	const char *action;
	const char *kind;
	const char *object;
	const char *text;			/* without a semicolon at its end */
	uint32		hazards;		/* of Hazard */
	const char *reverse;		/* NULL: another statement's reverse does it */
	List	   *sources;		/* of PieceSource: what it was made of */
} SchemaStatement;

/* change.c: what kinds write with */
extern bool change_differs(Change *change, const char *property);
extern void change_write(Change *change, const char *action, uint32 hazards,
						 const char *format,...) pg_attribute_printf(4, 5);
extern void change_write_comment(Change *change, const char *target,
								 const char *comment);
extern void change_uncheck(Change *change);
extern void change_write_alter_table(Change *change, const char *action,
									 const SchemaObject *table, uint32 hazards,
									 const char *format,...)
			pg_attribute_printf(5, 6);
extern void change_write_alter_only(Change *change, const char *action,
									const SchemaObject *table, uint32 hazards,
									const char *format,...)
			pg_attribute_printf(5, 6);
extern uint32 hazards_of(const SchemaObject *table, uint32 hazards);
extern void change_write_for_column(Change *change, const char *action,
									const char *column, char *text);
extern bool object_is_inline(const SchemaObject *object);
extern bool object_is_dropped(const SchemaObject *object);
extern const SchemaObject *change_object(const Change *change);

/* refusal.c */
extern void change_refuse(Change *change, const char *why);
extern List *refusals_collect(const Comparison *comparison);

/* attributes.c: owner, comment, privileges, labels: the same for all kinds */
extern void attributes_create(Change *change, const SchemaObject *object);
extern void attributes_alter(Change *change, const SchemaObject *from,
							 const SchemaObject *to);
extern bool attributes_differ(const Change *change);
extern bool texts_differ(const char *a, const char *b);

/* privileges.c */
extern const char *privileges_canonical(const char *acl, const char *normal,
										const char *owner);
extern bool privileges_differ(const SchemaObject *from, const SchemaObject *to);
extern void privileges_create(Change *change, const SchemaObject *object);
extern void privileges_alter(Change *change, const SchemaObject *from,
							 const SchemaObject *to);
extern void privileges_alter_default(Change *change, const SchemaObject *from,
									 const SchemaObject *to);

/* match_renames.c */
extern bool match_is_possible(const SchemaObject *from,
							  const SchemaObject *to);
extern void match_pair(SchemaObject *from, SchemaObject *to);
extern void match_renames(Comparison *comparison, const List *renames,
						  const SchemaKind *kind);
extern void match_values(Comparison *comparison, const List *renames);

/* match_alike.c */
extern void match_alike(Comparison *comparison);

/* match.c */
extern List *inherited_tables(const SchemaObject *table);
extern void match_objects(Comparison *comparison, const List *renames,
						  bool one_timeline);

/* compare.c */
extern void compare_objects(Comparison *comparison);
extern bool kind_compares(const SchemaKind *kind, const char *property);
extern bool type_is_stored(const SchemaObject *type, bool staying);
extern void absorb_changes(Comparison *comparison);
extern bool object_make_again(Comparison *comparison, SchemaObject *from);
extern bool object_properties_differ(const SchemaObject *from,
									 const SchemaObject *to);

/* renamed_text.c */
extern void mark_renamed(Comparison *comparison);

/* not_null.c */
extern void not_null_rename(Comparison *comparison);

/* rename.c */
extern char *object_name_aside(const SchemaObject *object);
extern void rename_add(Comparison *comparison, SchemaObject *from, char *text);
extern void rename_objects(Comparison *comparison);
extern void rename_values_back(Comparison *comparison);

/* order.c */
extern bool change_sets_aside(const Change *change);
extern const Change *change_carrier(const Change *change, Phase phase);
extern void order_changes(Comparison *comparison);

/* order_bodies.c */
typedef void (*MentionCallback) (void *arg, const Change *mentioned,
								 Change *routine);

extern bool has_string_bodies(const Comparison *comparison);
extern void find_mentions(const Comparison *comparison,
						  MentionCallback callback, void *arg);

/* write.c */
extern void write_changes(Comparison *comparison);

/* statements.c */
extern List *statements_make(const Comparison *comparison);
extern bool change_precedes_renames(const Change *change, Phase phase);
extern List *pieces_collect(List *sources, const Change *change, Phase phase);
extern List *pieces_group(const List *sources);

#endif							/* MIGRATE_SCHEMA_CHANGE_H */
