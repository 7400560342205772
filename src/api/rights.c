/*
 * rights.c
 *		grant_role, revoke_role.
 *
 * A duty is what migrate.duty_privileges() lists, granted one by one with
 * GRANT, by the caller and in the caller's name. Which duties a role has is
 * read from the grants on one function of each: those of current_duties.
 */
#include "postgres.h"

#include "api/api.h"
#include "base/compat.h"
#include "catalog/pg_authid.h"
#include "catalog/pg_type.h"
#include "commands/extension.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/builtins.h"

static FixedQuery duty_query = {
	"SELECT migrate.duty_privileges($1)",
	SPI_OK_SELECT, 1, {TEXTOID}
};

/*
 * The duties that a role holds by a grant to itself, with the grantor. Each
 * is told by a function that no other duty may call.
 */
static FixedQuery current_duties_query = {
	"SELECT marker.duty, grantor.rolname::pg_catalog.text"
	" FROM (VALUES ('viewer', 'duty_privileges'), ('author', 'revision'),"
	"              ('deployer', 'upgrade')) AS marker (duty, proname)"
	" JOIN pg_catalog.pg_proc AS p"
	"  ON p.proname OPERATOR(pg_catalog.=) marker.proname::pg_catalog.name"
	"  AND p.pronamespace OPERATOR(pg_catalog.=) 'migrate'::pg_catalog.regnamespace"
	" CROSS JOIN pg_catalog.aclexplode(p.proacl) AS acl"
	" JOIN pg_catalog.pg_roles AS grantor"
	"  ON grantor.oid OPERATOR(pg_catalog.=) acl.grantor"
	" WHERE acl.grantee OPERATOR(pg_catalog.=) $1"
	"  AND acl.grantee OPERATOR(pg_catalog.<>) p.proowner",
	SPI_OK_SELECT, 1, {OIDOID}
};

/*
 * What a duty consists of, without what the role's other duties need.
 */
static FixedQuery duty_alone_query = {
	"SELECT privilege FROM migrate.duty_privileges($1) AS p (privilege)"
	" EXCEPT"
	" SELECT privilege FROM pg_catalog.unnest($2) AS other (duty),"
	"  migrate.duty_privileges(other.duty) AS p (privilege)",
	SPI_OK_SELECT, 2, {TEXTOID, TEXTARRAYOID}
};

static void
check_duty(const char *duty)
{
	if (strcmp(duty, "viewer") != 0 && strcmp(duty, "author") != 0 &&
		strcmp(duty, "deployer") != 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("unknown duty \"%s\"", duty),
				 errhint("It is one of viewer, author, deployer.")));
}

/*
 * Raise an error unless the caller owns the extension or the database.
 *
 * Both were granted every duty with the right to pass it on. A dump does not
 * say who owns an extension: after a restore by a superuser, the database's
 * owner is who goes on managing the duties.
 */
static void
check_owner(const char *command)
{
	Oid			extension = get_extension_oid("migrate", false);

	if (!object_ownercheck(ExtensionRelationId, extension, GetUserId()) &&
		!has_privs_of_role(GetUserId(), ROLE_PG_DATABASE_OWNER))
		ereport(ERROR,
				(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				 errmsg("must be owner of extension \"migrate\" or of the database to call %s",
						command)));
}

/*
 * Run GRANT or REVOKE for each privilege among the current rows.
 */
static void
run_for_each(uint64 n, const char *command, const char *preposition,
			 const char *role, const char *suffix)
{
	char	  **privileges = palloc_array(char *, Max(n, 1));

	for (uint64 i = 0; i < n; i++)
		privileges[i] = query_text(i, 1);
	for (uint64 i = 0; i < n; i++)
		query_utility(psprintf("%s %s %s %s%s", command, privileges[i],
							   preposition, quote_identifier(role), suffix));
}

PG_FUNCTION_INFO_V1(migrate_grant_role);
Datum
migrate_grant_role(PG_FUNCTION_ARGS)
{
	const char *role = argument_text(fcinfo, 0, "role");
	const char *duty = argument_text(fcinfo, 1, "duty");
	bool		grant_option = argument_bool(fcinfo, 2, "grant_option");
	Datum		value = CStringGetTextDatum(duty);
	uint64		n;

	call_begin();
	check_owner("migrate.grant_role()");
	check_duty(duty);
	(void) get_role_oid(role, false);
	n = query_run(&duty_query, &value, NULL, QUERY_NOW);
	run_for_each(n, "GRANT", "TO", role,
				 grant_option ? " WITH GRANT OPTION" : "");
	call_end();
	PG_RETURN_VOID();
}

/*
 * The duties of a role but one, as a text[]; raises an error if it does not
 * hold that one.
 *
 * Only those of the same grantor count: what another granted stays anyway,
 * and what is left for the sake of another's grant would outlive that.
 */
static Datum
other_duties(const char *role, const char *duty)
{
	Datum		oid = ObjectIdGetDatum(get_role_oid(role, false));
	uint64		n = query_run(&current_duties_query, &oid, NULL, QUERY_NOW);
	const char **others = palloc_array(const char *, Max(n, 1));
	const char *grantor = NULL;
	int			nothers = 0;

	for (uint64 i = 0; i < n && grantor == NULL; i++)
	{
		if (strcmp(query_text(i, 1), duty) == 0)
			grantor = query_text(i, 2);
	}
	if (grantor == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_OBJECT),
				 errmsg("role \"%s\" does not have the duty \"%s\"", role, duty),
				 errdetail("What it may do by way of other roles is not counted.")));
	for (uint64 i = 0; i < n; i++)
	{
		const char *name = query_text(i, 1);

		if (strcmp(name, duty) != 0 && strcmp(query_text(i, 2), grantor) == 0)
			others[nothers++] = name;
	}
	return PointerGetDatum(registry_names(nothers, others));
}

/*
 * Raise an error if the role still has the duty: a REVOKE takes back only
 * what the same grantor granted, and says nothing about the rest.
 */
static void
check_revoked(const char *role, const char *duty)
{
	Datum		oid = ObjectIdGetDatum(get_role_oid(role, false));
	uint64		n = query_run(&current_duties_query, &oid, NULL, QUERY_NOW);

	for (uint64 i = 0; i < n; i++)
	{
		const char *grantor = query_text(i, 2);

		if (strcmp(query_text(i, 1), duty) == 0)
			ereport(ERROR,
					(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
					 errmsg("could not revoke the duty \"%s\" from role \"%s\"",
							duty, role),
					 errdetail("Role \"%s\" granted it.", grantor),
					 errhint("SET ROLE %s; SELECT migrate.revoke_role(...);",
							 quote_identifier(grantor))));
	}
}

PG_FUNCTION_INFO_V1(migrate_revoke_role);
Datum
migrate_revoke_role(PG_FUNCTION_ARGS)
{
	const char *role = argument_text(fcinfo, 0, "role");
	const char *duty = argument_text(fcinfo, 1, "duty");
	Datum		values[2];
	uint64		n;

	call_begin();
	check_owner("migrate.revoke_role()");
	check_duty(duty);
	values[0] = CStringGetTextDatum(duty);
	values[1] = other_duties(role, duty);
	n = query_run(&duty_alone_query, values, NULL, QUERY_NOW);
	run_for_each(n, "REVOKE", "FROM", role, "");
	check_revoked(role, duty);
	call_end();
	PG_RETURN_VOID();
}
