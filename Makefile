# ecom_analytics: build, install and test with PGXS; demo and check in a private cluster.
#
#   make demo                      try it: everything private, nothing of the system's server is touched
#   make demo FILES=/path          the same with your own order files: a folder of exports of Amazon, Shopify, WooCommerce
#   make demo-stop                 end it and remove its files
#   make dashboard                 the dashboard, on loopback, over the database of DATABASE_URL or the PG* variables
#   make screenshots               docs/screenshots, of the dashboard of make demo
#   make docs                      docs/reference, from the catalog of a private database with the extension
#   make check                     build with warnings as errors and run every test, privately
#   make check TESTS="csv demo"    only these parts; regress:clean is a single test, TESTS=help says what there is
#   make check-fuzz                hostile values for every function, statements that sqlsmith invents: a quarter of an hour
#   make check-memory              the regression tests under the address and undefined behaviour sanitizers
#   make check-citus               what make check tests of Citus alone: three nodes; PG_CONFIG names a server that has it
#   make check-superset            a real Superset, dbt, data frames, and CDNOW's customers: downloads a gigabyte, so it is no part of make check
#   make bench                     files to marts beside plain SQL, DuckDB and Polars, and refreshes of changes, privately
#   make bench-load                the loader alone
#   make format                    clang-format, as .clang-format says
#   make && make install           for your own server; PG_CONFIG=/path/to/pg_config chooses which
#   make deb                       Debian packages of the extension and of the dashboard, in build/deb
#   make dist                      the archive for PGXN, in build, of the commit that is checked out
#   make release                   keep the install script of this version, which from then on stays as it is
#   make installcheck              run the regression tests against your own running server
#   make clean                     remove what was built
#   make help                      this

EXTENSION = ecom_analytics
EXTVERSION := $(shell sed -n "s/^default_version = '\(.*\)'/\1/p" ecom_analytics.control)

MODULE_big = ecom_analytics
# Each room is a folder: test/rooms.sh says which may use which.
OBJS = $(patsubst %.c,%.o,$(sort $(wildcard src/*.c src/*/*.c)))

# Views depend on views: the order of the sections is part of the script.
SECTIONS = \
	sql/install/01-schemas.sql \
	sql/install/02-types.sql \
	sql/install/03-clean.sql \
	sql/install/04-census-answer.sql \
	sql/install/04-settings.sql \
	sql/install/05-raw.sql \
	sql/install/06-calendar.sql \
	sql/install/07-line-set.sql \
	sql/install/08-load.sql \
	sql/install/09-file-formats.sql \
	sql/install/10-census.sql \
	sql/install/12-exact-sum.sql \
	sql/install/13-ratios.sql \
	sql/install/14-products.sql \
	sql/install/15-customer-base.sql \
	sql/install/16-baskets.sql \
	sql/install/17-prices.sql \
	sql/install/18-packed-rows.sql \
	sql/install/20-staging.sql \
	sql/install/22-survey.sql \
	sql/install/30-fact.sql \
	sql/install/31-coverage.sql \
	sql/install/32-dimensions.sql \
	sql/install/33-product-rankings.sql \
	sql/install/34-enriched.sql \
	sql/install/35-baskets.sql \
	sql/install/36-price-changes.sql \
	sql/install/40-cohort.sql \
	sql/install/50-mart-sales.sql \
	sql/install/51-mart-customers.sql \
	sql/install/52-mart-products.sql \
	sql/install/53-mart-income.sql \
	sql/install/54-mart-customer-value.sql \
	sql/install/55-mart-baskets.sql \
	sql/install/56-mart-prices.sql \
	sql/install/60-bi-marts.sql \
	sql/install/61-bi-years.sql \
	sql/install/62-bi-income.sql \
	sql/install/63-bi-baskets.sql \
	sql/install/63-bi-customers.sql \
	sql/install/63-bi-prices.sql \
	sql/install/64-bi-comments.sql \
	sql/install/69-refresh-log.sql \
	sql/install/70-graph.sql \
	sql/install/70-row-rules.sql \
	sql/install/71-freshness.sql \
	sql/install/72-refresh.sql \
	sql/install/73-status.sql \
	sql/install/74-lineage.sql \
	sql/install/75-data-tests.sql \
	sql/install/76-known-categories.sql \
	sql/install/77-built-in-tests.sql \
	sql/install/78-measure-tests.sql \
	sql/install/79-basket-tests.sql \
	sql/install/79-price-tests.sql \
	sql/install/79-customer-tests.sql \
	sql/install/79-bi-data.sql \
	sql/install/79-row-tests.sql \
	sql/install/80-schedule.sql \
	sql/install/90-access.sql \
	sql/install/95-upgrade.sql \
	sql/install/96-scale-out.sql \
	sql/install/97-table-columns.sql \
	sql/install/99-dump.sql

