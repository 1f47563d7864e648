/* How often policies back up (the longest gap between two scheduled backups) and how long
 * they keep what they back up regularly. */
#include "policy.h"

#define DAY 1440
#define WEEK (7 * DAY)
#define RULES "/properties/policyRules"

/* The starts of a week, minute by minute, from Sunday 00:00. What does not fit a week is
 * a bound: whatever else runs, no gap is longer. Time zones shift all starts alike. */
struct week {
    char starts[WEEK];
    int any;
    double bound;       /* minutes; 0: none */
    double skipped;     /* minutes of weeks left out between two weeks of backups */
    const char *broken; /* what could not be read of a schedule, or NULL */
    const char *word;   /* that is no schedule, or NULL */
};

static void mark_start(struct week *w, int64_t minute)
{
    minute %= WEEK;
    w->starts[minute < 0 ? minute + WEEK : minute] = 1;
    w->any = 1;
}

static void set_bound(struct week *w, double minutes)
{
    if (w->bound <= 0 || minutes < w->bound)
        w->bound = minutes;
}

/* The longest gap in minutes; 0 when nothing is scheduled. */
static double find_gap(const struct week *w)
{
    int first = -1, last = -1, gap = 0;
    double found;
    for (int i = 0; i < WEEK; i++) {
        if (!w->starts[i])
            continue;
        if (first < 0)
            first = i;
        else if (i - last > gap)
            gap = i - last;
        last = i;
    }
    if (first < 0)
        return w->bound;
    if (WEEK - last + first > gap)
        gap = WEEK - last + first;
    found = gap + w->skipped;
    return w->bound > 0 && w->bound < found ? w->bound : found;
}

static int find_day(const char *word)
{
    static const char *const days[] = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                       "Thursday", "Friday", "Saturday"};
    for (int i = 0; i < 7; i++)
        if (hf_same(word, days[i]))
            return i;
    return -1;
}

/* Run times below `at`, on the days named there or on all of them. */
static void add_times(const hf_host *h, hf_ctx *c, const hf_resource *policy,
                      const char *at, int weekly, struct week *w)
{
    struct policy_pointer times = policy_make_pointer("%s/scheduleRunTimes", at);
    struct policy_pointer days = policy_make_pointer("%s/scheduleRunDays", at);
    size_t n = h->length(c, policy, times.text);
    size_t m = weekly ? h->length(c, policy, days.text) : 7;
    h->evidence(c, policy, times.text);
    if (weekly)
        h->evidence(c, policy, days.text);
    if (!n || !m)
        w->broken = n ? "no run days" : "no run times";
    for (size_t i = 0; i < n; i++) {
        int64_t t = 0;
        if (!h->time(c, policy, policy_make_pointer("%s/%zu", times.text, i).text, &t)) {
            w->broken = "a run time";
            return;
        }
        for (size_t j = 0; j < m; j++) {
            int day =
                weekly ? find_day(h->text(
                             c, policy, policy_make_pointer("%s/%zu", days.text, j).text))
                       : (int)j;
            if (day < 0)
                w->broken = "a run day";
            else
                mark_start(w, day * DAY + (t % 86400 + 86400) % 86400 / 60);
        }
    }
}

/* Starts at the window's begin and every interval up to and with its end; then the night.
 */
static void add_hours(const hf_host *h, hf_ctx *c, const hf_resource *policy,
                      const char *at, struct week *w)
{
    struct policy_pointer interval = policy_make_pointer("%s/interval", at);
    struct policy_pointer start = policy_make_pointer("%s/scheduleWindowStartTime", at);
    struct policy_pointer length = policy_make_pointer("%s/scheduleWindowDuration", at);
    double hours = 0, window = 0;
    int64_t t = 0;
    h->evidence(c, policy, interval.text);
    h->evidence(c, policy, start.text);
    h->evidence(c, policy, length.text);
    if (!h->number(c, policy, interval.text, &hours) || hours < 0.25 ||
        !h->number(c, policy, length.text, &window) || window < 0) {
        w->broken = "the hourly schedule";
        return;
    }
    /* Without its start the window moves as a whole: the gaps stay. */
    if (h->time(c, policy, start.text, &t))
        t = (t % 86400 + 86400) % 86400 / 60;
    if (window > 24)
        window = 24;
    for (int day = 0; day < 7; day++)
        for (double x = 0; x <= window; x += hours)
            mark_start(w, day * DAY + t + (int64_t)(x * 60));
}

