select 'pg_attrdef'::regclass::oid as class, d.oid as object, 0 as sub,
       'pg_class'::regclass::oid as parent_class, d.adrelid as parent_object, d.adnum::int4 as parent_sub,
       '' as name,
       -- With 0 instead of the table, pg_get_expr opens no relation; a default that isn't generated names no column.
       pg_get_expr(d.adbin, 0) as expression
from pg_attrdef d
where not exists (select from pg_attribute a
                  where a.attrelid = d.adrelid and a.attnum = d.adnum and a.attgenerated <> '')
