with held as (
  select 'pg_class'::regclass::oid as class, c.oid as object, 0 as sub, c.relowner as owner, c.relacl as acl,
         case c.relkind when 'S' then 's' else 'r' end::"char" as type
  from pg_class c
  where c.relacl is not null
    and c.relkind in ('r', 'p', 'v', 'm', 'f', 'S')
    and c.oid >= 16384
  union all
  select 'pg_class'::regclass, a.attrelid, a.attnum, c.relowner, a.attacl, 'c'
  from pg_attribute a
  join pg_class c on c.oid = a.attrelid
  where a.attacl is not null
    and not a.attisdropped
    and c.oid >= 16384
  union all
  select 'pg_proc'::regclass, oid, 0, proowner, proacl, 'f'
  from pg_proc
  where proacl is not null
    and oid >= 16384
  union all
  select 'pg_type'::regclass, oid, 0, typowner, typacl, 'T' from pg_type where typacl is not null
  union all
  select 'pg_namespace'::regclass, oid, 0, nspowner, nspacl, 'n'
  from pg_namespace
  where nspacl is not null
  union all
  select 'pg_language'::regclass, oid, 0, lanowner, lanacl, 'l' from pg_language where lanacl is not null
  union all
  select 'pg_foreign_data_wrapper'::regclass, oid, 0, fdwowner, fdwacl, 'F'
  from pg_foreign_data_wrapper
  where fdwacl is not null
  union all
  select 'pg_foreign_server'::regclass, oid, 0, srvowner, srvacl, 'S' from pg_foreign_server where srvacl is not null
),
granted as (
  select h.class, h.object, h.sub, h.owner, e.grantee,
         coalesce(json_agg(distinct e.privilege_type order by e.privilege_type) filter (where e.held), '[]') as privileges,
         -- The owner may always grant.
         coalesce(json_agg(distinct e.privilege_type order by e.privilege_type)
                  filter (where e.held and e.is_grantable and e.grantee <> h.owner), '[]') as grantable,
         coalesce(json_agg(distinct e.privilege_type order by e.privilege_type) filter (where not e.held), '[]') as usual
  from held h
  cross join lateral (
    select true as held, a.* from aclexplode(h.acl) a
    union all
    select false, a.* from aclexplode(acldefault(h.type, h.owner)) a
  ) e
  group by h.class, h.object, h.sub, h.owner, e.grantee
)
select null::oid as class, null::oid as object, 0 as sub,
       g.class as parent_class, g.object as parent_object, g.sub as parent_sub,
       case when g.grantee = 0 then 'public' when g.grantee = g.owner then '' else pg_get_userbyid(g.grantee) end as name,
       json_build_object('privileges', g.privileges, 'grantable', g.grantable) as rights,
       case when g.grantee = g.owner then pg_get_userbyid(g.owner) end as owner,
       exists (select from pg_init_privs i join pg_namespace n on n.nspacl = i.initprivs
               where g.class = 'pg_namespace'::regclass and n.oid = g.object
                 and i.classoid = g.class and i.objoid = g.object) as initial
from granted g
where g.privileges::text <> g.usual::text
   or g.grantable::text <> '[]'
