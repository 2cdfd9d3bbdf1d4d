/*
 * base/char_kind.c
 *		Tells white space and characters that nobody sees.
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

CharKind
char_kind(const char *data, int available, int *length)
{
	unsigned char first = (unsigned char) data[0];

	/*
	 * No server encoding has ASCII bytes inside a character, so where nothing is known of the characters
	 * beyond ASCII their bytes can be taken one by one.
	 */
	*length = 1;
	if (first < 0x80)
		return codepoint_kind(first);
	if (GetDatabaseEncoding() != PG_UTF8 || available < pg_utf_mblen((const unsigned char *) data))
		return CHAR_VISIBLE;
	*length = pg_utf_mblen((const unsigned char *) data);
	return codepoint_kind(utf8_to_unicode((const unsigned char *) data));
}
