select 'pg_cast'::regclass::oid as class, c.oid as object, 0 as sub,
       null::oid as parent_class, null::oid as parent_object, 0 as parent_sub,
       format('(%s AS %s)', format_type(c.castsource, null), format_type(c.casttarget, null)) as name,
       case c.castmethod when 'f' then json_build_object('function', c.castfunc::regprocedure)
                         when 'i' then '"inout"' else '"binary"' end as method,
       case c.castcontext when 'i' then 'implicit' when 'a' then 'assignment' else 'explicit' end as context
from pg_cast c
where c.oid >= 16384
  -- The cast from a range to its multirange is the type's.
  and not exists (select from pg_depend d
                  where d.classid = 'pg_cast'::regclass and d.objid = c.oid and d.deptype = 'i')
