-- Options of every sort, and arguments of every sort.
-- from

-- to
create function acc(state text, v integer) returns text language sql immutable as $$ select state || v $$;
create function acc_odd(state text, v "char") returns text language sql immutable as $$ select state $$;
create function fin(text) returns text language sql immutable as $$ select $1 $$;
create function comb(text, text) returns text language sql immutable as $$ select $1 || $2 $$;
create function inv(state text, v integer) returns text language sql immutable as $$ select state $$;
create function bump(integer) returns integer language sql immutable as $$ select $1 + 1 $$;
create aggregate joined(integer) (sfunc = acc, stype = text, sspace = 10, finalfunc = fin, finalfunc_modify = read_write, combinefunc = comb, initcond = '', parallel = safe, msfunc = acc, minvfunc = inv, mstype = text, mfinalfunc = fin, minitcond = 'm''');
create aggregate counted(*) (sfunc = bump, stype = integer, initcond = '0');
create aggregate smallest(v integer) (sfunc = int4smaller, stype = integer, sortop = <);
create aggregate "Ordered"(double precision order by anyelement) (sfunc = ordered_set_transition, stype = internal, finalfunc = percentile_disc_final, finalfunc_extra);
create aggregate hypo(variadic "any" order by variadic "any") (sfunc = ordered_set_transition_multi, stype = internal, finalfunc = rank_final, finalfunc_extra, hypothetical);
comment on aggregate counted(*) is 'how many';
comment on aggregate "Ordered"(double precision order by anyelement) is 'ordered';
revoke execute on function joined(integer) from public;
create view v as select joined(x), counted(*) from generate_series(1, 3) x;
