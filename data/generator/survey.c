/*
 * survey.c
 *		What everybody answers; the files survey.csv and fields.csv.
 */
#include <stdlib.h>

#include "basics.h"
#include "chance.h"
#include "fixed_point.h"
#include "output.h"
#include "people.h"
#include "survey.h"

typedef struct Ranked
{
	uint64_t score;
	uint64_t user;
} Ranked;

static int
compare_ranked(const void *a, const void *b)
{
	const Ranked *left = a;
	const Ranked *right = b;

	if (left->score != right->score)
		return left->score < right->score ? -1 : 1;
	return left->user < right->user ? -1 : left->user > right->user;
}

/*
 * Answers one question for all users.  They are ranked by a score of chance and
 * the question's driver, and the answers are dealt out along the ranks: so
 * the frequencies are met exactly, and the answers still depend on the driver.
 */
static void
answer_question(uint64_t seed, User *users, uint64_t user_count, int question, Ranked *ranked)
{
	const Question *q = &questions[question];
	uint64_t rank = 0;
	uint64_t before = 0;

	for (uint64_t u = 0; u < user_count; u++)
	{
		Rng rng = rng_start(seed, STREAM_SURVEY, u * QUESTION_COUNT + (uint64_t) question);
		uint64_t driver = 0;

		if (q->driver == DRIVER_ACTIVITY)
			driver = (uint64_t) (users[u].activity + 8 * ONE) << 12;
		else if (q->driver != DRIVER_NONE)
			driver =
				((uint64_t) users[u].answers[q->driver] << 32) / (uint64_t) questions[q->driver].answer_count;
		ranked[u].score = (uint64_t) q->strength * driver + (uint64_t) (256 - q->strength) * rng_bits(&rng);
		ranked[u].user = u;
	}
	qsort(ranked, user_count, sizeof(Ranked), compare_ranked);

	for (int answer = 0; answer < q->answer_count; answer++)
	{
		before += (uint64_t) q->answers[answer].count;
		while (rank < user_count && (2 * rank + 1) * SURVEY_RESPONDENTS < 2 * before * user_count)
			users[ranked[rank++].user].answers[question] = (uint8_t) answer;
	}
}

void
answer_survey(uint64_t seed, User *users, uint64_t user_count)
{
	Ranked *ranked = allocate(user_count, sizeof(Ranked));

	for (int question = 0; question < QUESTION_COUNT; question++)
	{
		if (question == Q_HOW_OFT) /* the first that needs the activities */
			draw_activities(seed, users, user_count);
		answer_question(seed, users, user_count, question, ranked);
	}
	free(ranked);
}

void
write_survey(uint64_t seed, const User *users, uint64_t user_count, const char *directory)
{
	Output output = output_open(directory, "survey.csv");
	char line[4096];
	char *end = put_string(line, "Survey ResponseID");

	for (int question = 0; question < QUESTION_COUNT; question++)
	{
		*end++ = ',';
		end = put_string(end, questions[question].column);
	}
	*end++ = '\n';
	output_write(&output, line, (size_t) (end - line));

	for (uint64_t u = 0; u < user_count; u++)
	{
		char id[ID_LENGTH + 1];

		make_user_id(seed, u, id);
		end = put_string(line, id);
		for (int question = 0; question < QUESTION_COUNT; question++)
		{
			*end++ = ',';
			end = put_string(end, questions[question].answers[users[u].answers[question]].text);
		}
		*end++ = '\n';
		output_write(&output, line, (size_t) (end - line));
	}
	output_close(&output);
}

void
write_fields(const char *directory)
{
	Output output = output_open(directory, "fields.csv");
	static const char head[] = ",fields\nSurvey ResponseID,Identifier of the respondent\n";

	output_write(&output, head, sizeof(head) - 1);
	for (int question = 0; question < QUESTION_COUNT; question++)
	{
		char line[1024];
		char *end = put_string(line, questions[question].column);

		*end++ = ',';
		end = put_string(end, questions[question].wording);
		*end++ = '\n';
		output_write(&output, line, (size_t) (end - line));
	}
	output_close(&output);
}
