/*
 * census/request.c
 *		Questions to the Census Data API.
 */
#include "census/request.h"

#include "lib/stringinfo.h"

#include "census/settings.h"
#include "clean/us_state.h"

#define FIRST_YEAR 1980
#define LAST_YEAR 2100
#define MOST_VARIABLES 50 /* that the API takes */
#define LONGEST_WORD 200

#define LETTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
#define DIGITS "0123456789"
#define PLACES LETTERS DIGITS " :*,()/_-."

/* An error unless the word consists of these characters, so that it means the same in a URL. */
static void
check_word(const char *what, const char *word, const char *characters, const char *example)
{
	size_t length = strlen(word);

	if (length == 0 || length > LONGEST_WORD || strspn(word, characters) != length)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE), errmsg("invalid %s \"%s\"", what, word),
				errhint("One looks like %s. " CENSUS_HINT_QUESTION, example));
}

static void
check_year(int year)
{
	if (year < FIRST_YEAR || year > LAST_YEAR)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE), errmsg("year %d is out of range", year),
				errhint("Give a year from %d to %d; the Census Bureau tells which of them are published.",
						FIRST_YEAR, LAST_YEAR));
}

bool
census_is_state(const char *fips)
{
	return strlen(fips) == 2 && strspn(fips, "0123456789") == 2 &&
		   find_us_state((TextSpan) {fips, 2}) != NULL;
}

/* The variable of a word, which is one's name or group(NAME), all of a table's; an error if it can be neither. */
static CensusVariable
checked_variable(char *word)
{
	static const char group[] = "group(";
	size_t length = strlen(word);

	if (strncmp(word, group, strlen(group)) == 0 && word[length - 1] == ')')
	{
		char *name = pnstrdup(word + strlen(group), length - strlen(group) - 1);

		check_word("Census group", name, LETTERS DIGITS "_", "B19013");
		return (CensusVariable) {name, CENSUS_GROUP};
	}
	check_word("Census variable", word, LETTERS DIGITS "_", CENSUS_INCOME " or group(B19013)");
	return census_variable(word);
}

CensusRequest
census_request(int year, char **variables, int n_variables, const char *geography, const char *within,
			   const char *dataset)
{
	CensusVariable *checked = palloc(n_variables * sizeof(CensusVariable));

	check_year(year);
	if (n_variables < 1 || n_variables > MOST_VARIABLES)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("the Census API cannot be asked for %d variables", n_variables),
				errhint("Ask for 1 to %d at a time.", MOST_VARIABLES));
	for (int i = 0; i < n_variables; i++)
	{
		checked[i] = checked_variable(variables[i]);
		for (int j = 0; j < i; j++)
			if (strcmp(variables[i], variables[j]) == 0)
				ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("Census variable \"%s\" is asked for twice", variables[i]),
						errhint("Name each variable once."));
	}
	check_word("Census geography", geography, PLACES, "state:* or county:*");
	if (within != NULL)
		check_word("Census geography to be within", within, PLACES, CENSUS_HINT_WITHIN);
	check_word("Census dataset", dataset, LETTERS DIGITS "/_-", "acs/acs5");
	return (CensusRequest) {.year = year,
							.dataset = dataset,
							.geography = geography,
							.within = within,
							.question = {.variables = checked, .n_variables = n_variables}};
}

/* Of the characters that a geography may have, only the blank cannot stand in a URL. */
static void
append_places(StringInfo url, const char *parameter, const char *places)
{
	appendStringInfo(url, "&%s=", parameter);
	for (; *places != '\0'; places++)
		appendStringInfoString(url, *places == ' ' ? "%20" : (char[]) {*places, '\0'});
}

char *
census_request_url(const CensusRequest *request)
{
	StringInfoData url;

	initStringInfo(&url);
	appendStringInfo(&url, "%s/%d/%s?get=", setting_census_base_url, request->year, request->dataset);
	for (int i = 0; i < request->question.n_variables; i++)
	{
		const CensusVariable *variable = &request->question.variables[i];

		appendStringInfo(&url, variable->kind == CENSUS_GROUP ? "%sgroup(%s)" : "%s%s", i > 0 ? "," : "",
						 variable->name);
	}
	append_places(&url, "for", request->geography);
	if (request->within != NULL)
		append_places(&url, "in", request->within);
	return url.data;
}
