/*
 * format_check.h
 *		Try the readers of files on inputs that may be anything.
 */
#ifndef FORMAT_CHECK_H
#define FORMAT_CHECK_H

#include "postgres.h"

#include "format/format.h"
#include "load/load.h"

/* format_check.c */
extern const char *check_reader_name(int number);
extern char *check_input(const char *reader, const char *data, Size length);

/* input.c */
extern RawFiles input_split(const char *data, Size length,
							const char *default_name);

/* scan.c */
extern LineComments scan_comments(const char *text);

#endif							/* FORMAT_CHECK_H */
