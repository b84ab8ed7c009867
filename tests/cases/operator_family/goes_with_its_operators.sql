-- A family that loses its operator and gets a sibling of the same name for another method.
-- from
create operator public.<# (function = int48lt, leftarg = integer, rightarg = bigint);
create operator family public.fam using btree;
alter operator family public.fam using btree add operator 1 public.<# (integer, bigint);
-- to
create operator family public.fam using btree;
create operator family public.fam using hash;
