#include "sim_machine.h"

#include "sim_text.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SIM_MACHINE_IMDS "/metadata/identity/oauth2/token"
#define SIM_MACHINE_APP "/msi/token"
#define SIM_MACHINE_SHELL "/oauth2/token"
#define SIM_MACHINE_GITHUB "/_oidc/42//idtoken"
#define SIM_MACHINE_PIPELINES "/_oidc/org/plan/oidctoken"

bool sim_machine_is_path(const char *path) { return strncmp(path, "/_oidc/", 7) == 0; }

bool sim_machine_posts(const struct sim_request *request)
{
    return strcmp(request->path, SIM_MACHINE_SHELL) == 0 ||
           strcmp(request->path, SIM_MACHINE_PIPELINES) == 0;
}

static bool sim_machine_same(const char *text, const char *wanted)
{
    return text && strcmp(text, wanted) == 0;
}

/* Whether a parameter of the query has the value; a wanted NULL: is not there. */
static bool sim_machine_has(const char *query, const char *name, const char *wanted)
{
    char *value = sim_text_param(query, name);
    bool same = wanted ? sim_machine_same(value, wanted) : !value;

    free(value);
    return same;
}

static void sim_machine_error(struct sim_answer *answer, unsigned status,
                              const char *error, const char *text)
{
    sim_answer_json(answer, status,
                    json_pack("{s:s, s:s}", "error", error, "error_description", text));
}

/* --- by http --- */

/* The identity that is asked for: the machine's own, or the one assigned. */
static bool sim_machine_known(const struct sim_request *request, const char *name)
{
    return sim_machine_has(request->query, name, NULL) ||
           sim_machine_has(request->query, name, SIM_USER_ASSIGNED);
}

static void sim_machine_give(struct sim_tokens *tokens, bool old_date,
                             struct sim_answer *answer)
{
    const struct sim_bearer *bearer = sim_token_make(tokens, SIM_MACHINE_TENANT);
    struct tm tm;
    char date[64], *seconds = sim_text_print("%lld", (long long)bearer->expires);

    gmtime_r(&bearer->expires, &tm);
    strftime(date, sizeof date, "%m/%d/%Y %I:%M:%S %p +00:00", &tm);
    sim_answer_json(answer, 200,
                    json_pack("{s:s, s:s, s:s, s:s}", "access_token", bearer->text,
                              "expires_on", old_date ? date : seconds, "resource",
                              "https://management.azure.com/", "token_type", "Bearer"));
    free(seconds);
}

static char *sim_machine_key(const char *path)
{
    char text[4097] = "";
    FILE *in = path ? fopen(path, "re") : NULL;
    size_t n = in ? fread(text, 1, sizeof text - 1, in) : 0;

    if (in)
        fclose(in);
    return n ? sim_text_print("Basic %s", text) : NULL;
}

static void sim_machine_arc(const struct sim_machine *machine, struct sim_tokens *tokens,
                            const struct sim_request *request, struct sim_answer *answer)
{
    char *key = sim_machine_key(machine->arc_key);

    if (!request->authorization) {
        sim_machine_error(answer, 401, "unauthorized", "The challenge is the key.");
        sim_answer_header(answer, "WWW-Authenticate", "Basic realm=%s",
                          machine->arc_key ? machine->arc_key : "");
    } else if (!key || strcmp(request->authorization, key) != 0) {
        sim_machine_error(answer, 403, "forbidden", "The key is not the one.");
    } else {
        sim_machine_give(tokens, false, answer);
    }
    free(key);
}

static void sim_machine_imds(const struct sim_machine *machine, struct sim_tokens *tokens,
                             const struct sim_request *request, struct sim_answer *answer)
{
    if (!sim_machine_same(request->metadata, "true"))
        sim_machine_error(answer, 400, "bad_request_102",
                          "Required metadata header not specified");
    else if (sim_machine_has(request->query, "api-version", "2020-06-01"))
        sim_machine_arc(machine, tokens, request, answer);
    else if (!sim_machine_has(request->query, "api-version", "2018-02-01"))
        sim_machine_error(answer, 400, "bad_request", "api-version");
    else if (!sim_machine_known(request, "client_id"))
        sim_machine_error(answer, 400, "invalid_request", "Identity not found");
    else
        sim_machine_give(tokens, false, answer);
}

static void sim_machine_app(struct sim_tokens *tokens, const struct sim_request *request,
                            struct sim_answer *answer)
{
    bool old = sim_machine_has(request->query, "api-version", "2017-09-01");
    bool shown = old ? sim_machine_same(request->secret, SIM_MSI_SECRET)
                     : sim_machine_same(request->identity, SIM_IDENTITY_HEADER);

