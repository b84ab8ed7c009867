-- Whether a materialized view holds rows is how it is made.
-- from
create table public.t (a integer);
create materialized view public.full as select a from public.t;
create materialized view public.empty as select a from public.t with no data;
-- to
create table public.t (a integer);
create materialized view public.full as select a from public.t with no data;
create materialized view public.empty as select a from public.t;
create materialized view public.new as select a from public.t with no data;
