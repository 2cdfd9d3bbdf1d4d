/*
 * base/distribution.c
 *		What Citus says of tables and nodes: see base/distribution.h.
 */
#include "base/distribution.h"

#include "catalog/pg_namespace.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "nodes/primnodes.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/lsyscache.h"

/* A query that has a row at most; did it find one?  SPI is connected. */
static bool
finds_row(const char *query, int n, Oid *types, Datum *values)
{
	if (SPI_execute_with_args(query, n, types, values, NULL, true, 1) != SPI_OK_SELECT)
		elog(ERROR, "could not execute \"%s\"", query);
	return SPI_processed > 0;
}

static char *
text_of(int column)
{
	return SPI_getvalue(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, column);
}

bool
table_is_distributed(Oid table)
{
	Oid types[1] = {OIDOID};
	Datum values[1] = {ObjectIdGetDatum(table)};
	bool distributed;

	if (!OidIsValid(get_relname_relid("pg_dist_partition", PG_CATALOG_NAMESPACE)))
		return false;
	SPI_connect();
	distributed =
		finds_row("SELECT FROM pg_catalog.pg_dist_partition WHERE logicalrelid OPERATOR(pg_catalog.=) $1",
				  lengthof(types), types, values);
	SPI_finish();
	return distributed;
}

Distribution
table_distribution(Oid table)
{
	Oid types[1] = {OIDOID};
	Datum values[1] = {ObjectIdGetDatum(table)};
	Distribution distribution = {'\0', InvalidAttrNumber};
	Oid catalog = get_relname_relid("pg_dist_partition", PG_CATALOG_NAMESPACE);

	if (!OidIsValid(catalog) || get_attnum(catalog, "partkey") == InvalidAttrNumber)
		return distribution;
	SPI_connect();
	if (finds_row("SELECT partmethod, partkey FROM pg_catalog.pg_dist_partition "
				  "WHERE logicalrelid OPERATOR(pg_catalog.=) $1",
				  lengthof(types), types, values))
	{
		char *column = text_of(2); /* a Var, as the server writes it */

		distribution.method = text_of(1)[0];
		if (column != NULL)
			distribution.column = castNode(Var, stringToNode(column))->varattno;
	}
	SPI_finish();
	return distribution;
}

bool
tables_are_colocated(Oid one, Oid other)
{
	Oid types[2] = {OIDOID, OIDOID};
	Datum values[2] = {ObjectIdGetDatum(one), ObjectIdGetDatum(other)};
	bool colocated;

	SPI_connect();
	colocated = finds_row("SELECT FROM pg_catalog.pg_dist_partition a "
						  "JOIN pg_catalog.pg_dist_partition b USING (colocationid, partmethod) "
						  "WHERE a.logicalrelid OPERATOR(pg_catalog.=) $1 AND b.logicalrelid OPERATOR(pg_catalog.=) $2 "
						  "AND a.partmethod OPERATOR(pg_catalog.=) 'h'",
						  lengthof(types), types, values);
	SPI_finish();
	return colocated;
}

void
see_all_relations(void)
{
	static const char *const setting = "citus.override_table_visibility";

	if (GetConfigOption(setting, true, false) != NULL)
		(void) set_config_option(setting, "off", PGC_USERSET, PGC_S_SESSION, GUC_ACTION_SAVE, true, 0, false);
}

void
refuse_on_citus_worker(const char *command)
{
	char *host = NULL;
	char *port = NULL;

	if (!OidIsValid(get_relname_relid("pg_dist_local_group", PG_CATALOG_NAMESPACE)))
		return;
	SPI_connect();
	if (!finds_row("SELECT FROM pg_catalog.pg_dist_local_group WHERE groupid OPERATOR(pg_catalog.<>) 0", 0,
				   NULL, NULL))
	{
		SPI_finish();
		return;
	}
	if (finds_row("SELECT nodename, nodeport FROM pg_catalog.pg_dist_node "
				  "WHERE groupid OPERATOR(pg_catalog.=) 0 AND noderole OPERATOR(pg_catalog.=) 'primary'",
				  0, NULL, NULL))
	{
		host = text_of(1);
		port = text_of(2);
	}
	ereport(ERROR, errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
			errmsg("cannot execute %s on a worker of Citus", command),
			errdetail("The log of loads, the settings and most of the models are kept on the coordinator."),
			host != NULL ? errhint("Connect to the coordinator, host %s, port %s.", host, port)
						 : errhint("Connect to the coordinator."));
}
