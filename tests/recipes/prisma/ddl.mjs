// Prints what the schema declares, as SQL: `prisma migrate diff --from-empty --to-schema … --script`, by the engine itself,
// which npm has as WebAssembly.
import { readFileSync } from "node:fs";
import { SchemaEngine } from "@prisma/schema-engine-wasm";

// The engine wants a connection before it compares two texts; this one leads nowhere and knows nothing.
const ok = (value) => ({ ok: true, value, map: (change) => ok(change(value)) });
const connection = {
  provider: "postgres",
  adapterName: "none",
  getConnectionInfo: () => ok({ schemaName: "public", supportsRelationJoins: true }),
  queryRaw: async () => ok({ columnNames: [], columnTypes: [], rows: [] }),
  executeRaw: async () => ok(0),
  dispose: async () => ok(undefined),
};
const connect = async () => ok(connection);
const adapter = { provider: "postgres", adapterName: "none", connect, connectToShadowDb: connect };

const path = "prisma/schema.prisma";
const engine = await SchemaEngine.new({}, () => {}, adapter);
const { stdout } = await engine.diff({
  from: { tag: "empty" },
  to: { tag: "schemaDatamodel", files: [{ path, content: readFileSync(path, "utf8") }] },
  script: true,
  filters: { externalTables: [], externalEnums: [] },
});
console.log(stdout);
