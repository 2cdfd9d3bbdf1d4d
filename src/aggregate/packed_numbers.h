/*
 * aggregate/packed_numbers.h
 *		Numbers and bytes in values that are kept, or go from one node to another.
 *
 * Numbers take as many bytes as they need, seven bits in each, the lowest first.  What is read may come from anywhere.
 */
#ifndef ECOM_AGGREGATE_PACKED_NUMBERS_H
#define ECOM_AGGREGATE_PACKED_NUMBERS_H

#include "base/compat.h"

#include "lib/stringinfo.h"

#include "base/text_span.h"

static inline void
packed_number_write(StringInfo to, uint64 number)
{
	for (; number >= 0x80; number >>= 7)
		appendStringInfoCharMacro(to, (char) (number | 0x80));
	appendStringInfoCharMacro(to, (char) number);
}

/* Small ones of either sign take few bytes: 0, -1, 1, -2, ... */
static inline void
packed_signed_write(StringInfo to, int64 number)
{
	packed_number_write(to, (uint64) number << 1 ^ (uint64) (number >> 63));
}

/* Reads a number off the front; false if there is none. */
static inline bool
packed_number_read(TextSpan *from, uint64 *number)
{
	*number = 0;
	for (int shift = 0; from->len > 0 && shift < 64; shift += 7)
	{
		uint64 bits = (uint8) *from->data++;

		from->len--;
		*number |= (bits & 0x7F) << shift;
		if (bits < 0x80)
			return true;
	}
	return false;
}

static inline int64
packed_signed(uint64 number)
{
	return (int64) (number >> 1) ^ -(int64) (number & 1);
}

static inline bool
packed_signed_read(TextSpan *from, int64 *number)
{
	uint64 bits;

	if (!packed_number_read(from, &bits))
		return false;
	*number = packed_signed(bits);
	return true;
}

/* Bytes, with how many there are in front. */
static inline void
packed_bytes_write(StringInfo to, TextSpan bytes)
{
	packed_number_write(to, bytes.len);
	appendBinaryStringInfo(to, bytes.data, bytes.len);
}

/* Reads them; they stay where they are.  False if they are not there. */
static inline bool
packed_bytes_read(TextSpan *from, TextSpan *bytes)
{
	uint64 length;

	if (!packed_number_read(from, &length) || length > (uint64) from->len)
		return false;
	*bytes = (TextSpan) {from->data, (int) length};
	from->data += length;
	from->len -= (int) length;
	return true;
}

#endif /* ECOM_AGGREGATE_PACKED_NUMBERS_H */
