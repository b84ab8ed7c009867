-- A partition under another name is the same one as long as its bounds are.
-- from
create table events (id bigint, at date not null) partition by range (at);
create table events_old partition of events for values from ('2020-01-01') to ('2021-01-01');
insert into events values (1, '2020-05-05');
-- to
create table events (id bigint, at date not null) partition by range (at);
create table events_2020 partition of events for values from ('2020-01-01') to ('2021-01-01');
-- then
select count(*) = 1 from events_2020;
