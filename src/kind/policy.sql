select 'pg_policy'::regclass::oid as class, p.oid as object, 0 as sub,
       'pg_class'::regclass::oid as parent_class, p.polrelid as parent_object, 0 as parent_sub,
       p.polname as name,
       p.polpermissive as permissive,
       case p.polcmd when 'r' then 'SELECT' when 'a' then 'INSERT' when 'w' then 'UPDATE'
                     when 'd' then 'DELETE' else 'ALL' end as command,
       (select json_agg(r.name order by r.name)
        from (select case when oid = 0 then 'public' else pg_get_userbyid(oid)::text end as name
              from unnest(p.polroles) oid) r) as roles,
       pg_get_expr(p.polqual, p.polrelid) as using,
       pg_get_expr(p.polwithcheck, p.polrelid) as check
from pg_policy p
