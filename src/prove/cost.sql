with held as (
  select l.relation, array_agg(distinct l.mode) as modes
    from pg_catalog.pg_locks l
   where l.pid = pg_backend_pid()
     and l.locktype = 'relation'
     and l.granted
   group by l.relation),
seen as (
  select r.oid, r.kind, r.owner, h.modes,
         coalesce(format('%I.%I', n.nspname, c.relname), r.name) as name,
         r.kind in ('r', 'm') and c.relfilenode <> r.file as is_rewritten
    from held h
    join pg_temp.autogen_relation r on r.oid = h.relation
    left join pg_catalog.pg_class c on c.oid = r.oid
    left join pg_catalog.pg_namespace n on n.oid = c.relnamespace),
changed as (
  update pg_temp.autogen_relation r
     set file = c.relfilenode, name = s.name
    from seen s, pg_catalog.pg_class c
   where s.oid = r.oid and c.oid = r.oid and (r.file <> c.relfilenode or r.name <> s.name))
select coalesce(json_agg(json_build_object(
         'name', s.name,
         'modes', s.modes,
         'is_rewritten', coalesce(s.is_rewritten, false),
         'is_covered', s.owner in (select oid from seen)) order by s.name collate "C"), '[]')::text
  from seen s
