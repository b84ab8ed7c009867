select 'pg_foreign_data_wrapper'::regclass::oid as class, w.oid as object, 0 as sub,
       null::oid as parent_class, null::oid as parent_object, 0 as parent_sub,
       w.fdwname as name,
       (select quote_ident(n.nspname) || '.' || quote_ident(p.proname)
        from pg_proc p join pg_namespace n on n.oid = p.pronamespace where p.oid = w.fdwhandler) as handler,
       (select quote_ident(n.nspname) || '.' || quote_ident(p.proname)
        from pg_proc p join pg_namespace n on n.oid = p.pronamespace where p.oid = w.fdwvalidator) as validator,
       w.fdwoptions as options
from pg_foreign_data_wrapper w
