---@meta
-- What a check of holdfast may use, for language servers. Made by make lua-docs from
-- core/eval and scripts/lib; holdfast-lua(3) says the same for people.

---@class verdict what run returns: made by pass, fail and their sisters
---@class handle what check returns

---@class need
---@field type string
---@field where? "below"|"above"|"followed"|"scope"
---@field optional? boolean

---@class unless
---@field at string
---@field is string[]
---@field below? string

---@class only
---@field type string
---@field kinds? string[]
---@field unless? unless

---@class check
--- Its name: a to z, 0 to 9 and -.
---@field id string
--- What holds when it passes.
---@field title string
--- The group it belongs to; by default the file's name.
---@field protection? string
--- Of a failure.
---@field severity "info"|"low"|"medium"|"high"|"critical"
--- Whether that stands even where the vault is empty.
---@field fixed_severity? boolean
--- The types of resources that it judges.
---@field targets string[]
--- The types that it looks at besides. A table says more: type, where ("below",
--- "above", "followed", "scope") and optional.
---@field needs? (string|need)[]
--- What of a target or a need the verdicts hang on: the rest is not read for this
--- check. kinds: values that Azure lists the type by. unless = { at, is, below }: an
--- optional need is not read below a target where one of the words `is` stands at the
--- pointer `at` of the target, or of anything of the type `below` in it.
---@field only? only[]
--- name = { default, "meaning" }: what a user may set.
---@field settings? table<string, {[1]: string|number, [2]: string}>
--- What happens when it fails.
---@field why? string
--- A command that mends it; {name}, {id}, {resourceGroup}, {subscriptionId}, {vault}
--- and, of a policy, {policy} are filled in.
---@field remedy? string
--- Controls of frameworks: "MCSB:BR-2".
---@field controls? string[]
--- Addresses, https.
---@field refs? string[]
--- Judges one resource.
---@field run fun(target: resource): verdict

---@class resource
--- The resource id as Azure spells it.
---@field id string
--- The id in lower case: equal for equal resources.
---@field key string
--- "Microsoft.RecoveryServices/vaults".
---@field type string
--- The last segment of the id.
---@field name string
--- The region, or nil.
---@field location? string
--- The resource group's name, or nil.
---@field group? string
--- The subscription's id, or nil.
---@field subscription? string
---@overload fun(pointer: string): string|boolean|number|nil
local resource = {}

--- Describes a check; only while the file is loaded. The file returns it, or a list.
---@param fields check
---@return handle
function check(fields) end

--- The table of a helper library: file NAME.lua in the folder lib beside the checks.
---@param name string
---@return table
---@overload fun(name: "arm"): holdfast.arm
---@overload fun(name: "rbac"): holdfast.rbac
---@overload fun(name: "set"): holdfast.set
---@overload fun(name: "time"): holdfast.time
function lib(name) end

--- The text there, or nil.
---@param pointer string
---@return string?
function resource:text(pointer) end

--- The number there, or nil.
---@param pointer string
---@return number?
function resource:number(pointer) end

--- The boolean there, or nil.
---@param pointer string
---@return boolean?
function resource:truth(pointer) end

--- The moment there, in seconds since 1970 UTC, or nil.
---@param pointer string
---@return integer?
function resource:time(pointer) end

--- The ISO 8601 duration there, in seconds, or nil.
---@param pointer string
---@return number?
function resource:duration(pointer) end

--- How many entries the list or object there has; 0 for anything else. Entries of a
--- list are "/0", "/1" …
---@param pointer string
---@return integer
function resource:length(pointer) end

--- The name of a member of the object there, counted from 1, or nil.
---@param pointer string
---@param number integer
---@return string?
function resource:member(pointer, number) end

--- Whether there is something; "unread" when nobody asked Azure for it.
---@param pointer string
---@return "present"|"absent"|"unread"
function resource:presence(pointer) end

--- The report quotes what stands there: what the verdict rests on. 32 at most.
---@param pointer string
function resource:evidence(pointer) end

--- Evidence that Azure sent nothing and its documented default stands.
---@param pointer string
---@param value string
function resource:assume(pointer, value) end

--- Walks what of that type lies below: for item in vault:children(TYPE) do. The type
--- must be a target or a need of the check.
---@param type string
---@return fun(): resource?
function resource:children(type) end

