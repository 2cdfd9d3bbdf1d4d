/*
 * census/answer_read.c
 *		What the Census Data API means by what it answers: reads a reply, one check after the other.
 */
#include "census/answer_parts.h"

#include <string.h>

void
census_answer_read(CensusAnswer *answer, const CensusQuestion *question, const CensusReply *reply)
{
	static const char byte_order_mark[] = "\xEF\xBB\xBF";
	CensusReply trimmed = *reply;

	memset(answer, 0, sizeof(*answer));
	if (census_begins_with(trimmed.text, trimmed.length, byte_order_mark))
	{
		trimmed.text += strlen(byte_order_mark);
		trimmed.length -= strlen(byte_order_mark);
	}
	while (trimmed.length > 0 && is_json_space(*trimmed.text))
	{
		trimmed.text++;
		trimmed.length--;
	}
	text_excerpt(answer->excerpt, sizeof(answer->excerpt), trimmed.text, trimmed.length);
	if (census_check_status(answer, &trimmed) &&
		census_parse(answer, reply, reply->length - trimmed.length) && census_take_cells(answer))
		census_check_table(answer, question);
}
