/*
 * scan.c
 *		Find the line comments of a text, without the server's lexer.
 *
 * A second opinion on src/format/comments.c, from the manual's description of
 * the lexical structure. It is right for texts that the lexer can read.
 */
#include "format_check.h"

typedef struct Scanner
{
	const char *text;
	int			place;
	LineComments found;
} Scanner;

static bool
is_name_start(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
		IS_HIGHBIT_SET(c);
}

static bool
is_name(char c)
{
	return is_name_start(c) || (c >= '0' && c <= '9') || c == '$';
}

static void
add_comment(Scanner *scanner)
{
	const char *text = scanner->text;
	int			start = scanner->place;
	LineComment *comment;
	int			line_start = start;

	if (scanner->found.n % 64 == 0)
		scanner->found.comments = scanner->found.n == 0 ?
			palloc_array(LineComment, 64) :
			repalloc(scanner->found.comments,
					 sizeof(LineComment) * (scanner->found.n + 64));
	comment = &scanner->found.comments[scanner->found.n++];
	comment->start = start;
	while (text[scanner->place] != '\0' && text[scanner->place] != '\n' &&
		   text[scanner->place] != '\r')
		scanner->place++;
	comment->end = scanner->place;
	comment->line = 1;
	for (int i = 0; i < start; i++)
		comment->line += text[i] == '\n' ||
			(text[i] == '\r' && text[i + 1] != '\n');
	while (line_start > 0 && (text[line_start - 1] == ' ' ||
							  text[line_start - 1] == '\t'))
		line_start--;
	comment->alone = line_start == 0 || text[line_start - 1] == '\n' ||
		text[line_start - 1] == '\r';
}

static void
skip_block_comment(Scanner *scanner)
{
	const char *text = scanner->text;
	int			depth = 0;

	do
	{
		if (strncmp(text + scanner->place, "/*", 2) == 0)
		{
			depth++;
			scanner->place += 2;
		}
		else if (strncmp(text + scanner->place, "*/", 2) == 0)
		{
			depth--;
			scanner->place += 2;
		}
		else if (text[scanner->place] != '\0')
			scanner->place++;
	} while (depth > 0 && text[scanner->place] != '\0');
}

/*
 * Skip what is in quotes, up to the closing one.
 */
static void
skip_quoted(Scanner *scanner, char quote, bool escapes)
{
	const char *text = scanner->text;

	scanner->place++;
	while (text[scanner->place] != '\0')
	{
		if (escapes && text[scanner->place] == '\\' &&
			text[scanner->place + 1] != '\0')
			scanner->place += 2;
		else if (text[scanner->place] == quote &&
				 text[scanner->place + 1] == quote)
			scanner->place += 2;
		else if (text[scanner->place++] == quote)
			break;
	}
}

/*
 * Skip a string constant with all its parts, whose comments between them
 * count.
 */
static void
skip_string(Scanner *scanner, bool escapes)
{
	const char *text = scanner->text;

	for (;;)
	{
		bool		line_end = false;
		int			next;

		skip_quoted(scanner, '\'', escapes);
		next = scanner->place;
		while (text[next] != '\0')
		{
			if (strncmp(text + next, "--", 2) == 0)
				next += strcspn(text + next, "\r\n");
			else if (strchr(" \t\f\r\n", text[next]) != NULL)
			{
				line_end |= text[next] == '\r' || text[next] == '\n';
				next++;
			}
			else
				break;
		}
		if (text[next] != '\'' || !line_end)
			return;
		while (scanner->place < next)
		{
			if (text[scanner->place] == '-')
				add_comment(scanner);
			else
				scanner->place++;
		}
	}
}

/*
 * Skip what is in dollar quotes, if they are any; else the dollar.
 */
static void
skip_dollar(Scanner *scanner)
{
	const char *start = scanner->text + scanner->place;
	int			len = 1;
	char	   *delimiter;
	const char *close;

	if (is_name_start(start[len]))
	{
		while (is_name(start[len]) && start[len] != '$')
			len++;
	}
	scanner->place++;
	if (start[len] != '$')
		return;
	delimiter = pnstrdup(start, len + 1);
	close = strstr(start + len + 1, delimiter);
	scanner->place = close == NULL ? strlen(scanner->text) :
		close - scanner->text + len + 1;
}

static void
skip_word(Scanner *scanner)
{
	const char *text = scanner->text + scanner->place;

	if (strchr("eEbBxXnN", text[0]) != NULL && text[1] == '\'')
	{
		scanner->place++;
		skip_string(scanner, text[0] == 'e' || text[0] == 'E');
	}
	else if ((text[0] == 'u' || text[0] == 'U') && text[1] == '&' &&
			 (text[2] == '\'' || text[2] == '"'))
		scanner->place += 2;	/* and the quotes as usual */
	else
	{
		while (is_name(scanner->text[scanner->place]))
			scanner->place++;
	}
}

/*
 * Find all line comments of a text; of each its place, line and whether it
 * is alone.
 */
LineComments
scan_comments(const char *text)
{
	Scanner		scanner = {text};

	while (text[scanner.place] != '\0')
	{
		const char *here = text + scanner.place;

		if (strncmp(here, "--", 2) == 0)
			add_comment(&scanner);
		else if (strncmp(here, "/*", 2) == 0)
			skip_block_comment(&scanner);
		else if (*here == '\'')
			skip_string(&scanner, false);
		else if (*here == '"')
			skip_quoted(&scanner, '"', false);
		else if (*here == '$')
			skip_dollar(&scanner);
		else if (is_name_start(*here))
			skip_word(&scanner);
		else
			scanner.place++;
	}
	return scanner.found;
}
