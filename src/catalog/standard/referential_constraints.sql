select constraint_schema as schema,
       null as relation,
       constraint_name as name,
       json_build_object(
         'unique_constraint', unique_constraint_schema || '.' || unique_constraint_name,
         'match_option', match_option,
         'update_rule', update_rule,
         'delete_rule', delete_rule
       ) as attributes
from information_schema.referential_constraints
