/*
 * flyway.c
 *		Read the files of Flyway, in a directory and those below it.
 *
 * V1_2__Add_users.sql is version 1.2, U1_2__... its undo; R__Views.sql is a
 * repeatable migration. Versions are compared part by part as numbers, and
 * repeatable migrations come after them in the order of their names.
 * NAME.sql.conf holds settings of NAME.sql.
 *
 * A script with a statement that must not be in a transaction runs outside of
 * one, as in Flyway.
 *
 * What Flyway would run and this server cannot is a fault: migrations in
 * other languages, baselines, callbacks, placeholders. Files whose names say
 * nothing to Flyway are passed over, as by Flyway.
 */
#include "postgres.h"

#include <ctype.h>

#include "format/layouts.h"
#include "miscadmin.h"
#include "script/script.h"

#define HINT_PLACEHOLDER \
	"Write the value into the script; or put placeholderReplacement=false into the script's .conf file, if it means no placeholder; or make it a native file, which declares variables with \"-- migrate:variables\"."

typedef enum FlywayKind
{
	FLYWAY_VERSIONED,
	FLYWAY_UNDO,
	FLYWAY_REPEATABLE,
	FLYWAY_BASELINE
} FlywayKind;

typedef struct FlywayFile
{
	NamedFile	named;			/* version: with "." for "_", or empty */
	FlywayKind	kind;
} FlywayFile;

/* What a .conf file says of a script. */
typedef struct FlywaySettings
{
	const SourceFile *file;
	FileRevisions *result;
	bool		transactional;
	bool		placeholders;
} FlywaySettings;

/*
 * How many bytes of a text are a version? "." and "_" separate its parts.
 */
static int
version_length(const char *text)
{
	int			length = digits_length(text);

	while (length > 0 && (text[length] == '.' || text[length] == '_') &&
		   isdigit((unsigned char) text[length + 1]))
		length += 1 + digits_length(text + length + 1);
	return length;
}

/*
 * Compare versions part by part; a part that is not there is 0.
 */
static int
compare_versions(const char *x, const char *y)
{
	while (*x != '\0' || *y != '\0')
	{
		int			x_digits = digits_length(x);
		int			y_digits = digits_length(y);
		int			order = digits_compare(x, x_digits, y, y_digits);

		if (order != 0)
			return order;
		x += x_digits;
		y += y_digits;
		x += *x == '.';
		y += *y == '.';
	}
	return 0;
}

/*
 * Is this a name of a callback: beforeMigrate, afterEachUndo__more, ...?
 */
static bool
is_callback(const char *base, int length)
{
	static const char *const verbs[] = {
		"Clean", "Migrate", "EachMigrate", "Repeatables", "Versioned",
		"Undo", "EachUndo", "Validate", "Baseline", "Repair", "Info",
		"CreateSchema", "Connect"
	};
	const char *separator = strstr(base, "__");
	const char *name = base;

	if (separator != NULL && separator - base < length)
		length = separator - base;
	if (length == strlen("createSchema") &&
		strncmp(base, "createSchema", length) == 0)
		return true;
	if (strncmp(base, "before", strlen("before")) == 0)
		name += strlen("before");
	else if (strncmp(base, "after", strlen("after")) == 0)
		name += strlen("after");
	else
		return false;
	for (int i = 0; i < lengthof(verbs); i++)
	{
		int			verb_length = strlen(verbs[i]);

		/* afterMigrateError, beforeEachMigrateStatement, ... */
		if (strncmp(name, verbs[i], verb_length) == 0 &&
			(name + verb_length == base + length ||
			 isupper((unsigned char) name[verb_length])))
			return true;
	}
	return false;
}

/*
 * Split what follows the prefix into version and description.
 */
static bool
split_name(const char *text, int length, FlywayFile *file)
{
	int			version = version_length(text);
	char	   *copy;

	if (version != length && strncmp(text + version, "__", 2) != 0)
		return false;
	copy = pnstrdup(text, version);
	for (char *c = copy; *c != '\0'; c++)
	{
		if (*c == '_')
			*c = '.';
	}
	file->named.version = copy;
	file->named.version_length = version;
	file->named.description = text + version;
	file->named.description_length = length - version;
	return true;
}

/*
 * Read a file's name; false for one that is no migration.
 */
