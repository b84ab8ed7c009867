-- A recursive view, and one with column names of its own.
-- from
-- to
create recursive view public.numbers (n) as values (1) union all select n + 1 from numbers where n < 5;
create view public.pairs ("Left", "select") as select 1, 'x'::text;
