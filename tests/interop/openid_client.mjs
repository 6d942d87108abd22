// openid-client, unchanged: discovery, client credentials, then a person's code flow, refresh, introspection, revocation.
import assert from "node:assert/strict";
import { createHmac, webcrypto } from "node:crypto";
import { readFileSync } from "node:fs";
import * as client from "openid-client";

const [base, folder] = process.argv.slice(2);
const { node: cast } = JSON.parse(readFileSync(`${folder}/cast.json`, "utf8"));
const resource = new URL("/login/clients", base);

async function discover({ id, key }) {
  const { alg, use, ...jwk } = key;
  const signer = await webcrypto.subtle.importKey("jwk", jwk, { name: "Ed25519" }, false, ["sign"]);
  const authentication = client.PrivateKeyJwt({ key: signer, kid: key.kid });
  const execute = [client.allowInsecureRequests, client.enableNonRepudiationChecks];
  return client.discovery(new URL(base), id, undefined, authentication, { execute });
}

// A browser, as far as the pages need one: cookies, forms, no redirection followed unseen.
class Browser {
  cookies = new Map();

  async open(path, form) {
    const headers = { origin: new URL(base).origin, cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; ") };
    const body = form && new URLSearchParams(form);
    const url = new URL(path, base);
    const answer = await fetch(url, { method: form ? "POST" : "GET", headers, body, redirect: "manual" });
    for (const cookie of answer.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie);
      this.cookies.set(name, value);
    }
    return answer;
  }
}

function totp(secret, now) {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...secret].map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, "0")).join("");
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(now / 30_000)));
  const bytes = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const mac = createHmac("sha1", bytes).update(step).digest();
  return String((mac.readUInt32BE(mac[19] & 15) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

// The first connection, from the client's request to its return address.
async function connect(url) {
  const browser = new Browser();
  await browser.open(url);
  const password = "tournesol grange violon";
  const { identifier, activation } = cast.person;
  await browser.open("/login/activation", {
    identifiant: identifier, code: activation, mot_de_passe: password, confirmation: password,
  });
  const page = await (await browser.open("/login/enrolement")).text();
  const secret = /<code id="cle">([^<]+)</.exec(page)[1].replaceAll(" ", "");
  assert.equal((await browser.open("/login/enrolement", { code: totp(secret, Date.now()) })).status, 200);
  return new URL((await browser.open("/login/suite")).headers.get("location"));
}

const alone = await discover(cast.alone);
const ownDpop = client.getDPoPHandle(alone, await client.randomDPoPKeyPair("Ed25519"));
const own = await client.clientCredentialsGrant(alone, { scope: "comptes" }, { DPoP: ownDpop });
assert.equal(own.token_type, "dpop");
const dpop = { DPoP: ownDpop };
const asked = await client.fetchProtectedResource(alone, own.access_token, resource, "GET", undefined, undefined, dpop);
assert.equal(asked.status, 403, "the token is believed, and the application is no officer");
console.log("openid-client: client credentials, proof of possession in front of a resource");

const people = await discover(cast.people);
const DPoP = client.getDPoPHandle(people, await client.randomDPoPKeyPair("ES256"));
const pkceCodeVerifier = client.randomPKCECodeVerifier();
const [expectedState, expectedNonce] = [client.randomState(), client.randomNonce()];
const request = {
  redirect_uri: cast.back, scope: "openid dossiers", state: expectedState, nonce: expectedNonce,
  code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier), code_challenge_method: "S256",
};
const url = await client.buildAuthorizationUrlWithPAR(people, request, { DPoP });
const checks = { pkceCodeVerifier, expectedState, expectedNonce, idTokenExpected: true };
const tokens = await client.authorizationCodeGrant(people, await connect(url), checks, undefined, { DPoP });
assert.equal(tokens.claims().email, cast.person.identifier);
console.log("openid-client: pushed request, two factors, code, ID token");

const fresh = await client.refreshTokenGrant(people, tokens.refresh_token, undefined, { DPoP });
assert.equal((await client.tokenIntrospection(people, fresh.access_token)).active, true);
await client.tokenRevocation(people, fresh.refresh_token);
assert.equal((await client.tokenIntrospection(people, fresh.access_token)).active, false);
await assert.rejects(client.refreshTokenGrant(people, fresh.refresh_token, undefined, { DPoP }), { error: "invalid_grant" });
console.log("openid-client: refresh, introspection, revocation");
