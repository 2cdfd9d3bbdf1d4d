/*
 * refresh/plan_settings.c
 *		How the queries of models are planned: see refresh/plan_settings.h.
 */
#include "refresh/plan_settings.h"

#include <float.h>
#include <unistd.h>

#include "optimizer/cost.h"
#include "optimizer/optimizer.h"
#include "utils/guc.h"

static void
fix(const char *name, const char *value)
{
	(void) set_config_option(name, value, PGC_USERSET, PGC_S_SESSION, GUC_ACTION_SAVE, true, 0, false);
}

/*
 * A row that a parallel worker hands over takes less time here than the planner thinks of one operator: the default of
 * parallel_tuple_cost is a hundred times that, and keeps most models from being made in parallel.  But a worker that begins, hands over
 * its groups and ends takes the processors several times what parallel_setup_cost says, which is how long one waits for it: a query of
 * less than a tenth of a second takes twice as much of them with workers, and hardly less time.  To compile expressions takes each
 * process longer than it saves.  And of what a function returns the planner takes all values for a few that come again and again, which
 * a cache would have at hand.
 */
void
plan_settings_for_models(void)
{
	fix("parallel_tuple_cost", "0.001");
	fix("parallel_setup_cost", psprintf("%.17g", Min(4 * parallel_setup_cost, DBL_MAX)));
	fix("jit", "off");
	fix("enable_memoize", "off");
}

/*
 * More processes than there are processors, of which this one is one, only take turns where all is in memory, and each does what all have
 * to do for themselves.  (Of those that write all of a model, one more uses the time in which the others wait for the disk.)  Who has set
 * another number for the session means that.
 */
static void
fix_number_of_workers(void)
{
	const char *const name = "max_parallel_workers_per_gather";
	long processors = sysconf(_SC_NPROCESSORS_ONLN);

	if (processors > 0 && max_parallel_workers_per_gather >= processors &&
		max_parallel_workers_per_gather == atoi(GetConfigOptionResetString(name)))
		fix(name, psprintf("%ld", processors - 1));
}

/*
 * They are looked up mostly in pages that a run or its readers have just had, whatever the server's disk.  By that cost the planner also
 * thinks of a whole table read in the order of an index as cheap, to be merged with few rows; it takes ten times as long.
 */
void
plan_settings_for_few_rows(void)
{
	fix("random_page_cost", "1.1");
	fix("enable_mergejoin", "off");
	fix_number_of_workers();
}
