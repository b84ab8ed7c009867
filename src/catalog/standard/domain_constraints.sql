-- Read only to know which of check_constraints are domains'.
select domain_schema as schema,
       domain_name as relation,
       constraint_name as name,
       json_build_object() as attributes
from information_schema.domain_constraints