static void refuse_word(struct week *w, const char *what, const char *word)
{
    w->broken = what;
    w->word = policy_show_word(word);
}

/* One schedule object of a Recovery Services policy. */
static void add_schedule(const hf_host *h, hf_ctx *c, const hf_resource *policy,
                         const char *at, struct week *w)
{
    const char *type =
        h->text(c, policy, policy_make_pointer("%s/schedulePolicyType", at).text);
    struct policy_pointer mins = policy_make_pointer("%s/scheduleFrequencyInMins", at);
    struct policy_pointer often = policy_make_pointer("%s/scheduleRunFrequency", at);
    const char *word = h->text(c, policy, often.text);
    int v2 = hf_same(type, "SimpleSchedulePolicyV2");
    double n = 0;
    if (hf_same(type, "LogSchedulePolicy")) {
        h->evidence(c, policy, mins.text);
        if (h->number(c, policy, mins.text, &n) && n > 0)
            set_bound(w, n);
        else
            w->broken = "the log schedule";
        return;
    }
    h->evidence(c, policy, often.text);
    if (!v2 && !hf_same(type, "SimpleSchedulePolicy"))
        refuse_word(w, "schedulePolicyType", type);
    else if (hf_same(word, "Hourly"))
        add_hours(h, c, policy, policy_make_pointer("%s/hourlySchedule", at).text, w);
    else if (hf_same(word, "Daily"))
        add_times(h, c, policy,
                  v2 ? policy_make_pointer("%s/dailySchedule", at).text : at, 0, w);
    else if (hf_same(word, "Weekly"))
        add_times(h, c, policy,
                  v2 ? policy_make_pointer("%s/weeklySchedule", at).text : at, 1, w);
    else
        refuse_word(w, "scheduleRunFrequency", word);
    if (hf_same(word, "Weekly") &&
        h->number(c, policy, policy_make_pointer("%s/scheduleWeeklyFrequency", at).text,
                  &n) &&
        n > 1)
        w->skipped = (n - 1) * WEEK;
}

/* "R/2020-04-05T13:00:00+00:00/PT4H": minute of the week of its start. 0: not of that
 * form; its period alone still bounds the gap. */
static int read_start(const char *interval, int64_t *minute)
{
    int y, mo, d, hh, mm, oh = 0, om = 0;
    char sign = '+';
    const char *p = interval ? strchr(interval, '/') : NULL;
    int64_t days;
    if (!p || sscanf(p, "/%d-%d-%dT%d:%d", &y, &mo, &d, &hh, &mm) != 5)
        return 0;
    p = strchr(p, ':');
    while (*p && *p != '+' && *p != '-' && *p != 'Z' && *p != 'z' && *p != '/')
        p++;
    if ((*p != '+' && *p != '-') || sscanf(p, "%c%d:%d", &sign, &oh, &om) != 3)
        oh = om = 0;
    /* Days since 1 March of the year 0: with the year's end in February months are even.
     */
    if (mo <= 2) {
        y--;
        mo += 12;
    }
    days = 365LL * y + y / 4 - y / 100 + y / 400 + (153LL * (mo - 3) + 2) / 5 + d - 1;
    /* 1 March 0000 was a Wednesday. */
    *minute = (days + 3) * DAY + hh * 60 + mm - (sign == '-' ? -1 : 1) * (oh * 60LL + om);
    return 1;
}

/* One backup rule of a backup vault's policy. */
static void add_rule(const hf_host *h, hf_ctx *c, const hf_resource *policy, size_t rule,
                     struct week *w)
{
    struct policy_pointer all =
        policy_make_pointer(RULES "/%zu/trigger/schedule/repeatingTimeIntervals", rule);
    size_t n = h->length(c, policy, all.text);
    h->evidence(c, policy, all.text);
    if (!n)
        w->broken = "a rule without repeating intervals";
    for (size_t i = 0; i < n; i++) {
        struct policy_pointer at = policy_make_pointer("%s/%zu", all.text, i);
        double seconds = 0;
        int64_t start = 0, period;
        if (!h->duration(c, policy, at.text, &seconds) || seconds < 60) {
            w->broken = "a repeating interval";
            continue;
        }
        period = (int64_t)(seconds / 60);
        set_bound(w, seconds / 60);
        if (WEEK % period || !read_start(h->text(c, policy, at.text), &start))
            continue;
        for (int64_t t = 0; t < WEEK; t += period)
            mark_start(w, start + t);
    }
}

