// Reads answers that come bit by bit with the clients that people use. Given
// {url, query, subscription} on standard input, writes what each client gave.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createClient } from "graphql-sse";

const require = createRequire(import.meta.url);
const given = JSON.parse(readFileSync(0, "utf8"));
const four = require("@apollo/client");
const { Defer20220824Handler, GraphQL17Alpha9Handler } = require("@apollo/client/incremental");
const three = require("apollo-client-3/core");

async function sse() {
  const client = createClient({ url: given.url, singleConnection: false, retryAttempts: 0 });
  const told = [];
  for await (const one of client.iterate({ query: given.subscription })) told.push(one.data);
  return told;
}

function collected(observable, until) {
  return new Promise((resolve, reject) => {
    const found = [];
    const timer = setTimeout(() => reject(new Error("nothing more came: " + JSON.stringify(found))), 10000);
    observable.subscribe({
      next(one) {
        found.push(JSON.parse(JSON.stringify(one)));
        if (until(one, found)) { clearTimeout(timer); resolve(found); }
      },
      error(error) { clearTimeout(timer); reject(error); },
      complete() { clearTimeout(timer); resolve(found); },
    });
  });
}

function fourth(incrementalHandler) {
  const client = new four.ApolloClient({
    cache: new four.InMemoryCache(),
    link: new four.HttpLink({ uri: given.url }),
    incrementalHandler,
  });
  const query = four.gql(given.query);
  return collected(client.watchQuery({ query }), (one) => one.dataState === "complete");
}

function third() {
  const client = new three.ApolloClient({
    cache: new three.InMemoryCache(),
    link: new three.HttpLink({ uri: given.url }),
  });
  const query = three.gql(given.query);
  return collected(client.watchQuery({ query }), (one) => one.data?.users?.[0]?.posts);
}

function multipart() {
  const client = new four.ApolloClient({
    cache: new four.InMemoryCache(),
    link: new four.HttpLink({ uri: given.url }),
  });
  const query = four.gql(given.subscription);
  return collected(client.subscribe({ query }), (_, found) => found.length === given.events);
}

const readers = {
  sse,
  multipart,
  current: () => fourth(new GraphQL17Alpha9Handler()),
  of2022: () => fourth(new Defer20220824Handler()),
  third,
};
const result = await readers[given.reader]();
process.stdout.write(JSON.stringify(result));
process.exit(0);
