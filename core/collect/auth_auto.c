#include "collect/auth_auto.h"

#include "base/err.h"
#include "base/text.h"
#include "collect/auth_chain.h"
#include "collect/auth_cli.h"
#include "collect/auth_environment.h"
#include "collect/auth_federated.h"
#include "collect/auth_managed.h"
#include "data/signin.h"

/* `group` and `credential` as AZURE_TOKEN_CREDENTIALS says them. */
static const struct {
    struct auth_link link;
    const char *group, *credential;
} all[] = {
    {{"environment", auth_environment_make}, "prod", "EnvironmentCredential"},
    {{"workload-identity", auth_federated_make}, "prod", "WorkloadIdentityCredential"},
    {{"managed-identity", auth_managed_make}, "prod", "ManagedIdentityCredential"},
    {{"azure-cli", auth_cli_make}, "dev", "AzureCliCredential"},
};
enum { ALL = sizeof all / sizeof *all };

struct auth *auth_auto_make(const struct auth_input *in, struct err *e)
{
    struct auth_link links[ALL];
    struct auth_input own = *in;
    const char *choice = signin_text(in->signin, SIGNIN_CHOICE);
    size_t n = 0;
    for (size_t i = 0; i < ALL; i++)
        if (!choice || text_same(choice, all[i].group) ||
            text_same(choice, all[i].credential))
            links[n++] = all[i].link;
    if (!n) {
        err_set(e, ERR_CONFIG,
                "AZURE_TOKEN_CREDENTIALS %s: wants dev, prod, EnvironmentCredential, "
                "WorkloadIdentityCredential, ManagedIdentityCredential or "
                "AzureCliCredential",
                choice);
        return NULL;
    }
    /* Who names one way is asked for no other, and may wait for it. */
    own.probing = n > 1;
    return auth_chain_make("auto", links, n, &own);
}
