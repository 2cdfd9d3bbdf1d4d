/*
 * csv/scan.h
 *		Finds the bytes of a CSV file that mean something: delimiter, quote, escape, line ends, NUL.
 *
 * Most bytes of a file mean nothing, so 64 of them are compared at a time and leave a bit map, of which the
 * next position is one instruction away.
 *
 *	bytes	 2 0 2 1 - 0 1 - 0 5 , 7 . 9 8 , " T e a , ...
 *	bits	 . . . . . . . . . . 1 . . . . 1 1 . . . 1 ...
 *
 * Private to the CSV reader.
 */
#ifndef ECOM_CSV_SCAN_H
#define ECOM_CSV_SCAN_H

#include "csv/csv.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#define CHUNK 64

/* Bits below position n, n from 0 to 64. */
static inline uint64_t
bits_below(size_t n)
{
	return n >= CHUNK ? ~UINT64_C(0) : (UINT64_C(1) << n) - 1;
}

/* Fills in the bit maps of the chunk, which starts before end; bytes from end on have no bits. */
static inline void
scan_chunk(CsvScan *scan, const char *buffer, size_t end)
{
	const char *data = buffer + scan->chunk;
	uint64_t specials = 0;
	uint64_t non_ascii = 0;

#ifdef __SSE2__
	__m128i needle[CSV_NEEDLES];

	for (int i = 0; i < CSV_NEEDLES; i++)
		needle[i] = _mm_loadu_si128((const __m128i *) scan->needles[i].bytes);
#pragma GCC unroll 4
	for (int part = 0; part < CHUNK / 16; part++)
	{
		__m128i bytes = _mm_loadu_si128((const __m128i *) (data + part * 16));
		__m128i found = _mm_cmpeq_epi8(bytes, needle[0]);

#pragma GCC unroll 5
		for (int i = 1; i < CSV_NEEDLES; i++)
			found = _mm_or_si128(found, _mm_cmpeq_epi8(bytes, needle[i]));
		specials |= (uint64_t) (uint32_t) _mm_movemask_epi8(found) << (part * 16);
		non_ascii |= (uint64_t) (uint32_t) _mm_movemask_epi8(bytes) << (part * 16);
	}
#else
	for (int at = 0; at < CHUNK; at++)
	{
		bool found = false;

		for (int i = 0; i < CSV_NEEDLES; i++)
			found |= data[at] == scan->needles[i].bytes[0];
		specials |= (uint64_t) found << at;
		non_ascii |= (uint64_t) ((unsigned char) data[at] >> 7) << at;
	}
#endif
	scan->specials = specials & bits_below(end - scan->chunk);
	scan->non_ascii = non_ascii & bits_below(end - scan->chunk);
}

/* The search goes on at a position, also backwards. */
static inline void
scan_from(CsvScan *scan, const char *buffer, size_t position, size_t end)
{
	scan->chunk = position;
	scan->specials = 0;
	scan->non_ascii = 0;
	if (position < end)
		scan_chunk(scan, buffer, end);
}

/* Goes on to the next chunk; false where there is none. */
static inline bool
scan_advance(CsvScan *scan, const char *buffer, size_t end)
{
	if (scan->chunk + CHUNK >= end)
		return false;
	scan->seen |= scan->non_ascii;
	scan->chunk += CHUNK;
	scan_chunk(scan, buffer, end);
	return true;
}

/* The next position of a byte that means something, which stays the next; false where there is none before end. */
static inline bool
scan_peek(CsvScan *scan, const char *buffer, size_t end, size_t *position)
{
	while (scan->specials == 0)
		if (!scan_advance(scan, buffer, end))
			return false;
	*position = scan->chunk + (size_t) __builtin_ctzll(scan->specials);
	return true;
}

/* The next position of a byte that means something, and passes over it. */
static inline bool
scan_next(CsvScan *scan, const char *buffer, size_t end, size_t *position)
{
	if (!scan_peek(scan, buffer, end, position))
		return false;
	scan->specials &= scan->specials - 1;
	return true;
}

/* The same, but only if this byte is there. */
static inline bool
scan_next_is(CsvScan *scan, const char *buffer, size_t end, char byte, size_t *position)
{
	if (!scan_peek(scan, buffer, end, position) || buffer[*position] != byte)
		return false;
	scan->specials &= scan->specials - 1;
	return true;
}

/* Passes over what is found before a position, which is at most a few bytes ahead. */
static inline void
scan_skip_to(CsvScan *scan, const char *buffer, size_t position, size_t end)
{
	while (position >= scan->chunk + CHUNK && scan_advance(scan, buffer, end))
		;
	scan->specials &= ~bits_below(position - scan->chunk);
}

/* From here on, is_ascii is about what follows. */
static inline void
scan_begin_line(CsvScan *scan, size_t position)
{
	scan->non_ascii &= ~bits_below(position - scan->chunk);
	scan->seen = 0;
}

/* Were all bytes ASCII from scan_begin_line up to a position in the latest chunk? */
static inline bool
scan_was_ascii(const CsvScan *scan, size_t position)
{
	return (scan->seen | (scan->non_ascii & bits_below(position - scan->chunk))) == 0;
}

#endif /* ECOM_CSV_SCAN_H */
