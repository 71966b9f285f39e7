// Prints what each audit of GraphQL over HTTP found: [{name, status, reason}].
import { serverAudits } from "graphql-http";

const url = process.argv[2];
const found = [];
for (const audit of serverAudits({ url, fetchFn: fetch })) {
  const { name, status, reason } = await audit.fn();
  found.push({ name, status, reason: reason ?? null });
}
process.stdout.write(JSON.stringify(found));
