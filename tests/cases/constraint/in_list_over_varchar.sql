-- PostgreSQL prints `varchar IN (…)` in one way after the CREATE, and in another once it has read what it printed.
-- from
create table public.t (status varchar(10) constraint status_known check (status in ('new', 'done')));
-- to
create table public.t (
    status varchar(10)
        constraint status_known check (((status)::text = any ((array['new'::character varying, 'done'::character varying])::text[])))
);
