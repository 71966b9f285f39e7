// Composes line by line: `node compose-many.mjs apollo|guild`. Standard input has
// lines {id, subgraphs: [{name, url, sdl}]}, standard output lines {id, codes, hints},
// or {id, thrown} where the peer ends with something else than coded errors.
import { createInterface } from "node:readline";
import { parse } from "graphql";

const peers = {
  apollo: "@apollo/composition",
  guild: "@theguild/federation-composition",
};
const { composeServices } = await import(peers[process.argv[2]]);
const unique = (items) => [...new Set(items)].sort();

for await (const line of createInterface({ input: process.stdin })) {
  const { id, subgraphs } = JSON.parse(line);
  let answer;
  try {
    const services = subgraphs.map(({ name, url, sdl }) => ({
      name,
      url,
      typeDefs: parse(sdl),
    }));
    const { errors = [], hints = [] } = composeServices(services);
    const codes = unique(errors.map((error) => error.extensions?.code ?? ""));
    if (codes.includes("")) throw errors[codes.indexOf("")];
    answer = { id, codes, hints: unique(hints.map((hint) => hint.definition?.code)) };
  } catch (error) {
    answer = { id, thrown: String(error).slice(0, 200) };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
