select 'pg_ts_parser'::regclass::oid as class, p.oid as object, 0 as sub,
       'pg_namespace'::regclass::oid as parent_class, p.prsnamespace as parent_object, 0 as parent_sub,
       p.prsname as name,
       json_build_object(
         'start', p.prsstart::text,
         'next_token', p.prstoken::text,
         'end', p.prsend::text,
         'headline', nullif(p.prsheadline::text, '-'),
         'token_types', p.prslextype::text
       ) as attributes
from pg_ts_parser p
where p.prsnamespace not in ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
