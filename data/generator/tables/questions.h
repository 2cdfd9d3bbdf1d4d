/*
 * questions.h
 *		The questions of the survey, and how many respondents gave which answer.
 *
 * The frequencies are those that are published of the Open e-commerce 1.0 dataset;
 * the wording is invented, and so is what follows from an answer.
 */
#ifndef QUESTIONS_H
#define QUESTIONS_H

#include "../basics.h"

#define SURVEY_RESPONDENTS 5027

typedef struct Answer
{
	const char *text;
	int count; /* respondents who gave it, of SURVEY_RESPONDENTS */
} Answer;

/*
 * Where a question's answers lean on something known earlier.  Drivers are
 * questions further to the left of survey.csv, or the user's shopping activity.
 */
typedef enum Driver
{
	DRIVER_NONE = -1,
	DRIVER_ACTIVITY = -2
	/* 0 and above: the number of a question */
} Driver;

typedef enum QuestionId
{
	Q_AGE, Q_HISPANIC, Q_RACE, Q_EDUCATION, Q_INCOME, Q_GENDER, Q_ORIENTATION, Q_STATE, Q_HOWMANY,
	Q_HH_SIZE, Q_HOW_OFT, Q_CIGARETTES, Q_MARIJUANA, Q_ALCOHOL, Q_DIABETES, Q_WHEELCHAIR, Q_LIFE_CHANGES,
	Q_SELL_YOURS, Q_SELL_CONSUMER, Q_SMALL_BIZ, Q_CENSUS, Q_RESEARCH, QUESTION_COUNT
} QuestionId;

typedef struct Question
{
	const char *column;
	const char *wording; /* what fields.csv says about the column */
	const Answer *answers;
	int answer_count;
	int driver;
	int strength; /* of the driver, in 256ths; the rest is chance */
} Question;

/*
 * Where the order of the answers means something, they are listed from low to
 * high, so that a driver can push a respondent up or down the list.
 */
static const Answer age_answers[] = {
	{"18 - 24 years", 768}, {"25 - 34 years", 1813}, {"35 - 44 years", 1240}, {"45 - 54 years", 677},
	{"55 - 64 years", 374}, {"65 and older", 155}
};

static const Answer hispanic_answers[] = {{"No", 4478}, {"Yes", 549}};

static const Answer race_answers[] = {
	{"White or Caucasian", 3886}, {"Asian", 377}, {"Black or African American", 351}, {"Other", 105},
	{"White or Caucasian,Asian", 76}, {"White or Caucasian,Black or African American", 60},
	{"White or Caucasian,American Indian/Native American or Alaska Native", 56},
	{"American Indian/Native American or Alaska Native", 32}, {"White or Caucasian,Other", 23},
	{"White or Caucasian,Black or African American,American Indian/Native American or Alaska Native", 12},
	{"Black or African American,Asian", 10}, {"Asian,Native Hawaiian or Other Pacific Islander", 6},
	{"Black or African American,American Indian/Native American or Alaska Native", 5},
	{"Native Hawaiian or Other Pacific Islander", 5},
	{"White or Caucasian,Black or African American,Asian", 4},
	{"White or Caucasian,Native Hawaiian or Other Pacific Islander", 4},
	{"White or Caucasian,American Indian/Native American or Alaska Native,Asian", 3},
	{"White or Caucasian,Asian,Native Hawaiian or Other Pacific Islander", 3},
	{"White or Caucasian,Black or African American,Other", 2},
	{"White or Caucasian,American Indian/Native American or Alaska Native,Other", 2},
	{"White or Caucasian,Black or African American,Asian,Other", 1},
	{"Black or African American,American Indian/Native American or Alaska Native,Asian", 1},
	{"Black or African American,Other", 1}, {"Asian,Other", 1},
	{"White or Caucasian,Black or African American,Asian,Native Hawaiian or Other Pacific Islander", 1}
};

static const Answer education_answers[] = {
	{"Prefer not to say", 32}, {"Some high school or less", 46}, {"High school diploma or GED", 1860},
	{"Bachelor's degree", 2219}, {"Graduate or professional degree (MA, MS, MBA, PhD, JD, MD, DDS, etc)", 870}
};

