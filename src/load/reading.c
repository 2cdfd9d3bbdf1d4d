/*
 * load/reading.c
 *		Makes values of the fields of a line.
 */
#include "load/reading.h"

#include "catalog/namespace.h"
#include "catalog/pg_type.h"
#include "datatype/timestamp.h"
#include "executor/spi.h"
#include "utils/builtins.h"
#include "utils/datetime.h"
#include "utils/lsyscache.h"

#include "base/identity.h"
#include "base/sql_as_owner.h"
#include "clean/address.h"
#include "clean/field_value.h"

#define CENTS 100

/* A setting of ecom.settings. */
static char *
setting(const char *name)
{
	Oid types[1] = {TEXTOID};
	Datum values[1] = {CStringGetTextDatum(name)};
	MemoryContext caller = CurrentMemoryContext;
	char *value;

	sql_as_owner(relation_owner(get_relname_relid("settings", get_namespace_oid("ecom", false))),
				 "SELECT value FROM ecom.settings WHERE name OPERATOR(pg_catalog.=) $1", 1, types, values,
				 NULL, InvalidSnapshot, SPI_OK_SELECT);
	MemoryContextSwitchTo(caller); /* SPI has left its own */
	value = TextDatumGetCString(sql_first_row(1));
	return value;
}

void
reading_take_settings(Reading *reading)
{
	char *zone;

	if (reading->kind != READ_DATE)
		return;
	if (reading->setting_decides_order)
		reading->order = strcmp(setting("date_order"), "DMY") == 0 ? DAY_FIRST : MONTH_FIRST;
	zone = setting("time_zone");
	reading->zone = pg_tzset(zone);
	if (reading->zone == NULL)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("the server does not know the time zone \"%s\"", zone),
				errhint("Write another one to ecom.settings, by its name in pg_timezone_names."));
}

TextSpan
reading_value(const RowValue *field)
{
	TextSpan value = {field->data, field->data != NULL ? (int) field->length : 0};

	if (value.len > 0)
		value = field_value(value);
	if (value.len > 0 && is_missing(value))
		value.len = 0;
	return value;
}

/* A value that a row writer may read from. */
static RowValue
made_value(const char *text, size_t length)
{
	char *copy = palloc(length + ROW_VALUE_PADDING);

	memcpy(copy, text, length);
	return (RowValue){copy, (uint32) length};
}

static RowValue
made_text(const char *text)
{
	return made_value(text, strlen(text));
}

/* A field of the file; NULL where it has none. */
static inline RowValue
field_at(const RowValue *fields, const int *numbers, int n, int i)
{
	int number = n > 0 ? numbers[Min(i, n - 1)] : -1;

	return number >= 0 ? fields[number] : (RowValue){NULL, 0};
}

/* Does the country alone tell the state: it is another country, or Puerto Rico? */
static bool
tells_state(TextSpan country)
{
	return country.len > 0 && (!is_us_country(country) || find_us_state(country) != NULL);
}

/* The first of the fields that holds something, or whose country does if that is enough; the first there is if none does. */
static int
first_with_value(const Reading *reading, const RowValue *fields)
{
	for (int i = 0; i < reading->n_fields; i++)
	{
		RowValue value = field_at(fields, reading->fields, reading->n_fields, i);
		RowValue beside = field_at(fields, reading->beside, reading->n_beside, i);

		if (reading_value(&value).len > 0 ||
			(reading->kind == READ_STATE && i < reading->n_beside && tells_state(reading_value(&beside))))
			return i;
	}
	for (int i = 0; i < reading->n_fields; i++)
		if (reading->fields[i] >= 0)
			return i;
	return 0;
}

/* Moves a time of its zone to another one. */
static void
move_to_zone(CalendarDay *day, DayTime *time, pg_tz *zone)
{
	pg_time_t moment =
		(pg_time_t) (date2j(day->year, day->month, day->day) - UNIX_EPOCH_JDATE) * SECS_PER_DAY +
		time->hour * SECS_PER_HOUR + time->minute * SECS_PER_MINUTE + time->second - time->offset;
	struct pg_tm *local = pg_localtime(&moment, zone);

	if (local == NULL)
		return;
	*day = (CalendarDay){local->tm_year + 1900, local->tm_mon + 1, local->tm_mday};
	time->hour = local->tm_hour;
	time->minute = local->tm_min;
	time->second = local->tm_sec;
}

