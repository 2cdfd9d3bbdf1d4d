/*
 * clean/us_state.c
 *		The 50 states, the District of Columbia and Puerto Rico: ecom.clean_state and ecom.us_states.
 *
 * This table is the only one: raw.state_codes and refinement.dim_state are filled from it.
 */
#include "clean/us_state.h"

#include "fmgr.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/tuplestore.h"

#include "base/char_kind.h"
#include "clean/field_value.h"

PG_FUNCTION_INFO_V1(ecom_clean_state);
PG_FUNCTION_INFO_V1(ecom_us_states);

/*
 * Codes: FIPS 5-2, which INCITS 38 continues.  Regions and divisions: U.S. Census Bureau, "Census
 * Regions and Divisions of the United States".
 */
static const UsState us_states[] = {
	{"AL", "01", "Alabama", "South", "East South Central"},
	{"AK", "02", "Alaska", "West", "Pacific"},
	{"AZ", "04", "Arizona", "West", "Mountain"},
	{"AR", "05", "Arkansas", "South", "West South Central"},
	{"CA", "06", "California", "West", "Pacific"},
	{"CO", "08", "Colorado", "West", "Mountain"},
	{"CT", "09", "Connecticut", "Northeast", "New England"},
	{"DE", "10", "Delaware", "South", "South Atlantic"},
	{"DC", "11", "District of Columbia", "South", "South Atlantic"},
	{"FL", "12", "Florida", "South", "South Atlantic"},
	{"GA", "13", "Georgia", "South", "South Atlantic"},
	{"HI", "15", "Hawaii", "West", "Pacific"},
	{"ID", "16", "Idaho", "West", "Mountain"},
	{"IL", "17", "Illinois", "Midwest", "East North Central"},
	{"IN", "18", "Indiana", "Midwest", "East North Central"},
	{"IA", "19", "Iowa", "Midwest", "West North Central"},
	{"KS", "20", "Kansas", "Midwest", "West North Central"},
	{"KY", "21", "Kentucky", "South", "East South Central"},
	{"LA", "22", "Louisiana", "South", "West South Central"},
	{"ME", "23", "Maine", "Northeast", "New England"},
	{"MD", "24", "Maryland", "South", "South Atlantic"},
	{"MA", "25", "Massachusetts", "Northeast", "New England"},
	{"MI", "26", "Michigan", "Midwest", "East North Central"},
	{"MN", "27", "Minnesota", "Midwest", "West North Central"},
	{"MS", "28", "Mississippi", "South", "East South Central"},
	{"MO", "29", "Missouri", "Midwest", "West North Central"},
	{"MT", "30", "Montana", "West", "Mountain"},
	{"NE", "31", "Nebraska", "Midwest", "West North Central"},
	{"NV", "32", "Nevada", "West", "Mountain"},
	{"NH", "33", "New Hampshire", "Northeast", "New England"},
	{"NJ", "34", "New Jersey", "Northeast", "Middle Atlantic"},
	{"NM", "35", "New Mexico", "West", "Mountain"},
	{"NY", "36", "New York", "Northeast", "Middle Atlantic"},
	{"NC", "37", "North Carolina", "South", "South Atlantic"},
	{"ND", "38", "North Dakota", "Midwest", "West North Central"},
	{"OH", "39", "Ohio", "Midwest", "East North Central"},
	{"OK", "40", "Oklahoma", "South", "West South Central"},
	{"OR", "41", "Oregon", "West", "Pacific"},
	{"PA", "42", "Pennsylvania", "Northeast", "Middle Atlantic"},
	{"RI", "44", "Rhode Island", "Northeast", "New England"},
	{"SC", "45", "South Carolina", "South", "South Atlantic"},
	{"SD", "46", "South Dakota", "Midwest", "West North Central"},
	{"TN", "47", "Tennessee", "South", "East South Central"},
	{"TX", "48", "Texas", "South", "West South Central"},
	{"UT", "49", "Utah", "West", "Mountain"},
	{"VT", "50", "Vermont", "Northeast", "New England"},
	{"VA", "51", "Virginia", "South", "South Atlantic"},
	{"WA", "53", "Washington", "West", "Pacific"},
	{"WV", "54", "West Virginia", "South", "South Atlantic"},
	{"WI", "55", "Wisconsin", "Midwest", "East North Central"},
	{"WY", "56", "Wyoming", "West", "Mountain"},
	{"PR", "72", "Puerto Rico", "Puerto Rico", "Puerto Rico"},
};

