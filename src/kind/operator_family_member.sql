select m.class, m.object, 0 as sub,
       'pg_opfamily'::regclass::oid as parent_class, m.family as parent_object, 0 as parent_sub,
       m.name,
       m.member
from (
  select 'pg_amop'::regclass::oid as class, o.oid as object, o.amopfamily as family,
         format('OPERATOR %s (%s, %s)', o.amopstrategy, format_type(o.amoplefttype, null),
                format_type(o.amoprighttype, null)) as name,
         format('OPERATOR %s %s', o.amopstrategy, o.amopopr::regoperator)
           || coalesce(' FOR ORDER BY ' || quote_ident(n.nspname) || '.' || quote_ident(s.opfname), '') as member
  from pg_amop o
  left join pg_opfamily s on s.oid = o.amopsortfamily
  left join pg_namespace n on n.oid = s.opfnamespace
  union all
  select 'pg_amproc'::regclass, p.oid, p.amprocfamily,
         format('FUNCTION %s (%s, %s)', p.amprocnum, format_type(p.amproclefttype, null),
                format_type(p.amprocrighttype, null)),
         format('FUNCTION %s (%s, %s) %s', p.amprocnum, format_type(p.amproclefttype, null),
                format_type(p.amprocrighttype, null), p.amproc::oid::regprocedure)
  from pg_amproc p
) m
join pg_opfamily f on f.oid = m.family
where f.oid >= 16384
  and not exists (select from pg_depend d
                  where d.classid = m.class and d.objid = m.object and d.refclassid = 'pg_opclass'::regclass)
