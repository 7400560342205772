/*
 * pairs.c
 *		Read the files of tools that keep up and down in two files.
 *
 * golang-migrate: VERSION_description.up.sql and .down.sql, in the order of
 * the numbers. The tool has no mark for a script that is to run outside a
 * transaction: one with a statement that has to does. diesel: VERSION_description/up.sql and down.sql, where the
 * version is what stands before the first "_" without its "-", in the order
 * of the versions as text; metadata.toml can say that a migration is to run
 * outside a transaction. Neither tool has directives: a file is a script.
 */
#include "postgres.h"

#include "format/layouts.h"
#include "miscadmin.h"
#include "script/script.h"

/* A file of a pair. */
typedef struct PairFile
{
	NamedFile	named;
	bool		is_down;
} PairFile;

/*
 * Add a revision for files [first, after), which are of one version and have
 * their ups first; return it, or NULL and a fault.
 */
static FileRevision *
add_pair(const PairFile *first, const PairFile *after, FileRevisions *result)
{
	FileRevision *revision;
	const PairFile *up = NULL;
	const PairFile *down = NULL;

	for (const PairFile *pair = first; pair < after; pair++)
	{
		const PairFile **part = pair->is_down ? &down : &up;

		if (*part != NULL)
		{
			fault_add_same_version(result, &pair->named, (*part)->named.file);
			return NULL;
		}
		*part = pair;
	}
	if (up == NULL)
	{
		fault_add(result, down->named.file->name, 0,
				  "Add the file that upgrades; an empty one does nothing.",
				  "downgrades, and there is no file that upgrades");
		return NULL;
	}
	revision = revision_from_name(&up->named, result);
	if (revision == NULL)
		return NULL;
	revision->up = up->named.file->text;
	revision->down = down == NULL ? NULL : down->named.file->text;
	result->revisions = lappend(result->revisions, revision);
	return revision;
}

/*
 * Read VERSION_description.up.sql. A file in another language is a fault: the
 * tool would send its text to the server.
 */
static bool
read_golang_name(const SourceFile *file, PairFile *pair, FileRevisions *result)
{
	const char *name = file->name;
	int			digits = digits_length(name);
	const char *end;

	if (digits == 0 || name[digits] != '_' || !file_is_at_top(name))
		return false;
	end = strrchr(name, '.');
	while (end != NULL && end > name && end[-1] != '.')
		end--;
	if (end == NULL || end == name)
		return false;
	pair->is_down = strncmp(end, "down.", strlen("down.")) == 0;
	if (!pair->is_down && strncmp(end, "up.", strlen("up.")) != 0)
		return false;
	/* its place is taken all the same, or else the other would miss it */
	if (!text_has_suffix(name, ".sql"))
		fault_add(result, name, 0,
				  "Write in SQL what it does, in a file of the same version, and take it away.",
				  "is not SQL, and the server cannot run it");
	pair->named.file = file;
	pair->named.version = name;
	pair->named.version_length = digits;
	pair->named.description = name + digits;
	pair->named.description_length = end - 1 - (name + digits);
	return true;
}

static int
compare_numbers(const PairFile *x, const PairFile *y)
{
	return digits_compare(x->named.version, x->named.version_length,
						  y->named.version, y->named.version_length);
}

static int
compare_golang(const void *a, const void *b)
{
	const PairFile *x = a;
	const PairFile *y = b;
	int			order = compare_numbers(x, y);

	if (order == 0)
		order = x->is_down - y->is_down;
	return order != 0 ? order : strcmp(x->named.file->name, y->named.file->name);
}

static bool
recognise_golang(const SourceFile *files, int nfiles)
{
	for (int i = 0; i < nfiles; i++)
	{
		PairFile	pair;

		if (text_has_suffix(files[i].name, ".sql") &&
			read_golang_name(&files[i], &pair, NULL))
			return true;
	}
	return false;
}

