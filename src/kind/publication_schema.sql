select 'pg_publication_namespace'::regclass::oid as class, n.oid as object, 0 as sub,
       'pg_namespace'::regclass::oid as parent_class, n.pnnspid as parent_object, 0 as parent_sub,
       p.pubname as name
from pg_publication_namespace n
join pg_publication p on p.oid = n.pnpubid
