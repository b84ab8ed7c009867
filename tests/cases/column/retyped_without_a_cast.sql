-- Where PostgreSQL has no cast from one type to the other, a value's text is read as one of the other type.
-- from
create table public.t (a bigint, b boolean, c numeric(10,2), d integer[], e time, f uuid, g jsonb, h text, i money);
insert into public.t values (1, null, 2.50, '{3}', null, null, '4', '{5}', 6);
-- to
create table public.t (
    a jsonb, b numeric(3,1)[], c jsonb, d jsonb, e timestamptz, f integer, g bigint, h integer[], i numeric(10,2)
);
-- then
select a = '1' and c = '2.50' and d = '3' and g = 4 and h = '{5}' and i = 6 from public.t
