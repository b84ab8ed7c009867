select 'pg_type'::regclass::oid as class, t.oid as object, 0 as sub,
       'pg_namespace'::regclass::oid as parent_class, t.typnamespace as parent_object, 0 as parent_sub,
       t.typname as name,
       format_type(t.typbasetype, t.typtypmod) as base,
       case when t.typcollation <> b.typcollation
            then (select quote_ident(n.nspname) || '.' || quote_ident(l.collname)
                  from pg_collation l join pg_namespace n on n.oid = l.collnamespace
                  where l.oid = t.typcollation) end as collation,
       coalesce(pg_get_expr(t.typdefaultbin, 0), quote_literal(t.typdefault)) as default,
       t.typnotnull as not_null,
       -- From 17 on, NOT NULL is a constraint as well.
       n.conname as not_null_constraint,
       case when n.conname !~ '_not_null[0-9]*$' then n.conname end as not_null_name,
       (select coalesce(json_agg(json_build_object(
                 'name', k.conname,
                 'definition', regexp_replace(pg_get_constraintdef(k.oid), ' NOT VALID$', ''),
                 'validated', k.convalidated) order by k.conname), '[]')
        from pg_constraint k where k.contypid = t.oid and k.contype = 'c') as constraints
from pg_type t
join pg_type b on b.oid = t.typbasetype
left join pg_constraint n on n.contypid = t.oid and n.contype = 'n'
where t.typtype = 'd'
  and t.oid >= 16384
