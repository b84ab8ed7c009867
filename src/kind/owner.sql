with owned as (
  select 'pg_class'::regclass::oid as class, c.oid as object, c.relowner as role, c.relnamespace as schema,
         c.relkind = 'S' and exists (
           select from pg_depend d
           where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype in ('a', 'i')
             and d.refclassid = 'pg_class'::regclass and d.refobjsubid <> 0) as follows
  from pg_class c
  where c.relkind in ('r', 'p', 'v', 'm', 'f', 'S') and c.relpersistence <> 't'
  union all
  select 'pg_proc'::regclass, oid, proowner, pronamespace, false from pg_proc
  union all
  -- No row types, arrays, multiranges or shells: they follow what they belong to.
  select 'pg_type'::regclass, t.oid, t.typowner, t.typnamespace, false
  from pg_type t
  left join pg_class c on c.oid = t.typrelid
  where (t.typrelid = 0 or c.relkind = 'c')
    and t.typtype <> 'm'
    and t.typisdefined
    and not exists (select from pg_type e where e.oid = t.typelem and e.typarray = t.oid)
  union all
  select 'pg_namespace'::regclass, oid, nspowner, null, false from pg_namespace
  union all
  select 'pg_collation'::regclass, oid, collowner, collnamespace, false from pg_collation
  union all
  select 'pg_conversion'::regclass, oid, conowner, connamespace, false from pg_conversion
  union all
  select 'pg_statistic_ext'::regclass, oid, stxowner, stxnamespace, false from pg_statistic_ext
  union all
  select 'pg_operator'::regclass, oid, oprowner, oprnamespace, false from pg_operator
  union all
  select 'pg_opclass'::regclass, oid, opcowner, opcnamespace, false from pg_opclass
  union all
  select 'pg_opfamily'::regclass, oid, opfowner, opfnamespace, false from pg_opfamily
  union all
  select 'pg_ts_config'::regclass, oid, cfgowner, cfgnamespace, false from pg_ts_config
  union all
  select 'pg_ts_dict'::regclass, oid, dictowner, dictnamespace, false from pg_ts_dict
  union all
  select 'pg_language'::regclass, oid, lanowner, null, false from pg_language
  union all
  select 'pg_foreign_data_wrapper'::regclass, oid, fdwowner, null, false from pg_foreign_data_wrapper
  union all
  select 'pg_foreign_server'::regclass, oid, srvowner, null, false from pg_foreign_server
  union all
  select 'pg_event_trigger'::regclass, oid, evtowner, null, false from pg_event_trigger
  union all
  select 'pg_publication'::regclass, oid, pubowner, null, false from pg_publication
  union all
  select 'pg_subscription'::regclass, oid, subowner, null, false from pg_subscription
)
select null::oid as class, null::oid as object, 0 as sub,
       o.class as parent_class, o.object as parent_object, 0 as parent_sub,
       '' as name,
       case when not o.follows then pg_get_userbyid(o.role) end as role,
       pg_get_userbyid(o.role) as current,
       -- The schema public of initdb, of its superuser or pg_database_owner.
       o.object = 2200 and o.role in (10, 6171) as initial
from owned o
where o.schema is null
   or o.schema not in ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
