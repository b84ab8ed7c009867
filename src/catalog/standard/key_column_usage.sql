select table_schema as schema,
       table_name as relation,
       constraint_name as name,
       json_build_object(
         'columns', string_agg(column_name::text, ', ' order by ordinal_position)
       ) as attributes
from information_schema.key_column_usage
group by table_schema, table_name, constraint_name
