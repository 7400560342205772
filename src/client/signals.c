/*
 * signals.c
 *		Ctrl-C and its like cancel the statement, which rolls back.
 */
#include "client.h"

#include <signal.h>

volatile bool signals_received = false;

static PGcancel *volatile cancel = NULL;

/*
 * Ask the server to cancel what it does. PQcancel may be called in a handler.
 */
static void
handle_signal(int signal_number)
{
	int			saved_errno = errno;
	char		ignored[256];

	signals_received = true;
	if (cancel != NULL)
		(void) PQcancel(cancel, ignored, sizeof(ignored));
	errno = saved_errno;
}

/*
 * Ask once more, if a signal came before there was anything to cancel.
 */
void
signals_repeat(void)
{
	char		ignored[256];

	if (signals_received && cancel != NULL)
		(void) PQcancel(cancel, ignored, sizeof(ignored));
}

static void
set_handler(int signal_number, void (*handler) (int))
{
	struct sigaction action = {0};

	action.sa_handler = handler;
	sigemptyset(&action.sa_mask);
	action.sa_flags = SA_RESTART;
	sigaction(signal_number, &action, NULL);
}

/*
 * A reader of our output that goes away must not end us in the middle of
 * something: that is found when writing.
 */
void
signals_init(void)
{
	set_handler(SIGPIPE, SIG_IGN);
}

/*
 * Let signals be again what they are to other programs, before one starts.
 */
void
signals_end(void)
{
	set_handler(SIGPIPE, SIG_DFL);
}

/*
 * From now on signals cancel what this connection does. Until then they end
 * the program.
 */
void
signals_cancel_on(PGconn *conn)
{
	cancel = PQgetCancel(conn);
	set_handler(SIGINT, handle_signal);
	set_handler(SIGTERM, handle_signal);
	set_handler(SIGHUP, handle_signal);
}

/*
 * Let signals end the program again.
 */
void
signals_cancel_off(void)
{
	PGcancel   *old = cancel;

	cancel = NULL;
	PQfreeCancel(old);
	set_handler(SIGINT, SIG_DFL);
	set_handler(SIGTERM, SIG_DFL);
	set_handler(SIGHUP, SIG_DFL);
}
