/*
 * sqitch_plan.c
 *		Read Sqitch's plan.
 *
 * Pragmas (%project=...) up to the first empty line, then changes and tags:
 *
 *	name [required !conflicting other:required] 2026-01-31T12:00:00Z Planner <planner@example.com> # note
 *	@tag 2026-01-31T12:00:00Z Planner <planner@example.com> # note
 *
 * A name can come again after a tag: the change has been reworked. Each such
 * instance is a change of its own. The first keeps the name as its id, and a
 * later one has the tag that it comes behind added: so an id stays what it
 * was when the change is reworked once more.
 */
#include "postgres.h"

#include "format/layouts.h"
#include "miscadmin.h"
#include "utils/hsearch.h"

/* A longer name could be no id. */
#define NAME_BYTES 256

/* What is known of a name: changes and, with their "@", tags. */
typedef struct PlanName
{
	char		name[NAME_BYTES];	/* must be first */
	int			change;			/* the last instance; a tag's: it is on this */
	int			line;
} PlanName;

typedef struct PlanReader
{
	const SourceFile *file;
	FileRevisions *result;
	SqitchPlan	plan;
	int			allocated;
	HTAB	   *names;
	const char *project;
	const char *tag;			/* the last one; NULL: none yet */
	int			tag_change;		/* what it is on */
	int			line;
} PlanReader;

/* A dependency, as [!][project:](change[@tag] | @tag). */
typedef struct Dependency
{
	const char *text;
	bool		conflicts;
	char	   *project;		/* NULL: this one */
	char	   *change;			/* NULL: whatever the tag is on */
	char	   *tag;			/* NULL: none */
} Dependency;

/* Add a fault of the line that is being read. */
#define PLAN_FAULT(reader, hint, ...) \
	fault_add((reader)->result, (reader)->file->name, (reader)->line, hint, \
			  __VA_ARGS__)

static PlanName *
find_name(PlanReader *reader, const char *sigil, const char *name)
{
	char		key[NAME_BYTES];

	snprintf(key, sizeof(key), "%s%s", sigil, name);
	return hash_search(reader->names, key, HASH_FIND, NULL);
}

/*
 * Remember what a name is the name of, from now on.
 */
static void
set_name(PlanReader *reader, const char *sigil, const char *name, int change)
{
	char		key[NAME_BYTES];
	PlanName   *entry;

	snprintf(key, sizeof(key), "%s%s", sigil, name);
	entry = hash_search(reader->names, key, HASH_ENTER, NULL);
	entry->change = change;
	entry->line = reader->line;
}

/*
 * Cut the word off that a text begins with, move the text behind the blanks
 * that follow it.
 */
static char *
take_word(char **text)
{
	char	   *word = *text;

	*text += strcspn(*text, " \t");
	if (**text != '\0')
		*(*text)++ = '\0';
	*text += strspn(*text, " \t");
	return word;
}

/*
 * Is this a name by Sqitch's rules, as far as they matter here?
 */
static bool
name_is_sqitch(const char *name)
{
	return name[0] != '\0' && strlen(name) < NAME_BYTES - 1 &&
		strpbrk(name, ":@#\\") == NULL &&
		strchr("-!\"$%&'()*+,./;<=>?[]^`{|}~", name[0]) == NULL;
}

/*
 * Does a line end in a time and a planner? "2026-01-31T12:00:00Z Name <mail>"
 */
static bool
ends_well(const char *text)
{
	static const char form[] = "0000-00-00T00:00:00Z ";
	const char *mail;

	for (int i = 0; form[i] != '\0'; i++)
	{
		if (form[i] == '0' ? text[i] < '0' || text[i] > '9' :
			text[i] != form[i])
			return false;
	}
	mail = strchr(text + strlen(form), '<');
	return mail != NULL && strchr(mail, '>') != NULL;
}

/*
 * Turn the "\n" of a note into what they stand for.
 */
static char *
read_note(const char *text)
{
	char	   *note = palloc(strlen(text) + 1);
	char	   *to = note;

	for (; *text != '\0'; text++)
	{
		if (text[0] == '\\' && (text[1] == 'n' || text[1] == 'r' || text[1] == '\\'))
		{
			text++;
			*to++ = *text == 'n' ? '\n' : *text == 'r' ? '\r' : '\\';
		}
		else
			*to++ = *text;
	}
	*to = '\0';
	return note;
}

/*
 * The change that a dependency names among those before; -1 for none.
 */
static int
find_change(PlanReader *reader, const Dependency *dependency)
{
	const PlanName *tag = NULL;
	const PlanName *change;
	int			found;

	if (dependency->tag != NULL)
	{
		tag = find_name(reader, "@", dependency->tag);
		if (tag == NULL)
			return -1;
		if (dependency->change == NULL)
			return tag->change;
	}
	change = find_name(reader, "", dependency->change);
	if (change == NULL)
		return -1;
	found = change->change;
	/* the instance that was there at the tag */
	while (tag != NULL && found > tag->change)
		found = reader->plan.changes[found].previous;
	return found;
}