static const Answer income_answers[] = {
	{"Prefer not to say", 76}, {"Less than $25,000", 685}, {"$25,000 - $49,999", 1189},
	{"$50,000 - $74,999", 1063}, {"$75,000 - $99,999", 761}, {"$100,000 - $149,999", 790},
	{"$150,000 or more", 463}
};

static const Answer gender_answers[] = {
	{"Female", 2589}, {"Male", 2311}, {"Other", 116}, {"Prefer not to say", 11}
};

static const Answer orientation_answers[] = {
	{"heterosexual (straight)", 3858}, {"LGBTQ+", 1111}, {"prefer not to say", 58}
};

static const Answer state_answers[] = {
	{"California", 505}, {"Texas", 384}, {"Florida", 327}, {"New York", 300}, {"Pennsylvania", 275},
	{"Ohio", 219}, {"Illinois", 216}, {"North Carolina", 189}, {"Michigan", 164}, {"Georgia", 161},
	{"Virginia", 148}, {"Washington", 123}, {"Indiana", 121}, {"Massachusetts", 117}, {"New Jersey", 117},
	{"Tennessee", 105}, {"Maryland", 103}, {"Oregon", 103}, {"Wisconsin", 100}, {"Minnesota", 97},
	{"Arizona", 95}, {"Kentucky", 91}, {"Colorado", 91}, {"South Carolina", 69}, {"Missouri", 67},
	{"Alabama", 67}, {"Oklahoma", 60}, {"Louisiana", 56}, {"Nevada", 54}, {"Iowa", 46}, {"Arkansas", 46},
	{"Connecticut", 39}, {"Kansas", 39}, {"Utah", 36}, {"Mississippi", 35}, {"Nebraska", 34},
	{"New Mexico", 27}, {"West Virginia", 23}, {"New Hampshire", 21}, {"Hawaii", 21}, {"Maine", 19},
	{"Idaho", 18}, {"Rhode Island", 18}, {"District of Columbia", 14}, {"Delaware", 13}, {"Vermont", 12},
	{"South Dakota", 11}, {"Alaska", 10}, {"Montana", 8}, {"Wyoming", 6}, {"North Dakota", 5},
	{"I did not reside in the United States", 2}
};

/*
 * Shipping codes in the order of state_answers; the last one, Puerto Rico, has
 * no respondents of its own and receives a few parcels only.  The growth is how
 * much faster (or slower) than the country a state's shopping grows, per mille
 * and year: the states with lower household incomes catch up a little, so that
 * a comparison of revenue growth with income has something to find.
 */
typedef struct ShippingState
{
	char code[3];
	int growth;
} ShippingState;

static const ShippingState shipping_states[] = {
	{"CA", -25}, {"TX", 0}, {"FL", 25}, {"NY", -15}, {"PA", 0}, {"OH", 25}, {"IL", -5}, {"NC", 30},
	{"MI", 25}, {"GA", 15}, {"VA", -20}, {"WA", -30}, {"IN", 25}, {"MA", -35}, {"NJ", -35}, {"TN", 40},
	{"MD", -35}, {"OR", -5}, {"WI", 0}, {"MN", -20}, {"AZ", 10}, {"KY", 55}, {"CO", -25}, {"SC", 40},
	{"MO", 30}, {"AL", 55}, {"OK", 50}, {"LA", 60}, {"NV", 10}, {"IA", 5}, {"AR", 65}, {"CT", -30}, {"KS", 5},
	{"UT", -20}, {"MS", 75}, {"NE", 0}, {"NM", 60}, {"WV", 70}, {"NH", -30}, {"HI", -30}, {"ME", 10},
	{"ID", 15}, {"RI", -10}, {"DC", -40}, {"DE", -10}, {"VT", -5}, {"SD", 10}, {"AK", -20}, {"MT", 25},
	{"WY", 5}, {"ND", 0}, {"PR", 0}
};

static const Answer howmany_answers[] = {{"1 (just me!)", 3546}, {"2", 1096}, {"3", 245}, {"4+", 140}};

