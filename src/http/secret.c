/*
 * http/secret.c
 *		Keeps a secret out of what is shown.
 */
#include "http/secret.h"

#include "base/digit.h"

/* So many letters in a row of a secret are no chance. */
#define FEWEST_LETTERS 12

/* The value of hexadecimal or decimal digits up to a semicolon; the bytes that they and it take, or 0. */
static size_t
character_reference(const char *data, size_t length, unsigned *code)
{
	bool is_hexadecimal = length > 0 && (data[0] == 'x' || data[0] == 'X');
	int base = is_hexadecimal ? 16 : 10;
	size_t first = is_hexadecimal ? 1 : 0;
	size_t i = first;

	*code = 0;
	for (; i < length && i < first + 8; i++)
	{
		int digit = digit_value(data[i], base);

		if (digit < 0)
			break;
		*code = *code * (unsigned) base + (unsigned) digit;
	}
	return i > first && i < length && data[i] == ';' ? i + 1 : 0;
}

/* Two hexadecimal digits behind a prefix; the bytes that all take, or 0. */
static size_t
escape(const char *data, size_t length, const char *prefix, unsigned *code)
{
	size_t first = strlen(prefix);

	if (length < first + 2 || pg_strncasecmp(data, prefix, first) != 0 || digit_value(data[first], 16) < 0 ||
		digit_value(data[first + 1], 16) < 0)
		return 0;
	*code = (unsigned) (digit_value(data[first], 16) * 16 + digit_value(data[first + 1], 16));
	return first + 2;
}

/* The letter that stands here: as it is, as JSON's \u00NN, as %NN of a URL, or as HTML's &#NN;.  The bytes that it takes. */
static size_t
letter_at(const char *data, size_t length, char *letter)
{
	unsigned code = 0;
	size_t used = 0;

	if (*data == '\\')
		used = escape(data, length, "\\u00", &code);
	else if (*data == '%')
		used = escape(data, length, "%", &code);
	else if (*data == '&' && length > 2 && data[1] == '#')
	{
		used = character_reference(data + 2, length - 2, &code);
		used = used > 0 ? used + 2 : 0;
	}
	*letter = pg_ascii_tolower(used > 0 && code < 0x80 ? (unsigned char) code : (unsigned char) *data);
	return Max(used, 1);
}

/* How many bytes spell the secret here from this letter on, or so many letters of it; 0: none do. */
static size_t
part_at(const char *data, size_t length, const char *secret, size_t secret_length, size_t fewest)
{
	size_t used = 0;
	size_t n = 0;

	while (n < secret_length && used < length)
	{
		char letter;
		size_t bytes = letter_at(data + used, length - used, &letter);

		if (letter != (char) pg_ascii_tolower((unsigned char) secret[n]))
			break;
		used += bytes;
		n++;
	}
	return n >= fewest ? used : 0;
}

static bool
star_out(char *data, size_t length, const char *secret, size_t secret_length, size_t fewest)
{
	bool found = false;

	for (size_t i = 0; i < length; i++)
	{
		size_t longest = 0;
		char letter;

		(void) letter_at(data + i, length - i, &letter);
		for (size_t from = 0; from + fewest <= secret_length; from++)
			if (letter == (char) pg_ascii_tolower((unsigned char) secret[from]))
				longest =
					Max(longest, part_at(data + i, length - i, secret + from, secret_length - from, fewest));
		if (longest == 0)
			continue;
		memset(data + i, '*', longest);
		found = true;
		i += longest - 1;
	}
	return found;
}

bool
http_star_out(char *data, size_t length, const char *secret)
{
	size_t secret_length = secret != NULL ? strlen(secret) : 0;

	return secret_length > 0 &&
		   star_out(data, length, secret, secret_length, Min(secret_length, FEWEST_LETTERS));
}

void
http_star_out_login(char *data, size_t length, const char *proxy)
{
	const char *end = proxy != NULL ? strrchr(proxy, '@') : NULL;
	const char *login = end != NULL ? strstr(proxy, "//") : NULL;

	if (end == NULL)
		return;
	login = login != NULL && login < end ? login + 2 : proxy;
	if (end > login)
		star_out(data, length, login, end - login, end - login);
}
