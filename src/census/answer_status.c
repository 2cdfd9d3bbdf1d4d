/*
 * census/answer_status.c
 *		What the Census Data API means by an HTTP status, or by a text that is no JSON.
 */
#include "census/answer_parts.h"

#include <string.h>
#include <strings.h>

static bool
contains(const char *text, size_t length, const char *word)
{
	for (; length >= strlen(word); text++, length--)
		if (strncasecmp(text, word, strlen(word)) == 0)
			return true;
	return false;
}

static bool
key_missing(CensusAnswer *answer)
{
	return census_found(answer, CENSUS_KEY_MISSING, "the Census Bureau requires a key, and got none");
}

static bool
key_invalid(CensusAnswer *answer)
{
	return census_found(answer, CENSUS_KEY_INVALID, "the Census Bureau does not accept the key");
}

static bool
server_error(CensusAnswer *answer, const CensusReply *reply)
{
	if (reply->status == 200)
		return census_found(answer, CENSUS_SERVER_ERROR, "the Census Bureau's server failed");
	return census_found(answer, CENSUS_SERVER_ERROR, "the Census Bureau's server failed (HTTP status %d)",
						reply->status);
}

static bool
bad_question(CensusAnswer *answer, const CensusReply *reply)
{
	return census_found(answer, CENSUS_BAD_QUESTION, "the Census Bureau refused the question: %s",
						census_shown(reply->text, reply->length).text);
}

/* A page for people: the one on keys that a redirect leads to, or any other. */
static bool
check_page(CensusAnswer *answer, const CensusReply *reply)
{
	if (contains(reply->text, reply->length, "Missing Key"))
		return key_missing(answer);
	if (contains(reply->text, reply->length, "Invalid Key"))
		return key_invalid(answer);
	return census_found(answer, CENSUS_HTML, "an HTML page in place of an answer");
}

/* Where the answer is not JSON although it came with status 200, and all other statuses. */
bool
census_check_status(CensusAnswer *answer, const CensusReply *reply)
{
	const char *location = reply->location;

	if (location != NULL)
	{
		if (strstr(location, "missing_key") != NULL)
			return key_missing(answer);
		if (strstr(location, "invalid_key") != NULL)
			return key_invalid(answer);
		return census_found(answer, CENSUS_REDIRECTED,
							"a redirect to \"%s\" in place of an answer (HTTP status %d)",
							census_shown_cell(location).text, reply->status);
	}
	if (reply->status == 400)
		return bad_question(answer, reply);
	if (reply->status == 404)
		return census_found(answer, CENSUS_NOT_PUBLISHED,
							"not published by the Census Bureau (HTTP status 404)");
	if (reply->status == 429)
		return census_found(answer, CENSUS_TOO_MANY,
							"too many requests for the Census Bureau (HTTP status 429)");
	if (reply->status >= 500)
		return server_error(answer, reply);
	if (reply->status != 200 && reply->status != 204)
		return census_found(answer, CENSUS_OTHER_STATUS,
							"the Census Bureau's server answered with HTTP status %d", reply->status);
	if (reply->status == 204)
		return census_found(answer, CENSUS_NO_MATCH, "nothing matches the question (HTTP status 204)");
	if (reply->length == 0)
		return census_found(answer, CENSUS_NO_MATCH, "an empty answer: nothing matches the question");
	if (*reply->text == '<')
		return check_page(answer, reply);
	if (census_begins_with(reply->text, reply->length, "error:"))
		return bad_question(answer, reply);
	if (census_begins_with(reply->text, reply->length, "There was an error while running your query"))
		return server_error(answer, reply);
	return true;
}
