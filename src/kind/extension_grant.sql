with member as materialized (
  select d.classid, d.objid, d.refobjid as extension
  from pg_depend d
  where d.deptype = 'e'
    and d.refclassid = 'pg_extension'::regclass
),
held as (
  select 'pg_proc'::regclass::oid as class, p.oid as object, 0 as sub, p.proowner as owner, p.proacl as acl, 'f'::"char" as type,
         case p.prokind when 'p' then 'PROCEDURE ' else 'FUNCTION ' end || p.oid::regprocedure as words, null as col
  from pg_proc p
  join member m on m.classid = 'pg_proc'::regclass and m.objid = p.oid
  union all
  select 'pg_class'::regclass, c.oid, 0, c.relowner, c.relacl, case c.relkind when 'S' then 's' else 'r' end::"char",
         case c.relkind when 'S' then 'SEQUENCE ' else 'TABLE ' end || c.oid::regclass, null
  from pg_class c
  join member m on m.classid = 'pg_class'::regclass and m.objid = c.oid
  where c.relkind in ('r', 'p', 'v', 'm', 'f', 'S')
  union all
  select 'pg_class'::regclass, c.oid, a.attnum, c.relowner, a.attacl, 'c', 'TABLE ' || c.oid::regclass, quote_ident(a.attname)
  from pg_attribute a
  join pg_class c on c.oid = a.attrelid
  join member m on m.classid = 'pg_class'::regclass and m.objid = c.oid
  where (a.attacl is not null
         or exists (select from pg_init_privs i
                    where i.classoid = 'pg_class'::regclass and i.objoid = c.oid and i.objsubid = a.attnum))
    and a.attnum > 0
    and not a.attisdropped
  union all
  select 'pg_type'::regclass, t.oid, 0, t.typowner, t.typacl, 'T', 'TYPE ' || t.oid::regtype, null
  from pg_type t
  join member m on m.classid = 'pg_type'::regclass and m.objid = t.oid
  union all
  select 'pg_namespace'::regclass, n.oid, 0, n.nspowner, n.nspacl, 'n', 'SCHEMA ' || quote_ident(n.nspname), null
  from pg_namespace n
  union all
  select 'pg_language'::regclass, l.oid, 0, l.lanowner, l.lanacl, 'l', 'LANGUAGE ' || quote_ident(l.lanname), null
  from pg_language l
  union all
  select 'pg_foreign_data_wrapper'::regclass, w.oid, 0, w.fdwowner, w.fdwacl, 'F',
         'FOREIGN DATA WRAPPER ' || quote_ident(w.fdwname), null
  from pg_foreign_data_wrapper w
  union all
  select 'pg_foreign_server'::regclass, s.oid, 0, s.srvowner, s.srvacl, 'S', 'FOREIGN SERVER ' || quote_ident(s.srvname), null
  from pg_foreign_server s
),
members as (
  -- What is neither changed nor set by the extension's script is as PostgreSQL gives it, and nothing to tell.
  select m.extension, h.words, h.col, h.owner,
         coalesce(h.acl, acldefault(h.type, h.owner)) as acl,
         coalesce(i.initprivs, acldefault(h.type, h.owner)) as initial
  from member m
  join held h on h.class = m.classid and h.object = m.objid
  left join pg_init_privs i on i.classoid = m.classid and i.objoid = m.objid and i.objsubid = h.sub
  where h.acl is not null or i.initprivs is not null
),
granted as (
  select m.extension, m.words, m.col, m.owner, e.grantee,
         coalesce(json_agg(distinct e.privilege_type order by e.privilege_type) filter (where e.held), '[]') as privileges,
         coalesce(json_agg(distinct e.privilege_type order by e.privilege_type)
                  filter (where e.held and e.is_grantable and e.grantee <> m.owner), '[]') as grantable,
         coalesce(json_agg(distinct e.privilege_type order by e.privilege_type)
                  filter (where not e.held), '[]') as initial_privileges,
         coalesce(json_agg(distinct e.privilege_type order by e.privilege_type)
                  filter (where not e.held and e.is_grantable and e.grantee <> m.owner), '[]') as initial_grantable
  from members m
  cross join lateral (
    select true as held, a.* from aclexplode(m.acl) a
    union all
    select false, a.* from aclexplode(m.initial) a
  ) e
  group by m.extension, m.words, m.col, m.owner, e.grantee
)
select null::oid as class, null::oid as object, 0 as sub,
       'pg_extension'::regclass::oid as parent_class, g.extension as parent_object, 0 as parent_sub,
       g.words || coalesce(' (' || g.col || ')', '') || ' of '
         || case when g.grantee = 0 then 'public' when g.grantee = g.owner then 'its owner'
                 else quote_ident(pg_get_userbyid(g.grantee)) end as name,
       g.words as object,
       g.col as column,
       case when g.grantee = 0 then 'public' else pg_get_userbyid(g.grantee) end as role,
       json_build_object('privileges', g.privileges, 'grantable', g.grantable) as rights,
       json_build_object('privileges', g.initial_privileges, 'grantable', g.initial_grantable) as initial
from granted g
where g.privileges::text <> g.initial_privileges::text
   or g.grantable::text <> g.initial_grantable::text
