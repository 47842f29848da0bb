// A .NET program that reads DataSets. It says "PASS name" or "FAIL name: detail" of each thing that it checks.
// test_dotnet_data_set.py writes the rows that are named here, and lets wsdl.exe generate Desk and DeskData.
using System;
using System.Collections;
using System.Data;
using System.IO;
using System.Linq;
using System.Net;
using System.Text;
using System.Web.Services.Protocols;
using System.Xml;
using DeskData;

class Program {
    const long Marked = 900001;      // an event without a handler, and the first of its replies
    const long FirstStep = 1000001;  // the first of 50,000 rows of event_history
    const int Steps = 50000;
    const string Title = "打印机卡纸 😀𠮷 <&>\"";
    static readonly string[] Texts = { "", "   ", "行一\r\n行二\t😀", " 两端有空格 " };
    static readonly DateTime MarkedAt = new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc).AddTicks(6789010);
    static readonly string[] Users = { "users" };

    static DataSetService desk;
    static string next;

    static void Main(string[] arguments) {
        Console.OutputEncoding = new UTF8Encoding(false);
        var url = arguments[0];
        var session = new Desk.SoapDesk { Url = url + "/soap" }.Login(arguments[1], arguments[2]);
        desk = new DataSetService { Url = url + "/soap/DataSetService" };
        desk.SessionHeaderValue = new SessionHeader { token = session.token };

        Check("column types", ColumnTypes);
        Check("captions", () => Equal("标题", Read("events").Columns["title"].Caption));  // the user reads Chinese
        Check("NULL", Nulls);
        Check("Chinese and emoji", () => Equal(Title, MarkedEvent()["title"]));
        Check("empty and blank text", () => EqualAll(Texts, Values(Read("replies", Marked), "text")));
        Check("instants", Instants);
        Check("large whole numbers", () => Equal(9007199254740993, One("SELECT 9007199254740993 AS n FROM events")));
        Check("decimals", Decimals);
        Check("booleans", () => EqualAll(new[] { false, true, false }, Values(ReadSteps(3), "internal")));
        Check("no rows", () => Equal(0, Query("SELECT id FROM events WHERE id < 0").Rows.Count));
        Check("primary key", PrimaryKey);
        Check("find by key", () => Equal(Title, Read("events").Rows.Find(Marked)["title"]));
        Check("relations", Relations);
        Check("parents that are not granted", HiddenParents);
        Check("row order", RowOrder);
        Check("pages of a table", PagesOfATable);
        Check("pages of a query", PagesOfAQuery);
        Check("pages of groups", PagesOfGroups);
        Check("50,000 rows", FiftyThousand);
        Check("row states", RowStates);
        Check("aliases", () => Equal(1L, Query("SELECT id AS \"事件 编号\" FROM events ORDER BY id").Rows[0]["事件 编号"]));
        Check("names with blanks and markup", () => Named("事件 编号", "%/()#", "a<b>&\"c'"));
        Check("names that begin with digits and signs", () => Named("1st", "-", ".", ":", "a:b", "٣"));
        Check("names of the table and the DataSet", () => Named("events", "Events", "SoapDesk", "xml"));
        Check("names like escapes", () => Named("_x0041_", "_X0041_", "_x00000041_", "__x0041_x0042_", "_x004_", "_"));
        Check("names of many scripts", () => Named("東京都", "カタカナー", "한국어", "Straße", "हिन्दी", "עִבְרִית", "e\u0301"));
        Check("names that .NET escapes", () => Named("m²", "½", "①", "ⅷ", "ＡＢ", "㐀", "鿿", "々", "𠮷", "数😀"));
        Check("decimals beyond .NET", HugeDecimals);
        Check("groups named like the key", () => Refused("INVALID_ARGUMENT", () => Groups("id", new[] { "status" })));
        Check("a table related to itself", () => Refused("INVALID_ARGUMENT", () => Read("users", 1, Users)));
        Check("typed fault", () => Refused("QUERY_REFUSED", () => Query("select * from sessions")));
        Check("WriteXml and ReadXml", () => RoundTrip(XmlWriteMode.WriteSchema));
        Check("WriteXml and ReadXml as a diffgram", () => RoundTrip(XmlWriteMode.DiffGram));
        Check("ReadXml of the body", Body);
        Check("SOAP 1.2", Soap12);
    }

    static void ColumnTypes() {
        var columns = Read("events").Columns;
        var types = new[] { columns["id"].DataType, columns["title"].DataType, columns["submitted_at"].DataType };
        EqualAll(new[] { typeof(long), typeof(string), typeof(DateTime) }, types);
        Equal(typeof(bool), ReadSteps(1).Columns["internal"].DataType);
        Equal(typeof(decimal), Query("SELECT avg(reply_count) AS average FROM events").Columns["average"].DataType);
    }

    static void Nulls() {
        Equal(DBNull.Value, MarkedEvent()["handler_id"]);  // a number,
        Equal(DBNull.Value, MarkedEvent()["resolved_at"]);  // an instant
        Equal(DBNull.Value, ReadSteps(1).Rows[0]["note"]);  // and a text
    }

    static void Instants() {
        // On a machine in UTC nobody would see that .NET had made them local.
        Equal(TimeSpan.FromHours(8), TimeZoneInfo.Local.GetUtcOffset(MarkedAt));
        Equal(DataSetDateTime.Utc, Read("events").Columns["submitted_at"].DateTimeMode);
        var instant = (DateTime) MarkedEvent()["submitted_at"];
        Equal(DateTimeKind.Utc, instant.Kind);
        Equal(MarkedAt, instant);
    }

    static void Decimals() {
        var row = Query("SELECT 0.1 + 0.2 AS a, -2.5 AS b, 0.000001 AS c, 12345678901.125 AS d FROM events").Rows[0];
        EqualAll(new[] { 0.3m, -2.5m, 0.000001m, 12345678901.125m }, row.ItemArray);
    }

    static void PrimaryKey() {
        foreach (DataTable table in Read("events", related: Users).DataSet.Tables) {
            Equal("id", Names(table.PrimaryKey));
            Equal(false, table.Columns["id"].AllowDBNull);
        }
        Equal("", Names(Query("SELECT id FROM events").PrimaryKey));
    }

    static void Relations() {
        var replies = Read("replies", Marked, new[] { "events", "users" });
        Equal("replies_event_id, replies_author_id", Names(replies.DataSet.Relations));
        var marked = replies.DataSet.Tables["events"].Rows.Find(Marked);
        EqualAll(Texts, marked.GetChildRows("replies_event_id").Select(row => row["text"]));
        foreach (DataRow row in replies.Rows) {
            Equal(marked, row.GetParentRow("replies_event_id"));
            Equal(row["author_id"], row.GetParentRow("replies_author_id")["id"]);
        }
    }

    static void HiddenParents() {
        // The user may read customers and no staff: rows that refer to staff are there, and so are the constraints.
        var events = Read("events", related: Users);
        Equal(true, events.DataSet.EnforceConstraints);
        foreach (var row in events.Select("handler_id IS NOT NULL")) {
            Equal(null, row.GetParentRow("events_handler_id"));
            Equal(row["customer_id"], row.GetParentRow("events_customer_id")["id"]);
        }
    }

    static void RowOrder() {
        var replies = new DataOrder { column = "reply_count", descending = true };
        var order = new[] { replies, new DataOrder { column = "id" } };
        var answer = desk.ReadTableAsDataSet("events", null, null, order, null, null, null, 400, out next);
        var rows = answer.Tables["events"].Rows.Cast<DataRow>();
        EqualAll(rows.OrderByDescending(row => (long) row["reply_count"]).ThenBy(row => (long) row["id"]), rows);
        EqualAll(new[] { Marked, 300, 299 }, Values(Query("SELECT id FROM events ORDER BY id DESC LIMIT 3"), "id"));
    }

    static void PagesOfATable() {
        var related = new[] { "event_categories", "users" };
        var events = Read("events", 1, related, null, 40);
        for (var rows = 40; next != null; rows += 40) {
            Equal(rows, events.Rows.Count);
            events.DataSet.Merge(desk.FetchMoreAsDataSet(next, related, out next));
        }
        EqualAll(Enumerable.Range(1, 300).Select(id => (long) id).Append(Marked), Values(events, "id"));
        foreach (DataRow row in events.Rows)
            Equal(row["category_id"], row.GetParentRow("events_category_id")["id"]);
    }

    static void PagesOfAQuery() {
        var result = Query("SELECT id FROM events ORDER BY id", 100);
        Equal(100, result.Rows.Count);
        while (next != null)
            result.DataSet.Merge(desk.FetchMoreAsDataSet(next, null, out next));
        EqualAll(Values(Read("events"), "id"), Values(result, "id"));
    }

    static void PagesOfGroups() {
        var groups = Groups("n", new[] { "status" }, 2);
        while (next != null)
            groups.DataSet.Merge(desk.FetchMoreAsDataSet(next, null, out next));
        Equal("events", Names(groups.DataSet.Tables));
        Equal(301L, groups.Compute("sum(n)", ""));
    }

    static void FiftyThousand() {
        var steps = ReadSteps(Steps);
        Equal(null, next);
        Equal(Steps, steps.Rows.Count);
        for (var step = 0; step < Steps; step++) {
            var note = step % 2 == 0 ? (object) DBNull.Value : "第 " + step + " 步 😀";
            var row = new[] { FirstStep + step, note, step % 3 == 1, MarkedAt.AddSeconds(step) };
            EqualAll(row, steps.Rows[step].ItemArray);
        }
        Equal(steps.Rows[31415], steps.Rows.Find(FirstStep + 31415));
    }

    static void RowStates() {
        var events = Read("events");
        Equal(false, events.DataSet.HasChanges());
        Equal(301, events.Rows.Cast<DataRow>().Count(row => row.RowState == DataRowState.Unchanged));
        events.Rows.Find(Marked)["title"] = "改";
        Equal(1, events.GetChanges().Rows.Count);
    }

    static void HugeDecimals() {
        // The greatest is 79228162514264337593543950335; of one value more .NET cannot read the whole DataSet.
        const string product = " * 10000000000000000.0 * 10000000000000.0 AS n FROM events";
        Equal(true, (decimal) One("SELECT 0.7" + product) > 6.9e28m);
        foreach (var factor in new[] { "0.8", "-0.8" })
            Refused("QUERY_FAILED", () => One("SELECT " + factor + product));
    }

    static void RoundTrip(XmlWriteMode mode) {
        var answer = Read("replies", Marked, new[] { "events" }).DataSet;
        var written = new StringWriter();
        answer.WriteXml(written, mode);
        var copy = mode == XmlWriteMode.DiffGram ? answer.Clone() : new DataSet();
        copy.ReadXml(new StringReader(written.ToString()));
        Same(answer, copy);
    }

    static void Body() {
        var client = new WebClient { Encoding = Encoding.UTF8 };
        client.Headers["Content-Type"] = "text/xml; charset=utf-8";
        var body = client.UploadString(desk.Url,
            "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/' xmlns='urn:soapdesk:v1'><s:Header>"
            + "<SessionHeader><token>" + desk.SessionHeaderValue.token + "</token></SessionHeader></s:Header><s:Body>"
            + "<ReadTableAsDataSet><table>events</table><relatedTables><string>users</string></relatedTables>"
            + "</ReadTableAsDataSet></s:Body></s:Envelope>");
        using (var reader = XmlReader.Create(new StringReader(body))) {
            var read = new DataSet();
            reader.ReadToFollowing("schema", "http://www.w3.org/2001/XMLSchema");
            read.ReadXmlSchema(reader);
            reader.MoveToContent();
            read.ReadXml(reader, XmlReadMode.DiffGram);
            Same(Read("events", related: Users).DataSet, read);
        }
    }

    static void Soap12() {
        desk.SoapVersion = SoapProtocolVersion.Soap12;
        Equal(Title, MarkedEvent()["title"]);
        Refused("QUERY_REFUSED", () => Query("select * from sessions"));
    }

    static DataTable Read(string table, long first = 1, string[] related = null, string[] only = null, int size = 400) {
        var from = new DataCondition { column = "id", @operator = DataOperator.greaterOrEqual };
        from.values = new[] { first.ToString() };
        var filter = new DataFilter { allOf = new[] { from } };
        return desk.ReadTableAsDataSet(table, only, filter, null, null, null, related, size, out next).Tables[table];
    }

    static DataRow MarkedEvent() => Read("events", Marked).Rows[0];
    static DataTable ReadSteps(int size) =>
        Read("event_history", FirstStep, null, new[] { "id", "note", "internal", "happened_at" }, size);

    static DataTable Groups(string name, string[] by, int size = 400) {
        var counts = new[] { new DataAggregate { function = DataFunction.count, name = name } };
        return desk.ReadTableAsDataSet("events", null, null, null, counts, by, null, size, out next).Tables["events"];
    }

    static DataTable Query(string sql, int size = 400) =>
        desk.ExecuteQueryAsDataSet(sql, null, size, out next).Tables["result"];
    static object One(string sql) => Query(sql).Rows[0][0];

    static void Check(string name, Action check) {
        try {
            check();
            Console.WriteLine("PASS " + name);
        } catch (Exception error) {
            Console.WriteLine("FAIL {0}: {1}", name, error.GetBaseException().Message.Replace('\n', ' '));
        }
    }

    static void Named(params string[] names) {
        foreach (var name in names) {
            var groups = Groups(name, new[] { "status" });
            Equal("status, " + name, Names(groups.Columns));
            Equal(301L, groups.Rows.Cast<DataRow>().Sum(row => row[name] as long? ?? 0));
        }
    }

    static void Refused(string code, Action call) {
        try {
            call();
            throw new Exception("was not refused");
        } catch (SoapException fault) {
            Equal(code, fault.Detail["ServiceFault", "urn:soapdesk:v1"]["code"].InnerText);
        }
    }

    static void Same(DataSet expected, DataSet actual) {
        Equal(Names(expected.Tables), Names(actual.Tables));
        Equal(Names(expected.Relations), Names(actual.Relations));
        foreach (DataTable table in expected.Tables) {
            var other = actual.Tables[table.TableName];
            Equal(Names(table.Columns), Names(other.Columns));
            Equal(Names(table.PrimaryKey), Names(other.PrimaryKey));
            Equal(table.Rows.Count, other.Rows.Count);
            for (var row = 0; row < table.Rows.Count; row++)
                EqualAll(table.Rows[row].ItemArray, other.Rows[row].ItemArray);
        }
    }

    static string Names(IEnumerable things) => string.Join(", ", things.Cast<object>());
    static IEnumerable Values(DataTable table, string column) => table.Rows.Cast<DataRow>().Select(row => row[column]);

    static void EqualAll(IEnumerable expected, IEnumerable actual) {
        var found = actual.Cast<object>().ToArray();
        var wanted = expected.Cast<object>().ToArray();
        Equal(wanted.Length, found.Length);
        for (var place = 0; place < wanted.Length; place++)
            Equal(wanted[place], found[place]);
    }

    static void Equal(object expected, object actual) {
        if (!Equals(expected, actual))
            throw new Exception(string.Format("not {0} but {1}", expected, actual));
    }
}
