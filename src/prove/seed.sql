do $seed$
declare
  relation record;
  leaf record;
  literal text;
  names text;
  vals text;
  refusal text;
  home text;
  is_seeded boolean;
  has_rows boolean;
  entries text[] := '{}';
begin
  -- Without it, keys and triggers decide too which rows there can be.
  begin
    perform pg_catalog.set_config('session_replication_role', 'replica', true);
  exception when insufficient_privilege then
    null;
  end;
  for relation in
    select c.oid, c.relkind, n.nspname, c.relname
      from pg_catalog.pg_class c
      join pg_catalog.pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'p')
       and not c.relispartition
       and c.relpersistence <> 't'
       -- A row could go to another server.
       and not exists (select from pg_catalog.pg_partition_tree(c.oid) part
                         join pg_catalog.pg_foreign_table f on f.ftrelid = part.relid)
       and n.nspname not like 'pg\_%'
       and n.nspname <> 'information_schema'
       -- Ours, of which nothing is proved.
       and not (n.nspname = 'public' and c.relname in ('autogen_revision', 'autogen_revision_step'))
       and not exists (select from pg_catalog.pg_depend d
                        where d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objid = c.oid and d.deptype = 'e')
     order by n.nspname collate "C", c.relname collate "C"
  loop
    -- A child may be a foreign table, which isn't ours to ask; a partitioned table has its rows in its partitions.
    execute format('select exists (select from %s %I.%I)', case relation.relkind when 'r' then 'only' else '' end,
                   relation.nspname, relation.relname) into has_rows;
    is_seeded := has_rows;
    refusal := null;
    for variant in 1 .. 3 loop
      exit when has_rows;
      select string_agg(format('%I', a.attname), ', ' order by a.attnum),
             string_agg(case when variant = 2 and not a.attnotnull then 'null'
                             else coalesce(format('%L::%s', pg_temp.autogen_value(a.atttypid, a.atttypmod, variant, a.attnum),
                                                  format_type(a.atttypid, a.atttypmod)), 'null') end, ', ' order by a.attnum)
        into names, vals
        from pg_catalog.pg_attribute a
       where a.attrelid = relation.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '';
      begin
        execute format('insert into %I.%I ', relation.nspname, relation.relname)
                || coalesce(format('(%s) overriding system value values (%s)', names, vals), 'default values');
        is_seeded := true;
        exit;
      exception when others then
        refusal := coalesce(refusal, sqlerrm);
      end;
    end loop;
    if not is_seeded and relation.relkind = 'p' then
      for leaf in
        select pg_get_expr(l.relpartbound, l.oid) as bound, p.partattrs[0] as key
          from pg_catalog.pg_partitioned_table p
          join pg_catalog.pg_inherits i on i.inhparent = p.partrelid
          join pg_catalog.pg_class l on l.oid = i.inhrelid
         where p.partrelid = relation.oid and p.partnatts = 1 and p.partattrs[0] <> 0
         order by l.relname collate "C"
         limit 5
      loop
        literal := substring(leaf.bound from $$(?:IN|FROM) \(('(?:[^']|'')*'|[^,)]+)[,)]$$);
        continue when literal is null or literal = 'MINVALUE' or literal = 'NULL';
        select string_agg(format('%I', a.attname), ', ' order by a.attnum),
               string_agg(case when a.attnum = leaf.key then literal
                               else coalesce(format('%L::%s', pg_temp.autogen_value(a.atttypid, a.atttypmod, 1, a.attnum),
                                                    format_type(a.atttypid, a.atttypmod)), 'null') end, ', ' order by a.attnum)
          into names, vals
          from pg_catalog.pg_attribute a
         where a.attrelid = relation.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '';
        begin
          execute format('insert into %I.%I (%s) overriding system value values (%s)',
                         relation.nspname, relation.relname, names, vals);
          is_seeded := true;
          exit;
        exception when others then
          null;
        end;
      end loop;
    end if;
    home := format('%I.%I', relation.nspname, relation.relname);
    if is_seeded and relation.relkind = 'p' then
      -- The row goes where its partition goes, even when that is detached.
      execute format('select format(''%%I.%%I'', n.nspname, c.relname) from %s t '
                     'join pg_catalog.pg_class c on c.oid = t.tableoid '
                     'join pg_catalog.pg_namespace n on n.oid = c.relnamespace limit 1', home) into home;
      home := coalesce(home, format('%I.%I', relation.nspname, relation.relname));
    end if;
    entries := entries || json_build_object('address', home,
                                            'is_ours', not has_rows,
                                            'refusal', case when not is_seeded then refusal end)::text;
  end loop;
  perform pg_catalog.set_config('autogen.answer', '[' || array_to_string(entries, ',') || ']', false);
end
$seed$
