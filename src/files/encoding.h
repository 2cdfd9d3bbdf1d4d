/*
 * files/encoding.h
 *		The encoding of a file: what of it is text, and how that reads in the server's encoding.
 */
#ifndef ECOM_FILES_ENCODING_H
#define ECOM_FILES_ENCODING_H

#include "base/compat.h"

#include "lib/stringinfo.h"

typedef struct FileEncoding
{
	int file;		 /* the encoding of the file */
	bool seven_bits; /* it is ASCII: bytes above are not text */
	Oid conversion;	 /* the server's function that converts it, or InvalidOid if nothing is to be converted */
	StringInfoData converted;
} FileEncoding;

/* By the name of the file's encoding; an error if there is none such, or it cannot be converted. */
extern FileEncoding *file_encoding_create(const char *name);

/* How many of the bytes, from the first, are valid text that has an equal in the server's encoding. */
extern size_t file_encoding_valid_bytes(FileEncoding *encoding, const char *data, size_t length);

/*
 * Converts valid text to the server's encoding; length becomes its new length.  The result is data itself if
 * nothing is to be converted, else good until the next call.
 */
extern char *file_encoding_to_server(FileEncoding *encoding, char *data, uint32 *length);

/* Converts a parameter, as a delimiter is, from the server's encoding to the file's; palloc'd, or value itself. */
extern char *file_encoding_from_server(const FileEncoding *encoding, char *value);

/* What it is called, for people. */
extern const char *file_encoding_name(const FileEncoding *encoding);

/* Can a byte be a part of a character that is longer? Then it cannot be searched for. */
extern bool file_encoding_hides(const FileEncoding *encoding, int byte);

#endif /* ECOM_FILES_ENCODING_H */
