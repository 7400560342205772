/*
 * directives.c
 *		The directives of our own files: which there are, what each may say.
 *
 * A directive is a line comment of "migrate:" and a letter; "migrate:" and
 * anything else is prose. Whatever is wrong with one is a fault: none is
 * ever passed over.
 */
#include "postgres.h"

#include "format/native.h"
#include "miscadmin.h"
#include "script/script.h"

#define PREFIX "migrate:"
#define PREFIX_LENGTH 8

#define BLANKS " \t"
#define LIST_SEPARATORS " \t,"

#define HINT_NAMES \
	"Names are of letters, digits, \"_\" and \".\", have 1 to 255 bytes, and are not head, heads, base or current."
#define HINT_VARIABLES \
	"Names of variables are of letters, digits and \"_\", begin with no digit, and have 1 to 63 bytes."
#define HINT_KEYWORDS \
	"The directives are revision, revises, depends-on, label, transaction, variables, secrets, repeatable, created, message, up, down and verify."

const char *const keyword_names[KEYWORDS] = {
	[KEYWORD_REVISION] = "revision",
	[KEYWORD_REVISES] = "revises",
	[KEYWORD_DEPENDS_ON] = "depends-on",
	[KEYWORD_LABEL] = "label",
	[KEYWORD_TRANSACTION] = "transaction",
	[KEYWORD_VARIABLES] = "variables",
	[KEYWORD_SECRETS] = "secrets",
	[KEYWORD_REPEATABLE] = "repeatable",
	[KEYWORD_CREATED] = "created",
	[KEYWORD_MESSAGE] = "message",
	[KEYWORD_UP] = "up",
	[KEYWORD_DOWN] = "down",
	[KEYWORD_VERIFY] = "verify"
};

/*
 * Return the text of a comment behind "--" and blanks.
 */
static const char *
comment_text(const Reader *reader, const LineComment *comment)
{
	const char *start = reader->file->text + comment->start + 2;

	return start + strspn(start, BLANKS);
}

/*
 * Is a comment a directive, or meant to be one?
 */
bool
is_directive(const Reader *reader, const LineComment *comment)
{
	const char *start = comment_text(reader, comment);
	char		letter;

	if (pg_strncasecmp(start, PREFIX, PREFIX_LENGTH) != 0)
		return false;
	letter = start[PREFIX_LENGTH];
	return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z');
}

static bool
find_keyword(const char *name, int len, Keyword *keyword)
{
	for (int i = 0; i < KEYWORDS; i++)
	{
		if (strlen(keyword_names[i]) == len &&
			pg_strncasecmp(keyword_names[i], name, len) == 0)
		{
			*keyword = i;
			return true;
		}
	}
	return false;
}

/*
 * Make out which directive a comment is; if it is none that can stand there,
 * add a fault and return NULL.
 */
Directive *
directive_parse(Reader *reader, const LineComment *comment)
{
	const char *source = reader->file->name;
	const char *text = reader->file->text;
	const char *start = comment_text(reader, comment);
	const char *name = start + PREFIX_LENGTH;
	int			len = strcspn(name, BLANKS "\r\n");
	const char *value = name + len + strspn(name + len, BLANKS);
	int			value_len = text + comment->end - value;
	Directive  *directive = palloc_object(Directive);

	if (!find_keyword(name, len, &directive->keyword))
	{
		fault_add(reader->result, source, comment->line, HINT_KEYWORDS,
				  "unknown directive \"%s\"",
				  name_shown(pnstrdup(start, PREFIX_LENGTH + len)));
		return NULL;
	}
	if (strncmp(start, PREFIX, PREFIX_LENGTH) != 0 ||
		strncmp(name, keyword_names[directive->keyword], len) != 0)
	{
		fault_add(reader->result, source, comment->line,
				  "Directives are written in lower case.",
				  "unknown directive \"%.*s\"", PREFIX_LENGTH + len, start);
		return NULL;
	}
	if (!comment->alone)
	{
		fault_add(reader->result, source, comment->line,
				  "Put it on a line of its own.",
				  "\"migrate:%s\" does not stand alone on its line",
				  keyword_names[directive->keyword]);
		return NULL;
	}
	while (value_len > 0 && strchr(BLANKS, value[value_len - 1]) != NULL)
		value_len--;
	directive->value = pnstrdup(value, value_len);
	directive->line = comment->line;
	directive->next = comment->next;
	directive->ntokens = comment->ntokens;
	directive->start = comment->start;
	while (directive->start > 0 &&
		   strchr(BLANKS, text[directive->start - 1]) != NULL)
		directive->start--;
	return directive;
}

/*
 * Add the fault that a directive does not say what it should.
 */
static void
fault_value(Reader *reader, const Directive *directive, const char *what,
			const char *hint)
{
	fault_add(reader->result, reader->file->name, directive->line, hint,
			  "\"migrate:%s\" %s", keyword_names[directive->keyword], what);
}

typedef bool (*NameCheck) (const char *name, int len);

/*
 * Read a list of names, each once; what the grammar does not allow is a
 * fault, and so are fewer than "least".
 */
