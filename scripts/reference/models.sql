-- models.md: the models of staging, refinement and mart, and the plain views that they are made with

\qecho '# Models'
\qecho
\qecho 'Materialized views that [ecom.refresh()](functions.md#refresh) rebuilds, each after all that it reads; [lineage](lineage.md) shows them in one drawing. The unique index'
\qecho 'of a model states its grain. A model without one has a row per purchase line, for which the data have no key.'
\qecho
SELECT pg_temp.section('staging');
\qecho
SELECT pg_temp.section('refinement');
\qecho
SELECT pg_temp.section('mart');
