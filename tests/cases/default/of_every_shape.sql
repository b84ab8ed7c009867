-- What PostgreSQL prints of a default it reads back as the same.
-- from
-- to
create table public.t (
    a timestamptz default now(),
    b date default current_date,
    c text default current_user,
    d text default 'a''b\c',
    e text[] default array['a', 'b'],
    f numeric default -1.50,
    g interval default '1 day 02:00:00',
    h varchar(5) default 'x'::varchar,
    i boolean default (1 > 2),
    j double precision default random(),
    k bytea default '\xdeadbeef',
    l text default null,
    m timestamptz default '2020-01-01 00:00:00+00'
);
