select sequence_schema as schema,
       null as relation,
       sequence_name as name,
       json_build_object(
         'data_type', data_type,
         'start_value', start_value,
         'minimum_value', minimum_value,
         'maximum_value', maximum_value,
         'increment', increment,
         'cycle_option', cycle_option
       ) as attributes
from information_schema.sequences