    if (!old && !sim_machine_has(request->query, "api-version", "2019-08-01"))
        sim_answer_error(answer, 400, "BadRequest", "api-version");
    else if (!shown)
        sim_answer_error(answer, 401, "Unauthorized", "The header is not the one.");
    else if (!sim_machine_known(request, old ? "clientid" : "client_id"))
        sim_answer_error(answer, 400, "BadRequest",
                         "No User Assigned or Delegated Managed Identity found");
    else
        sim_machine_give(tokens, old, answer);
}

static void sim_machine_http(const struct sim_machine *machine, struct sim_tokens *tokens,
                             const struct sim_request *request, struct sim_answer *answer)
{
    bool form = sim_machine_same(request->path, SIM_MACHINE_SHELL);
    const char *from = form && request->body ? request->body : request->query;
    bool resource = sim_machine_has(from, "resource", "https://management.azure.com/");

    if (!resource)
        sim_machine_error(answer, 400, "invalid_resource", "The resource is not known.");
    else if (sim_machine_same(request->path, SIM_MACHINE_IMDS))
        sim_machine_imds(machine, tokens, request, answer);
    else if (sim_machine_same(request->path, SIM_MACHINE_APP))
        sim_machine_app(tokens, request, answer);
    else if (form && sim_machine_same(request->metadata, "true"))
        sim_machine_give(tokens, false, answer);
    else
        sim_answer_text(answer, 404, sim_text_print("Not Found"));
}

/* --- by https --- */

static void sim_machine_refuse(const struct sim_machine *machine,
                               const struct sim_request *request,
                               struct sim_answer *answer)
{
    if (machine->pages && !request->redirect) {
        sim_answer_text(answer, 302, sim_text_print("<html>log in</html>"));
        sim_answer_header(answer, "Location", "https://login.invalid/");
    } else if (machine->pages) {
        sim_answer_text(answer, 200, sim_text_print("<html>log in</html>"));
    } else {
        sim_answer_json(answer, 401, json_pack("{s:s}", "message", "Unauthorized"));
    }
}

static void sim_machine_oidc(const struct sim_machine *machine,
                             const struct sim_proof *proof,
                             const struct sim_request *request, struct sim_answer *answer)
{
    bool github = sim_machine_same(request->path, SIM_MACHINE_GITHUB);
    bool known = github
                     ? sim_machine_has(request->query, "audience", SIM_PROOF_AUDIENCE) &&
                           sim_machine_has(request->query, "api-version", "2.0")
                     : sim_machine_same(request->path, SIM_MACHINE_PIPELINES) &&
                           sim_machine_has(request->query, "api-version", "7.1") &&
                           sim_machine_has(request->query, "serviceConnectionId",
                                           SIM_CONNECTION) &&
                           sim_machine_same(request->content_type, "application/json") &&
                           sim_machine_same(request->redirect, "Suppress");
    char *token;

    if (!sim_machine_same(request->authorization, github
                                                      ? "Bearer " SIM_GITHUB_BEARER
                                                      : "Bearer " SIM_PIPELINES_BEARER)) {
        sim_machine_refuse(machine, request, answer);
    } else if (!known) {
        sim_answer_json(answer, 404, json_pack("{s:s}", "message", "No such thing."));
    } else {
        token = sim_proof_issue(proof, SIM_PROOF_SUBJECT, SIM_PROOF_AUDIENCE);
        sim_answer_json(answer, 200,
                        json_pack("{s:s}", github ? "value" : "oidcToken", token));
        free(token);
    }
}

void sim_machine_answer(const struct sim_machine *machine, struct sim_tokens *tokens,
                        const struct sim_request *request, struct sim_answer *answer)
{
    if (request->plain)
        sim_machine_http(machine, tokens, request, answer);
    else
        sim_machine_oidc(machine, &tokens->proof, request, answer);
}

bool sim_machine_write_token(const struct sim_tokens *tokens, const char *file)
{
    char *token = sim_proof_issue(&tokens->proof, SIM_PROOF_SUBJECT, SIM_PROOF_AUDIENCE);
    int fd = open(file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    size_t len = strlen(token);
    bool good = fd >= 0 && write(fd, token, len) == (ssize_t)len;

    if (fd >= 0)
        close(fd);
    free(token);
    return good;
}

void sim_machine_clear(struct sim_machine *machine)
{
    free(machine->arc_key);
    memset(machine, 0, sizeof *machine);
}
