/*
 * load/values.c
 *		Reads the values of records.
 */
#include "load/values.h"

struct LoadValues
{
	LoadInput *input;
	int n_fields; /* that are needed, and which */
	int *fields;
	const char *null_string; /* in the file's encoding; NULL: nothing is NULL */
	size_t null_length;
	RowValue *values;
};

LoadValues *
load_values_create(LoadInput *input, const LoadColumns *columns, const char *null_string)
{
	LoadValues *values = palloc0(sizeof(LoadValues));

	values->input = input;
	values->fields = palloc(sizeof(int) * (columns->width + 1));
	for (int field = 0; field < columns->width; field++)
		if (load_columns_reads(columns, field))
			values->fields[values->n_fields++] = field;
	values->values = palloc0(sizeof(RowValue) * (columns->width + columns->made + 1));
	if (null_string != NULL)
	{
		values->null_string = file_encoding_from_server(input->encoding, pstrdup(null_string));
		values->null_length = strlen(values->null_string);
	}
	return values;
}

/* Is the field one that says NULL? */
static inline bool
is_null(const LoadValues *values, const CsvField *field)
{
	return values->null_string != NULL && !field->quoted && field->length == values->null_length &&
		   memcmp(field->data, values->null_string, values->null_length) == 0;
}

/* A copy that a row writer may read from. */
static char *
copy_value(const char *data, uint32 length)
{
	char *copy = palloc(length + ROW_VALUE_PADDING);

	memcpy(copy, data, length);
	return copy;
}

RowValue *
load_values_read(LoadValues *values)
{
	LoadInput *input = values->input;
	const bool convert = !input->line.is_ascii && OidIsValid(input->encoding->conversion);

	for (int i = 0; i < values->n_fields; i++)
	{
		CsvField field = input->reader.fields[values->fields[i]];
		RowValue *value = &values->values[values->fields[i]];

		if (is_null(values, &field))
			field.data = NULL;
		else
		{
			if (field.escaped)
			{
				field.data = copy_value(field.data, field.length);
				csv_unescape(&input->reader.dialect, &field);
			}
			if (convert)
			{
				field.data = file_encoding_to_server(input->encoding, field.data, &field.length);
				field.data = copy_value(field.data, field.length);
			}
		}
		value->data = field.data;
		value->length = field.length;
	}
	return values->values;
}
