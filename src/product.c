/*
 * product.c
 *		ecom.clean_product_code and ecom.is_digital: what a purchase line says of its product.
 */
#include "compat.h"

#include "fmgr.h"
#include "miscadmin.h"
#include "text_span.h"
#include "utils/builtins.h"

PG_FUNCTION_INFO_V1(ecom_clean_product_code);
PG_FUNCTION_INFO_V1(ecom_is_digital);

#define ISBN10_LENGTH 10

/* Longer than any product code in use (an ASIN has 10 characters, a GTIN 14): not a code. */
#define MAX_CODE_LENGTH 40

/* Amazon product types of what is delivered online.  DIGITAL_DEVICE_n are gadgets in a parcel. */
static const char *const digital_categories[] = {
	"ABIS_EBOOKS",		  "ABIS_DOWNLOADABLE_AUDIO", "AUDIBLE_AUDIOBOOK",		"DIGITAL_BOOK",
	"DIGITAL_MAGAZINE",	  "DIGITAL_MUSIC_ALBUM",	 "DIGITAL_MUSIC_TRACK",		"DIGITAL_MOVIE",
	"DIGITAL_SOFTWARE",	  "DIGITAL_TV_EPISODE",		 "DIGITAL_TV_SEASON",		"DIGITAL_VIDEO_DOWNLOAD",
	"DIGITAL_VIDEO_GAME", "DOWNLOADABLE_SOFTWARE",	 "DOWNLOADABLE_VIDEO_GAME", "ELECTRONIC_GIFT_CARD",
	"MOBILE_APPLICATION"};

/* What titles of goods delivered online say. */
static const char *const digital_marks[] = {
	"egift", "e-gift", "digital code", "online game code", "[download]", "[pc download]", "kindle edition"};

/*
 * The check digit of ISO 2108: the sum of the digits, weighted 10 down to 1, is a multiple of 11,
 * with X for 10 in the last place.
 */
static bool
is_isbn10(const char *code)
{
	int sum = 0;

	for (int i = 0; i < ISBN10_LENGTH; i++)
	{
		if (code[i] >= '0' && code[i] <= '9')
			sum += (ISBN10_LENGTH - i) * (code[i] - '0');
		else if (code[i] == 'X' && i == ISBN10_LENGTH - 1)
			sum += 10;
		else
			return false;
	}
	return sum % 11 == 0;
}

/*
 * Copies the code in capitals, an ISBN without its hyphens; false if it holds white space or anything but
 * printable ASCII.
 */
static bool
copy_code(TextSpan span, char *code, int *length)
{
	bool hyphens = false;
	char with_hyphens[MAX_CODE_LENGTH];

	*length = 0;
	for (int i = 0; i < span.len; i++)
	{
		unsigned char byte = (unsigned char) span.data[i];

		if (byte <= 0x20 || byte >= 0x7F)
			return false;
		with_hyphens[i] = pg_ascii_toupper(byte);
		if (byte == '-')
			hyphens = true;
		else
			code[(*length)++] = with_hyphens[i];
	}

	/* hyphens group an ISBN's digits and say nothing; in any other code they belong to it */
	if (hyphens && !(*length == ISBN10_LENGTH && is_isbn10(code)))
	{
		memcpy(code, with_hyphens, span.len);
		*length = span.len;
	}
	return true;
}

/* Puts back the one or two leading zeros of an ISBN-10, if the check digit proves that they were there. */
static int
restore_zeros(char *code, int length)
{
	char restored[ISBN10_LENGTH];
	int missing = ISBN10_LENGTH - length;

	if (missing < 1 || missing > 2)
		return length;
	memset(restored, '0', missing);
	memcpy(restored + missing, code, length);
	if (!is_isbn10(restored))
		return length;
	memcpy(code, restored, ISBN10_LENGTH);
	return ISBN10_LENGTH;
}

Datum
ecom_clean_product_code(PG_FUNCTION_ARGS)
{
	TextSpan span = span_trim(PG_GETARG_TEXT_SPAN(0));
	char code[MAX_CODE_LENGTH];
	int length;

	if (span_is_missing(span) || span_is(span, "unknown") || span.len > MAX_CODE_LENGTH ||
		!copy_code(span, code, &length))
		PG_RETURN_NULL();
	length = restore_zeros(code, length);
	PG_RETURN_TEXT_P(cstring_to_text_with_len(code, length));
}

/* Does the title hold the ASCII mark, letter case aside? */
static bool
title_holds(TextSpan title, const char *mark)
{
	int length = strlen(mark);

	for (int i = 0; i + length <= title.len; i++)
	{
		if (pg_ascii_tolower((unsigned char) title.data[i]) == (unsigned char) mark[0] &&
			pg_strncasecmp(title.data + i, mark, length) == 0)
			return true;
	}
	return false;
}

Datum
ecom_is_digital(PG_FUNCTION_ARGS)
{
	if (!PG_ARGISNULL(0))
	{
		TextSpan category = PG_GETARG_TEXT_SPAN(0);

		for (int i = 0; i < lengthof(digital_categories); i++)
		{
			if (span_is(category, digital_categories[i]))
				PG_RETURN_BOOL(true);
		}
	}
	if (!PG_ARGISNULL(1))
	{
		TextSpan title = PG_GETARG_TEXT_SPAN(1);

		for (int i = 0; i < lengthof(digital_marks); i++)
		{
			CHECK_FOR_INTERRUPTS();
			if (title_holds(title, digital_marks[i]))
				PG_RETURN_BOOL(true);
		}
	}
	PG_RETURN_BOOL(false);
}
