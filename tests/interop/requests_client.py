"""requests_oauth2client, unchanged: discovery, client credentials, then a person's code flow, refresh, revocation."""

import base64
import hashlib
import hmac
import json
import re
import struct
import sys
import time

import requests
from requests_oauth2client import OAuth2Client, PrivateKeyJwt

base, folder = sys.argv[1:]
with open(f"{folder}/cast.json", encoding="utf-8") as file:
    cast = json.load(file)["python"]


def discover(client: dict, **options) -> OAuth2Client:
    """A client of the server, from its discovery document."""
    auth = PrivateKeyJwt(client["id"], client["key"], aud=base)
    options = {"auth": auth, "testing": True, "dpop_bound_access_tokens": True, **options}
    return OAuth2Client.from_discovery_endpoint(issuer=base, **options)


class Browser:
    """A browser, as far as the pages need one: cookies, forms, no redirection followed unseen."""

    def __init__(self) -> None:
        self.cookies: dict[str, str] = {}

    def open(self, url: str, form: dict | None = None) -> requests.Response:
        headers = {"cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()), "origin": base}
        method = "POST" if form else "GET"
        answer = requests.request(method, url, data=form, headers=headers, allow_redirects=False, timeout=10)
        self.cookies.update({cookie.name: cookie.value for cookie in answer.cookies})
        return answer


def totp(secret: str) -> str:
    """What an authenticator application shows."""
    key = base64.b32decode(secret)
    mac = hmac.new(key, struct.pack(">Q", int(time.time()) // 30), hashlib.sha1).digest()
    offset = mac[19] & 15
    return f"{(struct.unpack('>I', mac[offset : offset + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


def connect(url: str) -> str:
    """The first connection, from the client's request to its return address."""
    browser, password = Browser(), "tournesol grange violon"
    browser.open(url)
    form = {
        "identifiant": cast["person"]["identifier"],
        "code": cast["person"]["activation"],
        "mot_de_passe": password,
        "confirmation": password,
    }
    browser.open(f"{base}/login/activation", form)
    page = browser.open(f"{base}/login/enrolement").text
    secret = re.search(r'<code id="cle">([^<]+)<', page).group(1).replace(" ", "")
    assert browser.open(f"{base}/login/enrolement", {"code": totp(secret)}).status_code == 200
    return browser.open(f"{base}/login/suite").headers["location"]


alone = discover(cast["alone"])
token = alone.client_credentials(scope="comptes")
assert token.token_type == "DPoP"
asked = requests.get(f"{base}/login/clients", auth=token, timeout=10)
assert asked.status_code == 403, "the token is believed, and the application is no officer"
print("requests_oauth2client: client credentials, proof of possession in front of a resource")

people = discover(cast["people"], redirect_uri=cast["back"])
request = people.authorization_request(scope="openid dossiers")
pushed = people.pushed_authorization_request(request)
answer = request.validate_callback(connect(str(pushed)))
# Its own validation of ID tokens (1.8.0) cannot rebuild a token bound to a key, so its parts are called one by one.
tokens = people.authorization_code(answer, validate=False)
assert tokens.id_token.verify_signature(people.authorization_server_jwks, alg="EdDSA")
assert (tokens.id_token.issuer, tokens.id_token.nonce) == (base, request.nonce)
assert tokens.id_token.email == cast["person"]["identifier"]
print("requests_oauth2client: pushed request, two factors, code, ID token")

fresh = people.refresh_token(tokens)
assert people.introspect_token(fresh.access_token)["active"] is True
assert people.revoke_refresh_token(fresh.refresh_token) is True
assert people.introspect_token(fresh.access_token)["active"] is False
print("requests_oauth2client: refresh, introspection, revocation")
