select table_schema as schema,
       table_name as relation,
       null as name,
       json_build_object(
         'table_type', table_type,
         'is_typed', is_typed
       ) as attributes
from information_schema.tables
