-- What wrk sends: one report after another, no two alike. Called with the cookie, the token, a name for this round, and
-- the content type's boundary and a file with a picture where reports carry one.
-- Prints a line that the benchmark reads: requests, microseconds, failures, p50, p95 and p99 in microseconds.

local threads = 0
local cookie, token, round, boundary, picture

function setup(thread)
  thread:set("number", threads)
  threads = threads + 1
end

function init(arguments)
  cookie, token, round, boundary = arguments[1], arguments[2], arguments[3], arguments[4]
  if arguments[5] then
    local file = assert(io.open(arguments[5], "rb"))
    picture = file:read("*all")
    file:close()
  end
  sent, failed = 0, 0
end

local function fields()
  sent = sent + 1
  return {
    csrf_token = token,
    site_code = "6301029001",
    page_url = "http://www.chengdong.example/notice/" .. sent .. ".html",
    problem_type = "typo",
    description = "Round " .. round .. ", line " .. number .. ", report " .. sent .. ": one character is wrong.",
    wrong_text = "one",
    suggested_text = "two",
    contact_name = "Nobody",
    contact_phone = "13800970000",
    contact_email = "nobody" .. number .. "-" .. sent .. "@mail.example",
  }
end

local function escaped(text)
  return (text:gsub("[^%w]", function(letter) return string.format("%%%02X", letter:byte()) end))
end

function request()
  local headers, parts = { Cookie = cookie }, {}
  if not picture then
    for name, value in pairs(fields()) do
      parts[#parts + 1] = name .. "=" .. escaped(value)
    end
    headers["Content-Type"] = "application/x-www-form-urlencoded"
    return wrk.format("POST", "/report", headers, table.concat(parts, "&"))
  end
  for name, value in pairs(fields()) do
    parts[#parts + 1] = "--" .. boundary .. '\r\nContent-Disposition: form-data; name="' .. name .. '"\r\n\r\n' .. value
  end
  parts[#parts + 1] = "--" .. boundary .. '\r\nContent-Disposition: form-data; name="attachments"; filename="p.jpg"'
    .. "\r\nContent-Type: image/jpeg\r\n\r\n" .. picture
  headers["Content-Type"] = "multipart/form-data; boundary=" .. boundary
  return wrk.format("POST", "/report", headers, table.concat(parts, "\r\n") .. "\r\n--" .. boundary .. "--\r\n")
end

function response(status)
  if status ~= 303 then
    failed = failed + 1
  end
end

function done(summary, latency)
  local errors = summary.errors
  local failures = errors.connect + errors.read + errors.write + errors.timeout + errors.status
  print(string.format("measured %d %d %d %d %d %d", summary.requests, summary.duration, failures,
    latency:percentile(50), latency:percentile(95), latency:percentile(99)))
end
