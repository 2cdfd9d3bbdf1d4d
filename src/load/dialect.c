/*
 * load/dialect.c
 *		Checks the parameters that describe a CSV file's dialect.
 */
#include "load/dialect.h"

#define DEFAULT_ESCAPE "\""

/* The byte of quote or escape, or CSV_NO_BYTE. */
static int
one_byte(const FileEncoding *encoding, const char *parameter, const char *value)
{
	char *bytes;

	if (value == NULL || value[0] == '\0')
		return CSV_NO_BYTE;
	bytes = file_encoding_from_server(encoding, pstrdup(value));
	if (strlen(bytes) != 1 || strchr(" \t\r\n", bytes[0]) != NULL)
		ereport(
			ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE), errmsg("%s cannot be \"%s\"", parameter, value),
			errhint(
				"Give a character that is one byte in the file and no blank or line end, or NULL for none."));
	return (unsigned char) bytes[0];
}

/* A byte that may be a part of another character cannot be searched for. */
static void
check_not_hidden(const FileEncoding *encoding, int byte, const char *parameter)
{
	if (byte != CSV_NO_BYTE && file_encoding_hides(encoding, byte))
		ereport(ERROR, errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				errmsg("\"%s\" cannot separate or quote fields in a file of this encoding", parameter),
				errdetail("It can be a part of another character there."),
				errhint("Convert the file to UTF-8 first, for example with iconv."));
}

CsvDialect
csv_dialect(const FileEncoding *encoding, const char *delimiter, const char *quote, const char *escape)
{
	CsvDialect dialect = {{0}, 0, one_byte(encoding, "quote", quote), one_byte(encoding, "escape", escape)};
	const char *bytes = file_encoding_from_server(encoding, pstrdup(delimiter));

	if (dialect.quote == CSV_NO_BYTE)
		dialect.escape = CSV_NO_BYTE; /* nothing is quoted, so nothing is escaped */
	else if (escape != NULL && strcmp(escape, DEFAULT_ESCAPE) == 0)
		dialect.escape = dialect.quote; /* as COPY has it where none is given */
	dialect.delimiter_length = strlen(bytes);
	if (dialect.delimiter_length < 1 || dialect.delimiter_length > CSV_MAX_DELIMITER ||
		strpbrk(bytes, "\r\n") != NULL)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("delimiter cannot be \"%s\"", delimiter),
				errhint("Give 1 to %d bytes without a line end.", CSV_MAX_DELIMITER));
	memcpy(dialect.delimiter, bytes, dialect.delimiter_length);
	for (int i = 0; i < dialect.delimiter_length; i++)
	{
		int byte = (unsigned char) bytes[i];

		if (byte == dialect.quote || byte == dialect.escape)
			ereport(
				ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("delimiter \"%s\" contains the quote or the escape", delimiter),
				errhint(
					"Give delimiter, quote and escape that differ; NULL as quote where nothing is quoted."));
		check_not_hidden(encoding, byte, delimiter);
	}
	check_not_hidden(encoding, dialect.quote, quote);
	check_not_hidden(encoding, dialect.escape, escape);
	return dialect;
}