static void
read_golang(const SourceFile *files, int nfiles, FileRevisions *result)
{
	PairFile   *pairs = palloc_array(PairFile, Max(nfiles, 1));
	int			n = 0;
	int			after;

	result->linear = true;
	for (int i = 0; i < nfiles; i++)
	{
		if (read_golang_name(&files[i], &pairs[n], result))
			n++;
	}
	qsort(pairs, n, sizeof(PairFile), compare_golang);
	for (int first = 0; first < n; first = after)
	{
		FileRevision *revision;

		CHECK_FOR_INTERRUPTS();
		after = first + 1;
		while (after < n && compare_numbers(&pairs[first], &pairs[after]) == 0)
			after++;
		revision = add_pair(&pairs[first], &pairs[after], result);
		if (revision != NULL)
			revision->transactional = !script_runs_outside(revision->up) &&
				(revision->down == NULL || !script_runs_outside(revision->down));
	}
}

/*
 * Take the "-" out of the date that a name of diesel's begins with.
 */
static void
set_diesel_version(NamedFile *named, const char *name, int length)
{
	int			written = strcspn(name, "_/");
	char	   *version = palloc(written + 1);
	int			n = 0;

	for (int i = 0; i < written; i++)
	{
		if (name[i] != '-')
			version[n++] = name[i];
	}
	version[n] = '\0';
	named->version = version;
	named->version_length = n;
	named->description = name + written;
	named->description_length = length - written;
}

/*
 * Read DIRECTORY/up.sql or down.sql; files deeper down are none of diesel's.
 */
static bool
read_diesel_name(const SourceFile *file, PairFile *pair)
{
	const char *base = file_base(file->name);
	int			length = base - 1 - file->name;

	if (length <= 0 || memchr(file->name, '/', length) != NULL)
		return false;
	pair->is_down = strcmp(base, "down.sql") == 0;
	if (!pair->is_down && strcmp(base, "up.sql") != 0)
		return false;
	pair->named.file = file;
	set_diesel_version(&pair->named, file->name, length);
	return true;
}

/*
 * Order by version, then by directory, the up before the down.
 */
static int
compare_diesel(const void *a, const void *b)
{
	const PairFile *x = a;
	const PairFile *y = b;
	int			order = strcmp(x->named.version, y->named.version);

	/* "down.sql" < "up.sql" */
	return order != 0 ? order :
		-strcmp(x->named.file->name, y->named.file->name);
}

static void
read_metadata(void *arg, const char *section, const char *key,
			  const char *value, int line)
{
	bool	   *transactional = arg;

	if (section[0] == '\0' && strcmp(key, "run_in_transaction") == 0)
		*transactional = setting_is(value, "true");
}

/*
 * Obey a migration's metadata.toml: one that does not say runs outside a
 * transaction, which is what diesel makes of it.
 */
static void
obey_metadata(FileRevision *revision, const FileIndex *index,
			  FileRevisions *result)
{
	int			length = file_base(revision->source) - revision->source;
	const SourceFile *metadata;

	metadata = files_find(index, psprintf("%.*smetadata.toml", length,
										  revision->source));
	if (metadata == NULL)
		return;
	revision->transactional = false;
	settings_read(metadata, read_metadata, &revision->transactional);
}

static bool
recognise_diesel(const SourceFile *files, int nfiles)
{
	for (int i = 0; i < nfiles; i++)
	{
		PairFile	pair;

		if (read_diesel_name(&files[i], &pair))
			return true;
	}
	return false;
}

static void
read_diesel(const SourceFile *files, int nfiles, FileRevisions *result)
{
	PairFile   *pairs = palloc_array(PairFile, Max(nfiles, 1));
	FileIndex	index = files_index(files, nfiles);
	int			n = 0;
	int			after;

	result->linear = true;
	for (int i = 0; i < nfiles; i++)
	{
		if (read_diesel_name(&files[i], &pairs[n]))
			n++;
	}
	qsort(pairs, n, sizeof(PairFile), compare_diesel);
	for (int first = 0; first < n; first = after)
	{
		FileRevision *revision;

		CHECK_FOR_INTERRUPTS();
		after = first + 1;
		while (after < n && strcmp(pairs[first].named.version,
								   pairs[after].named.version) == 0)
			after++;
		revision = add_pair(&pairs[first], &pairs[after], result);
		if (revision != NULL)
			obey_metadata(revision, &index, result);
	}
}

const Layout layout_golang_migrate = {"golang-migrate", recognise_golang, read_golang};
const Layout layout_diesel = {"diesel", recognise_diesel, read_diesel};
