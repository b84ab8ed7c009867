-- A shell type comes and goes.
-- from
create type a;
-- to
create type b;
comment on type b is 'soon';
