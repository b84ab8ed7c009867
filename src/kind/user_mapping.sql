select 'pg_user_mapping'::regclass::oid as class, m.umid as object, 0 as sub,
       'pg_foreign_server'::regclass::oid as parent_class, m.srvid as parent_object, 0 as parent_sub,
       case when m.umuser = 0 then 'public' else m.usename end as name,
       m.umoptions as options
from pg_user_mappings m
join pg_foreign_server s on s.oid = m.srvid
-- Whom the view hides the options from, it tells that there are none. Such a mapping is reported as nobody's.
where m.umoptions is not null
   or (select rolsuper from pg_roles where rolname = current_user)
   or (m.umuser = 0 and pg_has_role(s.srvowner, 'usage'))
   or (m.usename = current_user
       and (pg_has_role(s.srvowner, 'usage') or has_server_privilege(s.oid, 'usage')))
