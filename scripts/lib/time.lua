--- Times and durations as ISO 8601 writes them. A time is a number: whole seconds since
--- 1970-01-01T00:00:00Z, as resource:time and now() give it. What cannot be read is nil.
---@class holdfast.time
local time = {}

local DAY = 86400
local month_days = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 }
local weekdays = { "Thursday", "Friday", "Saturday", "Sunday", "Monday", "Tuesday",
  "Wednesday" }

-- `count` digits from place `at` on as a number, or nil.
local function digits(text, at, count)
  local value = 0
  for i = at, at + count - 1 do
    local c = text:byte(i)
    if not c or c < 48 or c > 57 then
      return nil
    end
    value = value * 10 + c - 48
  end
  return value
end

-- Where the digits from place `at` on end.
local function digits_end(text, at)
  while digits(text, at, 1) do
    at = at + 1
  end
  return at
end

local function days_in(year, month)
  local leap = year % 4 == 0 and (year % 100 ~= 0 or year % 400 == 0)
  return month == 2 and leap and 29 or month_days[month]
end

-- Days since 1970-01-01 of a date of the Gregorian calendar. Years begin in March here,
-- so that the leap day is the last one.
local function days_of(year, month, day)
  if month <= 2 then
    year = year - 1
  end
  local era = year // 400
  local of_era = year - era * 400
  local of_year = (153 * (month + (month > 2 and -3 or 9)) + 2) // 5 + day - 1
  return era * 146097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year - 719468
end