static bool
read_name(const SourceFile *source, FlywayFile *file, FileRevisions *result)
{
	static const char prefixes[] = "VURB";
	const char *base = file_base(source->name);
	const char *suffix = strrchr(base, '.');
	const char *prefix = base[0] == '\0' ? NULL : strchr(prefixes, base[0]);
	bool		in_sql = suffix != NULL && pg_strcasecmp(suffix, ".sql") == 0;

	if (suffix == NULL || pg_strcasecmp(suffix, ".conf") == 0 ||
		pg_strcasecmp(suffix, ".toml") == 0)
		return false;
	if (in_sql && is_callback(base, suffix - base))
	{
		fault_add(result, source->name, 0,
				  "Put what it does into the migrations, and take it away.",
				  "is a callback of Flyway's, and nothing runs it here");
		return false;
	}
	if (prefix == NULL || !split_name(base + 1, suffix - base - 1, file))
	{
		if (in_sql && prefix != NULL && isdigit((unsigned char) base[1]))
			fault_add(result, source->name, 0,
					  "Flyway's names are V1_2__description.sql, with digits, \".\" and \"_\" before the \"__\".",
					  "has a version that Flyway does not understand");
		return false;
	}
	file->named.file = source;
	file->kind = (FlywayKind) (prefix - prefixes);
	if ((file->named.version_length == 0) !=
		(file->kind == FLYWAY_REPEATABLE))
		return false;
	if (!in_sql)
		fault_add(result, source->name, 0,
				  "Write in SQL what it does, in a file of the same version, and take it away.",
				  "is a migration that is not SQL, and the server cannot run it");
	else if (file->kind == FLYWAY_BASELINE)
		fault_add(result, source->name, 0,
				  "Take it away where the migrations before it are there; or name it V instead of B, and take those away.",
				  "is a baseline migration, which stands for all migrations before it");
	else
		return true;
	return false;
}

/*
 * Order by version, the versioned before the undo; repeatable ones last.
 */
static int
compare(const void *a, const void *b)
{
	const FlywayFile *x = a;
	const FlywayFile *y = b;
	int			order;

	if ((x->kind == FLYWAY_REPEATABLE) != (y->kind == FLYWAY_REPEATABLE))
		return x->kind == FLYWAY_REPEATABLE ? 1 : -1;
	if (x->kind == FLYWAY_REPEATABLE)
		order = strcmp(file_base(x->named.file->name),
					   file_base(y->named.file->name));
	else
		order = compare_versions(x->named.version, y->named.version);
	if (order == 0)
		order = (int) x->kind - (int) y->kind;
	return order != 0 ? order :
		strcmp(x->named.file->name, y->named.file->name);
}

static void
read_setting(void *arg, const char *section, const char *key,
			 const char *value, int line)
{
	FlywaySettings *settings = arg;
	const char *source = settings->file->name;

	if (strcmp(key, "executeInTransaction") == 0)
		settings->transactional = settings->transactional &&
			!setting_is(value, "false");
	else if (strcmp(key, "placeholderReplacement") == 0)
		settings->placeholders = !setting_is(value, "false");
	else if (strcmp(key, "encoding") == 0)
	{
		if (!setting_is(value, "UTF-8") && !setting_is(value, "UTF8"))
			fault_add(settings->result, source, line,
					  "Convert the script to UTF-8, for example with iconv, and take the line out.",
					  "encoding \"%s\"; files of migrations are UTF-8", value);
	}
	else if (strcmp(key, "shouldExecute") != 0 || !setting_is(value, "true"))
		fault_add(settings->result, source, line,
				  "The settings understood are executeInTransaction, placeholderReplacement, encoding, and shouldExecute=true.",
				  "unknown setting \"%s=%s\"", key, value);
}

/*
 * Add a fault for the first placeholder of a script.
 */
static void
check_placeholders(const SourceFile *file, FileRevisions *result)
{
	const char *place = strstr(file->text, "${");
	const char *end = place == NULL ? NULL : strchr(place, '}');

	if (place == NULL)
		return;
	fault_add(result, file->name, line_at(file->text, place - file->text),
			  HINT_PLACEHOLDER,
			  "placeholder \"%.*s\"",
			  end == NULL || end - place > 80 ? 2 : (int) (end - place) + 1,
			  place);
}

