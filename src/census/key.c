/*
 * census/key.c
 *		Finds the key that the Census Data API asks for.
 */
#include "census/key.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "storage/fd.h"

#include "census/settings.h"

#define ENVIRONMENT_VARIABLE "CENSUS_API_KEY"

/* The Bureau's keys have 40 hexadecimal digits.  What is much shorter could stand in an answer by chance. */
#define SHORTEST_KEY 8
#define LONGEST_KEY 200

#define HINT_KEY "A key is free: https://api.census.gov/data/key_signup.html"

/* Ends the key at the first blank and checks that the rest is blank; place says where it was found. */
static char *
check_key(char *key, const char *place)
{
	static const char unreserved[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
	size_t length;

	key += strspn(key, " \t\r\n");
	length = strspn(key, unreserved);
	if (length < SHORTEST_KEY || length > LONGEST_KEY ||
		key[length + strspn(key + length, " \t\r\n")] != '\0')
		ereport(ERROR, errcode(ERRCODE_CONFIG_FILE_ERROR), errmsg("there is no Census API key in %s", place),
				errdetail("A key is one word of %d to %d letters and digits.", SHORTEST_KEY, LONGEST_KEY),
				errhint(HINT_KEY));
	return pnstrdup(key, length);
}

/* An error unless the open file is for the server alone, as the private key of its TLS certificate must be. */
static void
check_closed(int file, const char *path)
{
	struct stat status;

	if (fstat(file, &status) < 0)
		ereport(ERROR, errcode_for_file_access(),
				errmsg("could not stat Census API key file \"%s\": %m", path));
	if (!S_ISREG(status.st_mode))
		ereport(ERROR, errcode(ERRCODE_CONFIG_FILE_ERROR),
				errmsg("Census API key file \"%s\" is no regular file", path),
				errhint("Check ecom_analytics.census_api_key_file."));
	if (status.st_uid != geteuid() && status.st_uid != 0)
		ereport(ERROR, errcode(ERRCODE_CONFIG_FILE_ERROR),
				errmsg("Census API key file \"%s\" must be owned by the server's user or root", path),
				errhint("chown it to the user that PostgreSQL runs as."));
	if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0)
		ereport(ERROR, errcode(ERRCODE_CONFIG_FILE_ERROR),
				errmsg("Census API key file \"%s\" is open to group or others", path),
				errdetail("Its mode is %03o.", (unsigned) status.st_mode & 0777),
				errhint("Let only the server read it: chmod 600."));
}

static char *
key_of_file(const char *path)
{
	/* does not wait for a writer if it is a pipe */
	int file = OpenTransientFile(path, O_RDONLY | O_NONBLOCK | PG_BINARY);
	char contents[2 * LONGEST_KEY] = {0};
	char *volatile key = NULL;

	if (file < 0)
		ereport(ERROR, errcode_for_file_access(),
				errmsg("could not open Census API key file \"%s\": %m", path),
				errhint("Check ecom_analytics.census_api_key_file; the server must be able to read it."));
	check_closed(file, path);
	if (read(file, contents, sizeof(contents) - 1) < 0)
		ereport(ERROR, errcode_for_file_access(),
				errmsg("could not read Census API key file \"%s\": %m", path));
	CloseTransientFile(file);
	PG_TRY();
	{
		key = check_key(contents, psprintf("file \"%s\"", path));
	}
	PG_FINALLY();
	{
		explicit_bzero(contents, sizeof(contents));
	}
	PG_END_TRY();
	return key;
}

char *
census_key(void)
{
	char *environment = getenv(ENVIRONMENT_VARIABLE);

	if (*setting_census_api_key_file != '\0')
		return key_of_file(setting_census_api_key_file);
	if (environment != NULL && *environment != '\0')
		return check_key(environment, "the server's environment variable " ENVIRONMENT_VARIABLE);
	return NULL;
}
