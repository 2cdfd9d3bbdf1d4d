/*
 * clean/html_entity.h
 *		HTML character references, which shop pages leave in product titles.
 */
#ifndef ECOM_CLEAN_HTML_ENTITY_H
#define ECOM_CLEAN_HTML_ENTITY_H

#include "base/compat.h"

/*
 * Reads a character reference at data, which begins with '&': a name of HTML 4 or &apos;
 * (case matters, as in HTML), &#decimal; or &#xhex;, of which 128 to 159 are Windows-1252.  Returns its length in bytes, semicolon
 * included, and sets *codepoint; returns 0 where there is none, where the semicolon is missing
 * (so that "AT&T" and "R&Dlt" stay), or where the number is not a character.
 */
extern int html_entity(const char *data, int available, uint32 *codepoint);

#endif /* ECOM_CLEAN_HTML_ENTITY_H */