static const Answer hh_size_answers[] = {{"1 (just me!)", 1199}, {"2", 1590}, {"3", 983}, {"4+", 1255}};

static const Answer how_oft_answers[] = {
	{"Less than 5 times per month", 3239}, {"5 - 10 times per month", 1407},
	{"More than 10 times per month", 381}
};

static const Answer cigarettes_answers[] = {
	{"No", 4097}, {"Yes", 755}, {"I stopped in the recent past", 163}, {"Prefer not to say", 12}
};

static const Answer marijuana_answers[] = {
	{"No", 3781}, {"Yes", 1061}, {"I stopped in the recent past", 138}, {"Prefer not to say", 47}
};

static const Answer alcohol_answers[] = {
	{"No", 2639}, {"Yes", 2211}, {"I stopped in the recent past", 154}, {"Prefer not to say", 23}
};

static const Answer diabetes_answers[] = {{"No", 4394}, {"Yes", 617}, {"Prefer not to say", 16}};

static const Answer wheelchair_answers[] = {{"No", 4918}, {"Yes", 98}, {"Prefer not to say", 11}};

/* The blank after "Lost a job" is in the published answers. */
static const Answer life_change_answers[] = {
	{"", 3384}, {"Moved place of residence", 808}, {"Lost a job ", 347},
	{"Lost a job ,Moved place of residence", 183}, {"Had a child", 63}, {"Became pregnant", 57},
	{"Became pregnant,Had a child", 33}, {"Divorce,Moved place of residence", 22}, {"Divorce", 18},
	{"Moved place of residence,Had a child", 16},
	{"Moved place of residence,Became pregnant,Had a child", 15},
	{"Moved place of residence,Became pregnant", 13}, {"Lost a job ,Divorce,Moved place of residence", 12},
	{"Lost a job ,Had a child", 12}, {"Lost a job ,Divorce", 9},
	{"Lost a job ,Moved place of residence,Had a child", 8}, {"Lost a job ,Became pregnant", 7},
	{"Lost a job ,Moved place of residence,Became pregnant", 6},
	{"Lost a job ,Became pregnant,Had a child", 6},
	{"Lost a job ,Moved place of residence,Became pregnant,Had a child", 5},
	{"Divorce,Moved place of residence,Became pregnant", 1},
	{"Divorce,Moved place of residence,Became pregnant,Had a child", 1},
	{"Lost a job ,Divorce,Moved place of residence,Became pregnant", 1}
};

static const Answer sell_yours_answers[] = {
	{"No", 2142}, {"I don't know", 156}, {"Yes if I get part of the profit", 2535}, {"Yes", 194}
};

static const Answer sell_consumer_answers[] = {
	{"No", 2135}, {"I don't know", 220}, {"Yes if consumers get part of the profit", 2451}, {"Yes", 221}
};

static const Answer small_biz_answers[] = {{"No", 1923}, {"I don't know", 1277}, {"Yes", 1827}};

static const Answer census_answers[] = {{"No", 2332}, {"I don't know", 1413}, {"Yes", 1282}};

static const Answer research_answers[] = {{"No", 940}, {"I don't know", 864}, {"Yes", 3223}};

#define ANSWERS(array) (array), (int) COUNT_OF(array)

#define HOUSEHOLD_WORDING \
	"Does this apply to you, to anyone in your home, or to anyone using your account?\n\n"

