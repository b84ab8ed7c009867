-- From 18, a key may be over periods, and a foreign key may refer to them.
-- since: 18
-- from
create table public.rooms (id int4range, during tsrange);
create table public.stays (room int4range, during tsrange);
-- to
create table public.rooms (id int4range, during tsrange, constraint rooms_pkey primary key (id, during without overlaps));
create table public.stays (
    room int4range,
    during tsrange,
    constraint room foreign key (room, period during) references public.rooms (id, period during)
);
