"""The table: what goes wrong, and what has to come of it."""
from fault_estate import (BACKUP_VAULTS, CONFIG, DISKS, GROUPS, GUARD, GUARDS, MACHINES,
                          POLICIES, RSV, S1, S2, VA, VB, VC, Row, answer,
                          at_policies, error, estate, packed, page, policy,
                          resource)

LIST = "va/backupPolicies"
TWO = (policy(1)["id"], policy(2)["id"])
FAR = "Mon, 01 Jan 2024 06:00:00 GMT"
NEXT = "@BASE@@PATH@?api-version=2025-08-01&$skipToken="
GOOD = page(*(policy(n) for n in range(1, 6)))
FORBIDDEN = error(403, "AuthorizationFailed", "The client has no right to read it.")
BROKEN = [(v, POLICIES, 500, "InternalServerError") for v in (VA, VB, VC)]
SECOND = [(at, t, 404, "SubscriptionNotFound") for at, t in (
    (S2, RSV), (S2, BACKUP_VAULTS), (S2, MACHINES), (GUARD, GUARDS))]


def graph_gaps(status, code):
    """What comes from Resource Graph, in the estate's checks."""
    return [("/", DISKS, status, code), ("/", GROUPS, status, code)]


# A list that hangs holds up what it may refer to: the guard is asked for when all lists
# are done. It holds up no other list and nothing of Resource Graph.
LATE = [(VA, POLICIES, 0, "Timeout"), (GUARD, GUARDS, 0, "Timeout")]
# A scan keeps a second of the three for the checks.
SLOW = {"gaps": LATE, "timeout": 3, "least": 1.9, "most": 10}
LOCAL = {"point": ("authority", "resource_manager")}

THROTTLED = [
    Row("429-storm", "429@/providers/*10;retry-after=1", least=1),
    Row("429-one-type-for-ever", "429@/backupPolicies;retry-after=1",
        gaps=[(v, POLICIES, 429, "ResourceRequestsThrottled") for v in (VA, VB, VC)]),
    Row("429-wait-in-the-message", f"429@{LIST}*1;retry-after=none", least=1),
    Row("429-date", f"429@{LIST}*1;retry-after=date", least=0.9),
    at_policies("429-huge", error(429, "TooManyRequests", Retry_After="99999999999999"),
                "TooManyRequests", 429, asked={LIST + "?": 1}, most=9),
    at_policies("429-for-hours", error(429, "TooManyRequests", Retry_After="7200"),
                "TooManyRequests", 429, asked={LIST + "?": 1}, most=9),
    Row("429-graph-quota", ("answer@Microsoft.ResourceGraph*1", answer(
        429, {"error": {"code": "RateLimiting", "message": "Wait."}},
        x_ms_user_quota_remaining="0", x_ms_user_quota_resets_after="00:00:02")),
        least=2),
    Row("429-first-list-for-ever", "429@/subscriptions?;retry-after=0", code=69,
        said="cannot list subscriptions: 429"),
    Row("429-sign-in", "429@/oauth2/*2;retry-after=0"),
    Row("429-sign-in-for-ever", "429@/oauth2/;retry-after=0", code=69,
        said="AADSTS90055"),
] + [
    Row(f"429-{name}", (f"answer@{LIST}*1", error(
        429, "TooManyRequests", Retry_After=value)), asked={LIST + "?": 2})
    for name, value in (("negative", "-5"), ("junk", "soon"), ("fraction", "0.5"),
                        ("past-date", FAR), ("empty", ""))
]

FAILING = [
    Row(f"{status}-once", (f"answer@{LIST}*1", error(status, "InternalServerError")))
    for status in (500, 502, 503, 504, 408)
] + [
    at_policies(f"{status}-for-ever", error(status, "InternalServerError"),
                "InternalServerError", status, asked={LIST + "?": 5})
    for status in (500, 502, 503, 504)
] + [
    Row("500-one-type-for-ever", "500@/backupPolicies", gaps=BROKEN),
    at_policies("501-not-tried-again", error(501, "NotImplemented"), "NotImplemented",
                501, asked={LIST + "?": 1}),
    at_policies("html-503", f"503html@{LIST}", "UnexpectedStatus", 503),
    Row("html-503-once", f"503html@{LIST}*1"),
    Row("500-first-list", "500@/subscriptions?", code=69, said="InternalServerError"),
    Row("500-graph", "500@Microsoft.ResourceGraph",
        gaps=graph_gaps(500, "InternalServerError")),
    Row("500-sign-in", ("answer@/oauth2/", answer(500, "")), code=69, said="HTTP 500"),
]

