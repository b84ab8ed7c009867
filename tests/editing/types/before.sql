create type mood as enum (
    'sad', -- low
    'happy'
);
create type pair as (a int, b text);
create domain positive as integer check (value > 0); -- strictly
-- Counts.
create function twice(a int) returns int language sql as $$
    -- Doubles.
    select a * 2
$$;
