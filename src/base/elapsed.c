/*
 * base/elapsed.c
 *		Measures how long something took.
 */
#include "base/elapsed.h"

#include "fmgr.h"
#include "utils/builtins.h"

Numeric
seconds_since(instr_time start)
{
	instr_time duration;

	INSTR_TIME_SET_CURRENT(duration);
	INSTR_TIME_SUBTRACT(duration, start);
	return int64_div_fast_to_numeric((int64) INSTR_TIME_GET_MILLISEC(duration), 3);
}

char *
seconds_text(Numeric seconds)
{
	return DatumGetCString(DirectFunctionCall1(numeric_out, NumericGetDatum(seconds)));
}
