/*
 * base/char_kind.c
 *		Tells white space and characters that nobody sees, and what people type for others.
 */
#include "base/char_kind.h"

#include "mb/pg_wchar.h"

CharKind
codepoint_kind(uint32 codepoint)
{
	/* controls, among them the C1 range that mis-decoded Windows text leaves behind */
	if (codepoint <= 0x20 || (codepoint >= 0x7F && codepoint <= 0xA0))
		return CHAR_SPACE;
	if (codepoint < 0x1680)
		return codepoint == 0xAD ? CHAR_INVISIBLE : CHAR_VISIBLE;

	/*
	 * U+200C and U+200D (joiners) stay: Persian words and emoji families fall apart without them.
	 */
	if (codepoint == 0x200B || codepoint == 0x2060 || codepoint == 0xFEFF || codepoint == 0xFFFD ||
		codepoint == 0x200E || codepoint == 0x200F || (codepoint >= 0x202A && codepoint <= 0x202E) ||
		(codepoint >= 0x2066 && codepoint <= 0x2069))
		return CHAR_INVISIBLE;
	if (codepoint == 0x1680 || (codepoint >= 0x2000 && codepoint <= 0x200A) || codepoint == 0x2028 ||
		codepoint == 0x2029 || codepoint == 0x202F || codepoint == 0x205F || codepoint == 0x3000)
		return CHAR_SPACE;
	return CHAR_VISIBLE;
}

/* The code point that starts at data, or 0 where it is not known; and its length in bytes. */
static uint32
codepoint_at(const char *data, int available, int *length)
{
	const unsigned char *bytes = (const unsigned char *) data;

	/*
	 * No server encoding has ASCII bytes inside a character, so where nothing is known of the characters
	 * beyond ASCII their bytes can be taken one by one.
	 */
	*length = 1;
	if (bytes[0] < 0x80)
		return bytes[0];
	if (GetDatabaseEncoding() != PG_UTF8 || available < pg_utf_mblen(bytes))
		return 0;
	*length = pg_utf_mblen(bytes);
	return utf8_to_unicode(bytes);
}

CharKind
char_kind(const char *data, int available, int *length)
{
	uint32 codepoint = codepoint_at(data, available, length);

	return codepoint == 0 ? CHAR_VISIBLE : codepoint_kind(codepoint);
}

char
typed_char(const char *data, int available, int *length)
{
	uint32 codepoint = codepoint_at(data, available, length);

	switch (codepoint)
	{
		case 0x60: /* grave accent */
		case 0xB4: /* acute accent */
		case 0x2BC:
		case 0x2018:
		case 0x2019:
		case 0x201B:
		case 0x2032:
		case 0xFF07:
			return '\'';
		case 0x2010:
		case 0x2011:
		case 0x2012:
		case 0x2013:
		case 0x2014:
		case 0x2015:
		case 0x2212: /* minus */
		case 0xFE58:
		case 0xFE63:
		case 0xFF0D:
			return '-';
		case 0x2026:
			return '.';
		default:
			return codepoint < 0x80 ? (char) codepoint : 0;
	}
}
