#include "collect/auth_environment.h"

#include "collect/auth_cert.h"
#include "collect/auth_chain.h"
#include "collect/auth_secret.h"
#include "collect/auth_token.h"

struct auth *auth_environment_make(const struct auth_input *in, struct err *e)
{
    static const struct auth_link links[] = {{"client-secret", auth_secret_make},
                                             {"client-certificate", auth_cert_make},
                                             {"token", auth_token_make}};
    (void)e;
    return auth_chain_make("environment", links, sizeof links / sizeof *links, in);
}
