select 'pg_transform'::regclass::oid as class, t.oid as object, 0 as sub,
       null::oid as parent_class, null::oid as parent_object, 0 as parent_sub,
       format('FOR %s LANGUAGE %I', format_type(t.trftype, null), l.lanname) as name,
       nullif(t.trffromsql::oid, 0)::regprocedure::text as from_sql,
       nullif(t.trftosql::oid, 0)::regprocedure::text as to_sql
from pg_transform t
join pg_language l on l.oid = t.trflang
