/*
 * checks/data_test_trigger.c
 *		The trigger of ecom.data_tests: who may answer for a test, and whether its query can run.
 *
 * A test runs with the rights of its writer, so who that is decides the server: the role that wrote the query, and nobody whom that
 * role could not become anyway.  A dump says who wrote a test; restored by a role that may not say that, nobody has.
 */
#include "base/compat.h"

#include "access/tupdesc.h"
#include "commands/extension.h"
#include "commands/trigger.h"
#include "executor/spi.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/datum.h"
#include "utils/rel.h"
#include "utils/syscache.h"

#include "base/compat_permissions.h"
#include "checks/data_test.h"

PG_FUNCTION_INFO_V1(ecom_keep_data_test);

/* A row of the table and what is to become of it. */
typedef struct Change
{
	TupleDesc descriptor;
	HeapTuple before; /* NULL: an INSERT */
	HeapTuple after;  /* NULL: a DELETE */
} Change;

static Datum
value_of(const Change *change, HeapTuple tuple, const char *column, bool *is_null)
{
	int number = SPI_fnumber(change->descriptor, column);

	if (number <= 0)
		ereport(ERROR, errcode(ERRCODE_UNDEFINED_COLUMN), errmsg("the table has no column \"%s\"", column));
	return SPI_getbinval(tuple, change->descriptor, number, is_null);
}

static char *
text_of(const Change *change, HeapTuple tuple, const char *column)
{
	bool is_null;
	Datum value = value_of(change, tuple, column, &is_null);

	return is_null ? NULL : TextDatumGetCString(value);
}

static bool
is_built_in(const Change *change, HeapTuple tuple)
{
	bool is_null;
	Datum value = value_of(change, tuple, "is_built_in", &is_null);

	return !is_null && DatumGetBool(value);
}

/* InvalidOid for nobody; false if the statement says nothing. */
static bool
has_writer(const Change *change, HeapTuple tuple, Oid *writer)
{
	bool is_null;

	*writer = DatumGetObjectId(value_of(change, tuple, "writer", &is_null));
	return !is_null;
}

static bool
differ(const Change *change, int column)
{
	Form_pg_attribute attribute = TupleDescAttr(change->descriptor, column - 1);
	bool old_is_null;
	bool new_is_null;
	Datum old_value = SPI_getbinval(change->before, change->descriptor, column, &old_is_null);
	Datum new_value = SPI_getbinval(change->after, change->descriptor, column, &new_is_null);

	if (old_is_null || new_is_null)
		return old_is_null != new_is_null;
	return !datum_image_eq(old_value, new_value, attribute->attbyval, attribute->attlen);
}

/* Does a script of the extension do it? */
static bool
is_by_script(void)
{
	return creating_extension && CurrentExtensionObject == get_extension_oid("ecom_analytics", true);
}

static bool
may_write_as(Oid writer)
{
	return SearchSysCacheExists1(AUTHOID, ObjectIdGetDatum(writer)) &&
		   (superuser() || ecom_may_set_role(GetUserId(), writer));
}

static void
set_value(Change *change, const char *column, Datum value)
{
	int number = SPI_fnumber(change->descriptor, column);
	bool is_null = false;

	change->after =
		heap_modify_tuple_by_cols(change->after, change->descriptor, 1, &number, &value, &is_null);
}

static void
set_writer(Change *change, Oid writer)
{
	set_value(change, "writer", ObjectIdGetDatum(writer));
}

static void
try_query(const Change *change, Oid writer)
{
	DataTest test = {
		.name = text_of(change, change->after, "test"),
		.query = text_of(change, change->after, "query"),
		.writer = writer,
	};

	/* the table's constraints say so */
	if (test.name == NULL || test.query == NULL)
		return;
	test.conditions = test_conditions();
	data_test_try(&test);
}

static void
refuse_built_in(void)
{
	ereport(ERROR, errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
			errmsg("only the extension itself has built-in data tests"), errhint("Leave is_built_in out."));
}

/* What a script of the extension inserts. */
static void
make_built_in(Change *change)
{
	set_value(change, "is_built_in", BoolGetDatum(true));
	set_writer(change, InvalidOid);
}

static void
insert_test(Change *change)
{
	Oid writer;

	if (is_built_in(change, change->after))
		refuse_built_in();
	if (has_writer(change, change->after, &writer))
	{
		/* from a dump: what it is about may not be there yet, or for its writer, and it must not stop the others */
		if (!may_write_as(writer))
			set_writer(change, InvalidOid);
		return;
	}
	try_query(change, GetUserId());
	set_writer(change, GetUserId());
}

static void
update_built_in(const Change *change)
{
	for (int column = 1; column <= change->descriptor->natts; column++)
	{
		if (differ(change, column) && column != SPI_fnumber(change->descriptor, "severity"))
			ereport(ERROR, errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
					errmsg("of the built-in data test \"%s\" only the severity can be changed",
						   text_of(change, change->before, "test")),
					errhint("Give it the severity off, and INSERT one of your own."));
	}
}

static void
update_test(Change *change)
{
	bool new_query = differ(change, SPI_fnumber(change->descriptor, "query"));
	Oid writer;

	if (is_built_in(change, change->before))
	{
		update_built_in(change);
		return;
	}
	if (is_built_in(change, change->after))
		refuse_built_in();
	if (!has_writer(change, change->after, &writer))
		writer = GetUserId();
	else if (differ(change, SPI_fnumber(change->descriptor, "writer")))
	{
		if (!may_write_as(writer))
			ereport(ERROR, errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
					errmsg("the writer of a data test can only be a role that you can SET ROLE to"));
	}
	else if (new_query)
		writer = GetUserId();
	else
		return;
	try_query(change, writer);
	set_writer(change, writer);
}

static void
delete_test(const Change *change)
{
	if (is_built_in(change, change->before))
		ereport(ERROR, errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				errmsg("the data test \"%s\" is built in", text_of(change, change->before, "test")),
				errhint("UPDATE ecom.data_tests SET severity = 'off' to leave it out."));
}

Datum
ecom_keep_data_test(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = (TriggerData *) fcinfo->context;
	Change change;

	if (!CALLED_AS_TRIGGER(fcinfo) || !TRIGGER_FIRED_BEFORE(trigger->tg_event))
		ereport(ERROR, errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				errmsg("ecom.keep_data_test() must be called as a BEFORE trigger"));
	if (TRIGGER_FIRED_BY_TRUNCATE(trigger->tg_event))
		ereport(ERROR, errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				errmsg("cannot truncate ecom.data_tests, which has built-in data tests"),
				errhint("DELETE FROM ecom.data_tests WHERE NOT is_built_in."));
	if (!TRIGGER_FIRED_FOR_ROW(trigger->tg_event))
		ereport(ERROR, errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				errmsg("ecom.keep_data_test() must be called for each row"));
	change.descriptor = RelationGetDescr(trigger->tg_relation);
	change.before = TRIGGER_FIRED_BY_INSERT(trigger->tg_event) ? NULL : trigger->tg_trigtuple;
	change.after = TRIGGER_FIRED_BY_UPDATE(trigger->tg_event)	? trigger->tg_newtuple
				   : TRIGGER_FIRED_BY_INSERT(trigger->tg_event) ? trigger->tg_trigtuple
																: NULL;
	if (is_by_script())
	{
		if (change.before == NULL)
			make_built_in(&change);
	}
	else
	{
		if (change.before == NULL)
			insert_test(&change);
		else if (change.after == NULL)
			delete_test(&change);
		else
			update_test(&change);
	}
	PG_RETURN_POINTER(change.after != NULL ? change.after : change.before);
}
