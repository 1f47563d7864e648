#include "sim_client.h"

#include <curl/curl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* after what it needs */
#include <cmocka.h>

void sim_client_start(struct sim_client *client, const char *inventory,
                      struct sim_options *options)
{
    char why[256] = "";
    FILE *out;

    memset(client, 0, sizeof *client);
    snprintf(client->dir, sizeof client->dir, "%s", "/tmp/azure-sim-test-XXXXXX");
    assert_non_null(mkdtemp(client->dir));
    snprintf(client->file, sizeof client->file, "%s/inventory.jsonl", client->dir);
    out = fopen(client->file, "we");
    assert_non_null(out);
    fputs(inventory, out);
    assert_int_equal(fclose(out), 0);
    options->inventory = client->file;
    options->dir = client->dir;
    client->sim = sim_start(options, why, sizeof why);
    if (!client->sim)
        fail_msg("sim_start: %s", why);
    snprintf(client->token, sizeof client->token, "%s",
             options->token ? options->token : "");
}

static void sim_client_forget(struct sim_client *client)
{
    free(client->body);
    free(client->headers);
    json_decref(client->json);
    client->body = NULL;
    client->headers = NULL;
    client->json = NULL;
    client->len = 0;
}

void sim_client_stop(struct sim_client *client)
{
    unlink(sim_ca_file(client->sim));
    unlink(sim_cloud_file(client->sim));
    unlink(client->file);
    sim_stop(client->sim);
    rmdir(client->dir);
    sim_client_forget(client);
}

static size_t sim_client_take(char *data, size_t size, size_t count, void *to)
{
    FILE *out = to;

    return fwrite(data, size, count, out) * size;
}

static struct curl_slist *sim_client_headers(const struct sim_client *client,
                                             const char *body)
{
    struct curl_slist *list = NULL;
    char line[1200];

    if (*client->token) {
        snprintf(line, sizeof line, "Authorization: Bearer %s", client->token);
        list = curl_slist_append(list, line);
    }
    if (body && *body == '{')
        list = curl_slist_append(list, "Content-Type: application/json");
    return list;
}

long sim_client_ask(struct sim_client *client, const char *method, const char *target,
                    const char *body)
{
    CURL *curl = curl_easy_init();
    struct curl_slist *list = sim_client_headers(client, body);
    size_t headers_len;
    char url[4096];
    FILE *data, *headers;
    long status = 0;

    sim_client_forget(client);
    data = open_memstream(&client->body, &client->len);
    headers = open_memstream(&client->headers, &headers_len);
    assert_true(curl && data && headers);
    snprintf(url, sizeof url, "https://localhost:%u%s", sim_port(client->sim), target);
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_CAINFO, sim_ca_file(client->sim));
    curl_easy_setopt(curl, CURLOPT_PROXY, "");
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, 3000L);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, list);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, sim_client_take);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, data);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, headers);
    if (body)
        curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body);
    if (method)
        curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, method);
    client->wire = (int)curl_easy_perform(curl);
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    curl_slist_free_all(list);
    curl_easy_cleanup(curl);
    fclose(data);
    fclose(headers);
    client->json = json_loadb(client->body, client->len, 0, NULL);
    return status;
}

long sim_client_sign_in(struct sim_client *client, const char *tenant, const char *secret,
                        const char *scope)
{
    CURL *curl = curl_easy_init();
    char *good = curl_easy_escape(curl, secret ? secret : SIM_SECRET, 0);
    char target[128], body[1024];
    const char *token;
    long status;

    snprintf(target, sizeof target, "/%s/oauth2/v2.0/token", tenant);
    snprintf(body, sizeof body,
             "client_id=%s&grant_type=client_credentials&client_secret=%s&scope=%s",
             SIM_CLIENT_ID, good,
             scope ? scope : "https%3A%2F%2Fmanagement.azure.com%2F.default");
    curl_free(good);
    curl_easy_cleanup(curl);
    client->token[0] = '\0';
    status = sim_client_ask(client, NULL, target, body);
    token = json_string_value(json_object_get(client->json, "access_token"));
    snprintf(client->token, sizeof client->token, "%s", token ? token : "");
    return status;
}

const char *sim_client_code(const struct sim_client *client)
{
    const json_t *error = json_object_get(client->json, "error");
    const char *code = json_string_value(json_object_get(error, "code"));

    return code ? code : "";
}

size_t sim_client_rows(const struct sim_client *client)
{
    const json_t *rows = json_object_get(client->json, "value");

    return json_array_size(rows ? rows : json_object_get(client->json, "data"));
}

const char *sim_client_next(const struct sim_client *client)
{
    const char *link = json_string_value(json_object_get(client->json, "nextLink"));
    char base[64];

    snprintf(base, sizeof base, "https://localhost:%u/", sim_port(client->sim));
    return link && strncmp(link, base, strlen(base)) == 0 ? link + strlen(base) - 1
                                                          : NULL;
}
