select d.domain_schema as schema,
       null as relation,
       d.domain_name as name,
       json_build_object(
         'data_type', case
           when d.data_type not in ('ARRAY', 'USER-DEFINED') then d.data_type
           else (select format_type(t.oid, null) from pg_type t join pg_namespace n on n.oid = t.typnamespace
                 where n.nspname = d.udt_schema and t.typname = d.udt_name) end,
         'length', coalesce(d.character_maximum_length::text,
                            case when d.data_type = 'numeric' then d.numeric_precision::text end,
                            d.datetime_precision::text,
                            'none'),
         'has_default', case when d.domain_default is null then 'NO' else 'YES' end
       ) as attributes
from information_schema.domains d
