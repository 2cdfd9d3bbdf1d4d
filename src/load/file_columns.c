/*
 * load/file_columns.c
 *		Finds the columns of a file by name.
 */
#include "load/file_columns.h"

#include "load/names.h"

FileColumns *
file_columns_create(const char *path, List *names)
{
	FileColumns *columns = palloc0(sizeof(FileColumns));
	int count = list_length(names);

	columns->path = path;
	columns->names = names;
	columns->normal_names = palloc(sizeof(char *) * (count + 1));
	for (int i = 0; i < count; i++)
		columns->normal_names[i] = load_name_normal(list_nth(names, i));
	columns->read = palloc0(sizeof(bool) * (count + 1));
	return columns;
}

/* The column that has the name, exactly or in its normal form; -1 if there is none. */
static int
find(const FileColumns *columns, const char *name, bool exactly)
{
	int found = -1;

	for (int i = 0; i < list_length(columns->names); i++)
	{
		if (strcmp(exactly ? list_nth(columns->names, i) : columns->normal_names[i], name) != 0)
			continue;
		if (found >= 0)
			ereport(ERROR, errcode(ERRCODE_DUPLICATE_COLUMN),
					errmsg("file \"%s\" has two columns \"%s\"", columns->path,
						   (char *) list_nth(columns->names, i)),
					errdetail("They are columns %d and %d.", found + 1, i + 1),
					errhint("Rename one of them in the file."));
		found = i;
	}
	return found;
}

int
file_columns_find(FileColumns *columns, const char *name)
{
	const char *normal = load_name_normal(name);
	int found = find(columns, name, true);

	if (found < 0 && normal[0] != '\0')
		found = find(columns, normal, false);
	if (found >= 0)
		columns->read[found] = true;
	return found;
}

int *
file_columns_find_all(FileColumns *columns, List *names, bool may_be_missing, const char *where, int *count)
{
	int *found = palloc(sizeof(int) * (list_length(names) + 1));
	bool any = false;

	*count = list_length(names);
	for (int i = 0; i < *count; i++)
	{
		found[i] = file_columns_find(columns, list_nth(names, i));
		any = any || found[i] >= 0;
	}
	if (!any && !may_be_missing)
	{
		StringInfoData wanted;

		initStringInfo(&wanted);
		for (int i = 0; i < *count; i++)
			load_name_list(&wanted, list_nth(names, i), 0);
		ereport(ERROR, errcode(ERRCODE_UNDEFINED_COLUMN),
				errmsg("file \"%s\" has no column %s", columns->path, wanted.data),
				errdetail("%s asks for it. The file has %s.", where, file_columns_names(columns)),
				errhint("Give the name of one of its columns, or the delimiter of the file."));
	}
	return found;
}

const char *
file_columns_names(const FileColumns *columns)
{
	StringInfoData list;

	initStringInfo(&list);
	for (int i = 0; i < list_length(columns->names); i++)
		load_name_list(&list, list_nth(columns->names, i), 0);
	return list.data;
}
