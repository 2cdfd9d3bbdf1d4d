/*
 * refresh/lock_holders.c
 *		Who holds a lock that a refresh waits for: see refresh/lock_holders.h.
 */
#include "refresh/lock_holders.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "pgstat.h"
#include "storage/lock.h"
#include "utils/array.h"
#include "utils/builtins.h"

#include "base/identity.h"

/* The one value that a query gives; NULL for none. */
static char *
ask(Oid owner, const char *query, int n, Oid *types, Datum *values)
{
	Identity before = identity_become(owner);
	char *answer = NULL;

	/* sessions are looked at once in a transaction, unless that is forgotten */
	pgstat_clear_snapshot();
	SPI_connect();
	if (SPI_execute_with_args(query, n, types, values, NULL, true, 1) != SPI_OK_SELECT)
		elog(ERROR, "could not execute \"%s\"", query);
	if (SPI_processed > 0)
	{
		char *found = SPI_getvalue(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1);

		if (found != NULL)
		{
			answer = SPI_palloc(strlen(found) + 1);
			strcpy(answer, found);
		}
	}
	SPI_finish();
	identity_restore(before);
	return answer;
}

char *
lock_holder_of_runs(Oid owner)
{
	Oid types[2] = {INT8OID, INT8OID};
	Datum values[2] = {Int64GetDatum(LOCK_OF_RUNS_CLASS), Int64GetDatum(LOCK_OF_RUNS_OBJECT)};
	char *sentence =
		ask(owner,
			"SELECT CASE WHEN a.pid IS NOT NULL "
			"THEN pg_catalog.format('Process %s of %s, whose transaction began at %s.', a.pid, a.usename, "
			"pg_catalog.to_char(a.xact_start, 'YYYY-MM-DD HH24:MI:SS TZ')) "
			"WHEN p.gid IS NOT NULL "
			"THEN pg_catalog.format('Transaction %L of %s, prepared at %s: it goes on until COMMIT PREPARED "
			"or ROLLBACK PREPARED ends it.', p.gid, p.owner, "
			"pg_catalog.to_char(p.prepared, 'YYYY-MM-DD HH24:MI:SS TZ')) END "
			"FROM pg_catalog.pg_locks l "
			"LEFT JOIN pg_catalog.pg_stat_activity a ON a.pid OPERATOR(pg_catalog.=) l.pid "
			"LEFT JOIN (pg_catalog.pg_locks t JOIN pg_catalog.pg_prepared_xacts p "
			"ON p.transaction OPERATOR(pg_catalog.=) t.transactionid) "
			"ON l.pid IS NULL AND t.pid IS NULL "
			"AND t.virtualtransaction OPERATOR(pg_catalog.=) l.virtualtransaction "
			"WHERE l.locktype OPERATOR(pg_catalog.=) 'advisory' AND l.granted "
			"AND l.database OPERATOR(pg_catalog.=) (SELECT d.oid FROM pg_catalog.pg_database d "
			"WHERE d.datname OPERATOR(pg_catalog.=) pg_catalog.current_database()) "
			"AND l.classid::pg_catalog.int8 OPERATOR(pg_catalog.=) $1 "
			"AND l.objid::pg_catalog.int8 OPERATOR(pg_catalog.=) $2",
			2, types, values);

	return sentence != NULL ? sentence : "It has just ended.";
}

/* The names of the modes that the one conflicts with. */
static Datum
modes_in_the_way(LOCKMODE mode)
{
	Datum names[MaxLockMode];
	int n = 0;

	for (LOCKMODE other = 1; other <= MaxLockMode; other++)
	{
		if (DoLockModesConflict(mode, other))
			names[n++] = CStringGetTextDatum(GetLockmodeName(DEFAULT_LOCKMETHOD, other));
	}
	return PointerGetDatum(construct_array(names, n, TEXTOID, -1, false, TYPALIGN_INT));
}

/* Asks for something of those who have a lock on the relation, as l, that is in the way; and their sessions, as a. */
static char *
ask_of_holders(Oid owner, Oid relation, LOCKMODE mode, const char *wanted, const char *condition)
{
	Oid types[3] = {OIDOID, INT4OID, TEXTARRAYOID};
	Datum values[3] = {ObjectIdGetDatum(relation), Int32GetDatum(MyProcPid), modes_in_the_way(mode)};

	return ask(owner,
			   psprintf("SELECT %s FROM pg_catalog.pg_locks l "
						"LEFT JOIN pg_catalog.pg_stat_activity a ON a.pid OPERATOR(pg_catalog.=) l.pid "
						"WHERE l.locktype OPERATOR(pg_catalog.=) 'relation' AND l.granted "
						"AND l.relation OPERATOR(pg_catalog.=) $1 AND l.pid IS DISTINCT FROM $2 "
						"AND l.mode OPERATOR(pg_catalog.=) ANY ($3) "
						"AND l.database OPERATOR(pg_catalog.=) (SELECT d.oid FROM pg_catalog.pg_database d "
						"WHERE d.datname OPERATOR(pg_catalog.=) pg_catalog.current_database()) AND %s",
						wanted, condition),
			   3, types, values);
}

/* Sentences of them: their locks, and what they do. */
#define SENTENCES \
	"pg_catalog.string_agg(CASE WHEN l.pid IS NULL " \
	"THEN pg_catalog.format('A prepared transaction has %s on %s.', l.mode, l.relation::pg_catalog.regclass) " \
	"ELSE pg_catalog.format('Process %s of %s has %s on %s. Its query began at %s (%s): %s', l.pid, " \
	"coalesce(a.usename, 'the server'), l.mode, l.relation::pg_catalog.regclass, " \
	"pg_catalog.to_char(a.query_start, 'YYYY-MM-DD HH24:MI:SS TZ'), coalesce(a.state, 'active'), " \
	"pg_catalog.left(a.query, 100)) END, E'\\n' ORDER BY a.query_start, l.pid)"

char *
lock_holders(Oid owner, Oid relation, LOCKMODE mode)
{
	return ask_of_holders(owner, relation, mode, SENTENCES, "true");
}

char *
lock_holders_who_wait_for_us(Oid owner, Oid relation, LOCKMODE mode)
{
	return ask_of_holders(owner, relation, mode, SENTENCES,
						  "EXISTS (WITH RECURSIVE chain (pid) AS (SELECT l.pid UNION "
						  "SELECT b.pid FROM chain c "
						  "CROSS JOIN LATERAL pg_catalog.unnest(pg_catalog.pg_blocking_pids(c.pid)) b (pid)) "
						  "SELECT FROM chain c WHERE c.pid OPERATOR(pg_catalog.=) $2)");
}

bool
lock_holder_is_autovacuum(Oid owner, Oid relation, LOCKMODE mode)
{
	return ask_of_holders(owner, relation, mode, "l.pid",
						  "a.backend_type OPERATOR(pg_catalog.=) 'autovacuum worker'") != NULL;
}
