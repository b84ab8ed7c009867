-- The predicate of an exclusion constraint is a part of it.
-- from
create table public.bookings (
    during tsrange,
    cancelled boolean,
    constraint no_overlap exclude using gist (during with &&)
);
-- to
create table public.bookings (
    during tsrange,
    cancelled boolean,
    constraint no_overlap exclude using gist (during with &&) where (not cancelled)
);
