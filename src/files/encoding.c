/*
 * files/encoding.c
 *		The encoding of a file, checked and converted by the server's own functions.
 */
#include "files/encoding.h"

#include "catalog/namespace.h"
#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"

/* The server's number of an encoding, by one of its names there or by another common one; -1 if it knows none. */
static int
encoding_by_name(const char *name)
{
	int encoding = pg_char_to_encoding(name);

	/* a byte order mark makes no other encoding */
	if (encoding < 0 && pg_strcasecmp(name, "utf-8-sig") == 0)
		encoding = PG_UTF8;
	/* code pages have numbers; "win" alone is one of the server's names */
	if (encoding < 0 && pg_strncasecmp(name, "cp", 2) == 0 && name[2] >= '0' && name[2] <= '9')
		encoding = pg_char_to_encoding(psprintf("win%s", name + 2));
	return encoding;
}

FileEncoding *
file_encoding_create(const char *name)
{
	FileEncoding *encoding = palloc0(sizeof(FileEncoding));
	int server = GetDatabaseEncoding();

	/* ASCII is text in every encoding of a database */
	encoding->seven_bits = pg_strcasecmp(name, "ascii") == 0 || pg_strcasecmp(name, "us-ascii") == 0;
	encoding->file = encoding->seven_bits ? server : encoding_by_name(name);
	if (encoding->file < 0)
		ereport(ERROR, errcode(ERRCODE_UNDEFINED_OBJECT), errmsg("there is no encoding \"%s\"", name),
				errhint("Give one that the server knows, as UTF8, LATIN1 or WIN1252."));
	/* bytes of no known encoding must be text in the server's */
	if (encoding->file == PG_SQL_ASCII)
		encoding->file = server;
	if (encoding->file != server && server != PG_SQL_ASCII)
	{
		encoding->conversion = FindDefaultConversionProc(encoding->file, server);
		if (!OidIsValid(encoding->conversion))
			ereport(ERROR, errcode(ERRCODE_UNDEFINED_FUNCTION),
					errmsg("there is no conversion from encoding %s to the database's encoding %s",
						   pg_encoding_to_char(encoding->file), GetDatabaseEncodingName()),
					errhint("Convert the file first, for example with iconv."));
		initStringInfo(&encoding->converted);
	}
	return encoding;
}

/* Converts into encoding->converted; returns how many of the bytes could be. */
static int
convert(FileEncoding *encoding, const char *data, size_t length, bool no_error)
{
	StringInfo converted = &encoding->converted;

	resetStringInfo(converted);
	enlargeStringInfo(converted, length * MAX_CONVERSION_GROWTH + 1);
	return pg_do_encoding_conversion_buf(encoding->conversion, encoding->file, GetDatabaseEncoding(),
										 (unsigned char *) data, length, (unsigned char *) converted->data,
										 converted->maxlen, no_error);
}

static size_t
ascii_bytes(const char *data, size_t length)
{
	size_t bytes = 0;

	while (bytes < length && (unsigned char) data[bytes] < 0x80)
		bytes++;
	return bytes;
}

size_t
file_encoding_valid_bytes(FileEncoding *encoding, const char *data, size_t length)
{
	if (encoding->seven_bits)
		return ascii_bytes(data, length);
	if (OidIsValid(encoding->conversion))
		return convert(encoding, data, length, true);
	return pg_encoding_verifymbstr(encoding->file, data, length);
}

char *
file_encoding_to_server(FileEncoding *encoding, char *data, uint32 *length)
{
	if (!OidIsValid(encoding->conversion))
		return data;
	convert(encoding, data, *length, false);
	*length = strlen(encoding->converted.data);
	return encoding->converted.data;
}

char *
file_encoding_from_server(const FileEncoding *encoding, char *value)
{
	return (char *) pg_do_encoding_conversion((unsigned char *) value, strlen(value), GetDatabaseEncoding(),
											  encoding->file);
}

const char *
file_encoding_name(const FileEncoding *encoding)
{
	return encoding->seven_bits ? "ASCII" : pg_encoding_to_char(encoding->file);
}

bool
file_encoding_hides(const FileEncoding *encoding, int byte)
{
	/* a character of UTF-8 never holds another */
	if (encoding->file == PG_UTF8 || pg_encoding_max_length(encoding->file) == 1)
		return false;
	/* Shift JIS, Big5, GBK, UHC and Johab hide letters and some marks, GB18030 digits too */
	return byte >= 0x80 || (!PG_VALID_BE_ENCODING(encoding->file) && byte >= '0' && byte <= '~' &&
							!(byte >= ':' && byte <= '?'));
}
