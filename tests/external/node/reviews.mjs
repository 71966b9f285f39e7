// A subgraph of @apollo/subgraph over HTTP: reviews of media, some by users. Writes the
// port that it listens on to standard output.
import { createServer } from "node:http";
import { buildSubgraphSchema } from "@apollo/subgraph";
import { graphql, parse } from "graphql";

const typeDefs = parse(`
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.3",
    import: ["@key", "@external", "@requires", "@provides", "@shareable"])

  type Query { reviews: [Review!]! }
  type Review @key(fields: "id") {
    id: ID!
    text: String!
    author: User @provides(fields: "name")
    critic: User
    about: Book
  }
  type User @key(fields: "id") {
    id: ID!
    name: String! @external
    reviews: [Review!]!
    signature: String! @requires(fields: "name")
  }
  type Book @key(fields: "isbn shelf { row }") {
    isbn: ID!
    shelf: Shelf!
    grams: Int @external
    postage(fast: Boolean = false): Int @requires(fields: "grams")
  }
  type Shelf @shareable { row: Int! }
`);

const names = { u1: "Ayu", u2: "Bima" };
const books = { b1: { isbn: "b1", shelf: { row: 4 } } };
const reviews = [
  { id: "r1", text: "Long.", author: "u1", critic: "u2", about: "b1" },
  { id: "r2", text: "Good.", author: null, critic: "u1", about: null },
];
const user = (id) => id && { __typename: "User", id };
const resolvers = {
  Query: { reviews: () => reviews },
  Review: {
    __resolveReference: ({ id }) => reviews.find((one) => one.id === id),
    author: ({ author }) => author && { ...user(author), name: names[author] },
    critic: ({ critic }) => user(critic),
    about: ({ about }) => about && { __typename: "Book", ...books[about] },
  },
  User: {
    __resolveReference: (sent) => sent,
    reviews: ({ id }) => reviews.filter((one) => one.author === id),
    signature: ({ id, name }) => {
      if (name !== names[id]) throw new Error(`${id} came without a name`);
      return `(${name})`;
    },
  },
  Book: {
    __resolveReference: (sent) => sent,
    postage: ({ grams }, { fast }) => (grams === null ? null : grams * (fast ? 2 : 1)),
  },
};
const schema = buildSubgraphSchema({ typeDefs, resolvers });

const answer = async (request, response) => {
  const parts = [];
  for await (const part of request) parts.push(part);
  const { query, variables } = JSON.parse(Buffer.concat(parts).toString());
  const result = await graphql({ schema, source: query, variableValues: variables });
  response.setHeader("Content-Type", "application/json");
  response.end(JSON.stringify(result));
};
const server = createServer(answer).listen(0, "127.0.0.1", () => {
  process.stdout.write(`${server.address().port}\n`);
});