/*
 * Split a dependency; false and a fault if it is none.
 */
static bool
read_dependency(PlanReader *reader, const char *text, Dependency *dependency)
{
	char	   *rest = pstrdup(text);
	char	   *end;

	memset(dependency, 0, sizeof(*dependency));
	dependency->text = text;
	dependency->conflicts = rest[0] == '!';
	rest += dependency->conflicts;
	if ((end = strchr(rest, ':')) != NULL)
	{
		*end = '\0';
		dependency->project = rest;
		rest = end + 1;
	}
	if ((end = strchr(rest, '@')) != NULL)
	{
		*end = '\0';
		dependency->tag = end + 1;
	}
	dependency->change = rest[0] == '\0' && end != NULL ? NULL : rest;
	if ((dependency->change != NULL && !name_is_sqitch(dependency->change)) ||
		(dependency->tag != NULL && !name_is_sqitch(dependency->tag)) ||
		(dependency->project != NULL && !name_is_sqitch(dependency->project)))
	{
		PLAN_FAULT(reader, NULL, "\"%s\" is no dependency", text);
		return false;
	}
	if (dependency->change != NULL && strlen(dependency->change) == 40 &&
		strspn(dependency->change, "0123456789abcdef") == 40)
	{
		PLAN_FAULT(reader, "Write its name instead.",
				   "dependency \"%s\" is the hash of a change", text);
		return false;
	}
	if (dependency->project != NULL &&
		strcmp(dependency->project, reader->project) == 0)
		dependency->project = NULL;
	return true;
}

/*
 * Take a dependency on another project: on the revision of the change's name.
 */
static void
depend_on_project(PlanReader *reader, SqitchChange *change,
				  const Dependency *dependency)
{
	char	   *id;

	if (dependency->conflicts)
	{
		PLAN_FAULT(reader, "Take it out of the plan, if the two are never in one database.",
				   "conflict \"%s\" with another project's change cannot be looked after",
				   dependency->text);
		return;
	}
	if (dependency->tag != NULL)
	{
		PLAN_FAULT(reader, "Name the change alone.",
				   "dependency \"%s\" on a tag of another project's",
				   dependency->text);
		return;
	}
	id = id_from_text(dependency->change, strlen(dependency->change));
	for (int i = 0; i < change->ndepends_on; i++)
	{
		if (strcmp(change->depends_on[i], id) == 0)
			return;
	}
	change->depends_on = change->depends_on == NULL ?
		palloc_array(const char *, 1) :
		repalloc_array(change->depends_on, const char *,
					   change->ndepends_on + 1);
	change->depends_on[change->ndepends_on++] = id;
}

/*
 * Check a change's dependencies: what is required must come before it, what
 * conflicts must not.
 */
static void
read_dependencies(PlanReader *reader, SqitchChange *change, char *text)
{
	text += strspn(text, " \t");
	while (*text != '\0')
	{
		Dependency	dependency;

		if (!read_dependency(reader, take_word(&text), &dependency))
			continue;
		if (dependency.project != NULL)
			depend_on_project(reader, change, &dependency);
		else if (dependency.conflicts && find_change(reader, &dependency) >= 0)
			PLAN_FAULT(reader, "Take the one or the other out of the plan.",
					   "change \"%s\" conflicts with \"%s\", which comes before it",
					   change->name, dependency.text + 1);
		else if (!dependency.conflicts && find_change(reader, &dependency) < 0)
			PLAN_FAULT(reader, "Move the line behind what it requires.",
					   "change \"%s\" requires \"%s\", which does not come before it",
					   change->name, dependency.text);
	}
}

static SqitchChange *
append_change(PlanReader *reader)
{
	SqitchPlan *plan = &reader->plan;

	if (plan->n == reader->allocated)
	{
		reader->allocated = Max(64, reader->allocated * 2);
		plan->changes = plan->changes == NULL ?
			palloc_array(SqitchChange, reader->allocated) :
			repalloc_huge(plan->changes,
						  sizeof(SqitchChange) * reader->allocated);
	}
	memset(&plan->changes[plan->n], 0, sizeof(SqitchChange));
	return &plan->changes[plan->n++];
}

/*
 * Give a change its id, and tie it to an earlier instance of its name.
 */
static void
set_identity(PlanReader *reader, SqitchChange *change)
{
	const PlanName *earlier = find_name(reader, "", change->name);
	const char *name = change->name;
	int			self = reader->plan.n - 1;

	change->previous = earlier == NULL ? -1 : earlier->change;
	change->next = -1;
	if (earlier != NULL)
	{
		reader->plan.changes[earlier->change].next = self;
		if (reader->tag == NULL || reader->tag_change < earlier->change)
			PLAN_FAULT(reader, "Give it another name, or tag the plan between the two.",
					   "change \"%s\" is at line %d already", change->name,
					   earlier->line);
		else
			name = psprintf("%s_%s", name, reader->tag);
	}
	change->id = id_from_text(name, strlen(name));
	set_name(reader, "", change->name, self);
}

