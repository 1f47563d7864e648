/* holdfast/plugin.h - write a check in C.
 *
 * A plugin is a shared object that exports one constant, `hf_plugin_v1`: a descriptor
 * with its checks. The host reads it; the plugin registers nothing, links to nothing of
 * holdfast, and allocates nothing that crosses. All facts come through `hf_host`.
 *
 * Lifetime, once for all of this file:
 * - What a plugin points to from its descriptor is the plugin's and constant.
 * - `hf_ctx`, `hf_resource` and `hf_set` belong to the host and live until `run` returns.
 * - A string that a host function returns is the host's. Facts of the target live until
 *   `run` returns. Facts of a resource that hf_host.next gave live until the next call of
 *   `next` on the same set; facts of any other resource live until `run` returns.
 * - A string handed to a host function is copied before it returns.
 * - NULL as resource or pointer is allowed everywhere and reads as absent.
 *
 * A check that takes longer than --check-timeout (10 s), crashes, exits or returns
 * something that is no hf_status is booked as `error` for that resource.
 *
 * All since ABI 1.0 unless said. */
#ifndef HOLDFAST_PLUGIN_H
#define HOLDFAST_PLUGIN_H

#include <stddef.h>
#include <stdint.h>

#define HF_MAGIC 0x48464c44u /* "HFLD" */
#define HF_ABI_MAJOR 1
#define HF_ABI_MINOR 1
/* Packed version. The host takes a plugin of its own major and of no newer minor. Within
 * a major, structures grow at their tail alone: what a plugin was not built with is zero.
 */
#define HF_ABI ((uint32_t)HF_ABI_MAJOR << 16 | (uint32_t)HF_ABI_MINOR)

/* The compiler warns where the answer of such a function is dropped. */
#define HF_MUST_RETURN __attribute__((warn_unused_result))

/* What a check answers. `warn` is "partly": one severity step below the check's own. */
typedef enum hf_status {
    HF_PASS = 1,
    HF_WARN,
    HF_FAIL,
    HF_NOT_APPLICABLE,
    HF_UNKNOWN
} hf_status;

/* HF_DEFAULT is the check's own severity (for a warning: one step lower). */
typedef enum hf_severity {
    HF_DEFAULT = 0,
    HF_INFO,
    HF_LOW,
    HF_MEDIUM,
    HF_HIGH,
    HF_CRITICAL
} hf_severity;

/* A boolean fact. Only JSON true and false are yes and no; the text "true" is absent. */
typedef enum hf_truth { HF_ABSENT = 0, HF_NO, HF_YES } hf_truth;

/* Whether a fact is there. UNREAD: the answer that was read cannot hold it (an old
 * api-version, a Resource Graph row); nothing follows from its absence. */
typedef enum hf_presence { HF_IS_ABSENT = 0, HF_IS_PRESENT, HF_IS_UNREAD } hf_presence;

/* Where a property with an id leads. GONE: its type was read there in full and it is
 * not among them. OUT_OF_REACH: it could not be read, or nobody tried. */
typedef enum hf_reach {
    HF_NO_LINK = 0, /* the property is absent, empty or no ARM id */
    HF_REACHED,
    HF_GONE,
    HF_OUT_OF_REACH
} hf_reach;

/* Where a needed type is looked for, seen from the target. */
typedef enum hf_where {
    HF_BELOW = 0, /* below the target */
    HF_ABOVE,     /* on the way from the target to the root */
    HF_FOLLOWED,  /* wherever an id among the facts of target or needs points */
    HF_SCOPE      /* everywhere in the scan */
} hf_where;

typedef struct hf_ctx hf_ctx;
typedef struct hf_resource hf_resource;
typedef struct hf_set hf_set;
typedef struct hf_host hf_host;

/* A type that the check reads besides its target. If what it names could not be read,
 * the verdict is `unknown` and the check is not called, unless the need is optional
 * (the check then asks hf_host.gap before it concludes anything from absence). A
 * followed id that cannot be read never stops a check: `follow` says so. Since 1.1 a
 * live scan leaves settings below a vault unread where the vault itself tells them and
 * all needs for them are optional. */
