/*
 * generate_tables.h
 *		Words and frequencies for generate.c.
 *
 * The frequencies are the published shape of the Open e-commerce 1.0 dataset;
 * every word of a title, brand or tail category is invented here.  Lists of
 * words are kept as one string with '|' between the words, because a list of a
 * dozen short words reads better on one line than as a dozen C strings.
 * generate.c splits them once at the start.
 *
 * This header is included by generate.c only.
 */
#ifndef GENERATE_TABLES_H
#define GENERATE_TABLES_H

#include <stdint.h>

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

/* ---------------------------------------------------------------- survey --- */

#define SURVEY_RESPONDENTS 5027

typedef struct Answer
{
	const char *text;
	int			count;			/* respondents who gave it, of SURVEY_RESPONDENTS */
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
	const char *wording;		/* what fields.csv says about the column */
	const Answer *answers;
	int			answer_count;
	int			driver;
	int			strength;		/* of the driver, in 256ths; the rest is chance */
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
	char		code[3];
	int			growth;
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

/* -------------------------------------------------------------- calendar --- */

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
	int			year,
				month,
				day;
}			sales_days[] = {
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
	int			first,
				last,
				share;
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

/* -------------------------------------------------------------- products --- */

typedef enum ThemeId
{
	T_BOOK, T_MEDIA, T_GIFT, T_PET, T_FOOD, T_HEALTH, T_BEAUTY, T_APPAREL, T_JEWELRY, T_ELECTRONICS, T_HOME,
	T_KITCHEN, T_CLEANING, T_TOYS, T_OFFICE, T_CRAFT, T_TOOLS, T_AUTO, T_GARDEN, T_SPORT, T_BABY, THEME_COUNT
} ThemeId;

/*
 * In templates, %b is a brand, %N the noun of the category, %a an adjective,
 * %f a feature, %v a variant, %s a size, %u an audience and # a number.  Books
 * and media use the features for their subjects.
 */
typedef struct Theme
{
	int			median_cents;	/* of the theme's composed categories */
	int			price_spread;	/* log2 of the price: standard deviation in 100ths */
	int			tilt;			/* growth beyond that of all shopping, per mille and year */
	int			reorder;		/* percent of lines that buy something bought before, if there is such */
	int			several;		/* percent of lines with a quantity above one */
	const char *openings;		/* templates of a title's beginning */
	const char *parts;			/* templates of what may follow */
	const char *adjectives;
	const char *features;
	const char *variants;
	const char *sizes;
	const char *audiences;
	const char *modifiers;		/* composed categories are modifier + noun */
	const char *nouns;
} Theme;

#define COMMON_OPENINGS "%b %N|%b %a %N|%b %a %N|%b %a %a %N|%a %N by %b|%a %a %N by %b"
#define COMMON_PARTS "%f|%f|%f|%f|%f|%f|%v|%s|for %u"
#define COLOURS "Black|White|Navy Blue|Charcoal Grey|Forest Green|Rose Pink|Beige|Burgundy|Teal|Sky Blue|" \
	"Light Brown|Lavender|Mustard Yellow|Silver|Multicolor"
static const int numbers[] = {
	2, 3, 4, 5, 6, 8, 10, 12, 15, 16, 18, 20, 24, 30, 36, 40, 48, 50, 60, 72, 90, 100, 120, 180, 240,
	250
};

static const Theme themes[THEME_COUNT] = {
	[T_BOOK] = {
		1199, 85, -160, 1, 2,
		"The %a %n|The %n of the %a %n|%a %n|A %n for the %a %n|%f: A %a Guide|The %n and the %n|"
		"%f for Beginners|The Little Book of %f|The %a %n's %n|Everyday %f|%f in # Days|%n, %n and %f|"
		"How to Think About %f|A %a History of %f",
		"A Novel|%v|%v|The %a %n Series, Book #|# Ways to Live with %f|A Memoir of %f|Stories of the %a %n|"
		"%f for %u|The Complete Guide to %f",
		"Silent|Golden|Hidden|Last|Crooked|Winter|Paper|Hollow|Distant|Burning|Quiet|Salt|Midnight|Borrowed|"
		"Patient|Northern|Forgotten|Wild|Honest|Unlikely",
		"Bread Baking|Watercolor|Home Repair|Public Speaking|Modern Gardening|Data Modeling|Family Finance|"
		"Mindful Eating|Algebra|World Mythology|Weeknight Cooking|Bird Watching|Creative Writing|"
		"Organic Chemistry|Knitting|American Rivers|Puppy Training|Sleep|Friendship|City Planning",
		"Paperback Edition|Revised Edition|Second Edition|Illustrated|Large Print|Boxed Set|"
		"Anniversary Edition|With Workbook",
		"Edition #",
		"Kids|Parents|Students|Teachers|Curious People|Busy Families",
		"Pocket|Student",
		"Harbor|Lantern|Orchard|Daughter|Mapmaker|River|Kingdom|Promise|Garden|Fox|Letter|Mountain|Season|"
		"Clockwork|Sparrow|Island|Bridge|Archive|Stranger|Lighthouse"
	},
	[T_MEDIA] = {
		1399, 80, -90, 2, 2,
		"The %a %f [%N]|%a %f [%N]|%f of %a %f - %N|%b: The %a %f [%N]|%N: %f %f|The %f and the %f [%N]|"
		"%N - The %a %f",
		"%v|%s|Season #|The Complete Collection|Volume #|with Bonus Tracks|Live at the %f",
		"Electric|Crimson|Velvet|Broken|Endless|Neon|Lonely|Second|Silver|Restless|Lucky|Northbound",
		"Highway|Summer|Heartbeat|Galaxy|Avenue|Carnival|Detective|Horizon|Thunder|Waltz|Frontier|"
		"Masquerade|Echo|Getaway|Skyline",
		"Deluxe Edition|Remastered|Blu-ray|DVD|Widescreen|Special Edition|Limited Edition|Digital Copy",
		"# Discs|#-Disc Set|# Minutes",
		"Family|Teens|Collectors",
		"Vinyl|Digital|Collector|Documentary|Vintage|Karaoke|Concert|Animated",
		"Record|Soundtrack|Film Set|Game Disc|Audio Cassette|Sheet Music|Video Tape|Media Sleeve|Song Book|"
		"Game Card|Movie Poster"
	},
	[T_GIFT] = {
		5000, 90, -50, 5, 4,
		"%b %v Gift Card|%b Gift Card|%b eGift Card|%b Gift Card in a %a Box|%b Gift Card in a %a Tin|"
		"%b %v Gift Cards, Multipack of #|%b Physical Gift Card in a %a Card",
		"",
		"Birthday|Holiday|Thank You|Snowflake|Gold Reveal|Floral|Graduation|Baby Stripes",
		"Email Delivery",
		"Coffee|Grill|Pizza|Outfitters|Bakery|Movies|Rides|Games|Home|Spa",
		"Multipack",
		"Everyone",
		"Reload",
		"Gift Card"
	},
	[T_PET] = {
		1299, 85, 70, 85, 8,
		COMMON_OPENINGS, COMMON_PARTS,
		"Grain Free|Natural|Crunchy|Tender|Washable|Durable|Gentle|Freeze Dried|Vet Approved|Small Batch",
		"with Real Chicken|Rich in Omega Oils|No Artificial Colors|Supports Healthy Joints|Easy to Digest|"
		"Non-Slip Bottom|Chew Resistant Stitching|Odor Control|High Protein Recipe|Made with Brown Rice|"
		"Calming Formula|Resealable Bag|Safe for Daily Use",
		"Chicken & Rice|Salmon|Beef & Barley|Turkey & Pumpkin|Duck & Pea|Lamb|Tuna in Gravy|Grey|Blue",
		"# lb Bag|# Count|#-Pack|# oz Cans, Case of #|Pack of #|Small|Medium|Large",
		"Adult Dogs|Puppies|Indoor Cats|Kittens|Senior Dogs|Small Breeds|Rabbits and Guinea Pigs|Parakeets",
		"Puppy|Kitten|Aquarium|Bird|Rabbit|Reptile|Hamster|Senior Dog",
		"Training Pad|Grooming Brush|Chew Treat|Water Bowl|Travel Carrier|Nail Clipper|Shampoo Bar|"
		"Scratch Post|Bedding Liner|Cage Mat|Heat Lamp|Food Scoop"
	},
	[T_FOOD] = {
		899, 90, 110, 55, 12,
		COMMON_OPENINGS, COMMON_PARTS,
		"Organic|Roasted|Unsalted|Sweetened|Gluten Free|Whole Grain|Spicy|Dark|Classic|Kosher|Low Sodium|"
		"Crispy",
		"No Added Sugar|Non GMO|Ready in # Minutes|Single Serve Packets|Vegan Friendly|Keto Friendly|"
		"Good Source of Fiber|Resealable Pouch|Great for Lunch Boxes|No Preservatives|Slow Roasted|"
		"# Grams of Protein per Serving|Family Recipe|Product of the Pacific Coast",
		"Dark Chocolate|Vanilla Bean|Sea Salt|Honey Almond|Cinnamon Apple|Lemon Ginger|Original|"
		"Peanut Butter|Smoky Barbecue|Wild Berry|Garlic & Herb",
		"# Ounce|Pack of #|# Count|# oz, Pack of #|#.# Ounce|# fl oz Bottles|Case of #",
		"Snacking|Baking|Kids|the Office|Hiking|Coffee Makers|Salads and Soups",
		"Organic|Smoked|Frozen|Dried|Spiced|Instant|Pickled|Sprouted|Roasted",
		"Bean Dip|Rice Cake|Pancake Syrup|Pasta Shell|Lentil Mix|Mushroom Powder|Salad Dressing|Berry Jam|"
		"Granola Cluster|Tofu Block|Pepper Flake|Broth Cube"
	},
	[T_HEALTH] = {
		1399, 80, 55, 58, 5,
		COMMON_OPENINGS, COMMON_PARTS,
		"Extra Strength|Daily|Vegan|Fast Acting|Non-Drowsy|High Potency|Sugar Free|Buffered|Chewable|Raw",
		"Third Party Tested|Supports Immune Health|No Fillers|# mg per Serving|Promotes Restful Sleep|"
		"Easy to Swallow|Non GMO and Gluten Free|Doctor Formulated|Made in a Certified Facility|"
		"with Black Pepper Extract|Bone and Joint Support|Energy and Metabolism Support|Time Release Formula",
		"Unflavored|Berry Flavor|Orange Flavor|Lemon Lime|Mint|Tropical Punch",
		"# Capsules|# Tablets|# Softgels|# Count|# Servings|Pack of #|# fl oz",
		"Women|Men|Adults|Seniors|Athletes|Men and Women",
		"Knee|Wrist|Sinus|Sleep|Digestive|Foot|Travel|Back|Eye",
		"Support Wrap|Relief Patch|Herbal Drop|Care Kit|Pill Organizer|Cooling Gel|Test Strip|"
		"Compression Sleeve|Balm Stick|Massage Roller|Heating Pad|Rinse Bottle"
	},
	[T_BEAUTY] = {
		1099, 80, 50, 30, 4,
		COMMON_OPENINGS, COMMON_PARTS,
		"Hydrating|Matte|Fragrance Free|Nourishing|Brightening|Long Lasting|Silky|Sulfate Free|Cruelty Free|"
		"Vegan",
		"with Hyaluronic Acid|Infused with Argan Oil|Dermatologist Tested|for All Skin Types|"
		"Lightweight Formula|Vitamin C and E|Non Greasy Finish|Reduces Look of Fine Lines|"
		"Travel Friendly Bottle|Smooths and Defines|Water Resistant up to # Hours|with Aloe and Shea Butter|"
		"Salon Quality Results",
		"Rose|Coconut|Lavender|Unscented|Nude Beige|Deep Brown|Cherry Red|Ivory|Golden Blonde|Eucalyptus",
		"# fl oz|# oz|Pack of #|# ml|Set of #|# Count",
		"Dry Skin|Sensitive Skin|Curly Hair|Oily Skin|Fine Hair|Women and Men|Mature Skin",
		"Travel|Bamboo|Silicone|Charcoal|Argan|Salon|Mini|Rose|Coconut",
		"Makeup Sponge|Lash Curler|Nail File|Hair Roller|Face Roller|Lip Mask|Cuticle Cream|Brow Pencil|"
		"Body Scrub|Spray Bottle|Beard Oil|Shower Cap"
	},
	[T_APPAREL] = {
		2099, 75, 55, 3, 2,
		COMMON_OPENINGS "|%u %N by %b|%b %u %a %N|%b %u %N|%b %u %a %a %N", "%f|%f|%f|%f|%f|%f|%f|%v|%s",
		"Casual|Slim Fit|High Waisted|Breathable|Soft|Stretch|Lightweight|Oversized|Classic|Vintage|Cozy|"
		"Ribbed",
		"Moisture Wicking Fabric|with Pockets|Crew Neck|Long Sleeve|Machine Washable|Quick Dry|"
		"Tagless Comfort|Elastic Waistband|Relaxed Fit|Reinforced Seams|Cotton Blend|Non Slip Sole|"
		"Adjustable Straps|Button Down Front|Regular and Plus Sizes",
		COLOURS,
		"Small|Medium|Large|X-Large|XX-Large|Size #|#-Pack|# Pairs|#\" Inseam",
		"Womens|Mens|Girls|Boys|Unisex Adult|Toddlers|Juniors",
		"Linen|Fleece|Denim|Thermal|Knit|Running|Wool|Satin|Corduroy",
		"Vest|Jumpsuit|Cardigan|Legging|Poncho|Scarf|Overall|Blazer|Kimono|Neck Gaiter|Work Apron|Ankle Sock"
	},
	[T_JEWELRY] = {
		1399, 85, 30, 2, 2,
		COMMON_OPENINGS, COMMON_PARTS,
		"Dainty|Hypoallergenic|Gold Plated|Sterling Silver|Vintage|Minimalist|Stackable|Waterproof|Braided|"
		"Genuine",
		"Cubic Zirconia Stones|Adjustable Chain|Gift Box Included|Nickel Free|Tarnish Resistant|"
		"Magnetic Clasp|Stainless Steel Buckle|RFID Blocking|Polarized Lenses|Personalized Initial|"
		"Lightweight Frame|Hand Finished Edges",
		"Gold|Rose Gold|Silver|Black Leather|Brown|Turquoise|Pearl White|Two Tone",
		"# mm|# Pairs|#\" Chain|Set of #|#-Pack",
		"Women|Men|Teen Girls|Bridesmaids|Mom|Everyday Wear",
		"Charm|Leather|Crystal|Pearl|Titanium|Travel|Wooden|Enamel|Beaded",
		"Anklet|Cufflink|Brooch|Locket|Watch Box|Ring Holder|Hair Pin|Bangle|Tie Clip|Key Fob|Coin Purse"
	},
	[T_ELECTRONICS] = {
		1799, 115, -30, 7, 4,
		COMMON_OPENINGS, "%f|%f|%f|%f|%f|%f|%v|%s|Compatible with %u",
		"Wireless|Braided|Fast Charging|Portable|Universal|Rechargeable|Noise Cancelling|Ultra Slim|"
		"Waterproof|High Speed|Foldable|Dual Band",
		"USB C to USB A|Built-in Microphone|# Hour Battery Life|Plug and Play|Shockproof Corners|4K Ultra HD|"
		"LED Indicator|Overcharge Protection|Anti-Scratch Coating|Bluetooth 5.# Connection|Magnetic Mount|"
		"Supports Wireless Charging|#W Output|Touch Control|Aluminum Housing|Tempered Glass",
		"Black|Space Grey|White|Silver|Midnight Blue|Rose Gold|Clear",
		"#ft|#-Pack|#GB|# Inch|#mAh|Pack of #|#\" Screen",
		"Most Phones|Laptops|Tablets|Home Theater|Smart TV|Game Consoles|Travel|Desktop PC|Car Dashboard",
		"Smart|Solar|Gaming|Fiber Optic|Bluetooth|Rackmount|Action Camera|Coaxial|Dash",
		"Signal Booster|Cable Sleeve|Lens Filter|Docking Station|Voltage Meter|Antenna Mast|Memory Reader|"
		"Wall Charger|Controller Grip|Cooling Pad|Doorbell Chime|Turntable Belt"
	},
	[T_HOME] = {
		2199, 95, 70, 3, 5,
		COMMON_OPENINGS, COMMON_PARTS,
		"Modern|Farmhouse|Plush|Blackout|Rustic|Ultra Soft|Hypoallergenic|Adjustable|Minimalist|Decorative|"
		"Sturdy",
		"Easy Assembly|Machine Washable|Thermal Insulated|Non Slip Backing|Solid Wood Legs|Warm White Light|"
		"Deep Pocket|Fade Resistant|Wrinkle Free Microfiber|Hidden Zipper|Space Saving Design|"
		"Remote Control Included|Wall Mounted|Hardware Included|All Season Comfort",
		COLOURS,
		"Queen Size|King Size|Twin Size|#\" x #\"|#\" Wide|Set of #|#-Tier|#-Pack|# Panels",
		"Bedroom|Living Room|Bathroom|Kids Room|Entryway|Home Office|Dorm Room|Nursery",
		"Velvet|Rattan|Ceramic|Bamboo|Metal|Oak|Marble|Folding|Linen",
		"Accent Table|Throw Cover|Vase|Wall Clock|Bed Skirt|Storage Ottoman|Door Mat|Lamp Shade|Closet Rod|"
		"Laundry Hamper|Shower Curtain|Photo Ledge"
	},
	[T_KITCHEN] = {
		1599, 90, 70, 6, 5,
		COMMON_OPENINGS, COMMON_PARTS,
		"Nonstick|Stainless Steel|BPA Free|Insulated|Collapsible|Stackable|Leakproof|Heavy Duty|Reusable|"
		"Ceramic",
		"Dishwasher Safe|Oven Safe to # Degrees|with Airtight Lids|Easy Grip Handle|Double Wall Vacuum|"
		"Food Grade Silicone|Keeps Drinks Cold for # Hours|Microwave Safe|Removable Drip Tray|"
		"Pour Over Design|Adjustable Thickness|Measurement Marks|Rust Resistant",
		COLOURS,
		"# oz|# Quart|Set of #|# Cup|# Inch|#-Piece|#-Pack|# Count|#\" Diameter",
		"Home Chefs|Camping|Meal Prep|Coffee Lovers|Baking|Restaurants|Small Kitchens",
		"Cast Iron|Glass|Copper|Bamboo|Silicone|Electric|Mini|Porcelain|Outdoor",
		"Garlic Press|Spice Rack|Cutting Board|Egg Cooker|Cake Stand|Bread Box|Tea Infuser|Soup Ladle|"
		"Waffle Iron|Wine Stopper|Ice Mold|Napkin Holder"
	},
	[T_CLEANING] = {
		1399, 80, 70, 28, 7,
		COMMON_OPENINGS, COMMON_PARTS,
		"Heavy Duty|Concentrated|Plant Based|Unscented|Multi Surface|Disposable|Tear Resistant|Septic Safe|"
		"Foaming",
		"Removes Tough Stains|Fresh Linen Scent|Drawstring Closure|Streak Free Shine|Cuts Through Grease|"
		"No Harsh Chemicals|Biodegradable Formula|Works on Hardwood and Tile|Extra Absorbent Layers|"
		"Eliminates Odors at the Source|Free of Dyes|Safe Around Kids and Pets",
		"Lavender|Lemon|Ocean Breeze|Fragrance Free|Citrus|Pine",
		"# Count|# fl oz|Pack of #|# Rolls|# Loads|# Gallon|# oz Refill",
		"Kitchen and Bath|Floors|Laundry|Glass and Mirrors|Carpets|Stainless Steel",
		"Microfiber|Bathroom|Drain|Window|Carpet|Oven|Reusable|Steam",
		"Mop Refill|Scrub Pad|Duster Head|Stain Remover|Descaling Tablet|Dish Wand|Lint Sheet|Squeegee|"
		"Trash Liner|Polish Cloth|Bleach Pen|Air Freshener"
	},
	[T_TOYS] = {
		1699, 85, 15, 2, 3,
		COMMON_OPENINGS, COMMON_PARTS,
		"Educational|Remote Control|Plush|Collectible|Magnetic|Glow in the Dark|Wooden|Interactive|Giant|"
		"Sensory",
		"Ages # and Up|STEM Learning Fun|for 2 to # Players|Includes # Pieces|Great Birthday Gift|"
		"Fast Family Fun|Articulated Joints|Storage Bag Included|No Batteries Needed|Encourages Imagination|"
		"Soft and Huggable|Easy to Learn Rules|Party Favors and Stocking Stuffers",
		"Dinosaurs|Space Rangers|Farm Friends|Unicorn|Race Team|Mermaid|Dragon|Rainbow",
		"# Pieces|#-Pack|#\" Tall|Set of #|# Cards",
		"Kids|Toddlers|Boys and Girls|Family Game Night|Adults and Teens|Preschoolers|Collectors",
		"Wooden|Water|Magnetic|Plush|Foam|Musical|Bath|Inflatable|Dress Up",
		"Puppet|Play Tent|Marble Run|Train Track|Doll House|Slime Kit|Spinning Top|Kite|Toy Sword|Card Game|"
		"Bubble Wand|Ride On"
	},
	[T_OFFICE] = {
		1199, 85, 45, 10, 6,
		COMMON_OPENINGS, COMMON_PARTS,
		"Fine Point|Ruled|Self Adhesive|Heavyweight|Ergonomic|Refillable|Clear|Spiral Bound|Letter Size|"
		"Assorted",
		"Smooth Quick Drying Ink|Acid Free Paper|Laser and Inkjet Compatible|Peel and Seal|Tabbed Dividers|"
		"Smudge Proof|Holds up to # Sheets|Monthly and Weekly Pages|High Yield|Perforated Pages|"
		"Non-Slip Base|Writes on Most Surfaces",
		"Black Ink|Blue Ink|Assorted Colors|White|Pastel Colors|Kraft Brown",
		"# Count|#-Pack|# Sheets|Box of #|#\" x #\"|Pack of #",
		"Home Office|School|Teachers|Shipping|Students|Small Business|Bullet Journals",
		"Desktop|Hanging|Magnetic|Recycled|Legal|Expanding|Laminated|Mesh",
		"File Folder|Desk Pad|Pencil Cup|Binder Clip|Index Card|Paper Tray|Label Maker|Bookend|Stapler|"
		"White Board|Push Pin|Name Badge"
	},
	[T_CRAFT] = {
		1199, 80, 50, 5, 5,
		COMMON_OPENINGS, COMMON_PARTS,
		"Acrylic|Non Toxic|Vibrant|Assorted|Double Sided|Glitter|Water Based|Soft|Premium|Self Healing",
		"Rich Pigments|Ideal for Scrapbooking|Blends Smoothly|Precut Shapes|Washable and Safe|"
		"Step by Step Guide|for Canvas, Wood and Fabric|Includes Storage Case|Weather Resistant|Low Odor|"
		"Soft and Easy to Knit|Permanent Bond",
		"Metallic|Pastel|Primary Colors|Ivory|Neon|Earth Tones|Rainbow",
		"# Colors|# Pieces|# Yards|# oz|#-Pack|#\" x #\"|Set of #",
		"Beginners|Kids|Artists|Card Making|Resin Crafts|Classrooms|Party Decorations",
		"Quilting|Felt|Resin|Embroidery|Clay|Leather|Macrame|Candle",
		"Hoop|Bead Kit|Stencil Set|Needle Case|Cutting Mat|Mold Tray|Dye Pack|Ribbon Roll|Loom|Wax Bead|"
		"Sketch Pad|Glue Stick"
	},
	[T_TOOLS] = {
		1499, 100, 65, 7, 6,
		COMMON_OPENINGS, COMMON_PARTS,
		"Heavy Duty|Cordless|Galvanized|Adjustable|Universal|Brushed Nickel|Waterproof|Compact|"
		"Energy Saving|Brass",
		"Lifetime Replacement|Corrosion Resistant|Fits Standard Outlets|Easy Installation|Carbon Steel Blade|"
		"#V Battery Included|Non Slip Handle|Leak Proof Seal|Mounting Screws Included|Dimmable|#00 Lumens|"
		"High Temperature Rated|Indoor and Outdoor Use",
		"Black|Chrome|Brushed Nickel|Bronze|White|Yellow",
		"#-Pack|# Piece Set|# Inch|# ft|1/#\"|Pack of #",
		"Garage|Bathroom|Kitchen Faucets|Woodworking|Plumbing|Drywall|Outdoor Use",
		"Cordless|Hex|Pipe|Magnetic|Folding|Masonry|Digital|Copper|Angle",
		"Socket Set|Clamp|Level Gauge|Drill Guide|Wire Stripper|Hinge|Faucet Valve|Work Light|Sanding Disc|"
		"Door Latch|Caulk Gun|Rivet Tool"
	},
	[T_AUTO] = {
		1899, 100, 65, 3, 4,
		COMMON_OPENINGS, COMMON_PARTS,
		"Universal|Heavy Duty|All Weather|Custom Fit|Chrome|Replacement|Waterproof|Synthetic|Tinted|Premium",
		"Fits Most Cars and Trucks|Direct Replacement|Easy Clip Installation|UV Protection|Anti Slip Backing|"
		"Reduces Engine Noise|Tool Free Setup|OE Quality Materials|Long Lasting Gloss|#V Power Socket",
		"Black|Carbon Fiber|Grey|Red|Tan|Chrome",
		"#-Pack|# Piece Set|# oz|#\" Wide|Set of #",
		"Cars|SUVs and Trucks|Motorcycles|RVs|Sedans|Pickup Trucks",
		"Truck|Motorcycle|Trailer|Headlight|Engine|Tire|Steering|Brake",
		"Floor Liner|Wiper Blade|Seat Organizer|Air Filter|Wax Spray|Tie Down|Fuse Kit|Mirror Cover|"
		"Cup Insert|Sun Shade|Gear Knob|Oil Funnel"
	},
	[T_GARDEN] = {
		1699, 95, 65, 5, 6,
		COMMON_OPENINGS, COMMON_PARTS,
		"Outdoor|Solar Powered|Heirloom|Weatherproof|Organic|Expandable|Hanging|Foldable|Galvanized|"
		"Rust Proof",
		"Repels Mosquitoes|Drought Tolerant|UV Resistant Fabric|Drip Free Nozzle|Easy to Grow|"
		"Pet Safe Formula|Sturdy Steel Frame|Attracts Hummingbirds|Feeds up to # Weeks|Automatic Shut Off|"
		"Covers # Square Feet",
		"Green|Terracotta|Brown|Grey|Mixed Colors|Bronze",
		"#-Pack|# ft|# Gallon|#\" Tall|# lb|Set of #",
		"Patio|Vegetable Beds|Indoor Plants|Lawn|Backyard|Camping|Raised Beds",
		"Solar|Raised Bed|Hanging|Terracotta|Patio|Lawn|Hummingbird|Compost",
		"Planter Box|Hose Nozzle|Plant Stake|Bird Bath|Seed Tray|Pest Trap|Fire Pit|Rain Gauge|Garden Glove|"
		"Soil Mix|Tree Wrap|Wind Chime"
	},
	[T_SPORT] = {
		1899, 90, 40, 3, 3,
		COMMON_OPENINGS, COMMON_PARTS,
		"Lightweight|Adjustable|Non Slip|Foldable|Pro Grade|Breathable|Insulated|Tactical|Weighted|Compact",
		"Sweat Resistant|Carrying Bag Included|High Density Foam|Extra Thick|Quick Release Buckle|"
		"Padded Straps|Tested for # Miles|Reflective Details|Full Body Workout|Shock Absorbing Liner|"
		"Holds up to #0 Pounds",
		"Black|Neon Green|Navy|Orange|Camo|Purple|Grey",
		"#-Pack|# lb|# L|#\" Long|Set of #|# Inch",
		"Home Gym|Hiking|Running|Yoga|Fishing|Cycling|Youth Players|Camping",
		"Yoga|Fishing|Cycling|Climbing|Golf|Swim|Tennis|Hunting|Ski",
		"Grip Tape|Ball Pump|Resistance Loop|Knee Pad|Lure Box|Goggle|Gear Bag|Helmet Liner|Training Cone|"
		"Hydration Pack|Bike Lock|Score Board"
	},
	[T_BABY] = {
		1699, 80, 20, 15, 5,
		COMMON_OPENINGS, COMMON_PARTS,
		"Gentle|BPA Free|Organic Cotton|Hypoallergenic|Foldable|Washable|Silicone|Newborn|Soft|Leak Proof",
		"Pediatrician Recommended|Easy to Clean|Machine Washable|Grows with Your Child|Anti Colic Vent|"
		"Tear Free Formula|Up to # Hours of Dryness|One Hand Fold|No Harsh Fragrance|Safe for Teething",
		"Grey Stars|Blush|Sage Green|Cloud White|Woodland Animals|Blue Whales",
		"# Count|#-Pack|# Months|Set of #|#\" x #\"",
		"Newborns|Infants|Toddlers|Boys and Girls|Parents|Daycare",
		"Diaper|Stroller|Nursing|Crib|Bath|Teething|Toddler|Car Seat",
		"Organizer|Blanket|Bib Set|Bottle Brush|Changing Mat|Night Light|Wipe Case|Safety Gate|Pacifier Clip|"
		"Mobile|Booster|Sock Set"
	}
};

/*
 * The well-known categories: about how many lines each has up to October 2022,
 * what such a product costs, and the nouns of its titles.  Beyond this list the
 * categories are composed from the themes' modifiers and nouns.
 */
typedef struct HeadCategory
{
	const char *name;
	int			lines;
	int			theme;
	int			median_cents;
	const char *nouns;
} HeadCategory;

static const HeadCategory head_categories[] = {
	{"ABIS_BOOK", 83070, T_BOOK, 1249, "Book"},
	{"PET_FOOD", 35922, T_PET, 1499, "Dry Dog Food|Wet Cat Food|Dog Food|Cat Food|Dog Treats"},
	{"GIFT_CARD", 26652, T_GIFT, 5000, "Gift Card"},
	{"SHIRT", 25711, T_APPAREL, 1799, "T-Shirt|Polo Shirt|Button-Down Shirt|Graphic T-Shirt|Flannel Shirt"},
	{"NUTRITIONAL_SUPPLEMENT", 25229, T_HEALTH, 1699,
	"Probiotic Supplement|Collagen Supplement|Fish Oil Supplement|Fiber Supplement|Turmeric Supplement"},
	{"ELECTRONIC_CABLE", 17294, T_ELECTRONICS, 1099,
	"Charging Cable|HDMI Cable|USB Cable|Ethernet Cable|Audio Cable"},
	{"HEALTH_PERSONAL_CARE", 15826, T_HEALTH, 1199,
	"Personal Care Set|First Aid Kit|Pain Relief Cream|Cotton Swabs"},
	{"PANTS", 15500, T_APPAREL, 2599, "Jogger Pants|Yoga Pants|Chino Pants|Cargo Pants"},
	{"SHOES", 14600, T_APPAREL, 3799, "Running Shoes|Walking Shoes|Slip-On Shoes|Sneaker Shoes"},
	{"CELLULAR_PHONE_CASE", 13400, T_ELECTRONICS, 1199, "Phone Case|Wallet Phone Case|Clear Phone Case"},
	{"VITAMIN", 13300, T_HEALTH, 1499, "Vitamin D3|Vitamin C Gummies|Multivitamin|Vitamin B12"},
	{"PET_SUPPLIES", 13200, T_PET, 1499, "Pet Supplies Kit|Pee Pads|Pet Hair Remover|Pet Water Fountain"},
	{"ABIS_GIFT_CARD", 13100, T_GIFT, 5000, "Gift Card"},
	{"SKIN_MOISTURIZER", 12900, T_BEAUTY, 1299, "Face Moisturizer|Body Lotion|Hand Cream|Night Moisturizer"},
	{"COFFEE", 11700, T_FOOD, 1899, "Ground Coffee|Coffee Pods|Whole Bean Coffee|Instant Coffee"},
	{"MEDICATION", 11600, T_HEALTH, 1099,
	"Pain Relief Tablets|Allergy Relief|Antacid Tablets|Cold and Flu Relief"},
	{"FOOD", 11000, T_FOOD, 1199, "Food Sampler|Snack Food Box|Cooking Oil|Baking Food Color"},
	{"SOCKS", 10200, T_APPAREL, 1399, "Crew Socks|Ankle Socks|Compression Socks|Wool Socks"},
	{"DRESS", 10100, T_APPAREL, 2699, "Maxi Dress|Summer Dress|Cocktail Dress|T-Shirt Dress"},
	{"HEADPHONES", 9800, T_ELECTRONICS, 2499, "Bluetooth Headphones|Earbuds Headphones|Gaming Headphones"},
	{"GROCERY", 9700, T_FOOD, 449, "Grocery Bundle|Pasta|Canned Tomatoes|Milk|Eggs"},
	{"TOY_FIGURE", 9600, T_TOYS, 1999, "Action Toy Figure|Vinyl Toy Figure|Plush Toy Figure"},
	{"CHARGING_ADAPTER", 9300, T_ELECTRONICS, 1499, "Charging Adapter|USB Wall Charger|Car Charger"},
	{"PET_TOY", 9200, T_PET, 999, "Squeaky Dog Toy|Cat Toy|Chew Toy|Feather Cat Toy"},
	{"SKIN_CLEANING_AGENT", 8900, T_BEAUTY, 999,
	"Facial Cleanser|Body Wash|Hand Soap|Micellar Cleansing Water"},
	{"TOYS_AND_GAMES", 8700, T_TOYS, 1499, "Toy Set|Party Game|Pretend Play Toy|Fidget Toys"},
	{"ABIS_MUSIC", 8500, T_MEDIA, 1099, "Music CD|Vinyl Music Album"},
	{"BLANKET", 8200, T_HOME, 2599, "Throw Blanket|Weighted Blanket|Fleece Blanket"},
	{"PHYSICAL_MOVIE", 8200, T_MEDIA, 1299, "Movie"},
	{"ANIMAL_NUTRITIONAL_SUPPLEMENT", 7700, T_PET, 2299,
	"Dog Joint Supplement|Cat Hairball Supplement|Dog Probiotic"},
	{"BEAUTY", 7700, T_BEAUTY, 1099, "Beauty Tool Set|Makeup Brush Set|Beauty Gift Set"},
	{"TEA", 7500, T_FOOD, 1199, "Green Tea|Herbal Tea Bags|Black Tea|Chai Tea"},
	{"WRITING_INSTRUMENT", 7400, T_OFFICE, 899, "Gel Pens|Ballpoint Pens|Mechanical Pencils|Fountain Pen"},
	{"TABLETOP_GAME", 7400, T_TOYS, 1799, "Tabletop Game|Card Game|Strategy Game|Dice Game"},
	{"SCREEN_PROTECTOR", 7000, T_ELECTRONICS, 899, "Screen Protector|Privacy Screen Protector"},
	{"CLEANING_AGENT", 7000, T_CLEANING, 1099,
	"All Purpose Cleaner|Dish Soap|Glass Cleaner|Toilet Bowl Cleaner"},
	{"SNACK_FOOD_BAR", 7000, T_FOOD, 899, "Granola Bars|Protein Snack Bars|Fruit and Nut Bars"},
	{"ART_CRAFT_KIT", 6700, T_CRAFT, 1399, "Craft Kit|Diamond Art Kit|Painting Kit"},
	{"PROTEIN_SUPPLEMENT_POWDER", 6600, T_HEALTH, 3099, "Whey Protein Powder|Plant Protein Powder"},
	{"DRINKING_CUP", 6400, T_KITCHEN, 1699, "Drinking Cups|Tumbler Cup|Coffee Mug|Travel Cup"},
	{"BATTERY", 6300, T_ELECTRONICS, 1199, "AA Batteries|Coin Cell Battery|Rechargeable Battery"},
	{"PORTABLE_ELECTRONIC_DEVICE_COVER", 6300, T_ELECTRONICS, 1499,
	"Tablet Cover|Earbuds Case Cover|Laptop Sleeve Cover"},
	{"HOME", 5900, T_HOME, 1399, "Home Organizer|Home Decor Accent|Home Storage Bins"},
	{"HERBAL_SUPPLEMENT", 5800, T_HEALTH, 1499,
	"Herbal Supplement|Ashwagandha Herbal Capsules|Elderberry Herbal Syrup"},
	{"OUTDOOR_LIVING", 5600, T_GARDEN, 1699, "Outdoor Cushion|Patio Cover|Outdoor Shade Sail"},
	{"VEGETABLE", 5500, T_FOOD, 299, "Vegetables|Baby Carrots|Vegetable Mix|Spinach"},
	{"COOKIE", 5500, T_FOOD, 499, "Cookies|Sandwich Cookies|Shortbread Cookies"},
	{"LAMP", 5300, T_HOME, 2499, "Table Lamp|Desk Lamp|Floor Lamp|Night Lamp"},
	{"PHYSICAL_VIDEO_GAME_SOFTWARE", 5300, T_MEDIA, 3699, "Video Game"},
	{"CURTAIN", 5300, T_HOME, 1899, "Blackout Curtains|Sheer Curtain Panels|Kitchen Curtains"},
	{"ELECTRONIC_ADAPTER", 5100, T_ELECTRONICS, 1199, "USB Adapter|HDMI Adapter|Audio Adapter"},
	{"ANIMAL_LITTER", 5100, T_PET, 2099, "Clumping Cat Litter|Crystal Cat Litter"},
	{"BOOT", 5000, T_APPAREL, 4199, "Ankle Boots|Rain Boots|Work Boots|Snow Boots"},
	{"KITCHEN", 5000, T_KITCHEN, 1399, "Kitchen Utensil Set|Kitchen Gadget|Kitchen Organizer"},
	{"LIGHT_BULB", 5000, T_TOOLS, 1799, "LED Light Bulbs|Edison Light Bulb|Smart Light Bulb"},
	{"DRINK_FLAVORED", 4800, T_FOOD, 2199, "Sparkling Water|Energy Drink|Flavored Drink Mix"},
	{"STICKER_DECAL", 4700, T_CRAFT, 799, "Vinyl Stickers|Wall Decal|Reward Stickers"},
	{"COAT", 4700, T_APPAREL, 4199, "Puffer Coat|Rain Coat|Winter Coat"},
	{"WALL_ART", 4600, T_HOME, 1699, "Canvas Wall Art|Framed Wall Art|Wall Art Poster"},
	{"EARRING", 4600, T_JEWELRY, 1199, "Hoop Earrings|Stud Earrings|Drop Earrings"},
	{"MINERAL_SUPPLEMENT", 4500, T_HEALTH, 1499, "Magnesium Supplement|Zinc Supplement|Iron Supplement"},
	{"BRA", 4400, T_APPAREL, 2099, "Sports Bra|Wireless Bra|Nursing Bra"},
	{"SWIMWEAR", 4400, T_APPAREL, 2599, "Swimsuit|Swim Trunks|Bikini Swimwear Set"},
	{"HAT", 4300, T_APPAREL, 1499, "Baseball Hat|Beanie Hat|Sun Hat"},
	{"HAIR_STYLING_AGENT", 4200, T_BEAUTY, 1299, "Hair Styling Cream|Hair Gel|Hair Spray"},
	{"COSTUME_OUTFIT", 4200, T_APPAREL, 2799, "Halloween Costume|Cosplay Costume Outfit"},
	{"UNDERPANTS", 4200, T_APPAREL, 1799, "Boxer Briefs Underpants|Cotton Underwear|Bikini Panties"},
	{"CHOCOLATE_CANDY", 4200, T_FOOD, 1399, "Chocolate Candy|Milk Chocolate Bars|Chocolate Truffles"},
	{"TOY_BUILDING_BLOCK", 4200, T_TOYS, 2999, "Building Block Set|Magnetic Building Blocks"},
	{"PAINT", 4200, T_CRAFT, 1399, "Acrylic Paint|Spray Paint|Chalk Paint"},
	{"SPORTING_GOODS", 4100, T_SPORT, 1699, "Sporting Goods Set|Resistance Bands|Dumbbell Set"},
	{"PACKAGED_SOUP_AND_STEW", 4100, T_FOOD, 1199, "Chicken Soup|Vegetable Stew|Ramen Soup"},
	{"BREAKFAST_CEREAL", 4100, T_FOOD, 599, "Breakfast Cereal|Oatmeal Cereal"},
	{"INKJET_PRINTER_INK", 4000, T_OFFICE, 2299, "Ink Cartridge|Printer Ink Combo Pack"},
	{"ADHESIVE_TAPES", 4000, T_TOOLS, 1199, "Packing Tape|Masking Tape|Mounting Tape"},
	{"ART_SUPPLIES", 3950, T_CRAFT, 1199, "Art Supplies Set|Paint Brushes|Art Canvas Panels"},
	{"SNACK_CHIP_AND_CRISP", 3950, T_FOOD, 1299, "Potato Chips|Tortilla Chips|Veggie Crisps"},
	{"BOTTLE", 3950, T_KITCHEN, 1399, "Water Bottle|Spray Bottle|Squeeze Bottle"},
	{"SWEATER", 3950, T_APPAREL, 2799, "Pullover Sweater|Cardigan Sweater|Turtleneck Sweater"},
	{"NECKLACE", 3850, T_JEWELRY, 1399, "Pendant Necklace|Chain Necklace|Choker Necklace"},
	{"LABEL", 3850, T_OFFICE, 999, "Shipping Labels|Thermal Labels|Name Labels"},
	{"SHORTS", 3850, T_APPAREL, 1899, "Athletic Shorts|Denim Shorts|Biker Shorts"},
	{"SAFETY_MASK", 3850, T_HEALTH, 1399, "Disposable Face Mask|Cloth Face Mask|Kids Face Mask"},
	{"MASSAGER", 3800, T_HEALTH, 2699, "Neck Massager|Foot Massager|Handheld Massager"},
	{"HAIR_COLORING_AGENT", 3800, T_BEAUTY, 1199, "Hair Color Cream|Root Touch-Up Hair Color"},
	{"NUT_AND_SEED", 3800, T_FOOD, 999, "Mixed Nuts|Almonds|Chia Seeds|Cashew Nuts"},
	{"WATCH_BAND", 3700, T_ELECTRONICS, 1199, "Watch Band|Sport Watch Band"},
	{"NOODLE", 3700, T_FOOD, 899, "Instant Noodles|Rice Noodles"},
	{"HERB", 3600, T_FOOD, 699, "Dried Herb|Bay Leaf Herb|Fresh Herb Bunch"},
	{"BONDING_ADHESIVES", 3600, T_TOOLS, 999, "Super Glue Adhesive|Wood Glue|Epoxy Adhesive"},
	{"SAUCE", 3600, T_FOOD, 899, "Hot Sauce|Pasta Sauce|Soy Sauce"},
	{"TOWEL", 3600, T_HOME, 1899, "Bath Towel Set|Beach Towel|Kitchen Towels"},
	{"JUICE_AND_JUICE_DRINK", 3600, T_FOOD, 1099, "Apple Juice|Juice Boxes|Tart Cherry Juice"},
	{"CADDY", 3600, T_HOME, 1999, "Shower Caddy|Storage Caddy"},
	{"WASTE_BAG", 3600, T_CLEANING, 1399, "Trash Bags|Compost Bags|Poop Bags"},
	{"PROTEIN_DRINK", 3600, T_HEALTH, 2499, "Protein Shake|Protein Drink"},
	{"INPUT_MOUSE", 3500, T_ELECTRONICS, 1999, "Computer Mouse|Gaming Mouse|Vertical Mouse"},
	{"NIGHTGOWN_NIGHTSHIRT", 3500, T_APPAREL, 1899, "Nightgown|Sleep Nightshirt"},
	{"AUTO_ACCESSORY", 3500, T_AUTO, 1699, "Car Phone Mount|Car Trash Can|Seat Cover"},
	{"BED_LINEN_SET", 3450, T_HOME, 2999, "Bed Sheet Set|Bed Linen Set"},
	{"HANGING_ORNAMENT", 3350, T_HOME, 1499, "Christmas Ornament|Hanging Ornaments"},
	{"THERMOMETER", 3350, T_KITCHEN, 1599, "Meat Thermometer|Digital Thermometer"},
	{"BANNER", 3350, T_CRAFT, 999, "Birthday Banner|Party Banner"},
	{"ENVELOPE", 3350, T_OFFICE, 1399, "Mailing Envelopes|Bubble Mailers|Invitation Envelopes"},
	{"SUGAR_CANDY", 3250, T_FOOD, 1099, "Gummy Candy|Hard Candy|Sour Candy"},
	{"SWEATSHIRT", 3250, T_APPAREL, 2799, "Hoodie Sweatshirt|Crewneck Sweatshirt"},
	{"POWER_STRIP", 3150, T_ELECTRONICS, 1899, "Power Strip|Surge Protector Power Strip"},
	{"DENTAL_FLOSS", 3050, T_HEALTH, 599, "Dental Floss|Floss Picks"},
	{"GIFT_WRAP", 3050, T_CRAFT, 1099, "Gift Wrap Paper|Gift Bags|Tissue Paper"},
	{"SANDAL", 3000, T_APPAREL, 2999, "Sandals|Slide Sandals|Platform Sandals"},
	{"APPAREL", 3000, T_APPAREL, 1699, "Apparel Set|Bodysuit|Arm Sleeves"},
	{"STORAGE_HOOK", 2900, T_HOME, 999, "Wall Hooks|Storage Hooks|Over Door Hook"},
	{"SLIPPER", 2900, T_APPAREL, 2099, "Memory Foam Slippers|House Slippers"},
	{"BACKPACK", 2900, T_SPORT, 2999, "Backpack|Laptop Backpack|School Backpack"},
	{"BOARD_GAME", 2900, T_TOYS, 2099, "Board Game|Family Board Game"},
	{"PAJAMAS", 2900, T_APPAREL, 2299, "Pajama Set|Pajama Pants"},
	{"STRING_LIGHT", 2800, T_HOME, 1899, "String Lights|Fairy String Lights"},
	{"PILLOW", 2750, T_HOME, 2699, "Bed Pillow|Throw Pillow|Memory Foam Pillow"},
	{"FRUIT", 2750, T_FOOD, 499, "Dried Fruit|Fresh Fruit|Fruit Cups"},
	{"INCONTINENCE_PROTECTOR", 2750, T_HEALTH, 2599, "Incontinence Underwear|Incontinence Pads"},
	{"TOOTH_CLEANING_AGENT", 2650, T_HEALTH, 899, "Toothpaste|Whitening Toothpaste"},
	{"EYELID_COLOR", 2650, T_BEAUTY, 899, "Eyeshadow Palette|Eyeliner"},
	{"RUG", 2650, T_HOME, 3999, "Area Rug|Bath Rug|Runner Rug"},
	{"LIGHT_FIXTURE", 2650, T_TOOLS, 2999, "Ceiling Light Fixture|Pendant Light Fixture"},
	{"PLANT_SEED", 2650, T_GARDEN, 1099, "Wildflower Seeds|Tomato Seeds|Herb Garden Seeds"},
	{"SPEAKERS", 2550, T_ELECTRONICS, 3499, "Bluetooth Speaker|Bookshelf Speakers"},
	{"TOILET_PAPER", 2550, T_CLEANING, 2399, "Toilet Paper|Bath Tissue"},
	{"LEGUME", 2550, T_FOOD, 399, "Black Beans|Lentils|Chickpeas"},
	{"POTABLE_WATER_FILTER", 2550, T_KITCHEN, 2499, "Water Filter|Refrigerator Water Filter"},
	{"SKIN_CLEANING_WIPE", 2550, T_BEAUTY, 999, "Makeup Remover Wipes|Hand Wipes"},
	{"PORTABLE_ELECTRONIC_DEVICE_MOUNT", 2450, T_ELECTRONICS, 1499, "Phone Mount|Tablet Mount"},
	{"COFFEE_MAKER", 2450, T_KITCHEN, 3999, "Coffee Maker|French Press Coffee Maker"},
	{"ELECTRIC_FAN", 2450, T_HOME, 3499, "Desk Fan|Tower Fan"},
	{"NOTEBOOK_COMPUTER", 1500, T_ELECTRONICS, 36999, "Laptop|Notebook Computer"},
	{"TELEVISION", 1100, T_ELECTRONICS, 27999, "LED Television|Smart Television"},
	{"MONITOR", 1400, T_ELECTRONICS, 17999, "Computer Monitor|Gaming Monitor"},
	{"MATTRESS", 700, T_HOME, 21999, "Memory Foam Mattress|Hybrid Mattress"},
	{"VACUUM_CLEANER", 2100, T_CLEANING, 7999, "Vacuum Cleaner|Robot Vacuum Cleaner"},
	{"CHAIR", 2100, T_HOME, 7499, "Office Chair|Folding Chair|Accent Chair"},
	{"BLANK_BOOK", 2000, T_OFFICE, 999, "Journal Notebook|Composition Notebook|Sketchbook"}
};

/*
 * The tail: after the head categories come composed ones, until there are
 * CATEGORY_COUNT.  Their lines fall off exponentially from TAIL_LINES,
 * halving every TAIL_HALF_LIFE categories.
 */
#define CATEGORY_COUNT 1871
#define TAIL_LINES 2110
#define TAIL_HALF_LIFE 245

/* Invented brands are one of the first syllables and one of the second. */
static const char brand_heads[] =
	"Vel|Nor|Zu|Kar|Mila|Ter|Bro|Lum|Fen|Oak|Sun|Pra|Dex|Hal|Jor|Cal|Ren|Wil|Tam|Gri|Aer|Bel|Cor|Dun|Ela|Fro|"
	"Gal|Hem|Ivo|Jas|Kel|Lor|Mar|Nim|Ost|Pel|Qui|Ros|Sel|Tru|Umb|Var|Wex|Yar|Zan|Bram|Clo|Thal";
static const char brand_tails[] =
	"vora|nest|tek|mere|lio|wick|brook|dale|zen|ora|field|nix|monde|luxe|way|ster|berry|craft|ly|more|tono|via|"
	"dor|bloom|ridge|peak|well|haus|kin|ette|mora|stone";
static const char brand_suffixes[] = "Home|Co.|Goods|Labs|Naturals|& Sons|Supply|Works|Direct|Studio";
static const char accented_brands[] =
	"Éclora|Maison Bréval|Nordlück|Señora Mía|Crème Solène|Bjørnvik|Café Aurelio|Zürimont|Piñata Roja|"
	"Façonne";

/* Where a title gets a foreign or typographic flourish it is put in front of (or behind) the rest. */
static const char title_prefixes[] = "【New】|【Upgraded】|✅|🎁|ナチュラ|ほしぞら|«Set»";
static const char title_suffixes[] =
	" – Pack of 2| – Value Pack|（Black）| … More Colors|, up to 104°F|, 30 × 40 cm|, ½ Inch| − Improved|"
	" ½ lb|, 15” Wide";

/* How long titles are, in bytes: quantiles at every 16th */
static const int title_lengths[] = {
	20, 42, 54, 64, 74, 84, 95, 106, 117, 129, 142, 156, 170, 184, 195, 202, 206
};
#define BOOK_TITLE_LIMIT 95
#define LONGEST_TITLE 7735

/* What prices end with; the rest (of 1000) keeps whatever cents it has */
static const struct
{
	int			cents,
				share;
}			price_endings[] = {
	{99, 430}, {95, 60}, {0, 45}, {98, 42}, {49, 31}, {97, 23}, {88, 14}, {50, 14}, {90, 14}, {79, 13},
	{89, 12}, {59, 11}, {29, 10}, {39, 10}, {69, 10}
};

/* Gift cards are worth a round amount, in dollars; the more often listed, the more often bought. */
static const int gift_amounts[] = {
	50, 50, 50, 50, 25, 25, 25, 25, 100, 100, 20, 20, 10, 10, 15, 30, 40, 75, 5, 200
};

/* Quantities above one, in the order of how common they are */
static const int quantities[] = {2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 3, 3, 4};
static const int large_quantities[] = {
	5, 5, 5, 5, 5, 6, 6, 6, 6, 7, 8, 8, 10, 10, 12, 12, 15, 20, 24, 30, 43
};

#endif							/* GENERATE_TABLES_H */
