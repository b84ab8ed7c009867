select 'pg_event_trigger'::regclass::oid as class, e.oid as object, 0 as sub,
       null::oid as parent_class, null::oid as parent_object, 0 as parent_sub,
       e.evtname as name,
       json_build_object(
         'event', e.evtevent,
         'tags', coalesce(to_json(e.evttags), '[]'),
         'function', e.evtfoid::regproc,
         'firing', e.evtenabled
       ) as attributes
from pg_event_trigger e
