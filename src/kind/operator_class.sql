select 'pg_opclass'::regclass::oid as class, c.oid as object, 0 as sub,
       'pg_namespace'::regclass::oid as parent_class, c.opcnamespace as parent_object, 0 as parent_sub,
       quote_ident(c.opcname) || ' USING ' || quote_ident(m.amname) as name,
       format_type(c.opcintype, null) as type,
       c.opcdefault as default,
       quote_ident(m.amname) as method,
       quote_ident(n.nspname) || '.' || quote_ident(f.opfname) as family,
       format_type(nullif(c.opckeytype, 0), null) as storage,
       (
         select coalesce(json_agg(i.member order by i.is_function, i.number, i.member), '[]')
         from (
           select false as is_function, o.amopstrategy as number,
       format('OPERATOR %s %s', o.amopstrategy, o.amopopr::regoperator)
         || coalesce(' FOR ORDER BY ' || quote_ident(sn.nspname) || '.' || quote_ident(s.opfname), '') as member
           from pg_depend d
           join pg_amop o on o.oid = d.objid
           left join pg_opfamily s on s.oid = o.amopsortfamily
           left join pg_namespace sn on sn.oid = s.opfnamespace
           where d.classid = 'pg_amop'::regclass and d.refclassid = 'pg_opclass'::regclass and d.refobjid = c.oid
           union all
           select true, p.amprocnum,
       format('FUNCTION %s (%s, %s) %s', p.amprocnum, format_type(p.amproclefttype, null),
              format_type(p.amprocrighttype, null), p.amproc::oid::regprocedure)
           from pg_depend d
           join pg_amproc p on p.oid = d.objid
           where d.classid = 'pg_amproc'::regclass and d.refclassid = 'pg_opclass'::regclass and d.refobjid = c.oid
         ) i) as members
from pg_opclass c
join pg_am m on m.oid = c.opcmethod
join pg_opfamily f on f.oid = c.opcfamily
join pg_namespace n on n.oid = f.opfnamespace
where c.oid >= 16384
