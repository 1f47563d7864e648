#include "sim_quota.h"

#include "sim_text.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#define SIM_QUOTA_BURST 250.0
#define SIM_QUOTA_RATE 25.0

static double sim_quota_now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static struct sim_bucket *sim_quota_bucket(struct sim_quotas *quotas, const char *path)
{
    static const char start[] = "/subscriptions/";
    bool below = strncasecmp(path, start, sizeof start - 1) == 0;
    const char *name = below ? path + sizeof start - 1 : "";
    size_t len = strcspn(name, "/");
    struct sim_bucket *bucket;

    for (size_t i = 0; i < quotas->count; i++) {
        bucket = &quotas->buckets[i];
        if (strlen(bucket->name) == len && strncasecmp(bucket->name, name, len) == 0)
            return bucket;
    }
    quotas->buckets =
        sim_text_grow(quotas->buckets, quotas->count + 1, sizeof *quotas->buckets);
    bucket = &quotas->buckets[quotas->count++];
    *bucket = (struct sim_bucket){
        .name = sim_text_copy(name, len), .left = SIM_QUOTA_BURST, .at = sim_quota_now()};
    return bucket;
}

bool sim_quota_take(struct sim_world *world, const struct sim_request *request,
                    struct sim_answer *answer)
{
    struct sim_bucket *bucket = sim_quota_bucket(&world->reads, request->path);
    const char *kind = *bucket->name ? "subscription" : "tenant";
    double now = sim_quota_now();

    bucket->left += (now - bucket->at) * SIM_QUOTA_RATE;
    bucket->left = bucket->left > SIM_QUOTA_BURST ? SIM_QUOTA_BURST : bucket->left;
    bucket->at = now;
    if (world->quotas && bucket->left < 1.0) {
        sim_answer_error(answer, 429, "SubscriptionRequestsThrottled",
                         "Number of requests for %s '%s' exceeded the limit. Please try "
                         "again after '1' seconds.",
                         kind, bucket->name);
        sim_answer_header(answer, "Retry-After", "1");
        return false;
    }
    bucket->left -= bucket->left >= 1.0 ? 1.0 : 0.0;
    bucket->taken++;
    if (world->quotas)
        sim_answer_header(answer,
                          *bucket->name ? "x-ms-ratelimit-remaining-subscription-reads"
                                        : "x-ms-ratelimit-remaining-tenant-reads",
                          "%d", (int)bucket->left);
    return true;
}

json_t *sim_quota_json(const struct sim_quotas *quotas)
{
    size_t busiest = 0, subscriptions = 0;

    for (size_t i = 0; i < quotas->count; i++) {
        const struct sim_bucket *bucket = &quotas->buckets[i];

        subscriptions += *bucket->name != '\0';
        busiest = bucket->taken > busiest ? bucket->taken : busiest;
    }
    return json_pack("{s:I, s:I}", "busiest", (json_int_t)busiest, "subscriptions",
                     (json_int_t)subscriptions);
}

void sim_quota_clear(struct sim_quotas *quotas)
{
    for (size_t i = 0; i < quotas->count; i++)
        free(quotas->buckets[i].name);
    free(quotas->buckets);
    memset(quotas, 0, sizeof *quotas);
}