BODIES = [
    at_policies("200-html", answer(200, "<!DOCTYPE html><html>Sign in</html>",
                                   Content_Type="text/html"), "InvalidAnswer"),
    at_policies("200-other-content-type", GOOD.replace(
        b"200\n", b"200\nContent-Type: text/plain\n", 1)),
    at_policies("200-no-content-type", GOOD.replace(
        b"200\n", b"200\nContent-Type: \n", 1)),
    at_policies("cut", f"cut@{LIST}", "InvalidAnswer", 0),
    Row("cut-once", f"cut@{LIST}*1"),
    at_policies("reset", f"reset@{LIST}", "InvalidAnswer", 0),
    Row("reset-once", f"reset@{LIST}*1"),
    at_policies("json-cut", answer(200, '{"value":[{"id":"/sub'), "InvalidAnswer"),
    at_policies("json-invalid", f"badjson@{LIST}", "InvalidAnswer"),
    at_policies("json-two-values", answer(200, '{"value":[]}{"value":[]}'),
                "InvalidAnswer"),
    at_policies("json-number", answer(200, "7"), "InvalidAnswer"),
    at_policies("empty-body", answer(200), "InvalidAnswer"),
    at_policies("value-is-no-array", answer(200, {"value": {"a": 1}}), "InvalidAnswer"),
    at_policies("value-is-missing", answer(200, {}), "InvalidAnswer"),
    at_policies("value-is-null", answer(200, {"value": None}), "InvalidAnswer"),
    at_policies("element-is-no-object", page(policy(1), 7, policy(2)), "InvalidAnswer",
                has=TWO),
    at_policies("element-without-id", page(policy(1), {"tags": {}}, policy(2)),
                "InvalidAnswer", has=TWO),
    at_policies("element-with-number-for-id", page(policy(1), {"id": 5}, policy(2)),
                "InvalidAnswer", has=TWO),
    Row("single-is-an-array", ("answer@va/backupconfig", answer(200, [])),
        gaps=[(VA, CONFIG, 200, "InvalidAnswer")]),
    at_policies("gzip-that-is-none", GOOD.replace(
        b"200\n", b"200\nContent-Encoding: gzip\n", 1), "InvalidAnswer", 0),
    at_policies("gzip-good", answer(200, packed(GOOD.partition(b"\n\n")[2]),
                                    Content_Encoding="gzip")),
    at_policies("gzip-cut", answer(200, packed(GOOD)[:-20],
                                   Content_Encoding="gzip"), "InvalidAnswer"),
    at_policies("gzip-bomb", answer(200, packed(b'{"value":[' + b" " * (80 << 20)),
                                    Content_Encoding="gzip"), "TooLarge", 0),
    at_policies("encoding-unknown", GOOD.replace(
        b"200\n", b"200\nContent-Encoding: rot13\n", 1), "InvalidAnswer", 0),
    at_policies("body-over-the-limit", f"huge@{LIST}", "TooLarge", 0),
    Row("trickle", f"trickle@{LIST}", **SLOW),
    Row("stall-in-the-body", f"stall@{LIST}", **SLOW),
    Row("hang", f"hang@{LIST}", **SLOW),
    Row("hang-sign-in", "hang@/oauth2/", code=75, timeout=2, most=8,
        said="--timeout passed before anything was read"),
    Row("hang-first-list", "hang@/subscriptions?", code=75, timeout=2, most=8,
        said="--timeout passed before anything was read"),
    at_policies("deep-64", answer(200, '{"value":[' + "[" * 62 + "]" * 62 + "]}"),
                "InvalidAnswer"),
    at_policies("deep-65", answer(200, '{"value":[' + "[" * 63 + "]" * 63 + "]}"),
                "InvalidAnswer"),
    at_policies("deep-100000", answer(200, '{"value":' + "[" * 100000), "InvalidAnswer"),
    at_policies("key-twice", answer(200, '{"value":[],"value":[]}'), "InvalidAnswer"),
    at_policies("bad-utf8", answer(200, b'{"value":[{"name":"\xff\xfe"}]}'),
                "InvalidAnswer"),
    at_policies("nul-escaped", answer(200, '{"value":[{"name":"a\\u0000b"}]}'),
                "InvalidAnswer"),
    at_policies("nul-byte", answer(200, b'{"value":[{"name":"a\0b"}]}'), "InvalidAnswer"),
    at_policies("integer-of-65-bits", answer(
        200, '{"value":[{"name":"p","n":18446744073709551616}]}'), "InvalidAnswer"),
    at_policies("real-without-end", answer(200, '{"value":[{"name":"p","n":1e999}]}'),
                "InvalidAnswer"),
    at_policies("token-repeated", error(403, "AuthorizationFailed", "You sent @BEARER@."),
                "AuthorizationFailed", 403),
    at_policies("terminal-codes", error(403, "Evil\x1b[2J", "a\x1b]0;x\x07\r\nb\u202e"),
                "Evil\x1b[2J", 403),
]


