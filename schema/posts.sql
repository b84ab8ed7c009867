create type post_state as enum ('draft', 'published', 'withdrawn');

create table posts (
    id bigint generated always as identity primary key,
    author_id bigint not null references users (id) on delete cascade,
    title text not null,
    body text not null default '',
    state post_state not null default 'draft',
    published_at timestamptz,
    constraint posts_published check ((state = 'draft') = (published_at is null) or state = 'withdrawn')
);

create index posts_author on posts (author_id);
create index posts_newest on posts (published_at desc) where state = 'published';

create view published_posts as
select p.id, p.title, u.name as author, p.published_at
from posts p join users u on u.id = p.author_id
where p.state = 'published';
