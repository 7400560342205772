/*
 * progress.c
 *		What the server says while it works.
 *
 * Its notices about steps and statements become one line that fills, if
 * standard error is a terminal, or else a line each. All others are passed on
 * as they are.
 */
#include "client.h"

#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#define BAR_WIDTH 20
#define DEFAULT_COLUMNS 80

/* The longest name that a step's notice can begin with. */
#define NAME_BYTES 300

enum
{
	PLAN_OPERATION,
	PLAN_REVISION,
	PLAN_MESSAGE
};

typedef struct Progress
{
	PGconn	   *conn;
	bool		quiet;
	bool		verbose;
	bool		line;			/* one line that fills */
	PGresult   *plan;			/* what is running; NULL: nothing is */
	int			step;			/* row of it */
	int			statements;		/* of the step that are done */
	bool		shown;			/* the line is on the screen */
	time_t		since;			/* when the statement began */
} Progress;

static Progress progress;

static void
clear_line(void)
{
	if (progress.shown)
		fputs("\r\033[K", stderr);
	progress.shown = false;
}

static int
columns(void)
{
	struct winsize size;

	if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col < 20)
		return DEFAULT_COLUMNS;
	return size.ws_col;
}

/*
 * Cut a text to a width on the screen; what would move the cursor becomes a
 * question mark.
 */
static void
fit(char *text, int width)
{
	int			encoding = PQclientEncoding(progress.conn);

	while (*text != '\0')
	{
		int			bytes = PQmblenBounded(text, encoding);

		if ((unsigned char) *text < ' ' || *text == 0x7F)
			*text = '?';
		width -= PQdsplen(text, encoding);
		if (width < 0)
			break;
		text += bytes;
	}
	*text = '\0';
}

/*
 * Draw the line anew.
 */
static void
draw(void)
{
	int			nsteps = PQntuples(progress.plan);
	int			filled = nsteps == 0 ? 0 : progress.step * BAR_WIDTH / nsteps;
	int			seconds = (int) (time(NULL) - progress.since);
	char	   *text;

	if (progress.step >= nsteps)
		return;
	text = psprintf("%s [%.*s%.*s] %d/%d %s (%s)%s%s",
					PQgetvalue(progress.plan, progress.step, PLAN_OPERATION),
					filled, "####################",
					BAR_WIDTH - filled, "....................",
					progress.step + 1, nsteps,
					PQgetvalue(progress.plan, progress.step, PLAN_REVISION),
					PQgetvalue(progress.plan, progress.step, PLAN_MESSAGE),
					progress.statements == 0 ? "" :
					psprintf(", statement %d done", progress.statements),
					seconds < 2 ? "" : psprintf(", %d s", seconds));
	fit(text, columns() - 1);
	clear_line();
	fputs(text, stderr);
	fflush(stderr);
	progress.shown = true;
	free(text);
}

/*
 * Is this a notice of a run about a step of it, or about a statement?
 */
static bool
is_about_step(const PGresult *notice, const char *message)
{
	const char *severity = PQresultErrorField(notice, PG_DIAG_SEVERITY_NONLOCALIZED);
	const char *end;

	if (severity == NULL || strcmp(severity, "NOTICE") != 0)
		return false;
	if (strncmp(message, "upgrade ", strlen("upgrade ")) != 0 &&
		strncmp(message, "downgrade ", strlen("downgrade ")) != 0)
		return false;
	message = strchr(message, ' ') + 1;
	end = message + strcspn(message, " ,");
	return end > message && (strncmp(end, " (", 2) == 0 || strncmp(end, ", ", 2) == 0);
}

/*
 * Move on to what runs after the one that a notice tells the end of.
 */
static void
follow(const char *message)
{
	char		step[NAME_BYTES];
	size_t		length;

	if (progress.step >= PQntuples(progress.plan))
		return;
	snprintf(step, sizeof(step), "%s %s",
			 PQgetvalue(progress.plan, progress.step, PLAN_OPERATION),
			 PQgetvalue(progress.plan, progress.step, PLAN_REVISION));
	length = strlen(step);
	if (strncmp(message, step, length) != 0)
		return;
	progress.since = time(NULL);
	if (strncmp(message + length, " (", 2) == 0)
	{
		progress.step++;
		progress.statements = 0;
	}
	else
		progress.statements++;
	draw();
}

/*
 * Print any other notice, as psql does.
 */
static void
pass_on(const PGresult *notice)
{
	char	   *text = PQresultVerboseErrorMessage(notice, PQERRORS_DEFAULT,
												   PQSHOW_CONTEXT_ERRORS);

	clear_line();
	if (text != NULL)
		fputs(text, stderr);
	PQfreemem(text);
	if (progress.plan != NULL)
		draw();
}

/*
 * Is this a notice of what the program says itself in the end?
 */
static bool
is_said_anyway(const char *message)
{
	return strncmp(message, "nothing to do: ", strlen("nothing to do: ")) == 0 ||
		strcmp(message, "dry run: all of it has been rolled back") == 0;
}

static void
receive(void *argument, const PGresult *notice)
{
	const char *message = PQresultErrorField(notice, PG_DIAG_MESSAGE_PRIMARY);

	if (progress.quiet || message == NULL || is_said_anyway(message))
		return;
	if (!is_about_step(notice, message))
		pass_on(notice);
	else if (progress.plan != NULL)
		follow(message);
	else
		fprintf(stderr, "%s\n", message);
}

/*
 * From now on hear what the server says.
 */
void
progress_listen(PGconn *conn, const Options *options)
{
	const char *terminal = getenv("TERM");

	progress.conn = conn;
	progress.quiet = options->quiet;
	progress.verbose = options->verbose;
	progress.line = !options->quiet && !options->verbose &&
		isatty(STDERR_FILENO) &&
		(terminal == NULL || strcmp(terminal, "dumb") != 0);
	PQsetNoticeReceiver(conn, receive, NULL);
}

/*
 * Return what migrate.verbosity has to be.
 */
const char *
progress_verbosity(void)
{
	if (progress.quiet)
		return "quiet";
	return progress.verbose || progress.line ? "verbose" : "normal";
}

/*
 * Is there a line that fills? Then progress_begin() wants the plan.
 */
bool
progress_is_line(void)
{
	return progress.line;
}

/*
 * Show the line for a run of this plan: operation, revision, message.
 */
void
progress_begin(PGresult *plan)
{
	progress.plan = plan;
	progress.step = 0;
	progress.statements = 0;
	progress.since = time(NULL);
	draw();
}

/*
 * Show that time goes by.
 */
void
progress_tick(void)
{
	if (progress.plan != NULL)
		draw();
}

/*
 * Take the line off the screen.
 */
void
progress_end(void)
{
	clear_line();
	PQclear(progress.plan);
	progress.plan = NULL;
}
