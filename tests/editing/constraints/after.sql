create table users (id bigint primary key, name text, age int check (age > 17));
create table posts (
    id bigint primary key,
    -- Stays when they leave.
    author bigint references users on delete CASCADE,
    title text not null,
    editor bigint,
    constraint titled check (title <> 'untitled'), -- never empty
    CONSTRAINT posts_editor_fkey FOREIGN KEY (editor) REFERENCES public.users(id)
);
alter table posts add constraint short check (length(title) < 50); -- for the list
