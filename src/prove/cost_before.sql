create temporary table autogen_relation as
select c.oid,
       c.relfilenode as file,
       c.relkind as kind,
       format('%I.%I', n.nspname, c.relname) as name,
       i.indrelid as owner
  from pg_catalog.pg_class c
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  left join pg_catalog.pg_index i on i.indexrelid = c.oid
 where c.relkind in ('r', 'p', 'm', 'v', 'f', 'i', 'I', 'S')
   and n.nspname not like 'pg\_%'
   and n.nspname <> 'information_schema';
alter table pg_temp.autogen_relation add primary key (oid);
analyze pg_temp.autogen_relation