def link(name, text, code="ForeignLink", **more):
    return at_policies("link-" + name, page(policy(1), policy(2), nextLink=text), code,
                       has=TWO if code else (), **more)


LINKS = [
    link("to-itself", NEXT + "a", "RepeatedLink"),
    Row("link-circle-of-three",
        ("answer@skipToken=1", page(policy(2), nextLink=NEXT + "2")),
        ("answer@skipToken=2", page(policy(3), nextLink=NEXT + "3")),
        ("answer@skipToken=3", page(policy(4), nextLink=NEXT + "1")),
        (f"answer@{LIST}", page(policy(1), nextLink=NEXT + "1")),
        gaps=[(VA, POLICIES, 200, "RepeatedLink")],
        has=[policy(n)["id"] for n in range(1, 5)]),
    Row("link-without-end", (f"answer@{LIST}", page(
        policy(1), nextLink=NEXT + "@COUNT@")), has=TWO[:1], **SLOW),
    at_policies("link-empty", GOOD[:-1] + b',"nextLink":""}'),
    at_policies("link-null", GOOD[:-1] + b',"nextLink":null}'),
    at_policies("link-is-a-number", page(policy(1), policy(2), nextLink=7),
                "InvalidAnswer"),
    link("relative", VA + "/backupPolicies?api-version=2025-08-01&$skipToken=a"),
    link("http", "http://@OTHER@/?a=1", other="listen"),
    link("foreign-origin", "https://@OTHER@@PATH@?a=1", other="listen"),
    link("other-subscription", "@BASE@" + VC + "/backupPolicies?api-version=2025-08-01"),
    link("user", "@BASE@@@OTHER@@PATH@?a=1", other="listen"),
    link("user-and-slash", "@BASE@%2f@@OTHER@/", other="listen"),
    link("backslash", "@BASE@\\@@OTHER@/", other="listen"),
    link("dots", "@BASE@" + VA + "/../../x"),
    link("line-break", "@BASE@@PATH@?a=1\r\nX-Evil: 1"),
    link("fragment", NEXT + "a#b"),
]

REDIRECTS = [
    at_policies(f"redirect-{status}-{name}", answer(status, "{}", Location=to),
                "Redirect", status, other="listen", asked={"/led-here": 0})
    for status in (301, 302, 303, 307, 308)
    for name, to in (("elsewhere", "https://@OTHER@@PATH@"), ("here", "@BASE@/led-here"))
] + [
    Row("redirect-to-http", (f"answer@{LIST}", answer(
        302, "", Location="http://@OTHER@/")), other="listen",
        gaps=[(VA, POLICIES, 302, "Redirect")]),
    Row("redirect-first-list", ("answer@/subscriptions?", answer(
        307, "{}", Location="https://@OTHER@/")), code=69, said="307", other="listen"),
    Row("redirect-sign-in", ("answer@/oauth2/", answer(
        307, "{}", Location="https://@OTHER@/")), code=77, said="HTTP 307",
        other="listen"),
    Row("redirect-graph", ("answer@Microsoft.ResourceGraph", answer(
        308, "{}", Location="https://@OTHER@/")), gaps=graph_gaps(308, "Redirect"),
        other="listen"),
]

