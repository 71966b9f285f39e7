// Plans line by line with one peer: `node plan-many.mjs apollo|hive`. Standard input
// has lines {id, supergraph, operation}, standard output lines {id, fetches, depth},
// or {id, error}. A peer may abort the whole process; the caller goes on after it.
import { createInterface } from "node:readline";
import { parse } from "graphql";

const none = [0, 0];
const sequence = ([fetches, depth], [more, deeper]) => [fetches + more, depth + deeper];
const parallel = ([fetches, depth], [more, other]) => [
  fetches + more,
  Math.max(depth, other),
];

const measured = (node) => {
  if (!node) return none;
  const inner = (node.nodes ?? []).map(measured);
  switch (node.kind) {
    case "Fetch":
    case "BatchFetch":
      return [1, 1];
    case "Sequence":
      return inner.reduce(sequence, none);
    case "Parallel":
      return inner.reduce(parallel, none);
    case "Flatten":
      return measured(node.node);
    case "Condition":
      return parallel(measured(node.ifClause), measured(node.elseClause));
    default:
      throw new Error(`A plan node of kind ${node.kind}.`);
  }
};

const apollo = async () => {
  const { operationFromDocument, Supergraph } = await import(
    "@apollo/federation-internals"
  );
  const { QueryPlanner } = await import("@apollo/query-planner");
  return (sdl) => {
    const schema = Supergraph.build(sdl);
    const planner = new QueryPlanner(schema);
    return (text) =>
      planner.buildQueryPlan(operationFromDocument(schema.apiSchema(), parse(text)));
  };
};

const hive = async () => {
  const { QueryPlanner } = await import("@graphql-hive/router-query-planner");
  return (sdl) => {
    const planner = new QueryPlanner(sdl);
    return (text) => planner.plan(text, undefined, new Set(), 0);
  };
};

const read = await { apollo, hive }[process.argv[2]]();
let last = null;
let plan = null;
for await (const line of createInterface({ input: process.stdin })) {
  const { id, supergraph, operation } = JSON.parse(line);
  const answer = { id };
  try {
    if (supergraph !== last) {
      plan = null;
      plan = read(supergraph);
      last = supergraph;
    }
    [answer.fetches, answer.depth] = measured(plan(operation).node);
  } catch (error) {
    answer.error = String(error.message ?? error).slice(0, 200);
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
