select 'pg_subscription'::regclass::oid as class, s.oid as object, 0 as sub,
       null::oid as parent_class, null::oid as parent_object, 0 as parent_sub,
       s.subname as name,
       -- Only superusers may read the column, and a query that names it fails for others before it looks at any row.
       convert_from(decode(substring(query_to_xml(format(
         'select encode(convert_to(subconninfo, ''UTF8''), ''hex'') as c from pg_subscription where oid = %s',
         s.oid), false, true, '')::text from '<c>([0-9a-f]*)</c>'), 'hex'), 'UTF8') as connection,
       s.subpublications as publications,
       s.subslotname as slot,
       -- Null before the version that has the column: then the names mean those of `absent`.
       (select json_strip_nulls(json_build_object(
                 'binary', subbinary,
                 'streaming', case substream::text when 'true' then 'on' when 't' then 'on'
                                                   when 'p' then 'parallel' else 'off' end,
                 'synchronous_commit', subsynccommit,
                 'two_phase', subtwophasestate <> 'd',
                 'disable_on_error', subdisableonerr,
                 'password_required', subpasswordrequired,
                 'run_as_owner', subrunasowner,
                 'origin', suborigin,
                 'failover', subfailover))
        from pg_subscription o where o.oid = s.oid) as options
from pg_subscription s
cross join (select null::"char" as subtwophasestate, null::boolean as subdisableonerr, null::boolean as subpasswordrequired,
                   null::boolean as subrunasowner, null::text as suborigin, null::boolean as subfailover) absent
where s.subdbid = (select oid from pg_database where datname = current_database())
  -- For whom can't read it, it is reported as nobody's.
  and has_column_privilege('pg_subscription', 'subconninfo', 'select')