static int is_blob(const hf_host *h, hf_ctx *c, const hf_resource *policy)
{
    size_t n = h->length(c, policy, "/properties/datasourceTypes");
    for (size_t i = 0; i < n; i++) {
        const char *type = h->text(
            c, policy, policy_make_pointer("/properties/datasourceTypes/%zu", i).text);
        if (!hf_same(type, "Microsoft.Storage/storageAccounts/blobServices") &&
            !hf_same(type, "Microsoft.Storage/storageAccounts/adlsBlobServices"))
            return 0;
    }
    return n > 0;
}

/* The backup rules; how many there are. */
static size_t add_rules(const hf_host *h, hf_ctx *c, const hf_resource *policy,
                        struct week *w)
{
    size_t found = 0;
    for (size_t i = 0, n = h->length(c, policy, RULES); i < n; i++) {
        if (!hf_same(
                h->text(c, policy, policy_make_pointer(RULES "/%zu/objectType", i).text),
                "AzureBackupRule"))
            continue;
        add_rule(h, c, policy, i, w);
        found++;
    }
    return found;
}

static void add_parts(const hf_host *h, hf_ctx *c, const hf_resource *policy,
                      struct week *w)
{
    size_t n = h->length(c, policy, "/properties/subProtectionPolicy");
    for (size_t i = 0; i < n; i++)
        add_schedule(
            h, c, policy,
            policy_make_pointer("/properties/subProtectionPolicy/%zu/schedulePolicy", i)
                .text,
            w);
    if (!n)
        w->broken = "no sub policies";
}

static hf_status check_rpo(const hf_host *h, hf_ctx *c, const hf_resource *policy)
{
    double limit = h->setting(c, "hours"), gap;
    struct week w = {.any = 0};
    hf_status status = policy_ask_use(h, c, policy);
    if (status)
        return status;
    if (hf_same(h->type(c, policy), POLICY_BV_POLICIES)) {
        if (!add_rules(h, c, policy, &w)) {
            if (is_blob(h, c, policy))
                return h->not_applicable(c, "continuous backup of blobs: no schedule");
            w.broken = "no backup rule";
        }
    } else if (hf_same(h->text(c, policy, POLICY_KIND), "AzureWorkload")) {
        add_parts(h, c, policy, &w);
    } else {
        add_schedule(h, c, policy, "/properties/schedulePolicy", &w);
    }
    gap = find_gap(&w) / 60;
    if (gap > 0 && gap <= limit)
        return h->pass(c, "a backup at least every %g h (at most %g)", gap, limit);
    if (w.broken || gap <= 0)
        return h->unknown(c, "the schedule cannot be read: %s%s%s%s",
                          w.broken ? w.broken : "nothing is scheduled",
                          w.word ? " is \"" : "", w.word ? w.word : "",
                          w.word ? "\"" : "");
    return h->fail(c, HF_DEFAULT,
                   "up to %g h lie between two scheduled backups (at most %g): what is "
                   "written in between is lost at a restore",
                   gap, limit);
}

static const hf_check checks[] = {
    {.id = "policy-rpo",
     .protection = "policy",
     .title = "Policies in use back up at least once a day",
     .severity = HF_MEDIUM,
     .targets = HF_LIST(POLICY_RSV_POLICIES, POLICY_BV_POLICIES),
     .needs = HF_NEEDS({POLICY_INSTANCES, HF_SCOPE, 1}, {POLICY_BV, HF_ABOVE, 1}),
     .settings = HF_SETTINGS({"hours", "24", "most hours between two scheduled backups"}),
     .run = check_rpo,
     .why =
         "What was written since the last backup is lost at a restore: the longest gap "
         "between two backups is the most that can be lost.",
     .remedy = "az backup policy set -g {resourceGroup} -v {vault} -n {policy} "
               "--subscription {subscriptionId} --policy @policy.json (several VM "
               "backups a day need a V2 policy: policy-enhanced)",
     .controls =
         HF_LIST("MCSB:BR-1", "CIS:Ctl 11.2", "NIST-800-53:CP-9", "ISO-27001:A.8.13"),
     .refs = HF_LIST("https://learn.microsoft.com/azure/backup/"
                     "guidance-best-practices")},
};

HF_PLUGIN("policy-schedule", "1.0", checks);