typedef struct hf_need {
    const char *type; /* ARM resource type, as in "Microsoft.Compute/disks" */
    hf_where where;
    int optional;
} hf_need;

/* A threshold or word that the user may set. `value` is the default, as text. */
typedef struct hf_setting {
    const char *name;
    const char *value;
    const char *meaning; /* with its unit */
} hf_setting;

/* Since 1.1. What of a target or a need the verdicts of the check hang on. The rest is
 * not read for its sake: in an estate of a thousand vaults a list that is spared is a
 * thousand requests. Where another check of the scan wants more, more is read. */
typedef struct hf_only {
    const char *type; /* one of its targets or needs */
    /* HF_LIST of values that Azure lists the type by, as in "AzureWorkload" for
     * protection containers; NULL: all of them. Targets of another kind are not judged */
    const char *const *kinds;
    /* JSON Pointer to a fact; of an optional need below the target alone, and one that is
     * listed directly below it. Not read where the fact is one of the words. NULL: read
     * below every target */
    const char *unless;
    const char *const *is; /* HF_LIST of words, "true" and "false" among them */
    /* a need below the target, listed beside `type`: not read where the fact of any one
     * of these is one of the words. NULL: the fact is the target's */
    const char *below;
} hf_only;

typedef struct hf_check {
    const char *id;         /* kebab-case, [a-z0-9-], stable for ever */
    const char *protection; /* group that the report shows; NULL: the plugin's name */
    const char *title;      /* the good state, as a sentence without full stop */
    hf_severity severity;   /* of a failure */
    const char *const
        *targets;         /* HF_LIST of ARM types, each resource of which is judged */
    const hf_need *needs; /* HF_NEEDS, or NULL */
    const hf_setting *settings; /* HF_SETTINGS, or NULL */
    hf_status (*run)(const hf_host *, hf_ctx *, const hf_resource *target);
    const char *why;    /* what happens to backups otherwise; may be NULL */
    const char *remedy; /* a command; {name} {id} {resourceGroup} {subscriptionId}, for
                           what lies below a vault {vault} and of a policy {policy}
                           are filled in */
    const char *const *controls; /* HF_LIST of "FRAMEWORK:CONTROL", or NULL */
    const char *const *refs;     /* HF_LIST of https URLs, or NULL */
    int fixed_severity;          /* 1: not a step lower for a vault that holds nothing */
    const hf_only *only;         /* since 1.1; HF_ONLY, or NULL: all of it counts */
} hf_check;

/* Since 1.1. A resource type that holdfast does not know and the plugin's checks target
 * or need: how Azure lists it. Reading is a GET, and nothing but that can be said here. A
 * live scan reads such types only with --allow-types; `holdfast plan` shows them.
 * `path` is `{parent}/` and plain segments (A-Z a-z 0-9 . _ -) that spell the type, as in
 * "{parent}/providers/Microsoft.KeyVault/managedHSMs"; {parent} is the id of each
 * resource of type `parent`. `table` asks Resource Graph instead, once for all
 * subscriptions: it leaves out in silence what the identity may not read, so an absence
 * proves nothing. A plugin whose row is not valid, or contradicts holdfast's own or
 * another file's, is refused with the field's name. At most 32 rows a file. */
typedef struct hf_type {
    const char *type;   /* "Microsoft.KeyVault/managedHSMs" */
    const char *parent; /* NULL: Microsoft.Resources/subscriptions */
    const char *path;   /* or NULL */
    const char *table;  /* of Resource Graph ("resources"), or NULL: one of the two */
    const char *api_version; /* "2023-07-01" */
    const char *action;      /* right that reading takes: "PROVIDER/TYPE/read" */
    const char *const *refs; /* HF_LIST of pointers (with *) to ids of others, or NULL */
    const char *const *filters; /* HF_LIST of $filter values, a list each, or NULL */
    int singleton; /* one a parent: `path` ends in its name; 404 reads as absent */
    int extension; /* lives at {parent}/providers/TYPE of whatever the checks say */
} hf_type;

