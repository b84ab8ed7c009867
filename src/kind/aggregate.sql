select 'pg_proc'::regclass::oid as class, p.oid as object, 0 as sub,
       'pg_namespace'::regclass::oid as parent_class, p.pronamespace as parent_object, 0 as parent_sub,
       quote_ident(p.proname) || '(' || oidvectortypes(p.proargtypes) || ')' as name,
       a.aggkind as kind,
       coalesce(nullif(pg_get_function_identity_arguments(p.oid), ''), '*') as arguments,
       pg_get_function_result(p.oid) as result,
       (
         select json_agg(json_build_array(o.name, o.value) order by o.place)
         from (values
           (1, 'SFUNC', a.aggtransfn::regproc::text),
           (2, 'STYPE', format_type(a.aggtranstype, null)),
           (3, 'SSPACE', nullif(a.aggtransspace, 0)::text),
           (4, 'FINALFUNC', nullif(a.aggfinalfn::regproc::text, '-')),
           (5, 'FINALFUNC_EXTRA', case when a.aggfinalextra then '' end),
           (6, 'FINALFUNC_MODIFY', nullif(a.aggfinalmodify, case a.aggkind when 'n' then 'r' else 'w' end)::text),
           (7, 'COMBINEFUNC', nullif(a.aggcombinefn::regproc::text, '-')),
           (8, 'SERIALFUNC', nullif(a.aggserialfn::regproc::text, '-')),
           (9, 'DESERIALFUNC', nullif(a.aggdeserialfn::regproc::text, '-')),
           (10, 'INITCOND', quote_literal(a.agginitval)),
           (11, 'MSFUNC', nullif(a.aggmtransfn::regproc::text, '-')),
           (12, 'MINVFUNC', nullif(a.aggminvtransfn::regproc::text, '-')),
           (13, 'MSTYPE', case when a.aggmtranstype <> 0 then format_type(a.aggmtranstype, null) end),
           (14, 'MSSPACE', nullif(a.aggmtransspace, 0)::text),
           (15, 'MFINALFUNC', nullif(a.aggmfinalfn::regproc::text, '-')),
           (16, 'MFINALFUNC_EXTRA', case when a.aggmfinalextra then '' end),
           (17, 'MFINALFUNC_MODIFY', case when a.aggmtransfn::oid <> 0
                               then nullif(a.aggmfinalmodify, case a.aggkind when 'n' then 'r' else 'w' end)::text end),
           (18, 'MINITCOND', quote_literal(a.aggminitval)),
           (19, 'SORTOP', (select 'OPERATOR(' || quote_ident(n.nspname) || '.' || s.oprname || ')'
                from pg_operator s join pg_namespace n on n.oid = s.oprnamespace
                where s.oid = a.aggsortop)),
           (20, 'PARALLEL', case p.proparallel when 's' then 'SAFE' when 'r' then 'RESTRICTED' end),
           (21, 'HYPOTHETICAL', case when a.aggkind = 'h' then '' end)
         ) o(place, name, value)
         where o.value is not null) as options
from pg_aggregate a
join pg_proc p on p.oid = a.aggfnoid
where p.oid >= 16384
