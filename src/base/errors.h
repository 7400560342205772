/*
 * errors.h
 *		The SQLSTATEs of class MG, one per cause that a user can meet.
 *
 * They are stable: scripts test for them. doc/reference.md lists the same
 * codes, and a test compares the two.
 */
#ifndef MIGRATE_ERRORS_H
#define MIGRATE_ERRORS_H

#include "utils/elog.h"

/* no revision, label or branch of that name */
#define ERRCODE_NO_SUCH_REVISION MAKE_SQLSTATE('M', 'G', '0', '0', '1')
/* a partial id that several revisions or labels begin with */
#define ERRCODE_AMBIGUOUS_REVISION MAKE_SQLSTATE('M', 'G', '0', '0', '2')
/* "head" where there are several heads */
#define ERRCODE_MULTIPLE_HEADS MAKE_SQLSTATE('M', 'G', '0', '0', '3')
/* a target that cannot be reached from here by this operation */
#define ERRCODE_INVALID_TARGET MAKE_SQLSTATE('M', 'G', '0', '0', '4')
/* a relative target whose steps leave the graph or meet a fork */
#define ERRCODE_INVALID_RELATIVE_TARGET MAKE_SQLSTATE('M', 'G', '0', '0', '5')
/* a target, id or label that the grammar does not allow */
#define ERRCODE_MALFORMED_TARGET MAKE_SQLSTATE('M', 'G', '0', '0', '6')
/* revisions that are their own ancestors */
#define ERRCODE_REVISION_CYCLE MAKE_SQLSTATE('M', 'G', '0', '0', '7')
/* a down revision or dependency that is not in the graph */
#define ERRCODE_MISSING_PARENT MAKE_SQLSTATE('M', 'G', '0', '0', '8')
/* an id or label that is taken */
#define ERRCODE_DUPLICATE_REVISION MAKE_SQLSTATE('M', 'G', '0', '0', '9')
/* an applied revision cannot be edited or removed */
#define ERRCODE_REVISION_APPLIED MAKE_SQLSTATE('M', 'G', '0', '1', '0')
/* a script is not what it was when it was applied */
#define ERRCODE_CHECKSUM_DIFFERS MAKE_SQLSTATE('M', 'G', '0', '1', '1')
/* a script holds what cannot run here */
#define ERRCODE_SCRIPT_REFUSED MAKE_SQLSTATE('M', 'G', '0', '1', '2')
/* a downgrade through a revision without a down script */
#define ERRCODE_IRREVERSIBLE MAKE_SQLSTATE('M', 'G', '0', '1', '3')
/* a verify script returned false */
#define ERRCODE_VERIFY_FAILED MAKE_SQLSTATE('M', 'G', '0', '1', '4')
/* another migration held the lock for longer than migrate.wait_timeout */
#define ERRCODE_MIGRATION_LOCKED MAKE_SQLSTATE('M', 'G', '0', '1', '5')
/* a migration is running already, in this very session */
#define ERRCODE_MIGRATION_RUNNING MAKE_SQLSTATE('M', 'G', '0', '1', '6')
/* check(raise => true): the database is not at its heads */
#define ERRCODE_NOT_UP_TO_DATE MAKE_SQLSTATE('M', 'G', '0', '1', '7')
/* a revision file that cannot be read as one */
#define ERRCODE_INVALID_REVISION_FILE MAKE_SQLSTATE('M', 'G', '0', '1', '8')
/* a variable without a value, or a value without a variable */
#define ERRCODE_INVALID_VARIABLE MAKE_SQLSTATE('M', 'G', '0', '1', '9')
/* another tool's version table that cannot be taken over */
#define ERRCODE_INVALID_VERSION_TABLE MAKE_SQLSTATE('M', 'G', '0', '2', '0')
/* check(raise => true): the schema is not as it should be */
#define ERRCODE_SCHEMA_DIFFERS MAKE_SQLSTATE('M', 'G', '0', '2', '1')
/* a difference of schemas that no statements can be written for */
#define ERRCODE_CHANGE_UNSUPPORTED MAKE_SQLSTATE('M', 'G', '0', '2', '2')
/* a text that cannot be used as a schema */
#define ERRCODE_INVALID_SCHEMA_TEXT MAKE_SQLSTATE('M', 'G', '0', '2', '3')

#endif							/* MIGRATE_ERRORS_H */