typedef struct hf_plugin {
    uint32_t magic, abi;
    uint32_t size, check_size, need_size, setting_size; /* sizeof, as compiled */
    const char *name, *version;
    const hf_check *checks;
    size_t n_checks;
    const hf_type *types; /* since 1.1: NULL, or n_types of them */
    size_t n_types;       /* since 1.1 */
    uint32_t type_size;   /* since 1.1: sizeof(hf_type), as compiled */
} hf_plugin;

/* JSON Pointers (RFC 6901) address a body: "/properties/logs/0/enabled". Absent, null and
 * wrong type all read as absent; what is no pointer (it begins with no slash) makes the
 * verdict `error`. Reading an UNREAD fact by text, number, truth, time,
 * duration or length turns the verdict into `unknown` unless it is not_applicable;
 * `presence` may ask without that. */
struct hf_host {
    uint32_t abi, size;

    /* Facts. text: NULL when absent. number, time, duration: 1 and *out, or 0 when
     * absent. time: seconds since 1970 (UTC) of an ISO 8601 time. duration: seconds of an
     * ISO 8601 duration (month 30 days, year 365), of the period of a repeating interval
     * ("R/2020-04-05T13:00:00+00:00/PT4H"), or of "hh:mm:ss". length: elements of an
     * array, members of an object, else 0. member: name of the i-th member of an object
     * in Azure's order, from 0, or NULL. */
    const char *(*text)(hf_ctx *, const hf_resource *, const char *pointer);
    int (*number)(hf_ctx *, const hf_resource *, const char *pointer, double *out);
    hf_truth (*truth)(hf_ctx *, const hf_resource *, const char *pointer);
    int (*time)(hf_ctx *, const hf_resource *, const char *pointer, int64_t *out);
    int (*duration)(hf_ctx *, const hf_resource *, const char *pointer, double *out);
    size_t (*length)(hf_ctx *, const hf_resource *, const char *pointer);
    const char *(*member)(hf_ctx *, const hf_resource *, const char *pointer, size_t i);
    hf_presence (*presence)(hf_ctx *, const hf_resource *, const char *pointer);

    /* Identity. id: as Azure wrote it; key: in lower case, without trailing slash (what
     * to compare); type: the catalogue's spelling; name: last segment of the id. */
    const char *(*id)(hf_ctx *, const hf_resource *);
    const char *(*key)(hf_ctx *, const hf_resource *);
    const char *(*type)(hf_ctx *, const hf_resource *);
    const char *(*name)(hf_ctx *, const hf_resource *);

    /* Navigation; each type used must be a declared target or need. parent: the nearest
     * resource of that type above (NULL type: the nearest collected). child: the first of
     * that type below. children: all of that type below, at any depth. referrers: all of
     * that type that point at this resource by a property that the catalogue names as an
     * id. all: all of that type in the scan. next: one after the other in order of their
     * keys, NULL at the end. count: how many there are. find: by id. follow: where the id
     * at `pointer` leads. */
    const hf_resource *(*parent)(hf_ctx *, const hf_resource *, const char *type);
    const hf_resource *(*child)(hf_ctx *, const hf_resource *, const char *type);
    hf_set *(*children)(hf_ctx *, const hf_resource *, const char *type);
    hf_set *(*referrers)(hf_ctx *, const hf_resource *, const char *type);
    hf_set *(*all)(hf_ctx *, const char *type);
    const hf_resource *(*next)(hf_ctx *, hf_set *);
    size_t (*count)(hf_ctx *, const hf_set *);
    const hf_resource *(*find)(hf_ctx *, const char *id);
    hf_reach (*follow)(hf_ctx *, const hf_resource *, const char *pointer,
                       const hf_resource **out);

    /* gap: why resources of that type below `r` (NULL: anywhere in the scan) are not
     * fully known, as a sentence that names status, code and missing action; NULL when
     * they are. */
    const char *(*gap)(hf_ctx *, const hf_resource *, const char *type);

    /* The user's value of a declared setting, else its default. now: the inventory's
     * time. */
    double (*setting)(hf_ctx *, const char *name);
    const char *(*setting_text)(hf_ctx *, const char *name);
    int64_t (*now)(hf_ctx *);