RIGHTS = [
    Row("401-once", f"401expired@{LIST}*1", asked={"/oauth2/": 2}),
    Row("401-for-ever", "401expired@/providers/", code=77,
        said="Azure refuses the token: ExpiredAuthenticationToken"),
    at_policies("401-of-one-list", error(401, "Odd"), "Odd", 401,
                asked={LIST + "?": 2, "/oauth2/": 2}),
    at_policies("401-kills-the-token", f"401expired@{LIST}",
                "ExpiredAuthenticationToken", 401, args=("--max-requests", "1")),
    Row("401-of-a-given-token", ("answer@va/backupPolicies", error(
        401, "InvalidAuthenticationToken")), code=77, said="InvalidAuthenticationToken",
        auth="token", asked={LIST + "?": 1}),
    Row("401-first-list", "401expired@/subscriptions?", code=77, said="Expired"),
    at_policies("401-without-body", answer(401), "UnexpectedStatus", 401),
    Row("401-without-body-everywhere", ("answer@/providers/", answer(401)), code=77,
        said="HTTP 401"),
    Row("403-first-list", ("answer@/subscriptions?", FORBIDDEN), code=77,
        said="AuthorizationFailed"),
    Row("403-list", (f"answer@{LIST}", FORBIDDEN),
        gaps=[(VA, POLICIES, 403, "AuthorizationFailed")], asked={LIST + "?": 1}),
    Row("403-single", ("answer@vb/backupconfig", FORBIDDEN),
        gaps=[(VB, CONFIG, 403, "AuthorizationFailed")]),
    Row("403-item", sim=("--deny", f"{GUARDS}@{S2}"),
        gaps=[(GUARD, GUARDS, 403, "AuthorizationFailed")]),
    Row("403-vaults", sim=("--deny", f"{RSV}@{S1}"),
        gaps=[(S1, RSV, 403, "AuthorizationFailed")], lost=(GUARDS,)),
    Row("404-list-gone", (f"answer@{LIST}", error(404, "ResourceNotFound")),
        lost=(POLICIES,)),
    Row("404-single", ("answer@va/backupconfig", error(404, "ResourceNotFound")),
        lost=(CONFIG,), code=2),
    Row("404-single-own-code", ("answer@va/backupconfig", error(404, "CloudNotFound")),
        lost=(CONFIG,), code=2),
    at_policies("404-list-own-code", error(404, "CloudNotFound"), "CloudNotFound", 404),
    at_policies("404-without-body", answer(404), "UnexpectedStatus", 404),
    Row("404-single-without-body", ("answer@va/backupconfig", answer(404)),
        gaps=[(VA, CONFIG, 404, "UnexpectedStatus")]),
    Row("404-item", (f"answer@{GUARD}", error(404, "ResourceNotFound")), lost=(GUARDS,)),
    Row("subscription-disappears", (f"answer@{S2}/", error(404, "SubscriptionNotFound")),
        gaps=SECOND),
    Row("subscription-gone-at-a-single", ("answer@va/backupconfig", error(
        404, "SubscriptionNotFound")), gaps=[(VA, CONFIG, 404, "SubscriptionNotFound")]),
    Row("no-subscription", ("answer@/subscriptions?", page()), code=77,
        said="no subscription is readable"),
    Row("subscription-wrong", code=66, args=("-s", "Third"), said="First, Second"),
    Row("409-missing-registration", f"409unregistered@{S2}/providers/Microsoft.Compute"),
    Row("409-not-registered", (f"answer@{S2}/providers/Microsoft.Compute",
                               error(409, "SubscriptionNotRegistered"))),
    Row("400-missing-registration", (f"answer@{S2}/providers/Microsoft.Compute",
                                     error(400, "MissingSubscriptionRegistration"))),
    at_policies("409-other", error(409, "Conflict"), "Conflict", 409),
    Row("version-next-known", sim=("--versions", RSV + "=2023-04-01,2024-04-01"),
        asked={"/vaults?api-version=2024-04-01": 2}),
    Row("version-none-known", sim=("--versions", POLICIES + "=2016-06-01"),
        gaps=[(v, POLICIES, 400, "NoRegisteredProviderFound") for v in (VA, VB, VC)]),
    at_policies("version-refused-for-ever", error(
        400, "InvalidApiVersionParameter", "The supported versions are '2024-04-01,"
        "2023-04-01'."), "InvalidApiVersionParameter", 400, asked={LIST + "?": 2}),
    at_policies("type-unknown", error(404, "InvalidResourceType", "No such type."),
                "InvalidResourceType", 404),
]

