-- Every action of a foreign key, its MATCH and the columns that it sets are compared.
-- since: 15
-- from
create table public.users (tenant integer, id integer, primary key (tenant, id));
create table public.posts (
    tenant integer, author integer, editor integer, reader integer, critic integer,
    constraint author foreign key (tenant, author) references public.users,
    constraint editor foreign key (tenant, editor) references public.users on delete set null,
    constraint reader foreign key (tenant, reader) references public.users on update cascade on delete restrict,
    constraint critic foreign key (tenant, critic) references public.users on delete set default
);
-- to
create table public.users (tenant integer, id integer, primary key (tenant, id));
create table public.posts (
    tenant integer, author integer, editor integer, reader integer, critic integer,
    constraint author foreign key (tenant, author) references public.users match full,
    constraint editor foreign key (tenant, editor) references public.users on delete set null (editor),
    constraint reader foreign key (tenant, reader) references public.users on update restrict on delete cascade,
    constraint critic foreign key (tenant, critic) references public.users on delete set default (critic)
);
