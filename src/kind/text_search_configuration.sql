select 'pg_ts_config'::regclass::oid as class, c.oid as object, 0 as sub,
       'pg_namespace'::regclass::oid as parent_class, c.cfgnamespace as parent_object, 0 as parent_sub,
       c.cfgname as name,
       quote_ident(n.nspname) || '.' || quote_ident(p.prsname) as parser,
       (
         select coalesce(json_agg(json_build_array(t.alias, m.dictionaries) order by m.maptokentype), '[]')
         from (select maptokentype, json_agg(mapdict::regdictionary order by mapseqno) as dictionaries
               from pg_ts_config_map
               where mapcfg = c.oid
               group by maptokentype) m
         join ts_token_type(c.cfgparser) t on t.tokid = m.maptokentype) as mappings
from pg_ts_config c
join pg_ts_parser p on p.oid = c.cfgparser
join pg_namespace n on n.oid = p.prsnamespace
where c.oid >= 16384
