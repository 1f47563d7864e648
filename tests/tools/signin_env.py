"""The environment that each way to sign in wants, a function a way."""
import live

# As tests/azure/sim.h has them.
GITHUB, PIPELINES = "sim-github-Bt7xM4", "sim-pipelines-Rf3zL6"
IDENTITY, MSI = "sim-identity-Wd5nQ8", "sim-msi-Jc2vK9"
CONNECTION = "44444444-4444-4444-4444-444444444444"
ASSIGNED = "33333333-3333-3333-3333-333333333333"


def secret(_):
    return live.environment(live.SECRET)


def github(sim, bearer=GITHUB):
    return live.environment(
        ACTIONS_ID_TOKEN_REQUEST_URL=f"{sim.base}/_oidc/42//idtoken?api-version=2.0",
        ACTIONS_ID_TOKEN_REQUEST_TOKEN=bearer)


def pipelines(sim, bearer=PIPELINES):
    return live.environment(
        SYSTEM_OIDCREQUESTURI=f"{sim.base}/_oidc/org/plan/oidctoken",
        SYSTEM_ACCESSTOKEN=bearer, AZURE_TENANT_ID=None, AZURE_CLIENT_ID=None,
        AZURESUBSCRIPTION_SERVICE_CONNECTION_ID=CONNECTION,
        AZURESUBSCRIPTION_CLIENT_ID=live.CLIENT,
        AZURESUBSCRIPTION_TENANT_ID=live.TENANT)


def cluster(sim):
    return live.environment(AZURE_FEDERATED_TOKEN_FILE=sim.path("federated-token"))


def imds(sim, client=None):
    return live.environment(AZURE_POD_IDENTITY_AUTHORITY_HOST=sim.plain,
                            AZURE_CLIENT_ID=client)


def service(sim, header=IDENTITY):
    return live.environment(IDENTITY_ENDPOINT=sim.plain + "/msi/token",
                            IDENTITY_HEADER=header, AZURE_CLIENT_ID=ASSIGNED)


def service_old(sim, header=MSI):
    return live.environment(MSI_ENDPOINT=sim.plain + "/msi/token", MSI_SECRET=header,
                            AZURE_CLIENT_ID=None)


def arc(sim):
    return live.environment(
        IDENTITY_ENDPOINT=sim.plain + "/metadata/identity/oauth2/token",
        IMDS_ENDPOINT=sim.plain, AZURE_CLIENT_ID=None)


def certificate(path, password=None, **more):
    return live.environment(AZURE_CLIENT_CERTIFICATE_PATH=path,
                            AZURE_CLIENT_CERTIFICATE_PASSWORD=password, **more)
