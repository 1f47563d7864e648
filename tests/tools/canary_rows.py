"""What run-canary starts: for each subcommand what goes well and what fails, and answers
of Azure that send a secret back. In words stand {top}, {estate}, {zoo} and {secret}, the
file of the client secret."""
import json
from urllib.parse import quote

import live
import signin_env
from canary import ASSERTION, PROXY, SECRET, TOKEN

QUICK = ("-c", "immutability-locked")


class Row:
    """The first of the codes says whether it goes well, unless `well` does."""

    def __init__(self, *words, codes=(0,), stdin="", auth="", env=None, well=None):
        self.words, self.codes, self.stdin = words, codes, stdin
        self.auth, self.env = auth, env
        self.well = codes[0] < 4 if well is None else well
        # A configuration is worked out by a holdfast-eval, which is handed its text.
        self.in_eval = "--config" in words
        self.verbose = ("-v",)

    def environment(self, sim):
        return self.env(sim) if self.env else {}


def ran(*words, **how):
    """`lua` has its options in front."""
    row = Row("-v", *words, **how)
    row.verbose = ()
    return row


OWN = "local h = require 'holdfast' "
SCANS = OWN + "local s = h.scan { from = arg[1], checks = 'immutability-*' } print(#s)"
FAILS = OWN + "h.scan { from = '/nowhere' }"

# A secret where a configuration, or what else is read, should be.
IN_CONFIG = f"return {{ client_secret = {json.dumps(SECRET)} }}"
CUT_CONFIG = f"return {{ client_secret = {json.dumps(SECRET)[:-1]}\n"

# One that libcurl does not take, and quotes.
PROXY_CONFIG = f"return {{ proxy = 'nothing://user:{PROXY}@localhost' }}"

LOCAL = {
    "help": [Row()],
    "version": [Row(), Row("--nope", codes=(64,))],
    "inventory": [Row("load", "-o", "x.inv", "{estate}"), Row("dump", "{top}/estate.inv"),
                  Row("info", "{top}/estate.inv"),
                  Row("load", "-o", "x.inv", "{secret}", codes=(65,)),
                  Row("info", "{secret}", codes=(65,)), Row("dump", codes=(64,))],
    "merge": [Row("-o", "x.inv", "{top}/estate.inv"),
              Row("-o", "x.inv", "{secret}", codes=(65,))],
    "query": [Row("--from", "{top}/estate.inv", "select count(*) from resource"),
              Row("--from", "{top}/estate.inv", "-f", "csv", "select * from gap"),
              Row("--from", "{top}/estate.inv", "select x", codes=(65, 64)),
              Row("--from", "{secret}", "select 1", codes=(65,))],
    "checks": [Row("--check-dir", "{top}/hang"), Row("-f", "json"),
               Row("--config", "{secret}", codes=(65,)), Row("no-check", codes=(64, 66))],
    "types": [Row("--check-dir", "{top}/hang"), Row("-f", "json"),
              Row("--config", "{secret}", codes=(65,)), Row("no-type", codes=(64,))],
    "plan": [Row("-f", "json"), Row("--config", "{secret}", codes=(65,))],
    "role": [Row("-s", live.CLIENT), Row("--check-dir", "/nowhere", codes=(66,))],
    "key": [Row("new", "mine"), Row("new", "/nowhere/x", codes=(73,))],
    "sign": [Row("{top}/my-check", "--key", "{top}/pack.key"),
             Row("{top}/my-check", "--key", "{secret}", codes=(65,))],
    "validate": [Row("{top}/my-check", "-f", "sarif", "-o", "x.sarif"),
                 Row("{top}/my-check", "-f", "json"),
                 Row("/nowhere", codes=(66,)), Row("{secret}", codes=(65, 64, 66))],
    "report": [Row("{top}/report.json", "-f", "jsonl", "-o", "x.jsonl"),
               Row("{secret}", codes=(65,)), Row("-", stdin="[", codes=(65,))],
    "config": [Row("show"), Row("show", "-f", "json"),
               Row("show", "--config", "{top}/proxy-config.lua"),
               Row("show", "-f", "json", "--config", "{top}/proxy-config.lua"),
               Row("show", "--config", "-", codes=(66, 65, 64)),
               Row("show", "--config", "{top}/in-config.lua", codes=(65,)),
               Row("show", "--config", "{top}/cut-config.lua", codes=(65,))],
    "lua": [ran("-", "{estate}", stdin=SCANS), ran("-", stdin=FAILS, codes=(70, 65, 66)),
            ran("/nowhere", codes=(66,))],
    "test": [Row("{top}/my-check", "--mutate", "--coverage", "-f", "junit",
                 "-o", "x.xml"),
             Row("{top}/my-check", "-f", "json"), Row("/nowhere", codes=(66,))],
    "new": [Row("check", "one", "--lua"), Row("check", "two", "--c"),
            Row("check", "one", "--lua", "--dir", "/nowhere", codes=(73,))],
    "scan": [Row("--from", "{estate}", "--report", "json=x.json", "--report",
                 "jsonl=x.jsonl", codes=(1, 3)),
             Row("--from", "-", stdin="[]", codes=(0, 2)),
             Row("--from", "{secret}", codes=(65,)), Row("--from", "x", codes=(66,)),
             Row("--config", "{top}/in-config.lua", "--from", "{estate}", codes=(65,)),
             Row("--cloud", "{secret}", codes=(65,))],
}


