select table_schema as schema,
       table_name as relation,
       null as name,
       json_build_object(
         'check_option', check_option,
         'view_definition', trim(trailing ';' from view_definition)
       ) as attributes
from information_schema.views
