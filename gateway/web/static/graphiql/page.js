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
  const url = new URL("graphql", document.baseURI).href;
  const ask = GraphiQL.createFetcher({
    url,
    headers: { Accept: "application/graphql-response+json" },
  });

  // Subscriptions: server-sent events, one JSON answer in the data of each `next`.
  async function* read(asked, headers, signal) {
    const reply = await fetch(url, {
      method: "POST",
      headers: {
        ...headers,
        "Content-Type": "application/json",
        Accept: "text/event-stream",
      },
      body: JSON.stringify(asked),
      signal,
    });
    const pieces = reply.body.pipeThrough(new TextDecoderStream()).getReader();
    let held = "";
    for (;;) {
      const { done, value } = await pieces.read();
      if (done) return;
      held += value;
      const events = held.split("\n\n");
      held = events.pop();
      for (const event of events) {
        const [name, data] = event.split("\n");
        if (name === "event: complete") return;
        if (name === "event: next") yield JSON.parse(data.slice("data: ".length));
      }
    }
  }

  function subscribe(asked, headers) {
    const control = new AbortController();
    const told = read(asked, headers, control.signal);
    return {
      [Symbol.asyncIterator]() {
        return this;
      },
      next: () => told.next(),
      return() {
        control.abort();
        return Promise.resolve({ done: true, value: undefined });
      },
    };
  }

  function subscribes(asked, read) {
    const operations = (read && read.definitions) || [];
    return operations.some(
      (one) =>
        one.operation === "subscription" &&
        (!asked.operationName || one.name?.value === asked.operationName),
    );
  }

  const fetcher = (asked, options) =>
    subscribes(asked, options?.documentAST)
      ? subscribe(asked, options?.headers)
      : ask(asked, options);
  ReactDOM.createRoot(document.getElementById("graphiql")).render(
    React.createElement(GraphiQL, {
      fetcher,
      storage,
      shouldPersistHeaders: false,
      defaultEditorToolsVisibility: false,
      defaultQuery: "# Tautan\n{\n  __typename\n}\n",
    }),
  );
})();