/*
 * Obey a script's settings, if it has some, and look through it. Return
 * whether it is to run in a transaction.
 */
static bool
check_script(const SourceFile *file, const FileIndex *index,
			 FileRevisions *result)
{
	FlywaySettings settings = {.result = result, .transactional = true, .placeholders = true};

	settings.file = files_find(index, psprintf("%s.conf", file->name));
	if (settings.file != NULL)
		settings_read(settings.file, read_setting, &settings);
	if (settings.placeholders)
		check_placeholders(file, result);
	return settings.transactional && !script_runs_outside(file->text);
}

/*
 * Add a revision for a file and, if "undo" is not NULL, its undo.
 */
static void
add_revision(const FlywayFile *file, const FlywayFile *undo,
			 const FileIndex *index, FileRevisions *result)
{
	const SourceFile *source = file->named.file;
	NamedFile	named = file->named;
	FileRevision *revision;

	/* an id that no version can be */
	if (file->kind == FLYWAY_REPEATABLE)
	{
		named.version = file_base(source->name);
		named.version_length = strrchr(named.version, '.') - named.version;
	}
	revision = revision_from_name(&named, result);
	if (revision == NULL)
		return;
	revision->transactional = check_script(source, index, result);
	revision->up = source->text;
	revision->repeatable = file->kind == FLYWAY_REPEATABLE;
	if (undo != NULL)
	{
		revision->down = undo->named.file->text;
		if (!check_script(undo->named.file, index, result))
			revision->transactional = false;
	}
	result->revisions = lappend(result->revisions, revision);
}

/*
 * Add a revision for the files [first, after), which are of one version.
 */
static void
add_version(const FlywayFile *first, const FlywayFile *after,
			const FileIndex *index, FileRevisions *result)
{
	const FlywayFile *parts[] = {
		[FLYWAY_VERSIONED] = NULL,
		[FLYWAY_UNDO] = NULL
	};

	for (const FlywayFile *file = first; file < after; file++)
	{
		if (parts[file->kind] == NULL)
			parts[file->kind] = file;
		else
			fault_add_same_version(result, &file->named,
								   parts[file->kind]->named.file);
	}
	if (parts[FLYWAY_VERSIONED] == NULL)
		fault_add(result, first->named.file->name, 0,
				  "Add the versioned migration, or take this away.",
				  "is the undo of version %s, which is not there",
				  first->named.version);
	else
		add_revision(parts[FLYWAY_VERSIONED], parts[FLYWAY_UNDO], index,
					 result);
}

static void
read_files(const SourceFile *files, int nfiles, FileRevisions *result)
{
	FlywayFile *found = palloc_array(FlywayFile, Max(nfiles, 1));
	FileIndex	index = files_index(files, nfiles);
	int			n = 0;
	int			after;

	result->linear = true;
	for (int i = 0; i < nfiles; i++)
	{
		if (read_name(&files[i], &found[n], result))
			n++;
	}
	qsort(found, n, sizeof(FlywayFile), compare);
	for (int first = 0; first < n; first = after)
	{
		CHECK_FOR_INTERRUPTS();
		after = first + 1;
		if (found[first].kind == FLYWAY_REPEATABLE)
		{
			add_revision(&found[first], NULL, &index, result);
			continue;
		}
		while (after < n && found[after].kind != FLYWAY_REPEATABLE &&
			   compare_versions(found[first].named.version,
								found[after].named.version) == 0)
			after++;
		add_version(&found[first], &found[after], &index, result);
	}
}

/*
 * V1__a.sql or R__b.sql; without the "__", one looks like other tools'.
 */
static bool
recognise(const SourceFile *files, int nfiles)
{
	for (int i = 0; i < nfiles; i++)
	{
		const char *base = file_base(files[i].name);
		const char *description = NULL;

		if (base[0] == 'V' || base[0] == 'U' || base[0] == 'B')
			description = base + 1 + version_length(base + 1);
		else if (base[0] == 'R')
			description = base + 1;
		if (description != NULL && strncmp(description, "__", 2) == 0 &&
			(base[0] == 'R' || isdigit((unsigned char) base[1])))
			return true;
	}
	return false;
}

const Layout layout_flyway = {"flyway", recognise, read_files};
