-- A sequence that nothing owns is renamed under the default that uses it, and counts on.
-- from
create sequence order_numbers start 1000;
create table orders (id bigint primary key default nextval('order_numbers'), note text);
insert into orders (note) values ('a');
-- to
create sequence invoice_numbers start 1000;
create table orders (id bigint primary key default nextval('invoice_numbers'), note text);
-- then
select nextval('invoice_numbers') = 1001;
