/*
 * census/bundle.c
 *		The Census figures that are installed with the extension.
 *
 * They lie in the server's share directory as acs5_state_YYYY.json, one answer of the API a year.
 */
#include "census/bundle.h"

#include "miscadmin.h"
#include "storage/fd.h"

#define BUNDLE_DIRECTORY "ecom_analytics"

/* The year in a name such as acs5_state_2018.json, or 0 for another file. */
static int
year_of_file(const char *name)
{
	int year;
	int length = 0;

	if (sscanf(name, "acs5_state_%4d.json%n", &year, &length) != 1 || length != (int) strlen(name) ||
		length == 0)
		return 0;
	return year;
}

static int
compare_years(const ListCell *left, const ListCell *right)
{
	return ((BundledAnswer *) lfirst(left))->year - ((BundledAnswer *) lfirst(right))->year;
}

List *
census_bundle(void)
{
	List *answers = NIL;
	char share[MAXPGPATH];
	char *directory;
	DIR *dir;
	struct dirent *entry;

	get_share_path(my_exec_path, share);
	directory = psprintf("%s/%s", share, BUNDLE_DIRECTORY);
	dir = AllocateDir(directory);
	while ((entry = ReadDir(dir, directory)) != NULL)
	{
		BundledAnswer answer = {year_of_file(entry->d_name), psprintf("%s/%s", directory, entry->d_name)};

		if (answer.year != 0)
			answers = lappend(answers, memcpy(palloc(sizeof(answer)), &answer, sizeof(answer)));
	}
	FreeDir(dir);
	list_sort(answers, compare_years);
	return answers;
}
