"""Wrong inputs, three and more for each way to sign in, and what is said of each."""
import live
from signin_env import arc, certificate, github, imds, pipelines, service

MACHINE = "not http on this machine"
JOB = "this is no job of GitHub Actions or Azure Pipelines"
STRANGER = "99999999-9999-9999-9999-999999999999"


def certificates(t):
    junk = t.write("junk.pem", b"no certificate\n")
    with open(t.crt, "rb") as f:
        half = t.write("half.pem", f.read())
    with open(t.pfx, "rb") as f:
        cut = t.write("cut.pfx", f.read()[:200])
    return "client-certificate", (
        (78, "junk.pem: neither PEM nor PKCS #12", certificate(junk)),
        (78, "half.pem: there is no private key in it", certificate(half)),
        (77, "/nowhere.pem: it is not there", certificate("/nowhere.pem")),
        (77, "AADSTS700030", certificate(t.stranger())),
        (78, "AZURE_CLIENT_CERTIFICATE_PASSWORD does not fit", certificate(t.pfx, "no")),
        (78, "it has a password: set AZURE_CLIENT_CERTIFICATE_P", certificate(t.pfx)),
        (78, "cut.pfx: neither PEM nor PKCS #12", certificate(cut, "no")))


def secrets():
    plain = live.environment
    return "client-secret", (
        (77, "AADSTS7000215", plain("wrong")),
        (77, "AADSTS700016", plain(live.SECRET, AZURE_CLIENT_ID=STRANGER)),
        (77, "AZURE_TENANT_ID is not set", plain(live.SECRET, AZURE_TENANT_ID=None)))


def tokens():
    plain = live.environment
    return "token", (
        (78, "AZURE_ACCESS_TOKEN holds a space", plain(token="two words")),
        (77, "AZURE_ACCESS_TOKEN is not set", plain(token="")),
        (77, "Azure refuses the token: InvalidAuthenticationToken", plain(token="no")))


def files(t):
    name = "AZURE_FEDERATED_TOKEN_FILE"
    return "workload-identity", (
        (77, f"{name}: /nowhere: No such", live.environment(**{name: "/nowhere"})),
        (77, "empty: empty", live.environment(**{name: t.write("empty", b"")})),
        (77, "AADSTS50027", live.environment(**{name: t.write("jwt", b"a.b.c")})))


def jobs(sim):
    return "workload-identity", (
        (77, "permissions: id-token: write", github(sim, "wrong")),
        (78, "ACTIONS_ID_TOKEN_REQUEST_URL http://example.com/x: not an https",
         {**github(sim), "ACTIONS_ID_TOKEN_REQUEST_URL": "http://example.com/x"}),
        (77, JOB, {**github(sim), "ACTIONS_ID_TOKEN_REQUEST_TOKEN": ""}),
        (77, "SYSTEM_ACCESSTOKEN is $(System.AccessToken)", pipelines(sim, "wrong")),
        (77, JOB, {**pipelines(sim), "SYSTEM_ACCESSTOKEN": ""}),
        (77, "Azure Pipelines gives no token: HTTP 404",
         {**pipelines(sim), "AZURESUBSCRIPTION_SERVICE_CONNECTION_ID": STRANGER}))


def machines(sim):
    host, endpoint = "AZURE_POD_IDENTITY_AUTHORITY_HOST", "IDENTITY_ENDPOINT"
    abroad = "http://example.com/x"
    return "managed-identity", (
        (77, "(invalid_request: Identity not found)", imds(sim, live.CLIENT)),
        (78, f"{host} http://example.com", {**imds(sim), host: "http://example.com"}),
        (78, f"{host} nonsense", {**imds(sim), host: "nonsense"}),
        (77, "App Service gives no token: HTTP 401", service(sim, "wrong")),
        (77, "No User Assigned", {**service(sim), "AZURE_CLIENT_ID": live.CLIENT}),
        (78, MACHINE, {**service(sim), endpoint: abroad}),
        (77, "Azure Arc: its challenge names no key file", arc(sim)),
        (78, MACHINE, {**arc(sim), endpoint: abroad}),
        (78, MACHINE, {**arc(sim), endpoint: "https://127.0.0.1/x"}))


def rows(t, sim):
    return (secrets(), certificates(t), tokens(), files(t), jobs(sim), machines(sim))
