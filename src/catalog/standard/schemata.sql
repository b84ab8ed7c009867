select schema_name as schema,
       null as relation,
       null as name,
       json_build_object('schema_owner', schema_owner) as attributes
from information_schema.schemata
