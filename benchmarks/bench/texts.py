"""What docs/performance.md says in words."""

HEAD = """\
# Performance

Written by `./scripts/bench`, which measures the desk beside other SOAP servers: on one machine, with one PostgreSQL
and one load generator (wrk, which is compiled), in one go. `./scripts/install-bench` installs what they need. Do not
compare figures of two runs: machines differ, and so do their hours. What counts are the ratios, each of two windows of
time in the same round. `--only streams`, `growth` or `codec` measures that part again, of the same commit, beside
what is there; the head of the page says when.
"""
METHOD = """\
## How it is measured

- The desk runs as `./scripts/serve` starts it on PostgreSQL, with the reader role of the data service. PostgreSQL has
  `fsync`, `synchronous_commit` and `full_page_writes` on, for everybody.
- The peers are small programs in `benchmarks/peers/`, each written as one would there: prepared statements, a pool of
  connections to the database, keep-alive. They do the work of the same operations on the same tables: look up the
  session by the digest of its token, check the permission and which rows the caller sees, validate what came in as
  their toolchain does, read or write the same rows (an event with its search entry, change, history and audit row in
  one durable transaction; a read of a table with its row in the journal), and answer in the same namespace. Before
  anything is measured, each has to give the desk's answers, value by value.
- They do not have the rest of it: filters and cursors, repeated requests, refusals that are audited, throttling, limits
  of requests, health and metrics, seals of the audit log; and the session is opened by the desk's own Login.
- All servers are up, and all but one are stopped (SIGSTOP) while that one works. In every round each does each job
  once, in turns that begin with another each time. Before a window what the others wrote is sealed, and PostgreSQL
  writes a checkpoint.
- Milliseconds are those of wrk, with 16 connections (2 for ReadTable) that each send the next call when the last is
  answered. CPU seconds are those of the server's processes (`/proc`), without wrk's and, in a column of their own,
  PostgreSQL's. Memory is the proportional set size of the server's processes under load, the most that was seen; the
  JVM may take up to 512 MB of heap.
- SoapDesk and Spyne have two worker processes, PHP eight behind one nginx, the others threads. Spyne's database code is
  psycopg without an ORM. The ASMX service is carried by HttpListener, since Debian's xsp4 does not start on Mono 6.8,
  and speaks to PostgreSQL through libpq, since Debian does not have Npgsql. PHP's PDO cannot keep a prepared statement
  from one request to the next. The server in C is there for the distance to what is possible.
"""
ABOUT_GROWTH = """\
Milliseconds of the desk's p50, one call at a time, by the number of events; by an administrator, who sees all of them,
where nobody else is named. People grow with the events: on each desk a customer has about 280 of them and a handler
1,200, and an administrator a hundred times as many as before. Events are 2,000 stories told again and again with other
people, so a word is in the same part of them on each desk, but for the one that is in five events. Every list is told
with its total, which is counted up to 10,000: of 360 events that wait on the small desk all are counted, and of 36,000
on the large one 10,000. A search of a frequent word counts as many in its index, which takes longer than to count what
a list shows. GetDeskStatistics reads what happened in its 30 days, which is a hundred times as much.
"""
PROFILE = """\
## Where the time goes

In one process a GetEvent with 20 replies takes 0.6 to 0.7 ms of a worker's CPU: 0.13 for the message (to parse,
validate and decode the call, and to encode 21 records), 0.2 for three round trips to PostgreSQL and their rows, 0.1 for
what an answer says besides (what the caller may do next) and a connection of the pool, and the rest for the call around
them.
Over HTTP it is 2 ms, with two workers on two processors: the reactor's thread takes 0.45, and the rest is waiting. A
thread that slept finds nothing of its own in the processor's caches, and Python's lock goes from thread to thread, 28
times a call where they are on any processor and 4.5 times where a worker keeps to one.

Tried, measured and not here: BEGIN, COMMIT and several statements in one round trip (libpq's pipeline: no CPU, 2 to 3 %
of time; it may pay where PostgreSQL is across a network), httptools, more and fewer threads, a collector that runs
before the fork. An acknowledged write waits for its own flush, which PostgreSQL shares among those who commit at
once; to gather writes of several calls into one transaction was not tried.

What would come next is Python's lock itself, since one process answers with one processor: a free-threaded Python, as
soon as lxml, psycopg and Twisted support it; and round trips to PostgreSQL that the reactor waits for instead of a
thread.
"""
