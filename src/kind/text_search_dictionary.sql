select 'pg_ts_dict'::regclass::oid as class, d.oid as object, 0 as sub,
       'pg_namespace'::regclass::oid as parent_class, d.dictnamespace as parent_object, 0 as parent_sub,
       d.dictname as name,
       quote_ident(n.nspname) || '.' || quote_ident(t.tmplname) as template,
       d.dictinitoption as options
from pg_ts_dict d
join pg_ts_template t on t.oid = d.dicttemplate
join pg_namespace n on n.oid = t.tmplnamespace
where d.oid >= 16384
