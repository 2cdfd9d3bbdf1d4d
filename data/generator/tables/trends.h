/*
 * trends.h
 *		What changes with time: how much is bought, by whom, at which prices, and what is missing.
 *
 * The figures follow the published shape of the Open e-commerce 1.0 dataset.
 */
#ifndef TRENDS_H
#define TRENDS_H

/*
 * The level of shopping of those users who are on board, per quarter since
 * 2018 Q1: it grows, jumps in the spring of 2020 and stays.
 */
static const int quarter_level[] = {
	640, 660, 680, 710,			/* 2018 */
	660, 670, 690, 730,			/* 2019 */
	760, 1010, 1020, 1060,		/* 2020 */
	1050, 1060, 1050, 1080,		/* 2021 */
	1040, 1050, 1070, 1080,		/* 2022 */
	1050, 1060, 1080, 1090,		/* 2023 */
	1080, 1090, 1100			/* 2024 */
};

/* January to December, then Monday to Sunday, in per mille of an average month or weekday */
static const int month_season[] = {950, 880, 930, 940, 970, 950, 1010, 930, 910, 960, 1180, 1400};
static const int weekday_season[] = {960, 1010, 1040, 1035, 960, 960, 1055};

/* Sales days: the summer (in 2020: autumn) sale, the day after Thanksgiving and the Monday after it */
static const struct
{
	int year, month, day;
} sales_days[] = {
	{2018, 7, 16}, {2018, 7, 17}, {2018, 11, 23}, {2018, 11, 26}, {2019, 7, 15}, {2019, 7, 16},
	{2019, 11, 29}, {2019, 12, 2}, {2020, 10, 13}, {2020, 10, 14}, {2020, 11, 27}, {2020, 11, 30},
	{2021, 6, 21}, {2021, 6, 22}, {2021, 11, 26}, {2021, 11, 29}, {2022, 7, 12}, {2022, 7, 13},
	{2022, 11, 25}, {2022, 11, 28}, {2023, 7, 11}, {2023, 7, 12}, {2023, 11, 24}, {2023, 11, 27},
	{2024, 7, 16}, {2024, 7, 17}
};

/*
 * Share of the users, in ten-thousandths, whose history starts in (or ends
 * with) the months from the one up to and including the other; months are
 * numbered from January 2018 = 0.
 */
typedef struct MonthShare
{
	int first, last, share;
} MonthShare;

static const MonthShare start_months[] = {
	{0, 0, 6000}, {1, 5, 1500}, {6, 11, 900}, {12, 22, 750}, {23, 28, 280}, {29, 34, 210}, {35, 40, 130},
	{41, 46, 110}, {47, 52, 70}, {53, 58, 35}, {59, 72, 15}
};

/* Enrolment, with which a history ends: September 2022 is month 56 */
static const MonthShare end_months[] = {
	{54, 55, 60}, {56, 56, 340}, {57, 57, 700}, {58, 58, 1370}, {59, 59, 2450}, {60, 60, 1350},
	{61, 61, 1350}, {62, 62, 2050}, {63, 71, 200}, {72, 78, 80}, {79, 79, 50}
};

/*
 * Lines with a category per year from 2018, in thousands; 2022 up to October.
 * A category's growth is spread around these, so that its sum up to then stays.
 */
static const int lines_per_year[] = {205, 250, 385, 455, 350};

/* The level of prices, per mille: during the pandemic cheaper things were ordered online, too */
static const int price_level[] = {980, 985, 965, 985, 1000, 1010, 1015};

/* Lines without title, category and state, per 10000, by year from 2018 */
static const int missing_per_year[] = {1020, 830, 570, 305, 120, 100, 100};

#endif /* TRENDS_H */