    /* Output. evidence: the fact that the verdict rests on, quoted in the report (null
     * when absent). assume: the same, for an absent fact that stands for a documented
     * default. detail: a named remark. The last five end a check: `return h->fail(c,
     * HF_DEFAULT, "…")`; one that says another verdict after its first is an `error`.
     * Messages are cut at 1 KiB, evidence at 32 entries. fmt as printf, or NULL. */
    void (*evidence)(hf_ctx *, const hf_resource *, const char *pointer);
    void (*assume)(hf_ctx *, const hf_resource *, const char *pointer, const char *value);
    void (*detail)(hf_ctx *, const char *key, const char *fmt, ...)
        __attribute__((format(printf, 3, 4)));
    hf_status (*pass)(hf_ctx *, const char *fmt, ...)
        __attribute__((format(printf, 2, 3))) HF_MUST_RETURN;
    hf_status (*warn)(hf_ctx *, hf_severity, const char *fmt, ...)
        __attribute__((format(printf, 3, 4))) HF_MUST_RETURN;
    hf_status (*fail)(hf_ctx *, hf_severity, const char *fmt, ...)
        __attribute__((format(printf, 3, 4))) HF_MUST_RETURN;
    hf_status (*not_applicable)(hf_ctx *, const char *fmt, ...)
        __attribute__((format(printf, 2, 3))) HF_MUST_RETURN;
    hf_status (*unknown)(hf_ctx *, const char *fmt, ...)
        __attribute__((format(printf, 2, 3))) HF_MUST_RETURN;
};

/* 1 when both texts are equal without regard to ASCII case; NULL equals nothing. Azure
 * is not consistent in the case of its words. */
static inline int hf_same(const char *a, const char *b)
{
    if (!a || !b)
        return 0;
    for (;; a++, b++) {
        unsigned char x = (unsigned char)*a, y = (unsigned char)*b;
        if (x >= 'A' && x <= 'Z')
            x = (unsigned char)(x + 32);
        if (y >= 'A' && y <= 'Z')
            y = (unsigned char)(y + 32);
        if (x != y)
            return 0;
        if (!x)
            return 1;
    }
}

#define HF_LIST(...) ((const char *const[]){__VA_ARGS__, NULL})
#define HF_NEEDS(...) ((const hf_need[]){__VA_ARGS__, {NULL, HF_BELOW, 0}})
#define HF_ONLY(...) ((const hf_only[]){__VA_ARGS__, {.type = NULL}})
#define HF_SETTINGS(...) ((const hf_setting[]){__VA_ARGS__, {NULL, NULL, NULL}})

/* Exports the descriptor. `array` is an array of hf_check, not a pointer. */
#define HF_PLUGIN(plugin_name, plugin_version, array)                                    \
    HF_PLUGIN_EXPORT(plugin_name, plugin_version, array, NULL, 0)

/* Since 1.1. The same with an array of hf_type. */
#define HF_PLUGIN_TYPES(plugin_name, plugin_version, array, type_array)                  \
    HF_PLUGIN_EXPORT(plugin_name, plugin_version, array, type_array,                     \
                     sizeof(type_array) / sizeof((type_array)[0]))

#define HF_PLUGIN_EXPORT(plugin_name, plugin_version, array, type_array, type_count)     \
    __attribute__((visibility("default"))) extern const hf_plugin hf_plugin_v1;          \
    const hf_plugin hf_plugin_v1 = {HF_MAGIC,                                            \
                                    HF_ABI,                                              \
                                    (uint32_t)sizeof(hf_plugin),                         \
                                    (uint32_t)sizeof(hf_check),                          \
                                    (uint32_t)sizeof(hf_need),                           \
                                    (uint32_t)sizeof(hf_setting),                        \
                                    plugin_name,                                         \
                                    plugin_version,                                      \
                                    array,                                               \
                                    sizeof(array) / sizeof((array)[0]),                  \
                                    type_array,                                          \
                                    type_count,                                          \
                                    (uint32_t)sizeof(hf_type)}

#endif
