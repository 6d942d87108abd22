// Makes the keys, the applications and the people of one run: `node seed.mjs <folder>` writes them there.
import { mkdirSync, writeFileSync } from "node:fs";
import { randomBytes, randomUUID, webcrypto } from "node:crypto";

const folder = process.argv[2];
const back = "https://client.exemple.fr/retour";
const algorithms = {
  EdDSA: { name: "Ed25519" },
  ES256: { name: "ECDSA", namedCurve: "P-256" },
};

async function key(alg) {
  const pair = await webcrypto.subtle.generateKey(algorithms[alg], true, ["sign", "verify"]);
  const { kty, crv, x, y, d } = await webcrypto.subtle.exportKey("jwk", pair.privateKey);
  const published = { kty, crv, x, ...(y && { y }), kid: randomUUID(), use: "sig" };
  return { published, secret: { ...published, alg, d } };
}

const cast = {};
const seed = { clients: {}, comptes: {} };
for (const [library, alg] of [["node", "EdDSA"], ["python", "ES256"]]) {
  const [alone, people] = [await key(alg), await key(alg)];
  const ids = { alone: randomUUID(), people: randomUUID() };
  seed.clients[ids.alone] = {
    client_name: `${library} seul`, jwks: { keys: [alone.published] }, grant_types: ["client_credentials"],
    scope: "comptes", roles: ["application"],
  };
  seed.clients[ids.people] = {
    client_name: `${library} avec des personnes`, jwks: { keys: [people.published] }, redirect_uris: [back],
    grant_types: ["authorization_code", "refresh_token"], scope: "openid dossiers",
    acts_for: ["professionnel"],
  };
  const person = {
    identifiant: `${library}@exemple.fr`, nom: "Essai", prenoms: "Interop", roles: ["professionnel"],
    secret_activation: randomBytes(12).toString("hex"),
  };
  seed.comptes[randomUUID()] = person;
  cast[library] = {
    back, alg,
    alone: { id: ids.alone, key: alone.secret },
    people: { id: ids.people, key: people.secret },
    person: { identifier: person.identifiant, activation: person.secret_activation },
  };
}
mkdirSync(folder, { recursive: true });
writeFileSync(`${folder}/cast.json`, JSON.stringify(cast), { mode: 0o600 });
writeFileSync(`${folder}/seed.json`, JSON.stringify(seed), { mode: 0o600 });
