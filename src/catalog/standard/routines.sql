-- The standard tells overloaded routines apart by a specific name of its own choice. PostgreSQL's ends with the OID,
-- which gives the signature, and whether this is an aggregate, for which the standard has no word.
select r.routine_schema as schema,
       null as relation,
       quote_ident(p.proname) || '(' || oidvectortypes(p.proargtypes) || ')' as name,
       json_build_object(
         'prokind', p.prokind,
         'routine_type', coalesce(r.routine_type, 'none'),
         'data_type', case
           when r.data_type is null then 'none'
           when r.data_type not in ('ARRAY', 'USER-DEFINED') then r.data_type
           else (select format_type(t.oid, null) from pg_type t join pg_namespace n on n.oid = t.typnamespace
                 where n.nspname = r.type_udt_schema and t.typname = r.type_udt_name) end,
         'external_language', r.external_language
       ) as attributes
from information_schema.routines r
join pg_proc p on p.oid = substring(r.specific_name from '_(\d+)$')::oid