--- How many of that type lie below.
---@param type string
---@return integer
function resource:count(type) end

--- The first of that type below, or nil.
---@param type string
---@return resource?
function resource:child(type) end

--- What it lies in: the next above, or the next of that type.
---@param type? string
---@return resource?
function resource:parent(type) end

--- The resource whose id stands there. If it cannot be had: nil, and whether there is
--- no id, nothing behind it, or it was not read.
---@param pointer string
---@return resource?
---@return "none"|"gone"|"out of reach"|nil
function resource:follow(pointer) end

--- Walks what of that type names this resource.
---@param type string
---@return fun(): resource?
function resource:referrers(type) end

--- Walks everything of that type.
---@param type string
---@return fun(): resource?
function all(type) end

--- The resource of that id, or nil.
---@param id string
---@return resource?
function find(id) end

--- Why what of that type lies below the resource (nil: anywhere) was not read in full;
--- nil when it was.
---@param resource resource?
---@param type string
---@return string?
function gap(resource, type) end

--- The verdict that all is well, and why. To be returned by run.
---@param format? string
---@param ... any
---@return verdict
function pass(format, ...) end

--- The verdict that the check has nothing to say about this resource.
---@param format? string
---@param ... any
---@return verdict
function not_applicable(format, ...) end

--- The verdict that it cannot be known, and why.
---@param format string
---@param ... any
---@return verdict
function unknown(format, ...) end

--- The verdict of a lesser failing, one severity below the check's. With { severity =
--- "high" } before the format, of that severity.
---@param format {severity: string}|string
---@param ... any
---@return verdict
function warn(format, ...) end

--- The verdict that it is wrong, and what follows from it. With { severity = "high" }
--- before the format, of that severity.
---@param format {severity: string}|string
---@param ... any
---@return verdict
function fail(format, ...) end

--- A remark of the report, by name. 32 at most.
---@param key string
---@param format string
---@param ... any
function detail(key, format, ...) end

--- The value of a setting that the check declares: a number where its default is one.
---@param name string
---@return string|number
function setting(name) end

--- The clock of the scan, in seconds since 1970 UTC: the moment that the estate was
--- read, or --now.
---@return integer
function now() end

--- Whether both are texts, and equal without regard to the case of A to Z: Azure is not
--- consistent about it.
---@param a any
---@param b any
---@return boolean
function same(a, b) end

--- The text of a string, number, boolean or nil. Others have none.
---@param value any
---@return string
function tostring(value) end

--- The bytes from one place to another as numbers; 256 at most.
---@param s string
---@param from? integer
---@param to? integer
---@return integer ...
function string.byte(s, from, to) end

--- The string of these bytes; 256 at most.
---@param ... integer
---@return string
function string.char(...) end

--- Whether the part is in it.
---@param s string
---@param part string
---@return boolean
function string.contains(s, part) end

--- Whether it ends with the part.
---@param s string
---@param part string
---@return boolean
function string.ends(s, part) end

--- As Lua's, with d i x X f g e E s and %%; width and precision of at most two digits,
--- %s without.
---@param format string
---@param ... any
---@return string
function string.format(format, ...) end

--- Whether the whole fits a pattern: * any run of bytes, ? one byte. Both of at most
--- 4096 bytes.
---@param s string
---@param glob string
---@return boolean
function string.like(s, glob) end

--- A to Z in lower case.
---@param s string
---@return string
function string.lower(s) end

--- Where the part begins, at or behind a place; nil when it is not in it.
---@param s string
---@param part string
---@param from? integer
---@return integer?
function string.position(s, part, from) end

--- The string so many times.
---@param s string
---@param times integer
---@return string
function string.rep(s, times) end

--- The pieces between separators; empty ones too.
---@param s string
---@param separator string
---@return string[]
function string.split(s, separator) end

--- Whether it begins with the part.
---@param s string
---@param part string
---@return boolean
function string.starts(s, part) end

--- Without blanks at both ends.
---@param s string
---@return string
function string.trim(s) end

--- A to Z in upper case.
---@param s string
---@return string
function string.upper(s) end

--- Walks a table in the order of its keys: numbers, strings by byte, false, true. Other
--- keys have no order and are an error.
---@param t table
---@return fun(): any, any
function pairs(t) end

