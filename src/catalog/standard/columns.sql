-- `none` is what isn't there, so that it can be told from what a role may not see. No expression is printed like it.
select c.table_schema as schema,
       c.table_name as relation,
       c.column_name as name,
       json_build_object(
         'ordinal_position', c.ordinal_position::text,
         -- `ARRAY` and `USER-DEFINED` are named by their udt.
         'data_type', case
           when c.domain_name is not null then quote_ident(c.domain_schema) || '.' || quote_ident(c.domain_name)
           when c.data_type not in ('ARRAY', 'USER-DEFINED') then c.data_type
           else (select format_type(t.oid, null) from pg_type t join pg_namespace n on n.oid = t.typnamespace
                 where n.nspname = c.udt_schema and t.typname = c.udt_name) end,
         'length', coalesce(c.character_maximum_length::text,
                            case when c.data_type = 'numeric' then c.numeric_precision::text end,
                            c.datetime_precision::text,
                            'none'),
         'is_nullable', c.is_nullable,
         'column_default', coalesce(c.column_default, 'none'),
         'identity_generation', coalesce(c.identity_generation, 'none'),
         'identity_start', c.identity_start,
         'identity_minimum', c.identity_minimum,
         'identity_maximum', c.identity_maximum,
         'identity_increment', c.identity_increment,
         'identity_cycle', c.identity_cycle,
         'is_generated', c.is_generated,
         'generation_expression', coalesce(c.generation_expression, 'none')
       ) as attributes
from information_schema.columns c
