select constraint_schema as schema,
       null as relation,
       constraint_name as name,
       json_build_object('check_clause', check_clause) as attributes
from information_schema.check_constraints
