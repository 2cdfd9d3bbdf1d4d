/*
 * census/jsonb.c
 *		Answers as jsonb.
 */
#include "census/jsonb.h"

#include "fmgr.h"
#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/json.h"
#include "utils/jsonb.h"

Datum
census_jsonb(const CensusAnswer *answer)
{
	StringInfoData text;

	initStringInfo(&text);
	for (int row = -1; row < answer->n_rows; row++)
	{
		CHECK_FOR_INTERRUPTS();
		appendStringInfoString(&text, row == -1 ? "[" : ", ");
		for (int column = 0; column < answer->n_columns; column++)
		{
			const char *cell = census_answer_cell(answer, row, column);

			appendStringInfoString(&text, column == 0 ? "[" : ", ");
			if (cell == NULL)
				appendStringInfoString(&text, "null");
			else
				escape_json(&text, pg_any_to_server(cell, strlen(cell), PG_UTF8));
		}
		appendStringInfoChar(&text, ']');
	}
	appendStringInfoChar(&text, ']');
	return DirectFunctionCall1(jsonb_in, CStringGetDatum(text.data));
}

CensusReply
census_jsonb_reply(Datum jsonb)
{
	char *server_text = DatumGetCString(DirectFunctionCall1(jsonb_out, jsonb));
	char *text = pg_server_to_any(server_text, strlen(server_text), PG_UTF8);

	return (CensusReply){.status = 200, .text = text, .length = strlen(text)};
}
