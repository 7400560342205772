/*
 * sqitch.c
 *		Read a Sqitch project: its plan, and the scripts of its changes.
 *
 * A change's scripts are deploy/NAME.sql, revert/NAME.sql and
 * verify/NAME.sql; sqitch.conf can name other directories. Of a change that
 * has been reworked, an earlier instance's are NAME@TAG.sql, with the first
 * tag after it of which there is such a file. psql runs them: a script with a
 * statement that must not be in a transaction is outside of one.
 */
#include "postgres.h"

#include "format/layouts.h"
#include "miscadmin.h"
#include "script/script.h"

#define PLAN_NAME "sqitch.plan"
#define CONF_NAME "sqitch.conf"

typedef enum ScriptKind
{
	SCRIPT_DEPLOY,
	SCRIPT_REVERT,
	SCRIPT_VERIFY,
	SCRIPT_KINDS
} ScriptKind;

static const char *const script_kinds[SCRIPT_KINDS] = {
	"deploy", "revert", "verify"
};

/* What sqitch.conf says; an engine's section goes before the core's. */
typedef enum ProjectSetting
{
	SETTING_TOP_DIR,
	SETTING_PLAN_FILE,
	SETTING_REWORKED_DIR,
	SETTING_DEPLOY_DIR,			/* in the order of ScriptKind */
	SETTING_REVERT_DIR,
	SETTING_VERIFY_DIR,
	PROJECT_SETTINGS
} ProjectSetting;

typedef struct Project
{
	FileIndex	index;
	const SourceFile *plan;
	char	   *core[PROJECT_SETTINGS];
	char	   *engine[PROJECT_SETTINGS];
	const char *directories[SCRIPT_KINDS];	/* with "/" behind, or empty */
	const char *reworked[SCRIPT_KINDS];
} Project;

static void
read_setting(void *arg, const char *section, const char *key,
			 const char *value, int line)
{
	static const char *const names[PROJECT_SETTINGS] = {
		"top_dir", "plan_file", "reworked_dir", "deploy_dir", "revert_dir",
		"verify_dir"
	};
	Project    *project = arg;
	char	  **values = NULL;

	if (strcmp(section, "core") == 0)
		values = project->core;
	else if (strcmp(section, "engine \"pg\"") == 0)
		values = project->engine;
	for (int i = 0; values != NULL && i < PROJECT_SETTINGS; i++)
	{
		if (pg_strcasecmp(key, names[i]) == 0)
			values[i] = pstrdup(value);
	}
}

/*
 * A setting's value, or NULL.
 */
static const char *
setting(const Project *project, ProjectSetting name)
{
	return project->engine[name] != NULL ? project->engine[name] :
		project->core[name];
}

/*
 * A path as the names of files have it, with "/" behind it.
 */
static const char *
directory(const char *path)
{
	int			length;

	while (strncmp(path, "./", 2) == 0)
		path += 2;
	if (strcmp(path, ".") == 0)
		path = "";
	length = strlen(path);
	while (length > 0 && path[length - 1] == '/')
		length--;
	return length == 0 ? "" : psprintf("%.*s/", length, path);
}

/*
 * Find the plan: where sqitch.conf has it, or else the only one there is.
 */
static const SourceFile *
find_plan(const Project *project, FileRevisions *result)
{
	const char *name = setting(project, SETTING_PLAN_FILE);
	const char *top = setting(project, SETTING_TOP_DIR);
	const SourceFile *found = NULL;

	if (name == NULL && top != NULL)
		name = psprintf("%s" PLAN_NAME, directory(top));
	if (name != NULL)
	{
		found = files_find(&project->index, name);
		if (found == NULL)
			fault_add(result, CONF_NAME, 0, NULL,
					  "the plan \"%s\" is not among the files", name);
		return found;
	}
	for (int i = 0; i < project->index.n; i++)
	{
		const SourceFile *file = project->index.files[i];

		if (strcmp(file_base(file->name), PLAN_NAME) != 0)
			continue;
		if (found != NULL)
		{
			fault_add(result, file->name, 0,
					  "Load the projects one by one, each from its own directory.",
					  "is a second plan; the first is %s", found->name);
			return NULL;
		}
		found = file;
	}
	return found;
}

/*
 * Set where the scripts are.
 */