static const Question questions[QUESTION_COUNT] = {
	[Q_AGE] = {"Q-demos-age", "Age group", ANSWERS(age_answers), DRIVER_NONE, 0},
	[Q_HISPANIC] = {"Q-demos-hispanic", "Spanish, Hispanic, or Latino origin", ANSWERS(hispanic_answers),
	DRIVER_NONE, 0},
	[Q_RACE] = {"Q-demos-race", "Race, as many answers as apply", ANSWERS(race_answers), DRIVER_NONE, 0},
	[Q_EDUCATION] = {"Q-demos-education", "Highest completed education", ANSWERS(education_answers),
	Q_AGE, 40},
	[Q_INCOME] = {"Q-demos-income", "Income of the whole household over the last year, before taxes",
	ANSWERS(income_answers), Q_EDUCATION, 110},
	[Q_GENDER] = {"Q-demos-gender", "Gender", ANSWERS(gender_answers), DRIVER_NONE, 0},
	[Q_ORIENTATION] = {"Q-sexual-orientation", "Sexual orientation", ANSWERS(orientation_answers),
	DRIVER_NONE, 0},
	[Q_STATE] = {"Q-demos-state", "State of residence, counting D.C. and Puerto Rico", ANSWERS(state_answers),
	DRIVER_NONE, 0},
	[Q_HOWMANY] = {"Q-amazon-use-howmany", "Number of people who order with this account, yourself included",
	ANSWERS(howmany_answers), DRIVER_NONE, 0},
	[Q_HH_SIZE] = {"Q-amazon-use-hh-size", "Number of people who live in the \"household\"",
	ANSWERS(hh_size_answers), Q_HOWMANY, 90},
	[Q_HOW_OFT] = {"Q-amazon-use-how-oft", "Deliveries ordered per month, by everybody who uses the account",
	ANSWERS(how_oft_answers), DRIVER_ACTIVITY, 246},
	[Q_CIGARETTES] = {"Q-substance-use-cigarettes", HOUSEHOLD_WORDING "Smokes cigarettes regularly",
	ANSWERS(cigarettes_answers), DRIVER_NONE, 0},
	[Q_MARIJUANA] = {"Q-substance-use-marijuana", HOUSEHOLD_WORDING "Smokes marijuana regularly",
	ANSWERS(marijuana_answers), Q_CIGARETTES, 60},
	[Q_ALCOHOL] = {"Q-substance-use-alcohol", HOUSEHOLD_WORDING "Drinks alcohol regularly",
	ANSWERS(alcohol_answers), Q_INCOME, 40},
	[Q_DIABETES] = {"Q-personal-diabetes", HOUSEHOLD_WORDING "Has diabetes", ANSWERS(diabetes_answers),
	Q_AGE, 70},
	[Q_WHEELCHAIR] = {"Q-personal-wheelchair", HOUSEHOLD_WORDING "Uses a wheelchair",
	ANSWERS(wheelchair_answers), Q_AGE, 50},
	[Q_LIFE_CHANGES] = {"Q-life-changes",
	"Changes in 2021, for yourself or anyone who uses the account.\n\nSeveral answers are possible.",
	ANSWERS(life_change_answers), DRIVER_NONE, 0},
	[Q_SELL_YOURS] = {"Q-sell-YOUR-data", "May the shop sell the record of YOUR purchases to other firms?",
	ANSWERS(sell_yours_answers), DRIVER_NONE, 0},
	[Q_SELL_CONSUMER] = {"Q-sell-consumer-data",
	"May firms in general sell what they know of consumers' purchases?",
	ANSWERS(sell_consumer_answers), Q_SELL_YOURS, 170},
	[Q_SMALL_BIZ] = {"Q-small-biz-use",
	"Large firms gather and sell purchase records. Should small firms get them free of charge, to keep up?",
	ANSWERS(small_biz_answers), DRIVER_NONE, 0},
	[Q_CENSUS] = {"Q-census-use", "Should the Census Bureau add purchase records to its surveys?",
	ANSWERS(census_answers), Q_SMALL_BIZ, 60},
	[Q_RESEARCH] = {"Q-research-society",
	"Should researchers study changes in society (for instance a pandemic) with purchase records?",
	ANSWERS(research_answers), Q_CENSUS, 80}
};

/*
 * How much more or less than others an answer lets a user buy, as a power of
 * two in 100ths, in the order of the answers above.
 */
static const int income_activity[] = {-20, -65, -40, -5, 20, 50, 105};
static const int howmany_activity[] = {-5, 25, 35, 45};

/* How far an income group leans to the dearer of similar products, in percent; below zero: the cheaper. */
static const int income_price_tilt[] = {0, -12, -7, 0, 4, 9, 15};

#endif /* QUESTIONS_H */
