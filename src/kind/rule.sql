select 'pg_rewrite'::regclass::oid as class, r.oid as object, 0 as sub,
       'pg_class'::regclass::oid as parent_class, r.ev_class as parent_object, 0 as parent_sub,
       r.rulename as name,
       trim(trailing ';' from pg_get_ruledef(r.oid)) as definition,
       r.ev_enabled as firing
from pg_rewrite r
join pg_class c on c.oid = r.ev_class
where r.rulename <> '_RETURN'
  and c.oid >= 16384
