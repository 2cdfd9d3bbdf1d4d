{#- The grain: no two rows agree on these columns, and none of them is missing #}
{% test one_row_per(model, columns) %}

select {{ columns | join(', ') }}, count(*) as found
from {{ model }}
group by {{ columns | join(', ') }}
having count(*) > 1 or bool_or({{ columns | join(' is null or ') }} is null)

{% endtest %}
