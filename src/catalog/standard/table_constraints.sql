select c.table_schema as schema,
       c.table_name as relation,
       c.constraint_name as name,
       json_build_object(
         'constraint_type', c.constraint_type,
         'is_deferrable', c.is_deferrable,
         'initially_deferred', c.initially_deferred,
         -- From 15.
         'nulls_distinct', to_jsonb(c) ->> 'nulls_distinct'
       ) as attributes
from information_schema.table_constraints c
