-- The view has one row an event.
select event_object_schema as schema,
       event_object_table as relation,
       trigger_name as name,
       json_build_object(
         'events', string_agg(event_manipulation, ', ' order by event_manipulation),
         'action_timing', min(action_timing),
         'action_orientation', min(action_orientation),
         'action_reference_old_table', coalesce(min(action_reference_old_table::text), 'none'),
         'action_reference_new_table', coalesce(min(action_reference_new_table::text), 'none')
       ) as attributes
from information_schema.triggers
group by event_object_schema, event_object_table, trigger_name
