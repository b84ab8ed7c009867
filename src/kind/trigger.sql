select 'pg_trigger'::regclass::oid as class, t.oid as object, 0 as sub,
       'pg_class'::regclass::oid as parent_class, t.tgrelid as parent_object, 0 as parent_sub,
       t.tgname as name,
       case when t.tgparentid = 0 then pg_get_triggerdef(t.oid) end as definition,
       t.tgenabled as firing,
       p.tgenabled as inherited
from pg_trigger t
left join pg_trigger p on p.oid = t.tgparentid
-- A partition's copy of a trigger, which up to 14 counts as internal, follows the original, unless somebody has set when
-- it fires.
where (not t.tgisinternal or (t.tgparentid <> 0 and t.tgconstraint = 0))
  and (t.tgparentid = 0 or t.tgenabled <> p.tgenabled)
