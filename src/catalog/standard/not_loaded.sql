-- What information_schema shows as if users had made it, but an extension or a range type did. A catalog has only the
-- extension or the type.
select 'relation' as kind, n.nspname::text as schema, c.relname::text as name
from pg_depend d
join pg_class c on d.classid = 'pg_class'::regclass and c.oid = d.objid
join pg_namespace n on n.oid = c.relnamespace
where d.deptype = 'e'
union all
select 'routine', n.nspname, quote_ident(p.proname) || '(' || oidvectortypes(p.proargtypes) || ')'
from pg_depend d
join pg_proc p on d.classid = 'pg_proc'::regclass and p.oid = d.objid
join pg_namespace n on n.oid = p.pronamespace
-- The constructors of a range type depend on it internally.
where d.deptype in ('e', 'i')
union all
select 'domain', n.nspname, t.typname
from pg_depend d
join pg_type t on d.classid = 'pg_type'::regclass and t.oid = d.objid
join pg_namespace n on n.oid = t.typnamespace
where d.deptype = 'e'
union all
select 'schema', n.nspname, ''
from pg_depend d
join pg_namespace n on d.classid = 'pg_namespace'::regclass and n.oid = d.objid
where d.deptype = 'e'
