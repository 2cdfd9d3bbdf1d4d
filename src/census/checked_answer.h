/*
 * census/checked_answer.h
 *		An answer without fault, or an error.
 */
#ifndef ECOM_CENSUS_CHECKED_ANSWER_H
#define ECOM_CENSUS_CHECKED_ANSWER_H

#include "base/compat.h"

#include "census/answer.h"

/*
 * Reads a reply into memory of the current context, where it needs not be freed.  An error, with the next action as its
 * hint, unless the answer is fine, and text in the server's encoding; subject says what was read, retry_after how many
 * seconds the server asks to wait (0: it does not say).
 */
extern CensusAnswer *census_checked_answer(const CensusQuestion *question, const CensusReply *reply,
										   const char *subject, int64 retry_after);

#endif /* ECOM_CENSUS_CHECKED_ANSWER_H */
