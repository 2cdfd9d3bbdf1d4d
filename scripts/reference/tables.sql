-- tables.md: what is loaded, logged and set

\qecho '# Tables, logs and status'
\qecho
SELECT pg_temp.section('raw');
\qecho
SELECT pg_temp.section('ecom');
