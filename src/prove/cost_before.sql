create temporary table autogen_relation as
select c.oid,
       c.relfilenode as file,
       c.relkind as kind,
       format('%I.%I', n.nspname, c.relname) as name,
       i.indrelid as owner,
       -- Until the server counts them into its statistics, those of earlier transactions stay in the number.
       pg_stat_get_xact_numscans(c.oid) as scans
  from pg_catalog.pg_class c
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  left join pg_catalog.pg_index i on i.indexrelid = c.oid
 where c.relkind in ('r', 'p', 'm', 'v', 'f', 'i', 'I', 'S')
   and n.nspname not like 'pg\_%'
   and n.nspname <> 'information_schema';
alter table pg_temp.autogen_relation add primary key (oid);
create index on pg_temp.autogen_relation (oid) where scans > 0;
analyze pg_temp.autogen_relation
