create type mood as enum ('sad', 'ok', 'happy', 'glad');
create type pair as (a bigint, b text, c date);
create domain positive as integer check (value > 0) not null;
create function twice(a int) returns int language sql stable as $$
    -- Doubles.
    select a * 2
$$;