/* The day, and the time behind it if there is one; a field that names none as it is. */
static RowValue
read_date(const Reading *reading, RowValue field)
{
	CalendarDay day;
	DayTime time;
	char text[64];

	if (field.data == NULL ||
		!read_moment((TextSpan){field.data, (int) field.length}, reading->order, &day, &time))
		return field;
	if (time.has_zone)
		move_to_zone(&day, &time, reading->zone);
	if (time.given)
		snprintf(text, sizeof(text), "%04d-%02d-%02d %02d:%02d:%02d", day.year, day.month, day.day, time.hour,
				 time.minute, time.second);
	else if (field.length == strlen("2021-03-04") && field.data[4] == '-')
		return field; /* as most files write it */
	else
		snprintf(text, sizeof(text), "%04d-%02d-%02d", day.year, day.month, day.day);
	return made_text(text);
}

/* A state of the United States, or a place that is none. */
static RowValue
read_state(RowValue field, RowValue country_field)
{
	TextSpan country = reading_value(&country_field);

	if (country.len == 0)
		return field;
	if (!is_us_country(country))
		return made_text(NO_STATE);
	if (reading_value(&field).len == 0 && find_us_state(country) != NULL)
		return country_field; /* Puerto Rico */
	return field;
}

static RowValue
read_address(RowValue field)
{
	TextSpan address = reading_value(&field);
	const UsState *state;

	if (address.len == 0)
		return field;
	state = find_state_of_address(address);
	return made_text(state != NULL ? state->postal_code : NO_STATE);
}

/* The price of one piece, exact to the cent. */
static bool
read_price_of_one(RowValue field, RowValue pieces_field, RowValue *made, Refusal *refusal)
{
	TextSpan amount = reading_value(&field);
	TextSpan quantity = reading_value(&pieces_field);
	int64 cents;
	int32 pieces;

	*made = field;
	if (!read_price(amount, &cents) || !read_quantity(quantity, &pieces) || pieces <= 0)
		return true;
	if (cents % pieces != 0)
	{
		refusal->reason = "price of one piece not in cents";
		refusal->detail = psprintf("%.*s for %d pieces", amount.len, amount.data, pieces);
		return false;
	}
	cents /= pieces;
	*made = made_text(
		psprintf("%s%lld.%02lld", cents < 0 ? "-" : "", llabs(cents) / CENTS, llabs(cents) % CENTS));
	return true;
}

/* What is left of a quantity; nothing left is a line that was given back. */
static bool
read_quantity_left(RowValue field, RowValue taken_field, RowValue *made, Refusal *refusal)
{
	TextSpan taken_value = reading_value(&taken_field);
	int32 pieces;
	int32 taken;
	int64 left;

	*made = field;
	if (taken_value.len == 0 || !read_quantity(reading_value(&field), &pieces) ||
		!read_quantity(taken_value, &taken))
		return true;
	left = (int64) pieces - llabs(taken);
	if (pieces > 0 && left <= 0)
	{
		refusal->reason = "refunded";
		refusal->detail = psprintf("%.*s of %d pieces", taken_value.len, taken_value.data, pieces);
		return false;
	}
	*made = made_text(psprintf("%lld", (long long) left));
	return true;
}

bool
reading_make(const Reading *reading, const RowValue *fields, RowValue *made, Refusal *refusal)
{
	int which = first_with_value(reading, fields);
	RowValue field = field_at(fields, reading->fields, reading->n_fields, which);
	RowValue beside = field_at(fields, reading->beside, reading->n_beside, which);

	switch (reading->kind)
	{
		case READ_AS_IT_IS:
			*made = field;
			return true;
		case READ_DATE:
			*made = read_date(reading, field);
			return true;
		case READ_STATE:
			*made = read_state(field, beside);
			return true;
		case READ_ADDRESS:
			*made = read_address(field);
			return true;
		case READ_PRICE_OF_ONE:
			return read_price_of_one(field, beside, made, refusal);
		case READ_QUANTITY_LEFT:
			return read_quantity_left(field, beside, made, refusal);
	}
	pg_unreachable();
}
