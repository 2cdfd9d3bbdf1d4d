/*
 * http/unpack.c
 *		The body of an answer that came as gzip.
 *
 * libcurl can decompress as well, but takes data that end early for whole.
 */
#include "http/parts.h"

#include <zlib.h>

#include "miscadmin.h"

#define GZIP_WINDOW (15 + 16) /* windowBits: gzip's header and check sum, and no other format */
#define FIRST_ROOM (64 * 1024)
#define AT_ONCE (256 * 1024) /* bytes between two looks for interrupts */

static voidpf
allocate(voidpf context, uInt items, uInt size)
{
	return MemoryContextAllocExtended(context, (Size) items * size, MCXT_ALLOC_NO_OOM);
}

static void
give_back(voidpf context, voidpf memory)
{
	pfree(memory);
}

/* Twice the room for what is unpacked; false if there is no memory. */
static bool
enlarge(HttpClient *client, char **unpacked, size_t *room)
{
	size_t larger = *room == 0 ? FIRST_ROOM : *room * 2;
	char *data = MemoryContextAllocExtended(client->context, larger, MCXT_ALLOC_NO_OOM | MCXT_ALLOC_HUGE);

	if (data == NULL)
		return false;
	if (*unpacked != NULL)
	{
		memcpy(data, *unpacked, *room);
		pfree(*unpacked);
	}
	*unpacked = data;
	*room = larger;
	return true;
}

/* Unpacks the whole body, of one gzip member or several; a terminator fits behind it. */
static CURLcode
unpack(HttpClient *client, z_stream *stream, char **unpacked, size_t *length, size_t *room)
{
	int status = Z_OK;

	stream->next_in = (Bytef *) client->body;
	stream->avail_in = (uInt) client->length;
	while (status != Z_STREAM_END || stream->avail_in > 0)
	{
		size_t before = *length;

		CHECK_FOR_INTERRUPTS();
		if (status == Z_STREAM_END && inflateReset(stream) != Z_OK)
			return CURLE_BAD_CONTENT_ENCODING;
		if (*length + 1 >= *room && !enlarge(client, unpacked, room))
			return CURLE_OUT_OF_MEMORY;
		stream->next_out = (Bytef *) *unpacked + *length;
		stream->avail_out = (uInt) Min(*room - *length - 1, AT_ONCE);
		status = inflate(stream, Z_NO_FLUSH);
		*length = (size_t) ((char *) stream->next_out - *unpacked);
		client->too_large = *length > client->options.max_size;
		if (client->too_large)
			return CURLE_FILESIZE_EXCEEDED;
		if (status == Z_MEM_ERROR)
			return CURLE_OUT_OF_MEMORY;
		if (status == Z_BUF_ERROR || (status == Z_OK && stream->avail_in == 0 && *length == before))
			return CURLE_PARTIAL_FILE;
		if (status != Z_OK && status != Z_STREAM_END)
			return CURLE_BAD_CONTENT_ENCODING;
	}
	return CURLE_OK;
}

CURLcode
http_unpack(HttpClient *client)
{
	struct curl_header *encoding;
	z_stream stream = {.zalloc = allocate, .zfree = give_back, .opaque = client->context};
	char *unpacked = NULL;
	size_t length = 0;
	size_t room = 0;
	CURLcode code;

	if (client->length == 0 ||
		curl_easy_header(client->easy, "Content-Encoding", 0, CURLH_HEADER, -1, &encoding) != CURLHE_OK ||
		pg_strcasecmp(encoding->value, "identity") == 0)
		return CURLE_OK;
	if (pg_strcasecmp(encoding->value, "gzip") != 0 && pg_strcasecmp(encoding->value, "x-gzip") != 0)
		return CURLE_BAD_CONTENT_ENCODING;
	if (inflateInit2(&stream, GZIP_WINDOW) != Z_OK)
		return CURLE_OUT_OF_MEMORY;
	code = unpack(client, &stream, &unpacked, &length, &room);
	inflateEnd(&stream);
	client->out_of_memory = code == CURLE_OUT_OF_MEMORY;
	if (code == CURLE_OK)
	{
		pfree(client->body);
		client->body = unpacked;
		client->length = length;
		client->room = room;
	}
	else if (unpacked != NULL)
		pfree(unpacked);
	return code;
}
