-- An exclusion constraint has a method, operators, a predicate and a deferral.
-- from
create table public.bookings (during tsrange, room box, cancelled boolean);
-- to
create table public.bookings (
    during tsrange,
    room box,
    cancelled boolean,
    constraint no_overlap exclude using gist (during with &&, room with &&) with (fillfactor = 70)
        where (not cancelled) deferrable initially deferred
);
