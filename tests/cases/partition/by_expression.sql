-- A partition key may be an expression, with a collation and an operator class.
-- from
-- to
create table public.events (at timestamp, name text)
    partition by range (date_trunc('day', at), name collate "C" text_pattern_ops);
create table public.events_1 partition of public.events for values from (minvalue, minvalue) to ('2024-01-01', 'x');
