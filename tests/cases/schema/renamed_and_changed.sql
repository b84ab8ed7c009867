-- A schema that is renamed while a table of it gains a column.
-- from
create schema billing;
create table billing.invoices (id bigserial primary key, amount numeric not null, paid_at timestamptz);
create table billing.payments (id bigserial primary key, invoice bigint references billing.invoices);
insert into billing.invoices (amount) values (10);
-- to
create schema invoicing;
create table invoicing.invoices (id bigserial primary key, amount numeric not null, paid_at timestamptz, currency text);
create table invoicing.payments (id bigserial primary key, invoice bigint references invoicing.invoices);
-- then
select amount = 10 from invoicing.invoices;
