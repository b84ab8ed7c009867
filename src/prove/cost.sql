with held as (
  select l.relation, array_agg(distinct l.mode) as modes
    from pg_catalog.pg_locks l
   where l.pid = pg_backend_pid()
     and l.locktype = 'relation'
     and l.granted
   group by l.relation),
seen as (
  -- Under the names that they had before the statement.
  select r.oid, r.name, r.owner, h.modes,
         r.kind in ('r', 'm') and c.relfilenode <> r.file as is_rewritten,
         r.kind in ('r', 'm') and pg_stat_get_xact_numscans(r.oid) > r.scans as is_scanned
    from held h
    join pg_temp.autogen_relation r on r.oid = h.relation
    left join pg_catalog.pg_class c on c.oid = r.oid),
changed as (
  update pg_temp.autogen_relation r
     set file = c.relfilenode, name = format('%I.%I', n.nspname, c.relname), scans = pg_stat_get_xact_numscans(r.oid)
    from seen s, pg_catalog.pg_class c, pg_catalog.pg_namespace n
   where s.oid = r.oid and c.oid = r.oid and n.oid = c.relnamespace
     and (r.file, r.name, r.scans)
         <> (c.relfilenode, format('%I.%I', n.nspname, c.relname), pg_stat_get_xact_numscans(r.oid)))
select json_build_object(
         'wal_bytes', (pg_current_wal_insert_lsn() - current_setting('autogen.wal')::pg_lsn)::bigint,
         'relations', coalesce(json_agg(json_build_object(
           'name', s.name,
           'modes', s.modes,
           'is_rewritten', coalesce(s.is_rewritten, false),
           'is_scanned', s.is_scanned,
           'table', t.name) order by s.name collate "C"), '[]'))::text
  from seen s
  left join seen t on t.oid = s.owner
