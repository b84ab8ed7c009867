-- Of each relation that is named: how many rows it has with its partitions, or with all that inherits from it, and whether
-- some of them are another server's. Nothing is locked.
with recursive named as (
  select c.oid, c.relkind, format('%I.%I', n.nspname, c.relname) as name
    from pg_catalog.pg_class c
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
   where c.relkind in ('r', 'p', 'm', 'i', 'I')
     and format('%I.%I', n.nspname, c.relname) = any ($1::text[])),
tree as (
  select oid as root, oid as member from named
  union
  select t.root, i.inhrelid from tree t join pg_catalog.pg_inherits i on i.inhparent = t.member),
part as (
  -- What was never analysed has -1.
  select n.name, c.relkind, nullif(c.reltuples, -1) as rows, n.relkind in ('p', 'I') or c.oid = n.oid as is_own
    from tree t
    join named n on n.oid = t.root
    join pg_catalog.pg_class c on c.oid = t.member
   where c.relkind in ('r', 'm', 'i', 'f'))
select name,
       (case when bool_and(rows is not null) filter (where is_own) then sum(rows) filter (where is_own) end)::bigint as rows,
       (case when bool_and(rows is not null) then sum(rows) end)::bigint as all_rows,
       bool_or(relkind = 'f') as is_elsewhere
  from part
 group by name
