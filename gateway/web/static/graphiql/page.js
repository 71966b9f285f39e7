// Starts GraphiQL on this gateway. Keeps nothing: queries, headers and tabs stay
// in memory alone and are gone with the page. Sealed values stay sealed.
"use strict";

(function () {
  const kept = new Map();
  const storage = {
    get length() {
      return kept.size;
    },
    getItem: (name) => (kept.has(name) ? kept.get(name) : null),
    setItem: (name, value) => void kept.set(name, String(value)),
    removeItem: (name) => void kept.delete(name),
    clear: () => kept.clear(),
  };
  const ask = GraphiQL.createFetcher({
    url: new URL("graphql", document.baseURI).href,
    headers: { Accept: "application/graphql-response+json" },
  });
  ReactDOM.createRoot(document.getElementById("graphiql")).render(
    React.createElement(GraphiQL, {
      fetcher: ask,
      storage,
      shouldPersistHeaders: false,
      defaultEditorToolsVisibility: false,
      defaultQuery: "# Tautan\n{\n  __typename\n}\n",
    }),
  );
})();
