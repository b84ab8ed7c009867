select 'pg_foreign_data_wrapper'::regclass::oid as class, w.oid as object, 0 as sub,
       null::oid as parent_class, null::oid as parent_object, 0 as parent_sub,
       w.fdwname as name,
       json_build_object(
         'handler', (select quote_ident(n.nspname) || '.' || quote_ident(p.proname)
                     from pg_proc p join pg_namespace n on n.oid = p.pronamespace where p.oid = w.fdwhandler),
         'validator', (select quote_ident(n.nspname) || '.' || quote_ident(p.proname)
                       from pg_proc p join pg_namespace n on n.oid = p.pronamespace where p.oid = w.fdwvalidator),
         'options', coalesce(to_json(w.fdwoptions), '[]')
       ) as attributes
from pg_foreign_data_wrapper w
