#include "data/signin.h"

#include "base/buf.h"
#include "base/err.h"
#include "data/doc.h"
#include "data/jsonout.h"

#include <stdio.h>
#include <string.h>

static const char *const variables[SIGNIN_NAMES] = {
    [SIGNIN_CLIENT_SECRET] = "AZURE_CLIENT_SECRET",
    [SIGNIN_TOKEN] = "AZURE_ACCESS_TOKEN",
    [SIGNIN_CERTIFICATE_PASSWORD] = "AZURE_CLIENT_CERTIFICATE_PASSWORD",
    [SIGNIN_GITHUB_TOKEN] = "ACTIONS_ID_TOKEN_REQUEST_TOKEN",
    [SIGNIN_PIPELINES_TOKEN] = "SYSTEM_ACCESSTOKEN",
    [SIGNIN_IDENTITY_HEADER] = "IDENTITY_HEADER",
    [SIGNIN_MSI_SECRET] = "MSI_SECRET",
    [SIGNIN_CLIENT_SECRET_FILE] = "client-secret-file",
    [SIGNIN_CERTIFICATE_PATH] = "AZURE_CLIENT_CERTIFICATE_PATH",
    [SIGNIN_SEND_CHAIN] = "AZURE_CLIENT_SEND_CERTIFICATE_CHAIN",
    [SIGNIN_CREDENTIALS] = "CREDENTIALS_DIRECTORY",
    [SIGNIN_FEDERATED_FILE] = "AZURE_FEDERATED_TOKEN_FILE",
    [SIGNIN_GITHUB_URL] = "ACTIONS_ID_TOKEN_REQUEST_URL",
    [SIGNIN_PIPELINES_URL] = "SYSTEM_OIDCREQUESTURI",
    [SIGNIN_CONNECTION] = "AZURE_SERVICE_CONNECTION_ID",
    [SIGNIN_CONNECTION_TASK] = "AZURESUBSCRIPTION_SERVICE_CONNECTION_ID",
    [SIGNIN_CONNECTION_CLIENT] = "AZURESUBSCRIPTION_CLIENT_ID",
    [SIGNIN_CONNECTION_TENANT] = "AZURESUBSCRIPTION_TENANT_ID",
    [SIGNIN_IDENTITY_ENDPOINT] = "IDENTITY_ENDPOINT",
    [SIGNIN_IDENTITY_THUMBPRINT] = "IDENTITY_SERVER_THUMBPRINT",
    [SIGNIN_IMDS_ENDPOINT] = "IMDS_ENDPOINT",
    [SIGNIN_MSI_ENDPOINT] = "MSI_ENDPOINT",
    [SIGNIN_POD_IDENTITY] = "AZURE_POD_IDENTITY_AUTHORITY_HOST",
    [SIGNIN_DEFAULT_CLIENT] = "DEFAULT_IDENTITY_CLIENT_ID",
    [SIGNIN_CHOICE] = "AZURE_TOKEN_CREDENTIALS",
};

const char *signin_variable(enum signin_name n) { return variables[n]; }

const char *signin_text(const struct signin *s, enum signin_name n)
{
    return s && s->at[n].len ? s->at[n].data : NULL;
}

void signin_set(struct signin *s, enum signin_name n, const char *text)
{
    secret_free(&s->at[n]);
    if (text && *text)
        s->at[n] = secret_make(text, strlen(text));
}

void signin_free(struct signin *s)
{
    for (int n = 0; s && n < SIGNIN_NAMES; n++)
        secret_free(&s->at[n]);
}

void signin_encode(const struct signin *s, struct buf *out)
{
    buf_char(out, '{');
    for (int n = 0; n < SIGNIN_NAMES; n++)
        if (s->at[n].len)
            json_member(out, variables[n], s->at[n].data);
    buf_char(out, '}');
}

static int decode_member(const struct doc *d, const char *name, struct signin *s,
                         struct err *e)
{
    for (int n = 0; n < SIGNIN_NAMES; n++) {
        if (strcmp(name, variables[n]) != 0)
            continue;
        char pointer[64];
        snprintf(pointer, sizeof pointer, "/%s", name);
        const char *text = doc_text(d, pointer);
        if (!text)
            return err_set(e, ERR_DATA, "sign-in: %s wants text", name);
        signin_set(s, (enum signin_name)n, text);
        return 0;
    }
    return err_set(e, ERR_DATA, "sign-in: %s is not known", name);
}

int signin_decode(const char *text, size_t len, struct signin *s, struct err *e)
{
    *s = (struct signin){0};
    struct doc *d = doc_parse(text, len, NULL); /* whose error could quote a secret */
    if (!d || doc_type(d, "") != DOC_OBJECT) {
        doc_free(d);
        return err_set(e, ERR_DATA, "sign-in: not a JSON object");
    }
    const char *name;
    int rc = 0;
    for (size_t i = 0; !rc && (name = doc_member(d, "", i)); i++)
        rc = decode_member(d, name, s, e);
    doc_free(d);
    if (rc)
        signin_free(s);
    return rc;
}