def no_file(_):
    return {"AZURE_CLIENT_SECRET": None, "AZURE_ACCESS_TOKEN": None,
            "CREDENTIALS_DIRECTORY": None}


def only_credentials(_):
    return {"AZURE_CLIENT_SECRET": None, "AZURE_ACCESS_TOKEN": None,
            "AZURE_CLIENT_CERTIFICATE_PATH": None,
            "AZURE_CLIENT_CERTIFICATE_PASSWORD": None}


def github(sim):
    return {"ACTIONS_ID_TOKEN_REQUEST_URL":
            signin_env.github(sim)["ACTIONS_ID_TOKEN_REQUEST_URL"]}


def pipelines(sim):
    env = signin_env.pipelines(sim)
    return {n: env[n] for n in env if n.startswith(("SYSTEM_OIDC", "AZURESUBSC"))}


def service(sim):
    return {n: signin_env.service(sim)[n] for n in ("IDENTITY_ENDPOINT",
                                                    "AZURE_CLIENT_ID")}


def service_old(sim):
    return {"IDENTITY_HEADER": None, "AZURE_CLIENT_ID": None,
            "MSI_ENDPOINT": signin_env.service_old(sim)["MSI_ENDPOINT"]}


def proxy(_):
    """One that libcurl does not take. It asks for one there: it stays in /proc."""
    return {"https_proxy": f"nothing://user:{PROXY}@localhost"}


def collected(auth, env=None, *more):
    return Row(*QUICK, "-o", "x.inv", *more, codes=(0, 2), auth=auth, env=env)


def refused(auth, *words, codes=(77,), **how):
    return Row(*QUICK, *words, auth=auth, codes=codes, **how)


SCAN = ("--save", "x.inv", "--report", "jsonl=x.jsonl", "--report", "json=x.json")
HANG = ("--check-dir", "{top}/hang", "--check-timeout", "1", "--jobs", "4")

LIVE = {
    "scan": [Row(*SCAN, *HANG, codes=(2, 3), auth="client-secret"),
             Row(*SCAN, codes=(1, 3), auth="token"),
             refused("client-secret"), refused("token")],
    "collect": [
        *(collected("client-secret"),) * 2,
        collected("client-secret", no_file, "--client-secret-file", "{secret}"),
        collected("client-secret", only_credentials),
        *(collected("token"),) * 2,
        collected("token", only_credentials), collected("environment"),
        collected("client-certificate"),
        collected("client-certificate", only_credentials),
        collected("workload-identity", github),
        collected("workload-identity", pipelines),
        collected("managed-identity", service),
        collected("managed-identity", service_old),
        *(refused("client-secret", "-o", "x.inv"),) * 2,
        *(refused("token", "-o", "x.inv"),) * 2,
        *(refused("client-secret", "-o", "x.inv", "--timeout", "1", codes=(75,),
                  env=proxy),) * 2,
        *(refused("client-secret", "-o", "x.inv", "--timeout", "1", "--config",
                  "{top}/proxy-config.lua", codes=(75,)),) * 2],
    "doctor": [Row(auth="client-secret"), Row("-f", "json", auth="token"),
               Row(auth="client-certificate"),
               Row("-f", "json", auth="client-secret", codes=(77,)),
               Row(auth="token", env=lambda _: {"AZURE_ACCESS_TOKEN": TOKEN + " x"},
                   codes=(2,), well=False)],
}


