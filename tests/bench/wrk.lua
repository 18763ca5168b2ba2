-- wrk.lua -- a line of figures behind wrk's report, for servers.sh:
--
--	RATE ERRORS UNITS P50 P99
--
-- A unit is an answer, or with UNIT=N in the environment N bytes of answers,
-- which counts those too that were under way at the end.  P50 and P99 are
-- microseconds from request to answer.  With FILES=N each request asks for one
-- of N files of /many, drawn at random.  What went wrong is said on standard
-- error.

local files = tonumber(os.getenv("FILES") or 0)
local unit = tonumber(os.getenv("UNIT") or 0)

if files > 0 then
	function request()
		return wrk.format(nil, "/many/" .. math.random(0, files - 1) .. ".txt")
	end
end

function done(summary, latency)
	local e = summary.errors
	local errors = e.connect + e.read + e.write + e.status + e.timeout
	local units = unit > 0 and summary.bytes / unit or summary.requests

	if errors > 0 then
		io.stderr:write(string.format("wrk counts %d failed to connect, %d to read, "
			.. "%d to write, %d answers of 400 or more, %d timed out\n",
			e.connect, e.read, e.write, e.status, e.timeout))
	end
	print(string.format("%.1f %d %.2f %d %d", units / summary.duration * 1e6,
		errors, units, latency:percentile(50), latency:percentile(99)))
end
