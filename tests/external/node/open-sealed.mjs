// Opens compact JWEs: {"key": private JWK, "values": [compact]} on standard input
// to a list of plaintexts on standard output.
import { readFileSync } from "node:fs";
import { compactDecrypt, importJWK } from "jose";

const { key, values } = JSON.parse(readFileSync(0, "utf8"));
const secret = await importJWK(key, "ECDH-ES");
const opened = await Promise.all(
  values.map(async (value) => new TextDecoder().decode((await compactDecrypt(value, secret)).plaintext)),
);
process.stdout.write(JSON.stringify(opened));
