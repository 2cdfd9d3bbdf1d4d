-- From an empty database to refreshed marts. Run it in the folder with the three files.
\echo CREATE EXTENSION, load the files, load the Census figures, refresh:
CREATE EXTENSION ecom_analytics;
\copy raw.amazon_purchases FROM 'amazon-purchases.csv' CSV HEADER
\copy raw.survey FROM 'survey.csv' CSV HEADER
\copy raw.fields FROM 'fields.csv' CSV HEADER
SELECT count(*) AS census_years FROM ecom.load_bundled_census();
SELECT * FROM ecom.refresh();
