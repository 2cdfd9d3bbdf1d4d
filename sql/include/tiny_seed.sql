-- A handful of rows with every kind of dirt: 4 respondents, 5 buyers, 24 lines.
COPY raw.amazon_purchases FROM STDIN CSV;
2021-01-05,10.00,1.0,CA,Green  Tea,B000000001,TEA,R_ann
2021-01-05,10.00,1.0,CA,Green  Tea,B000000001,TEA,R_ann
2021-01-06,10.00,1.0,CA,Green  Tea,B000000001,TEA,R_ann
2021-03-10,"$1,299.00",2.0,TX,Laptop &amp; Bag,B000000002,NOTEBOOK_COMPUTER,R_ann
2021-12-24,19.99,1.0,,,B000000003,,R_ann
2022-01-15,5.00,3,ca,Green Tea,B000000001,TEA,R_ann
2022-12-01,25.00,1.0,CA,A Novel,316925284,ABIS_BOOK,R_ann
2021-01-20,50.00,1.0,TX,Gift Card in a box,B000000004,GIFT_CARD,R_bob
2021-02-20,50.00,1.0,Texas,Gift Card in a Box,B000000004,GIFT_CARD,R_bob
2/21/2021,50.00,1.0,48,Gift Card in a Box,b000000004,GIFT_CARD,R_bob
2021-12-31,7.25,4.0,TX,Pens,,OFFICE,R_bob
2021-06-01,12.50,1.0,,A Novel,0316925284,ABIS_BOOK,R_cleo
2022-02-01,1.99,2.0,Ontario,Pens,,,R_cleo
2022-12-31,30.00,1.0,NY,Headphones,B000000005,HEADPHONES,R_dan
2017-12-31,10.00,1.0,CA,Green Tea,B000000001,TEA,R_ann
2999-01-01,10.00,1.0,CA,Green Tea,B000000001,TEA,R_ann
2021-02-30,10.00,1.0,CA,Green Tea,B000000001,TEA,R_ann
,10.00,1.0,CA,Green Tea,B000000001,TEA,R_ann
2021-01-07,free,1.0,CA,Green Tea,B000000001,TEA,R_ann
2021-01-07,,1.0,CA,Green Tea,B000000001,TEA,R_ann
2021-01-07,(5.00),1.0,CA,Green Tea,B000000001,TEA,R_ann
2021-01-07,10.00,1.5,CA,Green Tea,B000000001,TEA,R_ann
2021-01-07,10.00,0,CA,Green Tea,B000000001,TEA,R_ann
2021-01-07,10.00,1.0,CA,Green Tea,B000000001,TEA,
\.
COPY raw.survey (survey_responseid, q_demos_age, q_demos_hispanic, q_demos_race, q_demos_education, q_demos_income, q_demos_gender,
	q_sexual_orientation, q_demos_state, q_amazon_use_howmany, q_amazon_use_hh_size, q_amazon_use_how_oft, q_life_changes,
	q_sell_your_data) FROM STDIN CSV;
R_ann,25 - 34 years,No,"White or Caucasian,Asian",Bachelor's degree,"$50,000 - $74,999",Female,heterosexual (straight),California,1 (just me!),2,5 - 10 times per month,"Lost a job ,Had a child",Yes if I get part of the profit
R_bob,65 and older,Yes,Other,"Graduate or professional degree (MA, MS, MBA, PhD, JD, MD, DDS, etc)",Less than $25000,Male,prefer not to say,Texas,2,4+,Less than 5 times per month,,No
R_cleo,18 - 24 years,No,Asian,Prefer not to say,Prefer not to say,Other,LGBTQ+,I did not reside in the United States,3,3,More than 10 times per month,,I don't know
R_eve,35 - 44 years,,,,"$150,000 or more",Female,,Puerto Rico,4+,1 (just me!),,,
\.
COPY raw.fields FROM STDIN CSV;
Survey ResponseID,Key of the answer
Q-demos-age,"How old
are you?"
Q-sell-YOUR-data,May we?
\.
SELECT count(*) AS census_years FROM ecom.load_bundled_census();
