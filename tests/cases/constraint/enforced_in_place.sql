-- From 18, whether a foreign key is enforced is changed in place, and with it when; a check that is enforced again is made anew.
-- since: 18
-- from
create table public.users (id integer primary key);
create table public.posts (
    a integer constraint a references public.users not enforced,
    b integer constraint b references public.users,
    c integer constraint c references public.users not enforced,
    d integer constraint d references public.users deferrable initially deferred,
    e integer constraint e check (e > 0) not enforced,
    f integer constraint f references public.users
);
-- to
create table public.users (id integer primary key);
create table public.posts (
    a integer constraint a references public.users,
    b integer constraint b references public.users not enforced,
    c integer constraint c references public.users deferrable initially deferred not enforced,
    d integer constraint d references public.users not enforced,
    e integer constraint e check (e > 0),
    f integer
);
alter table public.posts add constraint f foreign key (f) references public.users not valid;