--- The entries, texts or numbers, as one string.
---@param list table
---@param separator? string
---@param from? integer
---@param to? integer
---@return string
function table.concat(list, separator, from, to) end

--- Puts a value at a place, or at the end when no place is given.
---@param list table
---@param at integer|any
---@param value? any
function table.insert(list, at, value) end

--- Takes out the entry at a place, else the last, and returns it.
---@param list table
---@param at? integer
---@return any
function table.remove(list, at) end

--- Sorts in place. Equal entries keep their order.
---@param list table
---@param before? fun(a: any, b: any): boolean
function table.sort(list, before) end

--- The entries as values; 256 at most.
---@param list table
---@param from? integer
---@param to? integer
---@return any ...
function table.unpack(list, from, to) end

--- Raises the message when the value is false or nil; else returns its arguments.
---@param value any
---@param message? any
---@param ... any
---@return any
function assert(value, message, ...) end

--- Ends the check: the pair is an error with this message.
---@param message string
---@param level? integer
function error(message, level) end

--- Walks a list from 1 to its first nil.
---@param list table
---@return function
---@return table
---@return integer
function ipairs(list) end

--- The arguments from number at on; with "#", how many there are.
---@param at integer|string
---@param ... any
---@return any
function select(at, ...) end

--- The number that a text spells, or nil.
---@param value any
---@param base? integer
---@return number?
function tonumber(value, base) end

--- The type of a value, as a word.
---@param value any
---@return string
function type(value) end

--- Length in bytes.
---@param s string
---@return integer
function string.len(s) end

--- The bytes from one place to another; from the end when negative.
---@param s string
---@param from integer
---@param to? integer
---@return string
function string.sub(s, from, to) end

--- The value without its sign.
---@param x number
---@return number
function math.abs(x) end

--- The next whole number above.
---@param x number
---@return integer
function math.ceil(x) end

--- The next whole number below.
---@param x number
---@return integer
function math.floor(x) end

--- What is left of x divided by y, rounded towards zero.
---@param x number
---@param y number
---@return number
function math.fmod(x, y) end

--- More than any number.
---@type number
math.huge = nil

--- The largest argument.
---@param x number
---@param ... number
---@return number
function math.max(x, ...) end

--- The largest integer.
---@type integer
math.maxinteger = nil

--- The smallest argument.
---@param x number
---@param ... number
---@return number
function math.min(x, ...) end

--- The smallest integer.
---@type integer
math.mininteger = nil

--- The whole part, and the rest.
---@param x number
---@return number
---@return number
function math.modf(x) end

--- The number pi.
---@type number
math.pi = nil

--- The square root.
---@param x number
---@return number
function math.sqrt(x) end

--- The number as an integer, or nil.
---@param x any
---@return integer?
function math.tointeger(x) end

--- "integer" or "float"; nil for what is no number.
---@param x any
---@return string?
function math.type(x) end

---@class holdfast.arm.parts
---@field id string without a slash at its end
---@field key string
---@field parent? string its key
---@field type? string
---@field name? string the last segment
---@field subscription? string
---@field group? string
---@field provider? string

--- Resource ids of Azure. Ids are compared without case. What is no id is nil, and equal
--- to nothing.
---@class holdfast.arm
local arm = {}

--- The id in lower case and without a slash at its end: the same for the same resource.
--- Nil for what is no id: no text, no slash in front, an empty segment, "." or "..".
---@param id any
---@return string? key
function arm.key(id) end

--- The key of what it lies in: a subresource's resource, a resource's group, a group's
--- subscription; for an extension what it extends. "/" is the tenant, and has none.
---@param id any
---@return string? key
function arm.parent(id) end

--- The type that the segments spell:
--- "Microsoft.RecoveryServices/vaults/backupPolicies".
---@param id any
---@return string? type
function arm.type(id) end

--- Whether both name the same resource.
---@param a any
---@param b any
---@return boolean
function arm.same(a, b) end

--- Whether the scope is the resource or lies above it. "/" lies above everything.
---@param scope any
---@param id any
---@return boolean
function arm.covers(scope, id) end

--- Whether the resource lies below the scope, and is not the scope itself.
---@param id any
---@param scope any
---@return boolean
function arm.below(id, scope) end

