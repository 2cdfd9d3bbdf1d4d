/*
 * load/settings.h
 *		The configuration parameters of loading.
 */
#ifndef ECOM_LOAD_SETTINGS_H
#define ECOM_LOAD_SETTINGS_H

#include "base/compat.h"

/* ecom_analytics.max_line_length: the longest line of a CSV file that loads, in kB; also the memory for it. */
extern int setting_max_line_length;

/* ecom_analytics.read_ahead: whether large files are read by a background worker. */
extern bool setting_read_ahead;

extern void define_load_settings(void);

#endif /* ECOM_LOAD_SETTINGS_H */
