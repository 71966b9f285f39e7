// Hive Gateway as its own command starts it, with nothing answered from another request.
import { defineConfig } from "@graphql-hive/gateway";

export const gatewayConfig = defineConfig({
  inboundInflightRequestDeduplication: false,
  transportEntries: { "*.http": { options: { deduplicateInflightRequests: false } } },
  logging: "error",
});
