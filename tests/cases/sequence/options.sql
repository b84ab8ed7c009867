-- A sequence's type and options change in place, and where it counts stays.
-- from
create sequence public.a as integer maxvalue 100 cycle;
create sequence public.b increment by -1;
create sequence public.c start with 5;
select nextval('public.a'), nextval('public.a');
-- to
create sequence public.a as bigint maxvalue 1000000000000;
create sequence public.b increment by 1 cache 20;
create sequence public.c as smallint minvalue -5 start with 0;
-- then
select nextval('public.a') = 3
