/*
 * offline.h
 *		A text in the making that does for psql what a run does.
 *
 * Words: a part of the text is one transaction; a step that cannot run inside
 * one stands between two. The guard is what begins a part and stops it in a
 * database that is not where the part starts.
 */
#ifndef MIGRATE_OFFLINE_H
#define MIGRATE_OFFLINE_H

#include "postgres.h"

#include "lib/stringinfo.h"
#include "run/run.h"

typedef struct OfflineText
{
	StringInfo	text;
	const Registry *registry;
	PlanOperation operation;
	bool		bookkeeping;	/* does it write the registry's rows */
	int			nsteps;
	const PreparedStep *steps;
	const char *from;			/* current at its beginning, and at its end, */
	const char *to;				/* as users read it */
	int			settings_at;	/* where what it sets itself is to be set */

	/* as of what has been written so far */
	Tips	   *tips;
	bool	   *applied;
} OfflineText;

/* Some steps of the text that follow each other. */
typedef struct OfflineSteps
{
	int			n;
	const PreparedStep *steps;
} OfflineSteps;

/* offline_guard.c */
extern void offline_guard(OfflineText *offline, OfflineSteps steps);

/* offline_session.c */
extern void offline_session(OfflineText *offline);

/* offline_script.c */
extern void offline_script(StringInfo text, const Script *script);
extern void offline_verify(StringInfo text, const Script *script);

/* offline_registry.c */
extern const char *offline_heads(const OfflineText *offline);
extern void offline_record(OfflineText *offline, const PreparedStep *step);
extern void offline_record_stamp(OfflineText *offline, OfflineSteps steps);
extern void offline_forget(OfflineText *offline);
extern void offline_revisions(OfflineText *offline, OfflineSteps steps);

/* offline_literals.c */
extern char *literal_names(int n, const char *const *names);
extern char *literal_ids(const OfflineText *offline, OfflineSteps steps);
extern void append_dollar_quoted(StringInfo text, const char *string,
								 const char *tag);

#endif							/* MIGRATE_OFFLINE_H */
