/*
 * census/answer_values.c
 *		What the names of variables promise of their values, and which values stand for none.
 */
#include "census/answer_parts.h"

#include <stdlib.h>
#include <string.h>

/* In place of an estimate or its margin of error, each for a reason of its own. */
static const char *const no_estimate[] = {"-666666666", "-999999999", "-888888888",
										  "-222222222", "-333333333", "-555555555"};

bool
census_is_rest_of_whole(const char *text)
{
	return *text == '\0' || (text[0] == '.' && text[1] == '0' && text[1 + strspn(text + 1, "0")] == '\0');
}

bool
census_is_no_estimate(const char *cell)
{
	for (size_t i = 0; i < sizeof(no_estimate) / sizeof(*no_estimate); i++)
	{
		size_t length = strlen(no_estimate[i]);

		if (strncmp(cell, no_estimate[i], length) == 0 && census_is_rest_of_whole(cell + length))
			return true;
	}
	return false;
}

bool
census_amount(const char *cell, int *value)
{
	if (cell == NULL || census_is_no_estimate(cell))
		return false;
	*value = atoi(cell);
	return true;
}

bool
census_is_estimate(const char *name)
{
	if (*name != 'B' && *name != 'C')
		return false;
	name++;
	if (strspn(name, "0123456789") != 5)
		return false;
	name += 5;
	name += strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
	return *name == '_' && strspn(name + 1, "0123456789") == 3 && strcmp(name + 4, "E") == 0;
}

CensusVariable
census_variable(const char *name)
{
	static const CensusVariable known[] = {
		{CENSUS_PLACE_NAME, CENSUS_NAME},
		{CENSUS_INCOME, CENSUS_AMOUNT},
		{CENSUS_POPULATION, CENSUS_AMOUNT},
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (strcmp(name, known[i].name) == 0)
			return known[i];
	return (CensusVariable) {name, census_is_estimate(name) ? CENSUS_NUMBER : CENSUS_TEXT};
}
