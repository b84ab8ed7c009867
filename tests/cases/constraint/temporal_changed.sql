-- From 18, a key over periods is made anew where its columns change, with the foreign keys that refer to it.
-- since: 18
-- from
create extension btree_gist;
create table public.rooms (id integer, wing integer, during tsrange, constraint rooms_pkey primary key (id, during without overlaps), constraint wings unique (wing, id, during without overlaps));
create table public.stays (
    room integer,
    wing integer,
    during tsrange,
    constraint room foreign key (room, period during) references public.rooms
);
-- to
create extension btree_gist;
create table public.rooms (id integer, wing integer, during tsrange, constraint rooms_pkey primary key (wing, id, during without overlaps), constraint wings unique (wing, during without overlaps) deferrable);
create table public.stays (
    room integer,
    wing integer,
    during tsrange,
    constraint room foreign key (wing, room, period during) references public.rooms deferrable initially deferred
);