static void
set_directories(Project *project)
{
	const char *top = setting(project, SETTING_TOP_DIR);
	const char *reworked = setting(project, SETTING_REWORKED_DIR);
	const char *plan = project->plan->name;

	top = top != NULL ? directory(top) :
		pnstrdup(plan, file_base(plan) - plan);
	reworked = reworked != NULL ? directory(reworked) : top;
	for (int kind = 0; kind < SCRIPT_KINDS; kind++)
	{
		const char *own = setting(project, SETTING_DEPLOY_DIR + kind);

		project->directories[kind] = own != NULL ? directory(own) :
			psprintf("%s%s/", top, script_kinds[kind]);
		project->reworked[kind] =
			setting(project, SETTING_REWORKED_DIR) == NULL ?
			project->directories[kind] :
			psprintf("%s%s", reworked,
					 own != NULL ? directory(own) :
					 psprintf("%s/", script_kinds[kind]));
	}
}

/*
 * What the files of a change are called, without directory: those of an
 * instance that has been reworked have a tag.
 */
static const char *
script_name(const Project *project, const SqitchPlan *plan,
			const SqitchChange *change)
{
	const char *first = NULL;
	int			self = change - plan->changes;

	if (change->next < 0)
		return psprintf("%s.sql", change->name);
	/* from the next instance back to this one, as Sqitch looks */
	for (int i = change->next - 1; i >= self; i--)
	{
		ListCell   *cell;

		foreach(cell, plan->changes[i].tags)
		{
			const char *name = psprintf("%s@%s.sql", change->name,
										(char *) lfirst(cell));

			if (first == NULL)
				first = name;
			if (files_find(&project->index,
						   psprintf("%s%s", project->reworked[SCRIPT_DEPLOY],
									name)) != NULL)
				return name;
		}
	}
	return first;
}

/*
 * Add a revision for a change.
 */
static void
add_revision(const Project *project, const SqitchPlan *plan,
			 const SqitchChange *change, FileRevisions *result)
{
	const char *name = script_name(project, plan, change);
	const char *const *directories = change->next < 0 ?
	project->directories : project->reworked;
	const SourceFile *scripts[SCRIPT_KINDS];
	FileRevision *revision;

	/* a name that the plan has twice without a tag: told already */
	if (name == NULL)
		return;
	for (int kind = 0; kind < SCRIPT_KINDS; kind++)
		scripts[kind] = files_find(&project->index,
								   psprintf("%s%s", directories[kind], name));
	if (scripts[SCRIPT_DEPLOY] == NULL)
	{
		fault_add(result, project->plan->name, change->line, NULL,
				  "change \"%s\" has no file %s%s", change->name,
				  directories[SCRIPT_DEPLOY], name);
		return;
	}
	if (!name_is_valid(change->id, strlen(change->id)))
	{
		fault_add(result, project->plan->name, change->line,
				  "An id has 1 to 255 letters, digits, \"_\" and \".\".",
				  "no id can be made of the name of change \"%s\"",
				  change->name);
		return;
	}
	revision = palloc0_object(FileRevision);
	revision->source = scripts[SCRIPT_DEPLOY]->name;
	revision->line = 1;
	revision->edges.revision = change->id;
	revision->edges.ndepends_on = change->ndepends_on;
	revision->edges.depends_on = change->depends_on;
	revision->message = change->note != NULL && change->note[0] != '\0' ?
		change->note : message_from_text(change->name, strlen(change->name));
	revision->up = scripts[SCRIPT_DEPLOY]->text;
	if (scripts[SCRIPT_REVERT] != NULL)
		revision->down = scripts[SCRIPT_REVERT]->text;
	if (scripts[SCRIPT_VERIFY] != NULL)
		revision->verify = scripts[SCRIPT_VERIFY]->text;
	revision->transactional = !script_runs_outside(revision->up) &&
		(revision->down == NULL || !script_runs_outside(revision->down));
	result->revisions = lappend(result->revisions, revision);
}

static void
read_files(const SourceFile *files, int nfiles, FileRevisions *result)
{
	Project		project = {0};
	const SourceFile *conf;
	SqitchPlan	plan;

	result->linear = true;
	project.index = files_index(files, nfiles);
	conf = files_find(&project.index, CONF_NAME);
	if (conf != NULL)
		settings_read(conf, read_setting, &project);
	project.plan = find_plan(&project, result);
	if (project.plan == NULL)
		return;
	set_directories(&project);
	plan = sqitch_plan_read(project.plan, result);
	for (int i = 0; i < plan.n; i++)
	{
		CHECK_FOR_INTERRUPTS();
		add_revision(&project, &plan, &plan.changes[i], result);
	}
}

static bool
recognise(const SourceFile *files, int nfiles)
{
	for (int i = 0; i < nfiles; i++)
	{
		if (strcmp(file_base(files[i].name), PLAN_NAME) == 0)
			return true;
	}
	return false;
}

const Layout layout_sqitch = {"sqitch", recognise, read_files};
