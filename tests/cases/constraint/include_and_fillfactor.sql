-- A key's included columns and the storage parameters of its index belong to it.
-- from
create table public.t (
    a integer,
    b integer,
    constraint t_pkey primary key (a),
    constraint t_b_key unique (b) with (fillfactor = 90)
);
-- to
create table public.t (
    a integer,
    b integer,
    constraint t_pkey primary key (a) include (b) with (fillfactor = 80),
    constraint t_b_key unique (b) with (fillfactor = 70)
);
