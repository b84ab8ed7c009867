select 'pg_opfamily'::regclass::oid as class, f.oid as object, 0 as sub,
       'pg_namespace'::regclass::oid as parent_class, f.opfnamespace as parent_object, 0 as parent_sub,
       quote_ident(f.opfname) || ' USING ' || quote_ident(m.amname) as name
from pg_opfamily f
join pg_am m on m.oid = f.opfmethod
where f.oid >= 16384
