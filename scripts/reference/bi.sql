-- bi.md: the views that BI tools read

\qecho '# Views for BI tools'
\qecho
\qecho 'A role that may read them, and the marts under them, needs one call: [ecom.grant_read()](functions.md#grant_read).'
\qecho
SELECT pg_temp.section('bi');
