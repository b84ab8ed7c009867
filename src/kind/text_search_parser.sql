select 'pg_ts_parser'::regclass::oid as class, p.oid as object, 0 as sub,
       'pg_namespace'::regclass::oid as parent_class, p.prsnamespace as parent_object, 0 as parent_sub,
       p.prsname as name,
       p.prsstart::text as start,
       p.prstoken::text as next_token,
       p.prsend::text as end,
       nullif(p.prsheadline::text, '-') as headline,
       p.prslextype::text as token_types
from pg_ts_parser p
where p.oid >= 16384
