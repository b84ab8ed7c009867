import { sql } from "drizzle-orm";
import { check, index, integer, pgEnum, pgTable, serial, text, varchar } from "drizzle-orm/pg-core";

export const state = pgEnum("state", ["draft", "published"]);

export const users = pgTable("users", {
  id: serial("id").primaryKey(),
  email: varchar("email", { length: 320 }).notNull().unique(),
});

export const posts = pgTable(
  "posts",
  {
    id: serial("id").primaryKey(),
    title: text("title").notNull(),
    state: state("state").notNull().default("draft"),
    authorId: integer("author_id").notNull().references(() => users.id, { onDelete: "cascade" }),
  },
  (posts) => [
    index("posts_drafts").on(posts.authorId).where(sql`${posts.state} = 'draft'`),
    check("posts_title", sql`${posts.title} <> ''`),
  ],
);
