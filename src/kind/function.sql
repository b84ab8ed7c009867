select 'pg_proc'::regclass::oid as class, p.oid as object, 0 as sub,
       'pg_namespace'::regclass::oid as parent_class, p.pronamespace as parent_object, 0 as parent_sub,
       quote_ident(p.proname) || '(' || oidvectortypes(p.proargtypes) || ')' as name,
       p.prokind as kind,
       pg_get_function_identity_arguments(p.oid) as arguments,
       p.pronargdefaults as defaults,
       pg_get_function_result(p.oid) as result,
       l.lanname as language,
       trim(trailing e'\n' from pg_get_functiondef(p.oid)) as definition,
       case when p.prosqlbody is null and l.lanname not in ('c', 'internal') then p.prosrc end as body
from pg_proc p
join pg_language l on l.oid = p.prolang
where p.prokind in ('f', 'p', 'w')
  and p.oid >= 16384
  -- The constructors of a range type are the type's.
  and not exists (select from pg_depend d
                  where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype in ('i', 'e'))
