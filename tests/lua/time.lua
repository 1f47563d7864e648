-- The library time, in the box.
local time = lib "time"

local function is(got, wanted, what)
  if got ~= wanted then
    error(what .. ": got " .. tostring(got) .. ", wanted " .. tostring(wanted), 2)
  end
end

local function times(target)
  is(time.parse "1970-01-01T00:00:00Z", 0, "the first second")
  is(time.parse "1969-12-31T23:59:59Z", -1, "the second before")
  is(time.parse "2000-02-29T12:30:45Z", 951827445, "a leap day")
  is(time.parse "2026-11-24T06:00:00.1234567Z", 1795500000, "a fraction")
  is(time.parse "2026-11-24t06:00:00z", 1795500000, "lower case")
  is(time.parse "2026-11-24T06:00:00", 1795500000, "no zone")
  is(time.parse "2026-11-24T07:30:00+01:30", 1795500000, "an offset")
  is(time.parse "2026-11-23T22:00:00-08:00", 1795500000, "an offset to the west")
  is(time.parse "2026-11-24", 1795478400, "a date")
  is(time.parse "9999-12-31T23:59:59Z", 253402300799, "the last second")
  is(time.parse(target:text "/when"), target:time "/when", "as the host reads it")
  return pass()
end

local function bad_times()
  for _, text in ipairs { "", "2026", "2026-13-01", "2026-00-01", "2026-02-29",
    "1900-02-29", "2026-04-31", "2026-01-00", "2026-1-01", "2026/01/01", "26-01-01",
    "2026-01-01T", "2026-01-01 00:00:00", "2026-01-01T24:00:00Z",
    "2026-01-01T00:60:00Z", "2026-01-01T00:00:61Z", "2026-01-01T00:00Z",
    "2026-01-01T00:00:00.Z", "2026-01-01T00:00:00.1234567890Z", "2026-01-01T00:00:00ZZ",
    "2026-01-01T00:00:00+1:00", "2026-01-01T00:00:00+15:00", "2026-01-01T00:00:00+01:00x",
    "2026-01-01T00:00:00+0100", "2026-01-01T00:00:00x", "+026-01-01", " 2026-01-01",
    "2026-01-01\0" } do
    is(time.parse(text), nil, text)
  end
  is(time.parse(nil), nil, "nil")
  is(time.parse(20260101), nil, "a number")
  is(time.parse {}, nil, "a table")
  return pass()
end

local function durations(target)
  is(time.duration "P30D", 2592000, "days")
  is(time.duration "PT12H", 43200, "hours")
  is(time.duration "P1Y2M3W4DT5H6M7S", 38898367, "all of them")
  is(time.duration "PT0.5S", 0.5, "half a second")
  is(time.duration "PT1,5M", 90.0, "a comma")
  is(time.duration "P0D", 0, "nothing")
  is(time.duration(target:text "/keep"), target:duration "/keep", "as the host reads it")
  for _, text in ipairs { "", "P", "PT", "P1", "1D", "P1DT", "PD", "P1H", "PT1D", "P1D1Y",
    "P1DT1HT1M", "P-1D", "P1.D", "p1d", "P1234567890D", "P1D " } do
    is(time.duration(text), nil, text)
  end
  is(time.duration(30), nil, "a number")
  return pass()
end

local function counting()
  is(time.compare("2026-01-01", "2026-01-02"), -1, "earlier")
  is(time.compare("2026-01-02", "2026-01-01"), 1, "later")
  is(time.compare("2026-01-01", "2026-01-01T01:00:00+01:00"), 0, "the same")
  is(time.compare("2026-01-01", 0), 1, "a number")
  is(time.compare("2026-01-01", "soon"), nil, "not known")
  is(time.add("2026-01-31", "P1D"), time.parse "2026-02-01", "a day on")
  is(time.add("2026-01-31", -86400), time.parse "2026-01-30", "a day back")
  is(time.add("2026-01-31", "one day"), nil, "no duration")
  is(time.add("soon", "P1D"), nil, "no time")
  is(math.type(time.add(0, "PT1.5S")), "integer", "whole seconds")
  is(time.days("2026-01-01", "2026-03-01"), 59, "days")
  is(time.days("2024-01-01", "2024-03-01"), 60, "days of a leap year")
  is(time.days("2026-01-01T12:00:00Z", "2026-01-02T11:59:59Z"), 0, "not yet a day")
  is(time.days("2026-01-02T11:59:59Z", "2026-01-01T12:00:00Z"), 0, "nor backwards")
  is(time.days("2026-03-01", "2026-01-01"), -59, "backwards")
  is(time.days("2026-01-01", nil), nil, "not known")
  return pass()
end

local function texts()
  is(time.format(0), "1970-01-01T00:00:00Z", "the first second")
  is(time.format(-1), "1969-12-31T23:59:59Z", "the second before")
  is(time.format "2026-11-24T07:30:00+01:30", "2026-11-24T06:00:00Z", "of a text")
  is(time.format(253402300800), nil, "beyond the calendar")
  is(time.format(-62167219201), nil, "before the calendar")
  is(time.format(-62167219200), "0000-01-01T00:00:00Z", "its first second")
  is(time.format(0 / 0), nil, "no number")
  is(time.date "2026-11-24T23:00:00-02:00", "2026-11-25", "a date in UTC")
  is(time.weekday(0), "Thursday", "a Thursday")
  is(time.weekday "2026-11-24", "Tuesday", "a Tuesday")
  is(time.weekday "1969-12-31", "Wednesday", "a Wednesday")
  for day = -800000, 2900000, 36525 do
    local text = time.format(day * 86400 + 1)
    if text then
      is(time.parse(text), day * 86400 + 1, text)
    end
  end
  return pass()
end

local function test(id, run)
  return check { id = "lib-time-" .. id, title = "time: " .. id, severity = "info",
    targets = { "A.B/c" }, run = run }
end

return { test("times", times), test("bad-times", bad_times),
  test("durations", durations), test("counting", counting), test("texts", texts) }
