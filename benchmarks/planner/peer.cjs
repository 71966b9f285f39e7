// Times a peer's planner by CPU: `node peer.cjs apollo|hive`. Standard input: {rounds,
// tasks: [{supergraph, operations}]}; standard output, per task: {read_ms, plans:
// [{ms, fetches} or {error}]}. Packages are those of the folder that it is run in.
const { createRequire } = require("node:module");
const { readFileSync } = require("node:fs");
const from = createRequire(process.cwd() + "/");

const fetches = (node) => {
  if (!node) return 0;
  if (node.kind === "Fetch" || node.kind === "BatchFetch") return 1;
  const children = node.nodes ?? [node.node, node.ifClause, node.elseClause];
  return children.reduce((sum, child) => sum + fetches(child), 0);
};

const timed = (step) => {
  const began = process.cpuUsage();
  const made = step();
  const { user, system } = process.cpuUsage(began);
  return { ms: (user + system) / 1000, made };
};

const fastest = (rounds, step) => {
  let best = timed(step);
  for (let round = 1; round < rounds; round++) {
    const next = timed(step);
    if (next.ms < best.ms) best = next;
  }
  return best;
};

// Each: what reads a supergraph, and what makes of a text the step that is timed.
const peers = {
  apollo: () => {
    const { operationFromDocument, Supergraph } = from("@apollo/federation-internals");
    const { QueryPlanner } = from("@apollo/query-planner");
    const { parse } = from("graphql");
    return {
      read: (sdl) => {
        const schema = Supergraph.build(sdl);
        return { schema, planner: new QueryPlanner(schema) };
      },
      step: ({ schema, planner }, text) => {
        const document = parse(text);
        return () =>
          planner.buildQueryPlan(operationFromDocument(schema.apiSchema(), document));
      },
    };
  },
  hive: () => {
    const { QueryPlanner } = from("@graphql-hive/router-query-planner");
    return {
      read: (sdl) => new QueryPlanner(sdl),
      step: (planner, text) => () => planner.plan(text, undefined, new Set(), 0),
    };
  },
};

const peer = peers[process.argv[2]]();
const { rounds, tasks } = JSON.parse(readFileSync(0, "utf8"));
const answers = tasks.map(({ supergraph, operations }) => {
  const read = fastest(Math.min(rounds, 2), () => peer.read(supergraph));
  const plans = operations.map((text) => {
    try {
      const { ms, made } = fastest(rounds, peer.step(read.made, text));
      return { ms, fetches: fetches(made.node) };
    } catch (error) {
      return { error: String(error.message).slice(0, 200) };
    }
  });
  return { read_ms: read.ms, plans };
});
process.stdout.write(JSON.stringify(answers));