static void
read_names(Reader *reader, const Directive *directive, NameCheck is_valid,
		   int least, int *n, const char ***names)
{
	char	   *saved = NULL;
	int			given = 0;

	*names = palloc_array(const char *, strlen(directive->value) / 2 + 1);
	for (char *name = strtok_r(directive->value, LIST_SEPARATORS, &saved);
		 name != NULL; name = strtok_r(NULL, LIST_SEPARATORS, &saved))
	{
		bool		twice = false;

		CHECK_FOR_INTERRUPTS();
		given++;
		for (int i = 0; i < *n; i++)
			twice |= strcmp((*names)[i], name) == 0;
		if (!is_valid(name, strlen(name)))
			fault_value(reader, directive,
						psprintf("has the malformed name \"%s\"", name_shown(name)),
						is_valid == name_is_valid ? HINT_NAMES : HINT_VARIABLES);
		else if (twice)
			fault_value(reader, directive,
						psprintf("names \"%s\" twice", name_shown(name)), NULL);
		else
			(*names)[(*n)++] = name;
	}
	if (given < least)
		fault_value(reader, directive, "has no value", NULL);
}

static void
read_revision(Reader *reader, const Directive *directive)
{
	const char **names;
	int			n = 0;

	read_names(reader, directive, name_is_valid, 1, &n, &names);
	if (n > 1)
		fault_value(reader, directive, "has several ids", NULL);
	else if (n == 1)
		reader->revision->edges.revision = names[0];
	reader->revision->line = directive->line;
}

/*
 * Skip so many digits; return NULL if they are not there.
 */
static const char *
skip_digits(const char *place, int least, int most)
{
	int			n = 0;

	while (place != NULL && n < most && place[n] >= '0' && place[n] <= '9')
		n++;
	return n < least ? NULL : place + n;
}

static const char *
skip_one_of(const char *place, const char *allowed)
{
	return place == NULL || *place == '\0' || strchr(allowed, *place) == NULL ?
		NULL : place + 1;
}

/*
 * Is this a date, perhaps with a time, perhaps with a zone, as ISO 8601 and
 * PostgreSQL write them?
 */
static bool
is_timestamp(const char *text)
{
	const char *place = skip_digits(text, 4, 6);

	for (int i = 0; i < 2; i++)
		place = skip_digits(skip_one_of(place, "-"), 2, 2);
	if (place == NULL || *place == '\0')
		return place != NULL;
	place = skip_digits(skip_one_of(place, "T "), 2, 2);
	place = skip_digits(skip_one_of(place, ":"), 2, 2);
	if (place != NULL && *place == ':')
		place = skip_digits(place + 1, 2, 2);
	if (place != NULL && *place == '.')
		place = skip_digits(place + 1, 1, 9);
	if (place != NULL && *place == ' ')
		place++;
	if (place == NULL || *place == '\0')
		return place != NULL;
	if (*place == 'Z')
		return place[1] == '\0';
	place = skip_digits(skip_one_of(place, "+-"), 2, 2);
	if (place != NULL && *place == ':')
		place++;
	place = place != NULL && *place != '\0' ? skip_digits(place, 2, 2) : place;
	return place != NULL && *place == '\0';
}

static void
read_transaction(Reader *reader, const Directive *directive)
{
	if (strcmp(directive->value, "off") == 0)
		reader->revision->transactional = false;
	else if (strcmp(directive->value, "on") != 0)
		fault_value(reader, directive, "is neither \"on\" nor \"off\"",
					"Write -- migrate:transaction off, or leave it out.");
}

/*
 * Check a section's value, which says how the script stands there.
 */
static void
check_section(Reader *reader, const Directive *directive)
{
	const char *value = directive->value;

	if (value[0] == '\0' || strcmp(value, "quoted") == 0 ||
		(strcmp(value, "unwritten") == 0 && directive->keyword == KEYWORD_UP))
		return;
	fault_value(reader, directive,
				psprintf("has \"%s\" behind it", name_shown(value)),
				strncmp(value, "transaction:", 12) == 0 ?
				"Write -- migrate:transaction off before the first section." :
				"The script begins on the next line.");
}

/*
 * Read what a directive says into the revision.
 */
void
directive_read(Reader *reader, Directive *directive)
{
	FileRevision *revision = reader->revision;
	RevisionEdges *edges = &revision->edges;

	switch (directive->keyword)
	{
		case KEYWORD_REVISION:
			read_revision(reader, directive);
			break;
		case KEYWORD_REVISES:
			read_names(reader, directive, name_is_valid, 0,
					   &edges->ndown_revisions, &edges->down_revisions);
			break;
		case KEYWORD_DEPENDS_ON:
			read_names(reader, directive, name_is_valid, 1,
					   &edges->ndepends_on, &edges->depends_on);
			break;
		case KEYWORD_LABEL:
			read_names(reader, directive, name_is_valid, 1,
					   &edges->nbranch_labels, &edges->branch_labels);
			break;
		case KEYWORD_TRANSACTION:
			read_transaction(reader, directive);
			break;
		case KEYWORD_VARIABLES:
			read_names(reader, directive, variable_name_is_valid, 1,
					   &revision->nvariables, &revision->variables);
			break;
		case KEYWORD_SECRETS:
			read_names(reader, directive, variable_name_is_valid, 1,
					   &revision->nsecrets, &revision->secrets);
			break;
		case KEYWORD_REPEATABLE:
			revision->repeatable = true;
			if (directive->value[0] != '\0')
				fault_value(reader, directive, "takes no value", NULL);
			break;
		case KEYWORD_CREATED:
			revision->created = directive->value;
			if (!is_timestamp(directive->value))
				fault_value(reader, directive, "is no timestamp",
							"Write it like -- migrate:created 2026-11-21T10:30:00Z.");
			break;
		case KEYWORD_MESSAGE:
			if (!constant_read(directive->value, &revision->message))
				fault_value(reader, directive, "is no string constant",
							"Write -- migrate:message 'text', or write the message as comments before the first directive.");
			break;
		default:
			check_section(reader, directive);
			break;
	}
}
