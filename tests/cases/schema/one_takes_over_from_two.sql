-- Tables of two schemas move into a third one, and the emptied schemas go.
-- from
create schema a;
create schema b;
create table a.orders (id integer primary key, total numeric, at date);
create table b.items (id integer primary key, name text, order_id integer references a.orders);
insert into a.orders values (1, 3.5); insert into b.items values (1, 'pen', 1);
-- to
create schema shop;
create table shop.orders (id integer primary key, total numeric, at date);
create table shop.items (id integer primary key, name text, order_id integer references shop.orders);
-- then
select total = 3.5 and name = 'pen' from shop.orders, shop.items;