MODULEDIR = ecom_analytics
# Scripts of former versions, as they were released: what upgrades start from.
RELEASED = $(patsubst sql/upgrade/%.gz,sql/%,$(wildcard sql/upgrade/ecom_analytics--*.sql.gz))
DATA_built = $(sort sql/ecom_analytics--$(EXTVERSION).sql $(RELEASED))
DATA = $(wildcard data/census/acs5_state_*.json sql/upgrade/ecom_analytics--*--*.sql)

# One test a concept, each independent of the others.  The real rows are not part of the project.
REGRESS = clean calendar line_set exact_sum packed_rows products ranking_parts cohort customers baskets basket_counts prices census load load_header load_columns load_records load_files load_tables load_faults load_copy load_ledger load_undo file_formats staging hostile refinement coverage income mart bi bi_data freshness table_parts own_models refresh row_rules refresh_log model_fill distributed status check row_tests settings access security install pipeline
ISOLATION = check_and_refresh refresh_and_change refresh_and_changed_model refresh_and_load refresh_and_locks refresh_and_read refresh_and_refresh refresh_of_new_lines refresh_of_parts load_concurrent load_changing
OPEN_ECOMMERCE_DIR ?= $(CURDIR)/../shared/data/open-ecommerce
ifneq ($(wildcard $(OPEN_ECOMMERCE_DIR)/amazon-purchases.csv),)
export OPEN_ECOMMERCE_DIR
REGRESS += real_rows
endif

# The test that needs test/census_server.py; make check starts it and says where it keeps its files.
ifneq ($(CENSUS_SERVER_DIR),)
REGRESS += census_api
endif

SHLIB_LINK = -lz $(shell curl-config --libs) -lcjson
# A hash of what the library is made from, by which models know that they were built by another one.
SOURCES_HASH := $(shell cat $(sort $(wildcard src/*.c src/*/*.[ch])) | sha256sum | cut -c 1-16)
PG_CPPFLAGS = -Isrc -DECOM_VERSION='"$(EXTVERSION)"' -DECOM_SOURCES='"$(SOURCES_HASH)"' $(shell curl-config --cflags)
# -Wextra, less what PostgreSQL's own macros and calling conventions set off
PG_CFLAGS = -Wall -Wextra -Wno-unused-parameter -Wno-sign-compare -Wno-missing-field-initializers $(if $(WERROR),-Werror)
EXTRA_CLEAN = build

# Goals that look after themselves: they install what they need, and build in a private place.
PRIVATE_GOALS = help demo demo-stop dashboard screenshots docs check check-fuzz check-memory check-citus check-superset bench bench-load format deb dist release
ifneq ($(filter $(PRIVATE_GOALS),$(MAKECMDGOALS)),)

.PHONY: $(PRIVATE_GOALS)
help:
	@sed -n 's/^#   //p' $(firstword $(MAKEFILE_LIST))
demo:
	@scripts/demo/demo.sh start
demo-stop:
	@scripts/demo/demo.sh stop
dashboard:
	@dashboard/start.sh
screenshots:
	@scripts/screenshots.sh
docs:
	@scripts/docs.sh
check:
	@test/check.sh $(TESTS)
check-fuzz:
	@test/check.sh fuzz
check-memory:
	@test/check.sh memory
check-citus:
	@test/check.sh citus
check-superset:
	@test/check.sh superset dbt frames cdnow
bench:
	@bench/pipeline.sh
bench-load:
	@bench/load.sh
deb:
	@scripts/deb.sh
dist:
	@scripts/dist.sh
release:
	@scripts/release.sh
format:
	clang-format -i src/*.c src/*/*.[ch] test/*.[ch] data/generator/*.[ch]

else

# pg_config on PATH, else the newest where Debian, Red Hat and a source build put it.
ifeq ($(origin PG_CONFIG),undefined)
PG_CONFIG := $(shell scripts/find_pg_config.sh)
endif
PGXS := $(if $(PG_CONFIG),$(shell $(PG_CONFIG) --pgxs 2>/dev/null))
ifeq ($(wildcard $(PGXS)),)
$(error ecom_analytics needs the server's development files (Debian: apt-get install postgresql-server-dev-15); \
where they are installed, name their pg_config: make PG_CONFIG=/path/to/pg_config)
endif
ifeq ($(shell command -v curl-config),)
$(error ecom_analytics needs the development files of libcurl and cJSON (Debian: apt-get install libcurl4-openssl-dev libcjson-dev))
endif
include $(PGXS)

sql/ecom_analytics--$(EXTVERSION).sql: $(SECTIONS) ecom_analytics.control
	cat $(SECTIONS) > $@

sql/ecom_analytics--%.sql: sql/upgrade/ecom_analytics--%.sql.gz
	gzip -dc $< > $@

$(OBJS) $(OBJS:.o=.bc): $(wildcard src/*/*.h) ecom_analytics.control
src/ecom_analytics.o src/ecom_analytics.bc: $(wildcard src/*/*.c)

build/generate: $(wildcard data/generator/*.[ch] data/generator/tables/*.h)
	mkdir -p build
	$(CC) -std=c11 -O2 -Wall -Wextra $(if $(WERROR),-Werror) -o $@ $(filter %.c,$^)

endif
