/*
 * census/source.h
 *		Where Census answers come from: the API, or files.  Every attempt is written to ecom.census_log.
 */
#ifndef ECOM_CENSUS_SOURCE_H
#define ECOM_CENSUS_SOURCE_H

#include "base/compat.h"

#include "census/answer.h"
#include "census/request.h"

typedef struct CensusSource CensusSource;

/* To be closed in any case, also after an error: it may hold a connection and a log. */
extern CensusSource *census_source_open(void);
extern void census_source_close(CensusSource *source);

/* The checked answer of the API; an error of one kind or another if there is none. */
extern CensusAnswer *census_ask(CensusSource *source, const CensusRequest *request);

/* The answer that was saved in a file of the server, gzipped or not, checked for landing as the figures of a year. */
extern CensusAnswer *census_read_file(CensusSource *source, int year, const char *path);

/* The same without a word in the log; bytes is the size of the file, unpacked. */
extern CensusAnswer *census_read_unlogged(const char *path, int64 *bytes);

#endif /* ECOM_CENSUS_SOURCE_H */
