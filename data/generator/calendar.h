/*
 * calendar.h
 *		The days of the dataset, and how much is bought on each.
 */
#ifndef CALENDAR_H
#define CALENDAR_H

#include <stdint.h>

/* 2018-01-01 to 2024-08-15 */
#define FIRST_YEAR 2018
#define YEARS 7
#define MONTHS 80
#define DAYS 2419

typedef struct Day
{
	char text[16]; /* 2018-01-01 */
	int year;	   /* since FIRST_YEAR */
	int month;	   /* since the first one */
} Day;

extern Day days[DAYS];
extern int month_start[MONTHS + 1];		 /* the first day of each month */
extern uint32_t weight_before[DAYS + 1]; /* shopping on all days before a day */

/* Once, before anything is drawn */
extern void make_calendar(void);

#endif /* CALENDAR_H */
