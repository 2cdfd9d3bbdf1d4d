/*
 * clean/purchase_key.c
 *		ecom.purchase_key: a hash of what makes a purchase line one purchase.
 *
 * Lines are compared by what the cleaners read in them, each as a number or as few bytes, one behind the other:
 *
 *		| cents | day | pieces | state | code |  ->  hash, and on with | respondent |  ->  hash
 *
 * Which of the numbers of 3/4/2021 is the month is a setting, of which the key knows nothing: of two that may be the month the
 * smaller one counts as it, in all days.  So lines that agree have equal keys in either order, and so have a few that do not.
 */
#include "clean/cleaners.h"

#include "common/hashfn.h"
#include "fmgr.h"

#include "clean/us_state.h"

PG_FUNCTION_INFO_V1(ecom_purchase_key);

typedef struct PurchaseKey
{
	int64 cents;
	int32 day; /* year, month and day as read_day_for_key() writes them */
	int32 pieces;
	char state[4];					/* zeros if missing */
	char code[MAX_CODE_LENGTH + 4]; /* hashed as far as it goes */
} PurchaseKey;

enum
{
	ORDER_DATE,
	PRICE,
	QUANTITY,
	STATE,
	PRODUCT_CODE,
	RESPONDENT
};

static uint64
hash_key(const PurchaseKey *key, int code_length, const text *respondent)
{
	Size size = offsetof(PurchaseKey, code) + code_length;

	return hash_bytes_extended((const unsigned char *) VARDATA_ANY(respondent), VARSIZE_ANY_EXHDR(respondent),
							   hash_bytes_extended((const unsigned char *) key, size, 0));
}

/* Reads the day of a field, in whichever order that can be done. */
static bool
read_day_for_key(TextSpan field, int32 *key)
{
	CalendarDay day;

	if (!read_day(field, MONTH_FIRST, &day) && !read_day(field, DAY_FIRST, &day))
		return false;
	*key = (day.year * 16 + Min(day.month, day.day)) * 32 + Max(day.month, day.day);
	return true;
}

Datum
ecom_purchase_key(PG_FUNCTION_ARGS)
{
	PurchaseKey key = {0};
	text *respondent;
	int code_length = 0;

	for (int i = 0; i <= RESPONDENT; i++)
	{
		if (PG_ARGISNULL(i) && i != STATE && i != PRODUCT_CODE)
			PG_RETURN_NULL();
	}
	if (!read_day_for_key(PG_GETARG_TEXT_SPAN(ORDER_DATE), &key.day) ||
		!read_price(PG_GETARG_TEXT_SPAN(PRICE), &key.cents) || key.cents <= 0 ||
		!read_quantity(PG_GETARG_TEXT_SPAN(QUANTITY), &key.pieces) || key.pieces <= 0)
		PG_RETURN_NULL();
	if (!PG_ARGISNULL(STATE))
	{
		const UsState *state = find_us_state(PG_GETARG_TEXT_SPAN(STATE));

		if (state != NULL)
			memcpy(key.state, state->postal_code, 2);
	}
	if (!PG_ARGISNULL(PRODUCT_CODE) &&
		!read_product_code(PG_GETARG_TEXT_SPAN(PRODUCT_CODE), key.code, &code_length))
		code_length = 0;
	respondent = clean_respondent(PG_GETARG_TEXT_SPAN(RESPONDENT));
	if (respondent == NULL)
		PG_RETURN_NULL();
	PG_RETURN_INT64((int64) hash_key(&key, code_length, respondent));
}