static void
read_change(PlanReader *reader, char *line, const char *note)
{
	SqitchChange *change;
	char	   *name = take_word(&line);
	char	   *dependencies = NULL;
	char	   *end = line[0] == '[' ? strchr(line, ']') : NULL;

	if (end != NULL)
	{
		*end = '\0';
		dependencies = line + 1;
		line = end + 1;
		line += strspn(line, " \t");
	}
	if (!name_is_sqitch(name) || !ends_well(line))
	{
		PLAN_FAULT(reader,
				   "A change is: name [dependencies] 2026-01-31T12:00:00Z Planner <planner@example.com> # note",
				   "is no line of a plan");
		return;
	}
	change = append_change(reader);
	change->line = reader->line;
	change->name = name;
	change->note = note;
	if (dependencies != NULL)
		read_dependencies(reader, change, dependencies);
	set_identity(reader, change);
}

static void
read_tag(PlanReader *reader, char *line)
{
	char	   *name = take_word(&line) + 1;
	const PlanName *earlier;
	SqitchChange *change;

	if (!name_is_sqitch(name) || !ends_well(line))
	{
		PLAN_FAULT(reader,
				   "A tag is: @name 2026-01-31T12:00:00Z Planner <planner@example.com> # note",
				   "is no line of a plan");
		return;
	}
	earlier = find_name(reader, "@", name);
	if (earlier != NULL)
	{
		PLAN_FAULT(reader, NULL, "tag \"@%s\" is at line %d already", name,
				   earlier->line);
		return;
	}
	if (reader->plan.n == 0)
	{
		PLAN_FAULT(reader, NULL, "tag \"@%s\" comes before all changes", name);
		return;
	}
	change = &reader->plan.changes[reader->plan.n - 1];
	change->tags = lappend(change->tags, name);
	reader->tag = name;
	reader->tag_change = reader->plan.n - 1;
	set_name(reader, "@", name, reader->plan.n - 1);
}

static void
read_pragma(PlanReader *reader, char *text)
{
	char	   *value = strchr(text, '=');

	text += strspn(text, " \t");
	if (value == NULL)
		return;
	*value++ = '\0';
	text = take_word(&text);
	value += strspn(value, " \t");
	value = take_word(&value);
	if (strcmp(text, "project") == 0)
		reader->project = value;
	else if (strcmp(text, "syntax-version") == 0 &&
			 strncmp(value, "1.", strlen("1.")) != 0)
		PLAN_FAULT(reader, NULL, "syntax version \"%s\" of plans is not known",
				   value);
}

/*
 * Read one line of the plan, which is ours to cut up.
 */
static void
read_line(PlanReader *reader, char *line)
{
	char	   *note = strchr(line, '#');
	int			length;

	if (note != NULL)
	{
		*note++ = '\0';
		note = read_note(note + strspn(note, " \t"));
	}
	line += strspn(line, " \t");
	length = strlen(line);
	while (length > 0 && (line[length - 1] == ' ' || line[length - 1] == '\t'))
		line[--length] = '\0';
	if (line[0] == '\0')
		return;
	if (line[0] == '%' && reader->plan.n == 0)
		read_pragma(reader, line + 1);
	else if (line[0] == '@')
		read_tag(reader, line);
	else if (line[0] == '-')
		PLAN_FAULT(reader, "Take the line out.", "the plan reverts a change");
	else
	{
		if (line[0] == '+')
			line++;
		line += strspn(line, " \t");
		read_change(reader, line, note);
	}
}

/*
 * Read a plan.
 */
SqitchPlan
sqitch_plan_read(const SourceFile *file, FileRevisions *result)
{
	PlanReader	reader = {.file = file, .result = result, .project = ""};
	HASHCTL		control = {.keysize = NAME_BYTES, .entrysize = sizeof(PlanName),
	.hcxt = CurrentMemoryContext};

	reader.names = hash_create("migrate plan", 64, &control,
							   HASH_ELEM | HASH_STRINGS | HASH_CONTEXT);
	for (const char *rest = file->text; *rest != '\0';)
	{
		int			length = strcspn(rest, "\r\n");

		CHECK_FOR_INTERRUPTS();
		reader.line++;
		read_line(&reader, pnstrdup(rest, length));
		rest += length;
		if (rest[0] == '\r' && rest[1] == '\n')
			rest++;
		if (rest[0] != '\0')
			rest++;
	}
	if (reader.project[0] == '\0')
		fault_add(result, file->name, 0, "Write %project=name at its top.",
				  "has no %%project");
	hash_destroy(reader.names);
	return reader.plan;
}