--- The parts of an id, in its own case: id (without a slash at its end), key, parent,
--- type, name, subscription, group, provider. A part that it does not have is nil.
---@param id any
---@return holdfast.arm.parts? parts
function arm.parse(id) end

--- Actions of Azure's roles. An action is "Microsoft.Compute/virtualMachines/read"; a
--- role names actions with * for any run of characters. Case does not count.
---
--- A role is a list of permissions, each a table with the lists actions, notActions,
--- dataActions and notDataActions, all of which may be missing. What notActions takes
--- away it takes from its own permission only: another one, or another role, may give it.
---@class holdfast.rbac
local rbac = {}

--- Whether a pattern of a role covers an action.
---@param pattern any
---@param action any
---@return boolean
function rbac.matches(pattern, action) end

--- Whether a role allows an action.
---@param role table[]
---@param action string
---@return boolean
function rbac.allows(role, action) end

--- Whether a role allows a data action.
---@param role table[]
---@param action string
---@return boolean
function rbac.allows_data(role, action) end

--- What several roles allow together, as one role: who holds all of them.
---@param roles table[][]
---@return table[] role
function rbac.together(roles) end

--- Those of a list of actions that a role allows, in the list's order.
---@param role table[]
---@param actions string[]
---@return string[] allowed
function rbac.allowed(role, actions) end

--- The role of a resource Microsoft.Authorization/roleDefinitions.
---@param definition resource
---@return table[] role
function rbac.read(definition) end

--- Sets of texts or numbers. A set is a table whose keys are its members, each with the
--- value true; no function here changes one that it is given. Texts are compared as they
--- are: give them in lower case where case does not count.
---@class holdfast.set
local set = {}

--- The set of a list's entries.
---@param list any[]
---@return table<any, true> set
function set.of(list) end

--- What is in either.
---@param a table<any, true>
---@param b table<any, true>
---@return table<any, true> set
function set.union(a, b) end

--- What is in both.
---@param a table<any, true>
---@param b table<any, true>
---@return table<any, true> set
function set.intersection(a, b) end

--- What is in the first and not in the second.
---@param a table<any, true>
---@param b table<any, true>
---@return table<any, true> set
function set.difference(a, b) end

--- Whether all of the first is in the second.
---@param a table<any, true>
---@param b table<any, true>
---@return boolean
function set.within(a, b) end

--- Whether both have the same members.
---@param a table<any, true>
---@param b table<any, true>
---@return boolean
function set.equal(a, b) end

--- How many members it has.
---@param a table<any, true>
---@return integer
function set.size(a) end

--- Its members as a list: numbers first, then texts by byte.
---@param a table<any, true>
---@return any[] list
function set.list(a) end

--- Times and durations as ISO 8601 writes them. A time is a number: whole seconds since
--- 1970-01-01T00:00:00Z, as resource:time and now() give it. What cannot be read is nil.
---@class holdfast.time
local time = {}

--- The time that a text names: "2026-11-24T06:00:00Z", with a fraction of a second
--- (which is dropped) or an offset, or a date alone, which is its first second.
---@param text any
---@return integer? seconds
function time.parse(text) end

--- The seconds of a duration: "P30D", "PT12H", "P1DT6H30M". A year counts as 365 days,
--- a month as 30.
---@param text any
---@return number? seconds
function time.duration(text) end

--- Which of two times is earlier: -1 the first, 1 the second, 0 neither. Each is a
--- number or a text.
---@param a integer|string
---@param b integer|string
---@return integer? order
function time.compare(a, b) end

--- A time later by a duration (earlier, when that is negative). The time is a number or
--- a text, the duration a number of seconds or a text like "P30D".
---@param at integer|string
---@param by number|string
---@return integer? seconds
function time.add(at, by) end

--- Whole days from one time to another; negative when the second is earlier.
---@param from integer|string
---@param to integer|string
---@return integer? days
function time.days(from, to) end

--- The text of a time: "2026-11-24T06:00:00Z". Years 0 to 9999.
---@param at integer|string
---@return string? text
function time.format(at) end

--- The date of a time, in UTC: "2026-11-24".
---@param at integer|string
---@return string? text
function time.date(at) end

--- The day of the week of a time, in UTC: "Monday".
---@param at integer|string
---@return string? name
function time.weekday(at) end
