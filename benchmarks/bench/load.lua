-- What wrk sends: arguments are the file with envelopes, one a line, and the SOAPAction. It prints a line of JSON.
local envelopes, turn = {}, 0

function init(arguments)
    wrk.method = "POST"
    wrk.headers["Content-Type"] = "text/xml; charset=utf-8"
    wrk.headers["SOAPAction"] = '"' .. arguments[2] .. '"'
    for line in io.lines(arguments[1]) do
        envelopes[#envelopes + 1] = wrk.format(nil, nil, nil, line)
    end
end

function request()
    turn = turn % #envelopes + 1
    return envelopes[turn]
end

function done(summary, latency, requests)
    local errors = summary.errors
    local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout
    io.write(string.format(
        '{"calls": %d, "seconds": %.6f, "bytes": %d, "failed": %d, "p50": %.3f, "p95": %.3f, "p99": %.3f, "max": %.3f}\n',
        summary.requests, summary.duration / 1e6, summary.bytes, failed, latency:percentile(50) / 1e3,
        latency:percentile(95) / 1e3, latency:percentile(99) / 1e3, latency.max / 1e3))
end
