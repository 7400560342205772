/*
 * column_storage.c
 *		How the values of a column are stored and analyzed: columns of tables
 *		and of materialized views alike.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "schema/kinds.h"

static const char *
storage_word(char storage)
{
	switch (storage)
	{
		case TYPSTORAGE_PLAIN:
			return "PLAIN";
		case TYPSTORAGE_EXTERNAL:
			return "EXTERNAL";
		case TYPSTORAGE_MAIN:
			return "MAIN";
		default:
			return "EXTENDED";
	}
}

/*
 * How its type is stored if nothing else is said.
 */
static char
type_storage(const SchemaObject *column)
{
	return column->kind == &kind_view_column ?
		object_value(column, "type_storage")[0] : column_type_storage(column);
}

void
column_write_storage(Change *change, const SchemaObject *column)
{
	const char *storage = object_value(column, "storage");

	change_write_alter_only(change, "alter", column->parent, 0,
							"ALTER COLUMN %s SET STORAGE %s",
							object_name(column),
							storage_word(storage != NULL ? storage[0] :
										 type_storage(column)));
}

void
column_write_compression(Change *change, const SchemaObject *column)
{
	const char *compression = object_value(column, "compression");

	change_write_alter_only(change, "alter", column->parent, 0,
							"ALTER COLUMN %s SET COMPRESSION %s",
							object_name(column),
							compression == NULL ? "DEFAULT" :
							compression[0] == 'l' ? "lz4" : "pglz");
}

void
column_write_statistics(Change *change, const SchemaObject *column)
{
	const char *statistics = object_value(column, "statistics");

	change_write_alter_only(change, "alter", column->parent, 0,
							"ALTER COLUMN %s SET STATISTICS %s",
							object_name(column),
							statistics == NULL ? "-1" : statistics);
}

/*
 * Write the options that differ; "from" is NULL for a new column.
 */
void
column_write_options(Change *change, const SchemaObject *from,
					 const SchemaObject *column)
{
	ListCell   *cell;

	foreach(cell, settings_clauses(from, column))
		change_write_alter_only(change, "alter", column->parent, 0,
								"ALTER COLUMN %s %s", object_name(column),
								(const char *) lfirst(cell));
}
