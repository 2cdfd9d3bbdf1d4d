"""
The models of peer_pipeline.sql as Parquet files, by Polars: lazy queries, streamed into files, with as many threads as there are cores.
Prints "STEP<tab>SECONDS" lines, then the facts' rows and revenue.

    polars_pipeline.py FOLDER STATE_CODES.csv STATE_DEMOGRAPHICS.csv
"""
import sys
import time
from pathlib import Path

import polars as pl
from polars import col

FILES = Path("polars")
COLUMNS = ["order_date", "purchase_price_per_unit", "quantity", "shipping_address_state", "title", "product_code", "category", "survey_responseid"]
SURVEY = {"survey_responseid": "user_key", "q_demos_age": "age_group", "q_demos_income": "income_bracket", "q_demos_gender": "gender",
          "q_demos_hispanic": "is_hispanic", "q_demos_education": "education", "q_amazon_use_hh_size": "household_size_cat"}
SEGMENT = ["age_group", "income_bracket", "gender", "is_hispanic", "education", "household_size_cat"]
PURCHASE = ["survey_responseid", "order_date", "state", "unit_price", "quantity", "product_code"]
MONTH, YEAR = col("date_key").dt.truncate("1mo"), col("date_key").dt.year()


def read(name):
    return pl.scan_parquet(FILES / f"{name}.parquet")


def write(name, query):
    query.sink_parquet(FILES / f"{name}.parquet")


def load(folder, codes, demographics):
    strings = {"infer_schema": False}
    write("amazon_purchases", pl.scan_csv(f"{folder}/amazon-purchases.csv", new_columns=COLUMNS, **strings))
    survey = pl.scan_csv(f"{folder}/survey.csv", **strings)
    names = survey.collect_schema().names()
    write("survey", survey.rename({name: name.strip().lower().replace(" ", "_").replace("-", "_") for name in names}))
    write("state_codes", pl.scan_csv(codes, **strings))
    write("state_demographics", pl.scan_csv(demographics, schema_overrides={"state_fips": pl.String}))


def cleaned(name):
    text = col(name).str.strip_chars().str.to_uppercase()
    return pl.when(text != "").then(text)


def stg_amazon_purchases():
    title = col("title").str.strip_chars().str.replace_all(r"\s+", " ").str.replace_all("&amp;", "&", literal=True)
    respondent = col("survey_responseid").str.strip_chars()
    lines = read("amazon_purchases").select(
        pl.when(respondent != "").then(respondent).alias("survey_responseid"),
        col("order_date").str.to_date("%Y-%m-%d"),
        cleaned("shipping_address_state").alias("state"),
        col("purchase_price_per_unit").str.to_decimal(scale=2).alias("unit_price"),
        col("quantity").cast(pl.Float64).cast(pl.Int32),
        cleaned("product_code").alias("product_code"),
        pl.when(title != "").then(title).alias("title"),
        cleaned("category").fill_null("UNKNOWN").alias("category"))
    valid = lines.filter(
        col("survey_responseid").is_not_null(), col("order_date").is_between(pl.date(2018, 1, 1), pl.lit(time.strftime("%Y-%m-%d")).str.to_date()),
        col("unit_price") > 0, col("quantity") > 0)
    write("stg_amazon_purchases", valid.unique(PURCHASE, keep="first"))


def most_frequent(column):
    return (read("stg_amazon_purchases").filter(col("product_code").is_not_null()).group_by("product_code", column).len()
            .sort(["len", column], descending=[True, False]).unique("product_code", keep="first", maintain_order=True)
            .select(col("product_code").alias("product_key"), column))


def refinement():
    staged, survey, codes = read("stg_amazon_purchases"), read("survey"), read("state_codes")
    answers = survey.select(*(col(name).alias(alias) for name, alias in SURVEY.items()), "q_demos_state").join(
        codes.select(col("state_name").alias("q_demos_state"), col("postal_code").alias("home_state")), on="q_demos_state", how="left")
    users = pl.concat([survey.select(user_key="survey_responseid"), staged.select(user_key="survey_responseid")]).unique()
    write("dim_user", users.join(answers, on="user_key", how="left").with_columns(col(SEGMENT).fill_null("Unknown")).drop("q_demos_state"))
    write("dim_product", pl.concat([most_frequent("category").join(most_frequent("title"), on="product_key"),
                                    pl.LazyFrame({"product_key": ["UNKNOWN"], "category": ["UNKNOWN"], "title": ["Unknown"]})]))
    placed = (staged.join(read("dim_user"), left_on="survey_responseid", right_on="user_key")
              .with_columns(final_state=pl.coalesce("state", "home_state"), order_value=col("unit_price") * col("quantity").cast(pl.Decimal(10, 0)),
                            survey_year=col("order_date").dt.year().cast(pl.Int64))
              .join(codes.rename({"postal_code": "final_state"}), on="final_state", how="left"))
    write("ref_orders_enriched", placed.join(read("state_demographics").drop("state_name"), on=["state_fips", "survey_year"], how="left").with_columns(
        is_gift_card=col("category").str.ends_with("GIFT_CARD")))
    write("fct_orders", placed.select(user_key="survey_responseid", date_key="order_date", state_key=col("state_fips").fill_null("00"),
                                      product_key=col("product_code").fill_null("UNKNOWN"), quantity="quantity", unit_price="unit_price",
                                      order_value="order_value"))


