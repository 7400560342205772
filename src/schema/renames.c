/*
 * renames.c
 *		What is declared to have had another name.
 */
#include "postgres.h"

#include "schema/schema.h"

List *
renames_of_text(const char *text)
{
	return NIL;
}

List *
renames_of_jsonb(Jsonb *renames)
{
	return NIL;
}