GRAPH = [
    Row("graph-truncated", ("answer@Microsoft.ResourceGraph", answer(
        200, {"totalRecords": 5000, "count": 0, "resultTruncated": "true", "data": []})),
        gaps=graph_gaps(200, "Truncated")),
    Row("graph-truncated-truth", ("answer@Microsoft.ResourceGraph", answer(
        200, {"resultTruncated": True, "data": []})),
        gaps=graph_gaps(200, "Truncated")),
    Row("graph-subscription-limit", ("answer@Microsoft.ResourceGraph", answer(
        200, {"resultTruncated": "false", "data": []},
        x_ms_tenant_subscription_limit_hit="true")),
        gaps=graph_gaps(200, "SubscriptionLimit")),
    Row("graph-loop", "loop-nextlink@Microsoft.ResourceGraph",
        gaps=graph_gaps(200, "RepeatedLink")),
    Row("graph-table", ("answer@Microsoft.ResourceGraph", answer(
        200, {"data": {"columns": [], "rows": []}})),
        gaps=graph_gaps(200, "InvalidAnswer")),
    Row("graph-row-without-id", ("answer@Microsoft.ResourceGraph", answer(
        200, {"data": [{"name": "RG"}]})), gaps=graph_gaps(200, "InvalidAnswer")),
    Row("graph-inner-code", ("answer@Microsoft.ResourceGraph", answer(
        400, {"error": {"code": "BadRequest", "message": "Bad.", "details": [
            {"code": "DisallowedLogicalTableName", "message": "No such table."}]}})),
        gaps=graph_gaps(400, "DisallowedLogicalTableName")),
]

SHAPES = [
    at_policies("shape-" + name, answer(status, body), code, status,
                asked={LIST + "?": 1})
    for name, status, body, code in (
        ("nulls", 403, {"error": {"code": "UserErrorX", "message": "M", "target": None,
                                  "details": None, "innerError": None}}, "UserErrorX"),
        ("bare", 403, {"code": "Forbidden", "message": "M"}, "Forbidden"),
        ("message-alone", 403, {"message": "An error has occurred."}, "UnexpectedStatus"),
        ("string", 403, {"error": "invalid_request", "error_description": "M"},
         "invalid_request"),
        ("html", 403, "<html>Forbidden</html>", "UnexpectedStatus"),
        ("empty", 403, "", "UnexpectedStatus"),
        ("info", 403, {"error": {"code": "P", "message": "M", "additionalInfo": [
            {"type": "a", "info": "text"}, {"type": "b", "info": {"c": 1}}]}}, "P"),
        ("numbers", 403, {"error": {"code": 7, "message": ["M"]}}, "UnexpectedStatus"),
        ("no-object", 403, "[]", "UnexpectedStatus"))
] + [
    Row("shape-sign-in", ("answer@/oauth2/", answer(401, {
        "error": "invalid_client", "error_codes": [7000222], "error_description":
        "AADSTS7000222: The provided client secret keys are expired."})), code=77,
        said="the secret has expired"),
    Row("shape-sign-in-html", ("answer@/oauth2/", answer(200, "<html/>")), code=69,
        said="without a token"),
    Row("shape-sign-in-number", ("answer@/oauth2/", answer(200, {"access_token": 5})),
        code=69, said="without a token"),
]

CLOCK = [
    Row("clock-warns", (f"answer@{GUARD}", answer(
        200, resource(GUARD, GUARDS), Date=FAR)), also=1),
    Row("clock-token-too-young", ("answer@/subscriptions?", error(
        401, "InvalidAuthenticationToken", "The token is not yet valid.", Date=FAR)),
        code=77, said="this machine's clock is .* ahead of Azure's"),
]

NETWORK = [
    Row("dns", code=69, said="nowhere.invalid", host="nowhere.invalid", **LOCAL),
    Row("dns-of-resource-manager", code=69, said="nowhere.invalid",
        host="nowhere.invalid", point=("resource_manager",)),
    Row("refused", code=69, said="cannot reach", other="closed", **LOCAL),
    Row("connection-stalls", code=75, said="--timeout passed", other="stalled", timeout=2,
        most=8, **LOCAL),
    Row("handshake-stalls", code=75, said="--timeout passed", other="mute", timeout=2,
        most=8, **LOCAL),
    Row("no-tls", code=69, said="cannot reach", other="plain", **LOCAL),
    Row("tls-expired", code=69, said="expired", sim=("--server", "expired"), most=8),
    Row("tls-early", code=69, said="not yet valid", sim=("--server", "early"),
        most=8),
    Row("tls-wrong-name", code=69, said="localhost", sim=("--server", "wrong-name"),
        most=8),
    Row("tls-unknown-authority", code=69, said="issuer|self-signed|CA", strange=True,
        most=8),
    Row("tls-1.1", code=69, said="protocol|handshake",
        sim=("--tls", "NORMAL:-VERS-ALL:+VERS-TLS1.1")),
]

ROWS = (FAILING + THROTTLED + BODIES + NETWORK + LINKS + REDIRECTS + RIGHTS + GRAPH +
        SHAPES + CLOCK)
assert estate and len({r.name for r in ROWS}) == len(ROWS)
