/*
 * filenames.c
 *		Ids and messages from the names of files.
 */
#include "postgres.h"

#include "format/layouts.h"

/*
 * The name without its directories.
 */
const char *
file_base(const char *name)
{
	const char *slash = strrchr(name, '/');

	return slash == NULL ? name : slash + 1;
}

/*
 * Is the file in the directory itself, not in one below it?
 */
bool
file_is_at_top(const char *name)
{
	return strchr(name, '/') == NULL;
}

bool
text_has_suffix(const char *text, const char *suffix)
{
	Size		length = strlen(text);
	Size		suffix_length = strlen(suffix);

	return length >= suffix_length &&
		strcmp(text + length - suffix_length, suffix) == 0;
}

/*
 * How many digits does a text begin with?
 */
int
digits_length(const char *text)
{
	return (int) strspn(text, "0123456789");
}

/*
 * Compare two numbers of any length as numbers.
 */
int
digits_compare(const char *a, int a_length, const char *b, int b_length)
{
	for (; a_length > 0 && *a == '0'; a_length--)
		a++;
	for (; b_length > 0 && *b == '0'; b_length--)
		b++;
	if (a_length != b_length)
		return a_length < b_length ? -1 : 1;
	return memcmp(a, b, a_length);
}

/*
 * Make an id of a name.
 */
char *
id_from_text(const char *text, int length)
{
	return name_make(pnstrdup(text, length));
}

/*
 * Make a message of a name: "_" and "-" become blanks.
 */
char *
message_from_text(const char *text, int length)
{
	char	   *message;

	while (length > 0 && strchr("_- ", text[0]) != NULL)
	{
		text++;
		length--;
	}
	while (length > 0 && strchr("_- ", text[length - 1]) != NULL)
		length--;
	message = pnstrdup(text, length);
	for (char *c = message; *c != '\0'; c++)
	{
		if (*c == '_' || *c == '-')
			*c = ' ';
	}
	return message;
}

/*
 * Make a revision that is so far nothing but a name; NULL and a fault if that
 * cannot be an id.
 *
 * A name without a description is its own.
 */
FileRevision *
revision_from_name(const NamedFile *named, FileRevisions *result)
{
	FileRevision *revision = palloc0_object(FileRevision);
	char	   *id = id_from_text(named->version, named->version_length);

	if (!name_is_valid(id, strlen(id)))
	{
		fault_add(result, named->file->name, 0,
				  "An id has 1 to 255 letters, digits, \"_\" and \".\".",
				  "no id can be made of its name");
		return NULL;
	}
	revision->source = named->file->name;
	revision->line = 1;
	revision->edges.revision = id;
	revision->message = message_from_text(named->description,
										  named->description_length);
	if (revision->message[0] == '\0')
		revision->message = message_from_text(named->version,
											  named->version_length);
	revision->transactional = true;
	return revision;
}

/*
 * Add a fault for the second file of a version.
 */
void
fault_add_same_version(FileRevisions *result, const NamedFile *named,
					   const SourceFile *other)
{
	fault_add(result, named->file->name, 0,
			  "Give one of them a version of its own.",
			  "is of version %.*s, as is %s", named->version_length,
			  named->version, other->name);
}

static int
compare_files(const void *a, const void *b)
{
	return strcmp((*(const SourceFile *const *) a)->name,
				  (*(const SourceFile *const *) b)->name);
}

/*
 * Sort files by name, for files_find().
 */
FileIndex
files_index(const SourceFile *files, int nfiles)
{
	FileIndex	index;

	index.n = nfiles;
	index.files = palloc_array(const SourceFile *, Max(nfiles, 1));
	for (int i = 0; i < nfiles; i++)
		index.files[i] = &files[i];
	qsort(index.files, nfiles, sizeof(const SourceFile *), compare_files);
	return index;
}

/*
 * Return the file of a name, or NULL.
 */
const SourceFile *
files_find(const FileIndex *index, const char *name)
{
	const SourceFile wanted = {.name = name};
	const SourceFile *key = &wanted;
	const SourceFile **found;

	found = bsearch(&key, index->files, index->n, sizeof(const SourceFile *),
					compare_files);
	return found == NULL ? NULL : *found;
}
