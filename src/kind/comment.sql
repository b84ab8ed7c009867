select null::oid as class, null::oid as object, 0 as sub,
       case when k.conrelid = 0 then 'pg_type'::regclass
            when k.contype = 'n' then 'pg_class'::regclass
            when i.oid is not null then 'pg_constraint'::regclass
            else d.classoid end::oid as parent_class,
       case when k.conrelid = 0 then k.contypid
            when k.contype = 'n' then k.conrelid
            else coalesce(i.oid, d.objoid) end as parent_object,
       case when k.conrelid <> 0 and k.contype = 'n' then k.conkey[1] else d.objsubid end as parent_sub,
       -- What is only a part of another object is known by its name there.
       case when k.conrelid = 0 then 'constraint ' || k.conname
            when k.contype = 'n' then 'not null'
            when i.oid is not null then 'index'
            else '' end as name,
       d.description as text
from pg_description d
left join pg_constraint k on d.classoid = 'pg_constraint'::regclass and k.oid = d.objoid
-- The constraint that an index is behind. An aggregate is looked up for each row, however wrong the server's statistics
-- are.
cross join lateral (select min(p.refobjid) filter (where p.refclassid = 'pg_constraint'::regclass and p.deptype = 'i') as oid
                    from pg_depend p
                    where d.classoid = 'pg_class'::regclass and d.objsubid = 0
                      and p.classid = 'pg_class'::regclass and p.objid = d.objoid and p.objsubid = 0) i
where d.objoid >= 16384
   -- `public` and `plpgsql` come with the database.
   or d.classoid in ('pg_namespace'::regclass, 'pg_extension'::regclass)
