using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Net;
using System.Runtime.InteropServices;
using System.Text;

namespace Desk {
    /// <summary>What of libpq is used. Npgsql is not among Debian's packages.</summary>
    internal static class Libpq {
        private const string Library = "libpq.so.5";

        [DllImport(Library)] internal static extern IntPtr PQconnectdb(string url);
        [DllImport(Library)] internal static extern int PQstatus(IntPtr connection);
        [DllImport(Library)] internal static extern IntPtr PQerrorMessage(IntPtr connection);
        [DllImport(Library)] internal static extern IntPtr PQexec(IntPtr connection, string sql);
        [DllImport(Library)] internal static extern IntPtr PQprepare(
            IntPtr connection, string name, string sql, int count, IntPtr types);
        [DllImport(Library)] internal static extern IntPtr PQexecPrepared(
            IntPtr connection, string name, int count, string[] values, IntPtr lengths, IntPtr formats, int format);
        [DllImport(Library)] internal static extern int PQresultStatus(IntPtr result);
        [DllImport(Library)] internal static extern int PQntuples(IntPtr result);
        [DllImport(Library)] internal static extern int PQgetisnull(IntPtr result, int row, int column);
        [DllImport(Library)] internal static extern int PQgetlength(IntPtr result, int row, int column);
        [DllImport(Library)] internal static extern IntPtr PQgetvalue(IntPtr result, int row, int column);
        [DllImport(Library)] internal static extern void PQclear(IntPtr result);
    }

    /// <summary>Rows, in PostgreSQL's binary format.</summary>
    public sealed class Rows : IDisposable {
        private static readonly DateTime Epoch = new DateTime(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        private readonly IntPtr result;

        internal Rows(IntPtr result) {
            this.result = result;
        }

        public int Count => Libpq.PQntuples(result);

        public bool IsNull(int row, int column) => Libpq.PQgetisnull(result, row, column) == 1;

        public byte[] Bytes(int row, int column) {
            byte[] bytes = new byte[Libpq.PQgetlength(result, row, column)];
            Marshal.Copy(Libpq.PQgetvalue(result, row, column), bytes, 0, bytes.Length);
            return bytes;
        }

        public string Text(int row, int column) =>
            IsNull(row, column) ? null : Encoding.UTF8.GetString(Bytes(row, column));

        public long Number(int row, int column) {
            IntPtr value = Libpq.PQgetvalue(result, row, column);
            return Libpq.PQgetlength(result, row, column) == 8
                ? IPAddress.NetworkToHostOrder(Marshal.ReadInt64(value))
                : IPAddress.NetworkToHostOrder(Marshal.ReadInt32(value));
        }

        public DateTime Time(int row, int column) => Epoch.AddTicks(Number(row, column) * 10);

        public DateTime? MaybeTime(int row, int column) => IsNull(row, column) ? (DateTime?)null : Time(row, column);

        public UserSummary Person(int row, int column) => IsNull(row, column)
            ? null
            : new UserSummary { id = Number(row, column), displayName = Text(row, column + 1) };

        public void Dispose() => Libpq.PQclear(result);
    }

    /// <summary>A connection of the pool: a statement is prepared the first time that it is used.</summary>
    public sealed class Connection : IDisposable {
        private static readonly ConcurrentBag<Connection> Pool = new ConcurrentBag<Connection>();
        private readonly IntPtr handle;
        private readonly Dictionary<string, string> prepared = new Dictionary<string, string>();
        private bool isInTransaction;

        private Connection(string url) {
            handle = Libpq.PQconnectdb(url);
            if (Libpq.PQstatus(handle) != 0) {
                throw new InvalidOperationException(Marshal.PtrToStringAnsi(Libpq.PQerrorMessage(handle)));
            }
        }

        /// <summary>Take a connection out of the pool and begin a transaction; disposing it rolls back.</summary>
        public static Connection Begin() {
            if (!Pool.TryTake(out Connection connection)) {
                connection = new Connection(Environment.GetEnvironmentVariable("DESK_DATABASE"));
            }
            connection.Execute("BEGIN");
            connection.isInTransaction = true;
            return connection;
        }

        public void Commit() {
            Execute("COMMIT");
            isInTransaction = false;
        }

        public void Dispose() {
            if (isInTransaction) {
                Execute("ROLLBACK");
                isInTransaction = false;
            }
            Pool.Add(this);
        }

        public Rows Query(string sql, params object[] values) {
            if (!prepared.TryGetValue(sql, out string name)) {
                name = "s" + prepared.Count;
                Check(Libpq.PQprepare(handle, name, sql, 0, IntPtr.Zero)).Dispose();
                prepared.Add(sql, name);
            }
            string[] texts = Array.ConvertAll(values, each => each is bool ? ((bool)each ? "t" : "f") : each.ToString());
            return Check(Libpq.PQexecPrepared(handle, name, texts.Length, texts, IntPtr.Zero, IntPtr.Zero, 1));
        }

        public void Write(string sql, params object[] values) => Query(sql, values).Dispose();

        private void Execute(string sql) => Check(Libpq.PQexec(handle, sql)).Dispose();

        private Rows Check(IntPtr result) {
            // PGRES_COMMAND_OK and PGRES_TUPLES_OK
            int status = Libpq.PQresultStatus(result);
            if (status == 1 || status == 2) {
                return new Rows(result);
            }
            Libpq.PQclear(result);
            throw new InvalidOperationException(Marshal.PtrToStringAnsi(Libpq.PQerrorMessage(handle)));
        }
    }
}
