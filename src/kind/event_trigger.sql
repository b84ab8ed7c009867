select 'pg_event_trigger'::regclass::oid as class, e.oid as object, 0 as sub,
       null::oid as parent_class, null::oid as parent_object, 0 as parent_sub,
       e.evtname as name,
       e.evtevent as event,
       e.evttags as tags,
       e.evtfoid::regproc::text as function,
       e.evtenabled as firing
from pg_event_trigger e
