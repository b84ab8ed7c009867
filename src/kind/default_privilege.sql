with granted as (
  select d.oid, d.defaclrole as role, d.defaclnamespace as schema, d.defaclobjtype as type, e.grantee,
         coalesce(json_agg(distinct e.privilege_type order by e.privilege_type) filter (where e.held), '[]') as privileges,
         -- The owner may always grant.
         coalesce(json_agg(distinct e.privilege_type order by e.privilege_type)
                  filter (where e.held and e.is_grantable and e.grantee <> d.defaclrole), '[]') as grantable,
         coalesce(json_agg(distinct e.privilege_type order by e.privilege_type) filter (where not e.held), '[]') as usual
  from pg_default_acl d
  cross join lateral (
    select true as held, a.* from aclexplode(d.defaclacl) a
    union all
    -- Those of a schema add to the others.
    select false, a.*
    from aclexplode(acldefault(case d.defaclobjtype when 'S' then 's' else d.defaclobjtype end, d.defaclrole)) a
    where d.defaclnamespace = 0
  ) e
  group by d.oid, d.defaclrole, d.defaclnamespace, d.defaclobjtype, e.grantee
),
named as (
  select g.*,
         pg_get_userbyid(g.role) as role_name,
         case when g.grantee = 0 then 'public' else pg_get_userbyid(g.grantee) end as grantee_name,
         case g.type when 'r' then 'TABLES' when 'S' then 'SEQUENCES' when 'f' then 'FUNCTIONS'
                     when 'T' then 'TYPES' when 'n' then 'SCHEMAS' when 'L' then 'LARGE OBJECTS' end as objects
  from granted g
  where g.privileges::text <> g.usual::text
     or g.grantable::text <> '[]'
)
-- One row of the catalog is as many objects as it has grantees.
select 'pg_default_acl'::regclass::oid as class, n.oid as object, 0 as sub,
       case when n.schema <> 0 then 'pg_namespace'::regclass end::oid as parent_class,
       nullif(n.schema, 0) as parent_object, 0 as parent_sub,
       format('%s of %I to %s', lower(n.objects), n.role_name,
              case when n.grantee = 0 then 'PUBLIC' else quote_ident(n.grantee_name) end) as name,
       n.role_name as role,
       n.objects,
       n.grantee_name as grantee,
       json_build_object('privileges', n.privileges, 'grantable', n.grantable) as rights
from named n
