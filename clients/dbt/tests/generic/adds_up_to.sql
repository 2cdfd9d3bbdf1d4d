{#- The sum of a column is that of the same column of another source, to the cent #}
{% test adds_up_to(model, column_name, other) %}

select a.total, b.total as other_total
from (select coalesce(sum({{ column_name }}), 0) as total from {{ model }}) a
cross join (select coalesce(sum({{ column_name }}), 0) as total from {{ other }}) b
where a.total <> b.total

{% endtest %}
