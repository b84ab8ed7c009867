select 'pg_language'::regclass::oid as class, l.oid as object, 0 as sub,
       null::oid as parent_class, null::oid as parent_object, 0 as parent_sub,
       l.lanname as name,
       l.lanpltrusted as trusted,
       l.lanplcallfoid::regproc::text as handler,
       nullif(l.laninline::regproc::text, '-') as inline,
       nullif(l.lanvalidator::regproc::text, '-') as validator
from pg_language l
where l.lanispl
