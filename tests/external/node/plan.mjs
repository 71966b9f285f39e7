// Plans with Apollo's planner: {"supergraph": SDL, "operations": [text]} on standard
// input to a list of fetch counts on standard output.
import { readFileSync } from "node:fs";
import { operationFromDocument, Supergraph } from "@apollo/federation-internals";
import { QueryPlanner } from "@apollo/query-planner";
import { parse } from "graphql";

const fetches = (node) => {
  if (!node) return 0;
  if (node.kind === "Fetch") return 1;
  return (node.nodes ?? [node.node]).reduce((sum, child) => sum + fetches(child), 0);
};

const { supergraph, operations } = JSON.parse(readFileSync(0, "utf8"));
const schema = Supergraph.build(supergraph);
const planner = new QueryPlanner(schema);
const counts = operations.map((text) => {
  const operation = operationFromDocument(schema.apiSchema(), parse(text));
  return fetches(planner.buildQueryPlan(operation).node);
});
process.stdout.write(JSON.stringify(counts));