def escaped(secret):
    """As .NET writes it in JSON."""
    return "".join(c if c.isalnum() else f"\\u{ord(c):04X}" for c in secret)


def slashed(secret):
    return json.dumps(secret)[1:-1].replace("/", "\\/")


def coded(secret):
    return quote(secret, safe="")


WAYS = (escaped, slashed, coded)
HEAD = "Content-Type: application/json\n\n"
GIVEN = (f'200\n{HEAD}{{"token_type":"Bearer","expires_in":3599,'
         f'"access_token":{json.dumps(TOKEN)}}}')  # by an endpoint of sign-in


def refusals(secret):
    """A sign-in's error, with the secret in each place and form, and without a form."""
    for way in WAYS:
        word, number = way(secret), ',"error_codes":[7000215]'
        yield "invalid_client", "AADSTS7000215: " + word, number
        yield "invalid_client", "the form was client_secret=" + word, ""
        yield word, "no", ""
        yield word, "no", number
    yield "invalid_client", "x" * 280 + slashed(secret), ""


class Harsh:
    """Answers to requests whose path holds `place`, each given once, that send back what
    a sign-in by `auth` came with. `before`: place and answer of what is asked first."""

    def __init__(self, place, secret, texts, auth="token", env=None, before=None):
        self.place, self.secret, self.texts = place, secret, list(texts)
        self.auth, self.env, self.before = auth, env or (lambda _: {}), before


def signing_in(place, secret, *how):
    texts = [f'401\n{HEAD}{{"error":"{code}","error_description":"{text}"{number}}}'
             for code, text, number in refusals(secret)]
    return Harsh(place, secret, [*texts, f"400\n\nnot JSON: {secret}"], *how)


def asking():
    for way in WAYS:
        word = way(TOKEN)
        yield "/vaults?", (
            f'403\n{HEAD}{{"error":{{"code":"Denied","message":"with {word}"}}}}',
            f'403\n{HEAD}{{"error":{{"code":"{word}","message":"no"}}}}')
        yield "/vaults?", tuple(
            f'200\n{HEAD}{{"value":[{{"id":"{VAULT}","type":"Microsoft.RecoveryServices/'
            f'vaults","name":"v","tags":{{"by":"{word}"}}}}]{link}}}'
            for link in ("", f',"nextLink":"@BASE@/x?token={word}"'))
        yield "/subscriptions?", tuple(
            f'{status}\n{HEAD}{{"error":{{"code":"Denied","message":"with {word}"}}}}'
            for status in (401, 403, 404))
    yield "/vaults?", (f"400\n\nnot JSON: {TOKEN}",
                       f"302\nLocation: https://localhost/{TOKEN}\n\n")


def harsh():
    yield signing_in("/oauth2/v2.0/token", SECRET, "client-secret")
    yield signing_in("/_oidc/42//idtoken", signin_env.GITHUB, "workload-identity", github)
    yield signing_in("/msi/token", signin_env.IDENTITY, "managed-identity", service)
    given = f'200\n{HEAD}{{"value":{json.dumps(ASSERTION)}}}'
    yield signing_in("/oauth2/v2.0/token", ASSERTION, "workload-identity", github,
                     ("/_oidc/42//idtoken", given))
    for place in ("/vaults?", "/subscriptions?"):
        yield Harsh(place, TOKEN, [x for p, some in asking() if p == place for x in some])


VAULT = ("/subscriptions/10000000-c0a7-4500-8000-000000000001/resourceGroups/rg/"
         "providers/Microsoft.RecoveryServices/vaults/v")
