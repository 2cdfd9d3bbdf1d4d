/*
 * base/text_excerpt.h
 *		How foreign bytes begin, in a form that any message may show.  Plain C, without PostgreSQL.
 */
#ifndef ECOM_BASE_TEXT_EXCERPT_H
#define ECOM_BASE_TEXT_EXCERPT_H

#include <stdbool.h>
#include <stddef.h>

/* Room for the excerpt of a message, terminator included. */
#define EXCERPT_SIZE 160

/* White space, as JSON knows it. */
static inline bool
is_json_space(char byte)
{
	return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}

/*
 * Writes as many bytes of data as fit into size, 8 or more, with room for "..." and a terminator: visible ASCII as it
 * is, each run of blanks and line ends as one space, any other byte as \xNN; "..." at the end where there is more.
 */
extern void text_excerpt(char *excerpt, size_t size, const char *data, size_t length);

#endif /* ECOM_BASE_TEXT_EXCERPT_H */
