/*
 * Survey answers and days of the week as enums: 4 bytes a value, sorted as people expect, text to BI tools.
 * Labels are the survey's own words, in the order of the brackets; 'Unknown' stands last.
 */

CREATE TYPE ecom.age_group AS ENUM
	('18 - 24 years', '25 - 34 years', '35 - 44 years', '45 - 54 years', '55 - 64 years', '65 and older', 'Unknown');
COMMENT ON TYPE ecom.age_group IS 'Age of the respondent, youngest first';

CREATE TYPE ecom.income_bracket AS ENUM
	('Less than $25,000', '$25,000 - $49,999', '$50,000 - $74,999', '$75,000 - $99,999', '$100,000 - $149,999',
	 '$150,000 or more', 'Prefer not to say', 'Unknown');
COMMENT ON TYPE ecom.income_bracket IS 'Household income before taxes in USD a year, lowest first';

CREATE TYPE ecom.education AS ENUM
	('Some high school or less', 'High school diploma or GED', 'Bachelor''s degree', 'Graduate or professional degree',
	 'Prefer not to say', 'Unknown');
COMMENT ON TYPE ecom.education IS 'Highest level of education completed, lowest first';

CREATE TYPE ecom.gender AS ENUM ('Female', 'Male', 'Other', 'Prefer not to say', 'Unknown');
COMMENT ON TYPE ecom.gender IS 'Gender as the respondent describes it';

CREATE TYPE ecom.sexual_orientation AS ENUM ('heterosexual (straight)', 'LGBTQ+', 'prefer not to say', 'Unknown');
COMMENT ON TYPE ecom.sexual_orientation IS 'Sexual orientation as the respondent describes it';

CREATE TYPE ecom.people AS ENUM ('1 (just me!)', '2', '3', '4+', 'Unknown');
COMMENT ON TYPE ecom.people IS 'Number of people in a household, or who share an account';

CREATE TYPE ecom.purchase_frequency AS ENUM
	('Less than 5 times per month', '5 - 10 times per month', 'More than 10 times per month', 'Unknown');
COMMENT ON TYPE ecom.purchase_frequency IS 'How often the respondent says to order, rarest first';

CREATE TYPE ecom.survey_answer AS ENUM
	('Yes', 'Yes if I get part of the profit', 'Yes if consumers get part of the profit', 'I stopped in the recent past',
	 'No', 'I don''t know', 'Prefer not to say', 'Unknown');
COMMENT ON TYPE ecom.survey_answer IS 'Answer to a yes-or-no question, with the ways around it that the survey offers';

CREATE TYPE ecom.day_of_week AS ENUM ('MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT', 'SUN');
COMMENT ON TYPE ecom.day_of_week IS 'Day of the week, Monday first as in ISO 8601';
