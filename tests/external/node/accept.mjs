// Loads supergraphs: `node accept.mjs apollo|hive|stitching`. Standard input has lines
// {id, supergraph}, standard output lines {id, error}, null where the peer takes it.
import { createInterface } from "node:readline";

const loaders = {
  apollo: async () => {
    const { ROUTER_SUPPORTED_SUPERGRAPH_FEATURES: supportedFeatures, Supergraph } =
      await import("@apollo/federation-internals");
    const { QueryPlanner } = await import("@apollo/query-planner");
    return (sdl) => new QueryPlanner(Supergraph.build(sdl, { supportedFeatures }));
  },
  hive: async () => {
    const { QueryPlanner } = await import("@graphql-hive/router-query-planner");
    return (sdl) => new QueryPlanner(sdl);
  },
  stitching: async () => {
    const { getStitchedSchemaFromSupergraphSdl } = await import(
      "@graphql-tools/federation"
    );
    return (supergraphSdl) => getStitchedSchemaFromSupergraphSdl({ supergraphSdl });
  },
};
const load = await loaders[process.argv[2]]();

for await (const line of createInterface({ input: process.stdin })) {
  const { id, supergraph } = JSON.parse(line);
  let error = null;
  try {
    load(supergraph);
  } catch (found) {
    error = String(found).slice(0, 300);
  }
  process.stdout.write(`${JSON.stringify({ id, error })}\n`);
}
