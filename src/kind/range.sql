select 'pg_type'::regclass::oid as class, t.oid as object, 0 as sub,
       'pg_namespace'::regclass::oid as parent_class, t.typnamespace as parent_object, 0 as parent_sub,
       t.typname as name,
       format_type(r.rngsubtype, null) as subtype,
       case when not o.opcdefault
            then quote_ident(n.nspname) || '.' || quote_ident(o.opcname) end as opclass,
       case when r.rngcollation <> s.typcollation
            then (select quote_ident(n.nspname) || '.' || quote_ident(l.collname)
                  from pg_collation l join pg_namespace n on n.oid = l.collnamespace
                  where l.oid = r.rngcollation) end as collation,
       nullif(r.rngcanonical::regproc::text, '-') as canonical,
       nullif(r.rngsubdiff::regproc::text, '-') as subtype_diff,
       m.typname as multirange,
       case when m.typnamespace <> t.typnamespace then m.typnamespace::regnamespace::text end as multirange_schema
from pg_range r
join pg_type t on t.oid = r.rngtypid
join pg_type s on s.oid = r.rngsubtype
join pg_type m on m.oid = r.rngmultitypid
join pg_opclass o on o.oid = r.rngsubopc
join pg_namespace n on n.oid = o.opcnamespace
where t.oid >= 16384
