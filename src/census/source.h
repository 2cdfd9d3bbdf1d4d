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

/*
 * The answer that was saved in a file of the server, gzipped or not, checked for landing as the figures of a year.  An
 * error if the user may not read the server's files.
 */
extern CensusAnswer *census_read_file(CensusSource *source, int year, const char *path);

/* That error alone, before an attempt is begun. */
extern void census_check_file_right(void);

/* The answer in a file that was installed with the extension; without a word in the log, and whoever asks. */
extern CensusAnswer *census_read_bundled(const char *path);

#endif /* ECOM_CENSUS_SOURCE_H */
