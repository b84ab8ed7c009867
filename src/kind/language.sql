select 'pg_language'::regclass::oid as class, l.oid as object, 0 as sub,
       null::oid as parent_class, null::oid as parent_object, 0 as parent_sub,
       l.lanname as name,
       json_build_object(
         'trusted', l.lanpltrusted,
         'handler', l.lanplcallfoid::regproc,
         'inline', nullif(l.laninline::regproc::text, '-'),
         'validator', nullif(l.lanvalidator::regproc::text, '-')
       ) as attributes
from pg_language l
where l.lanispl