def money(value):
    return value.cast(pl.Float64).round(2)


SALES = [pl.len().alias("orders_count"), col("quantity").sum().alias("total_units"), col("order_value").sum().alias("total_revenue")]
USERS = col("user_key").n_unique()
AVERAGE = money(col("total_revenue").cast(pl.Float64) / col("orders_count")).alias("avg_order_value")


def marts():
    fact, users = read("fct_orders"), read("dim_user")
    write("mart_sales_by_state_m_y", fact.group_by(MONTH.alias("month"), "state_key").agg(*SALES, USERS.alias("active_users")).with_columns(AVERAGE))
    write("mart_sales_by_category_m_y", fact.join(read("dim_product"), on="product_key").group_by(MONTH.alias("month"), "category").agg(*SALES)
          .with_columns(AVERAGE))
    write("mart_customer_segment_metrics", fact.join(users, on="user_key").group_by(YEAR.alias("year"), *SEGMENT).agg(*SALES, USERS.alias("segment_users"))
          .with_columns(AVERAGE))
    sold = fact.filter(col("product_key") != "UNKNOWN").group_by(YEAR.cast(pl.String).alias("period"), "product_key").agg(
        units=col("quantity").sum(), revenue=col("order_value").sum())
    sold = pl.concat([sold, sold.group_by("product_key").agg(col("units", "revenue").sum()).select(pl.lit("all").alias("period"), "product_key", "units", "revenue")])

    def rank(column):
        # equal ones by the key, as they are sorted
        return (-col(column)).rank("ordinal").over("period")

    ranked = sold.sort("product_key").with_columns(rank_by_revenue=rank("revenue"), rank_by_units=rank("units"))
    write("mart_top_products", ranked.filter((col("rank_by_revenue") <= 50) | (col("rank_by_units") <= 50)).join(read("dim_product"), on="product_key"))
    write("mart_revenue_by_income_state", fact.join(users, on="user_key").group_by("income_bracket", "state_key").agg(
        SALES[0], SALES[2], USERS.alias("active_users")).with_columns(AVERAGE))
    years = fact.group_by("state_key", YEAR.alias("year").cast(pl.Int64)).agg(SALES[2], pl.len().alias("total_orders"), USERS.alias("active_users"))
    revenue = col("total_revenue").cast(pl.Float64)
    write("mart_revenue_vs_income_state_year", years.join(
        read("state_demographics").drop("state_name"), left_on=["state_key", "year"], right_on=["state_fips", "survey_year"], how="left").with_columns(
            revenue_per_capita=(revenue / col("total_population")).round(6), revenue_per_user=money(revenue / col("active_users"))))


def cohort():
    fact = read("fct_orders")
    first = fact.group_by("user_key").agg(cohort_month=col("date_key").min().dt.truncate("1mo"))
    active = fact.join(first, on="user_key").group_by("cohort_month", MONTH.alias("month")).agg(active_users=USERS, total_revenue=col("order_value").sum())
    months = (col("month").dt.year() - col("cohort_month").dt.year()) * 12 + col("month").dt.month().cast(pl.Int32) - col("cohort_month").dt.month()
    write("mart_cohort_retention", active.join(first.group_by("cohort_month").agg(cohort_size=pl.len()), on="cohort_month").with_columns(
        months_after=months, retention_pct=(100 * col("active_users") / col("cohort_size")).round(1)))


def timed(step, *arguments):
    start = time.perf_counter()
    step(*arguments)
    print(f"{step.__name__}\t{time.perf_counter() - start:.3f}")


FILES.mkdir(exist_ok=True)
timed(load, *sys.argv[1:4])
for step in (stg_amazon_purchases, refinement, marts, cohort):
    timed(step)
rows, revenue = read("fct_orders").select(pl.len(), col("order_value").sum()).collect(engine="streaming").row(0)
print(f"{rows}|{revenue}")