StaticAssertDecl(lengthof(us_states) == US_STATES, "US_STATES counts them");

/* What people write for the District of Columbia besides its name, in the form of simplify(). */
static const char *const names_of_dc[] = {"WASHINGTON DC", "WASHINGTON D C"};

#define LONGEST_STATE_NAME 20 /* District of Columbia */

/*
 * Writes the field in capitals, with one space for each run of anything but letters and digits, and none
 * at the ends.  False if that is longer than any state's name, or empty.
 */
static bool
simplify(TextSpan field, char *simple)
{
	int length = 0;
	bool gap = false;
	int bytes;

	for (; field.len > 0; field.data += bytes, field.len -= bytes)
	{
		CharKind kind = char_kind(field.data, field.len, &bytes);

		CHECK_FOR_INTERRUPTS();
		if (kind == CHAR_INVISIBLE)
			continue;
		if (kind == CHAR_SPACE ||
			((unsigned char) field.data[0] < 0x80 && !is_letter_or_digit(field.data[0])))
		{
			gap = length > 0;
			continue;
		}
		if (length + (gap ? 1 : 0) + bytes > LONGEST_STATE_NAME)
			return false;
		if (gap)
			simple[length++] = ' ';
		gap = false;
		for (int i = 0; i < bytes; i++)
			simple[length++] = pg_ascii_toupper((unsigned char) field.data[i]);
	}
	simple[length] = '\0';
	return length > 0;
}

/* Does the simplified text name the state?  Two characters, what nearly all lines hold, are told at a glance. */
static inline bool
names_state(TextSpan simple, const UsState *state)
{
	if (simple.len == 2)
		return memcmp(simple.data, state->postal_code, 2) == 0 || memcmp(simple.data, state->fips, 2) == 0;
	if (simple.len == 1)
		return state->fips[0] == '0' && state->fips[1] == simple.data[0];
	return span_is(simple, state->name);
}

/* Is it a postal code in capitals, as most lines have it? */
static inline const UsState *
find_postal_code(TextSpan field)
{
	for (int i = 0; field.len == 2 && i < lengthof(us_states); i++)
	{
		if (us_states[i].postal_code[0] == field.data[0] && us_states[i].postal_code[1] == field.data[1])
			return &us_states[i];
	}
	return NULL;
}

const UsState *
find_us_state(TextSpan field)
{
	const UsState *by_postal_code = find_postal_code(field);
	char buffer[LONGEST_STATE_NAME + 1];
	TextSpan value;
	TextSpan simple;

	if (by_postal_code != NULL)
		return by_postal_code;
	value = field_value(field);
	if (!simplify(value, buffer))
		return NULL;
	simple = (TextSpan){buffer, strlen(buffer)};
	if (!is_ascii_letter(buffer[0]) && (simple.len > 2 || simple.len != value.len))
		return NULL; /* 1.0 and -6 are numbers, but no FIPS codes */
	if (simple.len == 3 && buffer[1] == ' ')
	{
		/* N.Y. */
		buffer[1] = buffer[2];
		simple.len = 2;
	}
	if (simple.len == 5)
		span_take(&simple, "US "); /* ISO 3166-2 */
	if (span_is_one_of(simple, names_of_dc, lengthof(names_of_dc)))
		simple = (TextSpan){"DC", 2};
	for (int i = 0; i < lengthof(us_states); i++)
	{
		if (names_state(simple, &us_states[i]))
			return &us_states[i];
	}
	return NULL;
}

Datum
ecom_clean_state(PG_FUNCTION_ARGS)
{
	const UsState *state = find_us_state(PG_GETARG_TEXT_SPAN(0));

	if (state == NULL)
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(cstring_to_text_with_len(state->postal_code, 2));
}

Datum
ecom_us_states(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;

	InitMaterializedSRF(fcinfo, 0);
	for (int i = 0; i < lengthof(us_states); i++)
	{
		const UsState *state = &us_states[i];
		Datum values[] = {CStringGetTextDatum(state->postal_code), CStringGetTextDatum(state->name),
						  CStringGetTextDatum(state->fips), CStringGetTextDatum(state->region),
						  CStringGetTextDatum(state->division)};
		bool nulls[lengthof(values)] = {0};

		tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
	}
	return (Datum) 0;
}