-- The offset of a zone from place `at` on, in seconds: none, Z or +hh:mm.
local function zone(text, at)
  local sign = text:sub(at, at)
  if sign == "" or ((sign == "Z" or sign == "z") and at == #text) then
    return 0
  end
  local hours, minutes = digits(text, at + 1, 2), digits(text, at + 4, 2)
  if (sign ~= "+" and sign ~= "-") or not hours or not minutes or hours > 14
    or minutes > 59 or text:sub(at + 3, at + 3) ~= ":" or #text ~= at + 5 then
    return nil
  end
  return (sign == "-" and -1 or 1) * (hours * 3600 + minutes * 60)
end

-- Seconds of the day from place 12 on, and where the zone begins.
local function clock(text)
  local hour, minute, second = digits(text, 12, 2), digits(text, 15, 2),
    digits(text, 18, 2)
  if not hour or not minute or not second or hour > 23 or minute > 59 or second > 60
    or text:sub(14, 14) ~= ":" or text:sub(17, 17) ~= ":" then
    return nil
  end
  local at = 20
  if text:sub(20, 20) == "." then
    at = digits_end(text, 21)
    if at == 21 or at > 30 then
      return nil
    end
  end
  return hour * 3600 + minute * 60 + second, at
end

--- The time that a text names: "2026-11-24T06:00:00Z", with a fraction of a second (which
--- is dropped) or an offset, or a date alone, which is its first second.
---@param text any
---@return integer? seconds
function time.parse(text)
  if type(text) ~= "string" then
    return nil
  end
  local year, month, day = digits(text, 1, 4), digits(text, 6, 2), digits(text, 9, 2)
  if not year or not month or not day or text:sub(5, 5) ~= "-"
    or text:sub(8, 8) ~= "-" or month < 1 or month > 12 or day < 1
    or day > days_in(year, month) then
    return nil
  end
  local midnight = days_of(year, month, day) * DAY
  if #text == 10 then
    return midnight
  end
  if not same(text:sub(11, 11), "T") then
    return nil
  end
  local of_day, at = clock(text)
  local offset = of_day and zone(text, at)
  return offset and midnight + of_day - offset
end

-- A number of seconds, from itself or from a text.
local function moment(value)
  if type(value) == "number" then
    return math.tointeger(math.floor(value))
  end
  return time.parse(value)
end

local date_units = { { "Y", 365 * DAY }, { "M", 30 * DAY }, { "W", 7 * DAY },
  { "D", DAY } }
local clock_units = { { "H", 3600 }, { "M", 60 }, { "S", 1 } }

-- The amount from place `at` on, and where its unit stands.
local function amount(text, at)
  local stop = digits_end(text, at)
  if stop == at or stop - at > 9 then
    return nil
  end
  local value = digits(text, at, stop - at)
  local point = text:sub(stop, stop)
  if point == "." or point == "," then
    local from = stop + 1
    stop = digits_end(text, from)
    if stop == from or stop - from > 9 then
      return nil
    end
    value = value + digits(text, from, stop - from) / 10 ^ (stop - from)
  end
  return value, stop
end

-- The place of a unit among units, behind the one before it.
local function unit_at(units, after, letter)
  for i = after + 1, #units do
    if units[i][1] == letter then
      return i
    end
  end
  return nil
end

--- The seconds of a duration: "P30D", "PT12H", "P1DT6H30M". A year counts as 365 days, a
--- month as 30.
---@param text any
---@return number? seconds
function time.duration(text)
  if type(text) ~= "string" or not text:starts "P" or #text < 3 then
    return nil
  end
  local units, after, total, at, parts = date_units, 0, 0, 2, 0
  while at <= #text do
    if text:sub(at, at) == "T" and units == date_units then
      units, after, at = clock_units, 0, at + 1
      if at > #text then
        return nil
      end
    end
    local value, stop = amount(text, at)
    local i = value and unit_at(units, after, text:sub(stop, stop))
    if not i then
      return nil
    end
    total, after, at, parts = total + value * units[i][2], i, stop + 1, parts + 1
  end
  return parts > 0 and total or nil
end

--- Which of two times is earlier: -1 the first, 1 the second, 0 neither. Each is a number
--- or a text.
---@param a integer|string
---@param b integer|string
---@return integer? order
function time.compare(a, b)
  local x, y = moment(a), moment(b)
  if not x or not y then
    return nil
  end
  return x < y and -1 or x > y and 1 or 0
end

--- A time later by a duration (earlier, when that is negative). The time is a number or a
--- text, the duration a number of seconds or a text like "P30D".
---@param at integer|string
---@param by number|string
---@return integer? seconds
function time.add(at, by)
  local from = moment(at)
  local seconds = type(by) == "number" and by or time.duration(by)
  if not from or not seconds then
    return nil
  end
  return math.tointeger(from + math.floor(seconds))
end

--- Whole days from one time to another; negative when the second is earlier.
---@param from integer|string
---@param to integer|string
---@return integer? days
function time.days(from, to)
  local x, y = moment(from), moment(to)
  if not x or not y then
    return nil
  end
  return y >= x and (y - x) // DAY or -((x - y) // DAY)
end

-- Year, month, day of a number of days since 1970-01-01.
local function date_of(days)
  local shifted = days + 719468
  local era = shifted // 146097
  local of_era = shifted - era * 146097
  local year = (of_era - of_era // 1460 + of_era // 36524 - of_era // 146096) // 365
  local of_year = of_era - (365 * year + year // 4 - year // 100)
  local month = (5 * of_year + 2) // 153
  local day = of_year - (153 * month + 2) // 5 + 1
  month = month < 10 and month + 3 or month - 9
  return year + era * 400 + (month <= 2 and 1 or 0), month, day
end

--- The text of a time: "2026-11-24T06:00:00Z". Years 0 to 9999.
---@param at integer|string
---@return string? text
function time.format(at)
  local seconds = moment(at)
  if not seconds or seconds < -62167219200 or seconds > 253402300799 then
    return nil
  end
  local year, month, day = date_of(seconds // DAY)
  local of_day = seconds % DAY
  return ("%04d-%02d-%02dT%02d:%02d:%02dZ"):format(year, month, day, of_day // 3600,
    of_day % 3600 // 60, of_day % 60)
end

--- The date of a time, in UTC: "2026-11-24".
---@param at integer|string
---@return string? text
function time.date(at)
  local text = time.format(at)
  return text and text:sub(1, 10)
end

--- The day of the week of a time, in UTC: "Monday".
---@param at integer|string
---@return string? name
function time.weekday(at)
  local seconds = moment(at)
  return seconds and weekdays[seconds // DAY % 7 + 1]
end

return time
