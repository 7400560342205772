/*
 * fuzz.c
 *		libFuzzer inside a server process, so that the lexer is the server's.
 *
 * Whatever a reader raises for an input is taken for a crash: an error of
 * format_check.c's, and any other but those of limits.
 */
#include "format_check.h"

#include <signal.h>

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

extern int	LLVMFuzzerRunDriver(int *argc, char ***argv,
								int (*test) (const uint8 *data, size_t size));

static const char *fuzzed_reader;
static MemoryContext fuzz_context;

static bool
is_limit(int sqlerrcode)
{
	return ERRCODE_TO_CATEGORY(sqlerrcode) == ERRCODE_INSUFFICIENT_RESOURCES ||
		ERRCODE_TO_CATEGORY(sqlerrcode) == ERRCODE_PROGRAM_LIMIT_EXCEEDED;
}

static bool
is_fuzzed(const char *reader)
{
	return strcmp(fuzzed_reader, "all") == 0 ||
		strcmp(fuzzed_reader, reader) == 0;
}

static int
test_one(const uint8 *data, size_t size)
{
	MemoryContext caller = MemoryContextSwitchTo(fuzz_context);

	PG_TRY();
	{
		for (int i = 0; check_reader_name(i) != NULL; i++)
		{
			if (is_fuzzed(check_reader_name(i)))
				(void) check_input(check_reader_name(i),
								   (const char *) data, size);
		}
	}
	PG_CATCH();
	{
		ErrorData  *error;

		MemoryContextSwitchTo(fuzz_context);
		error = CopyErrorData();
		if (!is_limit(error->sqlerrcode))
		{
			fprintf(stderr, "reader %s: %s: %s (%s:%d)\n", fuzzed_reader,
					unpack_sql_state(error->sqlerrcode), error->message,
					error->filename, error->lineno);
			abort();
		}
		FlushErrorState();
	}
	PG_END_TRY();
	MemoryContextSwitchTo(caller);
	MemoryContextReset(fuzz_context);
	return 0;
}

/*
 * format_fuzz(reader text, arguments text[]) returns integer: libFuzzer on one
 * reader, or "all" of them, with these arguments, of which the first is the
 * program that runs this.
 */
PG_FUNCTION_INFO_V1(format_fuzz);
Datum
format_fuzz(PG_FUNCTION_ARGS)
{
	Datum	   *elements;
	int			argc;
	char	  **argv;

	fuzzed_reader = text_to_cstring(PG_GETARG_TEXT_PP(0));
	fuzz_context = AllocSetContextCreate(TopMemoryContext, "fuzz",
										 ALLOCSET_DEFAULT_SIZES);
	deconstruct_array(PG_GETARG_ARRAYTYPE_P(1), TEXTOID, -1, false,
					  TYPALIGN_INT, &elements, NULL, &argc);
	argv = palloc0_array(char *, argc + 1);
	for (int i = 0; i < argc; i++)
		argv[i] = TextDatumGetCString(elements[i]);
	/* libFuzzer sets these for itself, unless somebody else has */
	pqsignal(SIGALRM, SIG_DFL);
	pqsignal(SIGINT, SIG_DFL);
	pqsignal(SIGTERM, SIG_DFL);
	PG_RETURN_INT32(LLVMFuzzerRunDriver(&argc, &argv, test_one));
}
