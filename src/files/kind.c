/*
 * files/kind.c
 *		Knows other kinds of files by their first bytes.
 */
#include "files/kind.h"

#include "base/text_excerpt.h"

typedef struct Magic
{
	const char *bytes;
	int length;
	FileKind kind;
} Magic;

#define FIELD_MARK '\001' /* which Hive delimits fields with */
#define TAR_MARK 257	  /* where it stands */

#define UNPACK "Unpack it, and load what is in it."
#define EXPORT "Save it as CSV with the program that it is of."

/* What is text, too, as "BZh9", is listed with bytes behind it that are not. */
static const Magic magics[] = {
	{"PK\003\004",
	 4,
	 {"a zip archive or a spreadsheet (xlsx)", "Unpack it; save a spreadsheet as CSV first."}},
	{"PK\005\006", 4, {"an empty zip archive", UNPACK}},
	{"\xfd"
	 "7zXZ\0",
	 6,
	 {"compressed by xz", UNPACK}},
	{"\x28\xb5\x2f\xfd", 4, {"compressed by zstd", UNPACK}},
	{"\x04\x22\x4d\x18", 4, {"compressed by lz4", UNPACK}},
	{"\x1f\x9d", 2, {"compressed by compress", UNPACK}},
	{"\x1f\x8b\x08", 3, {"compressed by gzip twice", "Unpack it once: gunzip."}},
	{"7z\xbc\xaf\x27\x1c", 6, {"a 7z archive", UNPACK}},
	{"Rar!\x1a\x07", 6, {"a rar archive", UNPACK}},
	{"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8, {"an old spreadsheet (xls)", EXPORT}},
	{"%PDF-", 5, {"a PDF document", EXPORT}},
	{"SQLite format 3\0", 16, {"a SQLite database", EXPORT}},
	{"PAR1\025", 5, {"a Parquet file", EXPORT}},
	{"ARROW1\0", 7, {"an Arrow file", EXPORT}},
	{"Obj\001", 4, {"an Avro file", EXPORT}},
	{"PGDMP\001", 6, {"a dump of a PostgreSQL database", "Restore it with pg_restore."}},
	{"PGCOPY\n\xff\r\n\0", 11, {"what COPY wrote in binary format", "Have COPY write it in CSV format."}},
	{"\x89PNG\r\n\x1a\n", 8, {"a picture (PNG)", "Check which file it is."}},
	{"\xff\xd8\xff", 3, {"a picture (JPEG)", "Check which file it is."}},
	/* before UTF-16, whose mark is a part of the other one's */
	{"\xff\xfe\0\0", 4, {"encoded in UTF-32", "Convert it: iconv -f UTF-32 -t UTF-8 OLD > NEW."}},
	{"\0\0\xfe\xff", 4, {"encoded in UTF-32", "Convert it: iconv -f UTF-32 -t UTF-8 OLD > NEW."}},
	{"\xff\xfe", 2, {"encoded in UTF-16", "Convert it: iconv -f UTF-16 -t UTF-8 OLD > NEW."}},
	{"\xfe\xff", 2, {"encoded in UTF-16", "Convert it: iconv -f UTF-16 -t UTF-8 OLD > NEW."}},
};

static const FileKind tar = {"a tar archive", UNPACK};
static const FileKind bzip2 = {"compressed by bzip2", UNPACK};
static const FileKind utf_16le = {"encoded in UTF-16", "Convert it: iconv -f UTF-16LE -t UTF-8 OLD > NEW."};
static const FileKind utf_16be = {"encoded in UTF-16", "Convert it: iconv -f UTF-16BE -t UTF-8 OLD > NEW."};
static const FileKind utf_32le = {"encoded in UTF-32", "Convert it: iconv -f UTF-32LE -t UTF-8 OLD > NEW."};
static const FileKind utf_32be = {"encoded in UTF-32", "Convert it: iconv -f UTF-32BE -t UTF-8 OLD > NEW."};

static bool
begins_with(const char *bytes, size_t length, const char *magic, size_t magic_length)
{
	return length >= magic_length && memcmp(bytes, magic, magic_length) == 0;
}

/* "BZh", a digit, and the magic number of a block or of the end. */
static bool
is_bzip2(const char *bytes, size_t length)
{
	return length >= 10 && memcmp(bytes, "BZh", 3) == 0 && bytes[3] >= '1' && bytes[3] <= '9' &&
		   (memcmp(bytes + 4, "\x31\x41\x59\x26\x53\x59", 6) == 0 ||
			memcmp(bytes + 4, "\x17\x72\x45\x38\x50\x90", 6) == 0);
}

/* Its mark stands behind the name and the numbers of the first file in it. */
static bool
is_tar(const char *bytes, size_t length)
{
	return length >= TAR_MARK + 5 && memcmp(bytes + TAR_MARK, "ustar", 5) == 0 &&
		   memchr(bytes, '\0', TAR_MARK) != NULL;
}

/*
 * Text in units of 2 or 4 bytes without a mark: most of it is ASCII, so that the NUL bytes stand in the same places of the
 * units.  No other text has any.
 */
static const FileKind *
wide_text(const char *bytes, size_t length)
{
	size_t nuls[4] = {0};
	size_t units = Min(length, FILE_KIND_BYTES) / 4;

	for (size_t i = 0; i < units * 4; i++)
		nuls[i % 4] += bytes[i] == '\0';
	if (units == 0)
		return NULL;
	if (nuls[0] == 0 && nuls[1] > units / 2 && nuls[2] == units && nuls[3] == units)
		return &utf_32le;
	if (nuls[3] == 0 && nuls[2] > units / 2 && nuls[1] == units && nuls[0] == units)
		return &utf_32be;
	if (nuls[0] + nuls[2] == 0 && nuls[1] + nuls[3] > units)
		return &utf_16le;
	if (nuls[1] + nuls[3] == 0 && nuls[0] + nuls[2] > units)
		return &utf_16be;
	return NULL;
}

const FileKind *
file_binary_kind(const char *bytes, size_t length)
{
	for (int i = 0; i < lengthof(magics); i++)
		if (begins_with(bytes, length, magics[i].bytes, magics[i].length))
			return &magics[i].kind;
	if (is_bzip2(bytes, length))
		return &bzip2;
	return is_tar(bytes, length) ? &tar : wide_text(bytes, length);
}

/* Is a tenth or more of it bytes that no text has?  Text in UTF-16 may be so, too. */
static bool
is_binary(const char *bytes, size_t length)
{
	size_t strange = 0;

	for (size_t i = 0; i < length; i++)
		strange +=
			(unsigned char) bytes[i] < ' ' && (bytes[i] < '\t' || bytes[i] > '\r') && bytes[i] != FIELD_MARK;
	return strange > length / 10;
}

const char *
file_text_kind(const char *bytes, size_t length)
{
	const char *end = bytes + length;
	char first;

	if (is_binary(bytes, length))
		return "binary data or text in UTF-16";
	if (begins_with(bytes, length, "\xEF\xBB\xBF", 3))
		bytes += 3;
	while (bytes < end && is_json_space(*bytes))
		bytes++;
	if (bytes >= end)
		return NULL;
	first = *bytes++;
	while (bytes < end && is_json_space(*bytes))
		bytes++;
	if (bytes >= end)
		return NULL;
	if (first == '{' && begins_with(bytes, end - bytes, "\\rtf", 4))
		return "RTF";
	if (first == '{' && (*bytes == '"' || *bytes == '}'))
		return "JSON";
	if (first == '[' && (*bytes == '[' || *bytes == '{' || *bytes == '"' || *bytes == ']'))
		return "JSON";
	if (first == '<' && (*bytes == '?' || *bytes == '!' || (*bytes >= 'A' && *bytes <= 'Z') ||
						 (*bytes >= 'a' && *bytes <= 'z')))
		return "XML or HTML";
	return NULL;
}
