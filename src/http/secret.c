/*
 * http/secret.c
 *		Keeps a secret out of what is shown.
 */
#include "http/secret.h"

#include <ctype.h>

/* How many bytes spell the secret here, in any letter case, each letter as it is or as JSON's \u00NN; 0: none. */
static size_t
secret_at(const char *data, size_t length, const char *secret, size_t secret_length)
{
	size_t used = 0;

	for (size_t i = 0; i < secret_length; i++)
	{
		unsigned code;

		if (used >= length)
			return 0;
		code = (unsigned char) data[used];
		if (code == '\\' && length - used >= 6 && memcmp(data + used, "\\u00", 4) == 0 &&
			isxdigit((unsigned char) data[used + 4]) && isxdigit((unsigned char) data[used + 5]))
		{
			char digits[3] = {data[used + 4], data[used + 5], '\0'};

			code = (unsigned) strtol(digits, NULL, 16);
			used += 6;
		}
		else
			used++;
		if (pg_tolower((unsigned char) code) != pg_tolower((unsigned char) secret[i]))
			return 0;
	}
	return used;
}

static bool
star_out(char *data, size_t length, const char *secret, size_t secret_length)
{
	bool found = false;

	for (size_t i = 0; secret_length > 0 && i < length; i++)
	{
		size_t used = secret_at(data + i, length - i, secret, secret_length);

		memset(data + i, '*', used);
		found |= used > 0;
	}
	return found;
}

bool
http_star_out(char *data, size_t length, const char *secret)
{
	return secret != NULL && star_out(data, length, secret, strlen(secret));
}

void
http_star_out_login(char *data, size_t length, const char *proxy)
{
	const char *end = proxy != NULL ? strrchr(proxy, '@') : NULL;
	const char *login = end != NULL ? strstr(proxy, "//") : NULL;

	if (end == NULL)
		return;
	login = login != NULL && login < end ? login + 2 : proxy;
	star_out(data, length, login, end - login);
}
