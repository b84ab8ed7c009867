select 'pg_operator'::regclass::oid as class, o.oid as object, 0 as sub,
       'pg_namespace'::regclass::oid as parent_class, o.oprnamespace as parent_object, 0 as parent_sub,
       o.oprname || '(' || coalesce(format_type(nullif(o.oprleft, 0), null), 'NONE') || ', '
                 || format_type(o.oprright, null) || ')' as name,
       o.oprcode::text as function,
       format_type(nullif(o.oprleft, 0), null) as left,
       format_type(o.oprright, null) as right,
       case when c.oid is not null then json_build_object('schema', cn.nspname, 'symbol', c.oprname) end as commutator,
       case when n.oid is not null then json_build_object('schema', nn.nspname, 'symbol', n.oprname) end as negator,
       nullif(o.oprrest::text, '-') as restrict,
       nullif(o.oprjoin::text, '-') as join,
       o.oprcanhash as hashes,
       o.oprcanmerge as merges
from pg_operator o
left join pg_operator c on c.oid = o.oprcom
left join pg_namespace cn on cn.oid = c.oprnamespace
left join pg_operator n on n.oid = o.oprnegate
left join pg_namespace nn on nn.oid = n.oprnamespace
-- Another operator's commutator or negator is a name without a function until somebody defines it.
where o.oprcode <> 0
  and o.oid >= 16384
