// The data service: grants, reads, queries, statements; then the same as DataSets.
using System;
using System.Collections.Generic;
using System.Linq;
using Desk;
using static Report;

static partial class Story {
    const string Categories = "event_categories";
    static DataGrant grant;

    static void DataIsGranted() {
        Check("ListGrantableTables", () => {
            var tables = administrator.ListGrantableTables().tables;
            Contains(DataVerb.update, tables.Single(each => each.name == Categories).verbs);
        });
        Check("GrantDataAccess", () => {
            var verbs = new[] { DataVerb.read, DataVerb.query, DataVerb.update };
            grant = administrator.GrantDataAccess(
                role: null, userId: staffUser.id, table: Categories, columns: null, verbs: verbs, scope: RowScope.all,
                conditions: null, maxRows: null, expectedVersion: null, requestId: NewRequestId());
            EqualAll(verbs, grant.verbs);
            Equal(null, grant.maxRows);
        });
        Check("ListDataGrants", () => {
            var grants = administrator.ListDataGrants(new DataGrantFilter { userId = staffUser.id }, null).grants;
            Equal(grant.id, grants.Single().id);
        });
        Check("ListTables", () => {
            var answer = staff.ListTables();
            Equal(Categories, answer.tables.Single().name);
            Equal(true, answer.statementsEnabled);
        });
        Check("DescribeTable", () => {
            var table = staff.DescribeTable(Categories);
            Equal("id", table.key);
            Equal(DataType.text, table.columns.Single(each => each.name == "code").type);
        });
    }

    static void DataIsRead() {
        var codes = new List<string>();
        DataResult page = null;
        Check("ReadTable", () => {
            var order = new[] { new DataOrder { column = "code", descending = true } };
            page = staff.ReadTable(
                Categories, columns: new[] { "code" }, filter: null, order: order, aggregates: null, groupBy: null,
                size: 2, withTotal: true);
            codes.AddRange(page.rowSet.rows.Select(row => row.values[0]));
            Equal("code", page.rowSet.columns.Single().name);
            Equal(2, codes.Count);
        });
        Check("FetchMore", () => {
            for (var next = page.nextCursor; next != null;) {
                var more = staff.FetchMore(next);
                codes.AddRange(more.rowSet.rows.Select(row => row.values[0]));
                next = more.nextCursor;
            }
            Equal(page.total, codes.Count);
            EqualAll(codes.OrderByDescending(code => code, StringComparer.Ordinal), codes);
        });
        Check("ExecuteQuery", () => {
            var wanted = new[] { new DataParameter { name = "wanted", type = DataType.text, value = codes[0] } };
            var answer = staff.ExecuteQuery(
                "SELECT code, id * 2 AS twice FROM event_categories WHERE code = :wanted", wanted, null, null);
            Equal(codes[0], answer.rowSet.rows.Single().values[0]);
            Equal(DataType.integer, answer.rowSet.columns[1].type);
        });
        Check("ExecuteStatement", () => {
            var code = new[] { new DataParameter { name = "code", type = DataType.text, value = codes[0] } };
            var answer = staff.ExecuteStatement(
                "UPDATE event_categories SET label_en = 'Other' WHERE code = :code", code, dryRun: true,
                requestId: NewRequestId());
            Equal(true, answer.dryRun);
            Equal(1, answer.rowCount);
            Equal(DataVerb.update, answer.verb);
        });
    }

    static void DataSetsAreRead() {
        // snippet: data sets
        var data = new DeskData.DataSetService { Url = Url + "/DataSetService" };
        data.SessionHeaderValue = new DeskData.SessionHeader { token = staff.SessionHeaderValue.token };
        System.Data.DataSet categories = null;
        string next = null;
        // end snippet
        data.SoapVersion = Version;
        Check("ReadTableAsDataSet", () => {
            // snippet: first page of a data set
            categories = data.ReadTableAsDataSet(
                "event_categories", columns: null, filter: null, order: null, aggregates: null, groupBy: null,
                relatedTables: null, size: 2, nextCursor: out next);
            // end snippet
            Equal(2, categories.Tables[Categories].Rows.Count);
            Equal(typeof(long), categories.Tables[Categories].Columns["id"].DataType);
        });
        Check("FetchMoreAsDataSet", () => {
            // snippet: pages of a data set
            while (next != null)
                categories.Merge(data.FetchMoreAsDataSet(next, relatedTables: null, nextCursor: out next));
            // end snippet
            var count = staff.ExecuteQuery("SELECT count(*) AS n FROM event_categories", null, null, null);
            Equal(count.rowSet.rows[0].values[0], categories.Tables[Categories].Rows.Count.ToString());
        });
        Check("ExecuteQueryAsDataSet", () => {
            var sql = "SELECT 12345678901.125 AS exact, NULL AS nothing FROM event_categories LIMIT 1";
            var row = data.ExecuteQueryAsDataSet(sql, null, null, out next).Tables["result"].Rows[0];
            Equal<object>(12345678901.125m, row["exact"]);
            Equal<object>(DBNull.Value, row["nothing"]);
        });
        Check("ListDataAccess", () => {
            var filter = new DataAccessFilter { userId = staffUser.id, operation = "ExecuteStatement" };
            var access = administrator.ListDataAccess(filter, null).accesses.Single();
            EqualAll(new[] { Categories }, access.tables);
            Equal(1, access.rowCount);
        });
        Check("RevokeDataAccess", () => {
            administrator.RevokeDataAccess(grant.id, grant.version, NewRequestId());
            Equal(0, staff.ListTables().tables.Length);
        });
    }
}
