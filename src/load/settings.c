/*
 * load/settings.c
 *		Defines the configuration parameters of loading.
 */
#include "load/settings.h"

#include "utils/guc.h"

int setting_max_line_length;
bool setting_read_ahead;

void
define_load_settings(void)
{
	DefineCustomIntVariable(
		"ecom_analytics.max_line_length", "The longest line of a CSV file that can be loaded.",
		"A longer one is rejected, its beginning kept. One of this length takes up to 4 times as much "
		"memory, and up to 10 times where it is converted from another encoding.",
		&setting_max_line_length, 8 * 1024, 64, 128 * 1024, PGC_USERSET, GUC_UNIT_KB, NULL, NULL, NULL);
	DefineCustomBoolVariable("ecom_analytics.read_ahead",
							 "Reads large files in a background worker while their lines are loaded.",
							 "It decompresses and hashes them too. Where no worker can be had, the loading "
							 "process does all that itself.",
							 &setting_read_ahead, true, PGC_USERSET, 0, NULL, NULL, NULL);
}
