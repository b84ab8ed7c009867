with member as materialized (
  select d.classid, d.objid, d.refobjid as extension
  from pg_depend d
  where d.deptype = 'e'
    and d.refclassid = 'pg_extension'::regclass
    -- Nothing else changes what members come with.
    and exists (select from pg_default_acl)
),
held as (
  select m.extension, m.classid, m.objid,
         case p.prokind when 'p' then 'PROCEDURE ' else 'FUNCTION ' end || p.oid::regprocedure as words
  from pg_proc p
  join member m on m.classid = 'pg_proc'::regclass and m.objid = p.oid
  union all
  select m.extension, m.classid, m.objid,
         case c.relkind when 'S' then 'SEQUENCE ' else 'TABLE ' end || c.oid::regclass
  from pg_class c
  join member m on m.classid = 'pg_class'::regclass and m.objid = c.oid
  where c.relkind in ('r', 'p', 'v', 'm', 'f', 'S')
  union all
  select m.extension, m.classid, m.objid, 'TYPE ' || t.oid::regtype
  from pg_type t
  join member m on m.classid = 'pg_type'::regclass and m.objid = t.oid
  -- Arrays, multiranges and the types of rows have no rights of their own.
  where not exists (select from pg_depend d
                    where d.classid = 'pg_type'::regclass and d.objid = t.oid and d.deptype = 'i')
  union all
  select m.extension, m.classid, m.objid, 'SCHEMA ' || quote_ident(s.nspname)
  from pg_namespace s
  join member m on m.classid = 'pg_namespace'::regclass and m.objid = s.oid
),
members as (
  select h.extension, json_agg(h.words order by h.words) as members
  from held h
  -- Where its script gives rights, PostgreSQL takes what default privileges give for the extension's own as well.
  where not exists (select from pg_init_privs i
                    where i.classoid = h.classid and i.objoid = h.objid and i.objsubid = 0)
  group by h.extension
)
select 'pg_extension'::regclass::oid as class, e.oid as object, 0 as sub,
       null::oid as parent_class, null::oid as parent_object, 0 as parent_sub,
       e.extname as name,
       n.nspname as schema,
       e.extrelocatable as relocatable,
       e.extversion as version,
       m.members
from pg_extension e
join pg_namespace n on n.oid = e.extnamespace
left join members m on m.extension = e.oid
-- Every database is made with it.
where e.extname <> 'plpgsql'
