// A Java program that reads DataSets as what they are without .NET: a schema, and elements with the rows.
// test_dotnet_data_set.py writes the rows that are named here, and lets wsimport generate the package desk.
import desk.*;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.xml.ws.Holder;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

public class Program {
    static final String XS = "http://www.w3.org/2001/XMLSchema";
    static final String MSDATA = "urn:schemas-microsoft-com:xml-msdata";
    static final String DIFFGRAM = "urn:schemas-microsoft-com:xml-diffgram-v1";

    static final DataSetServiceSoap service = new DataSetService().getDataSetServiceSoap();
    static final SessionHeader header = new SessionHeader();
    static final Holder<String> cursor = new Holder<>();
    static PrintStream out;

    interface Checked {
        void check() throws Exception;
    }

    public static void main(String[] arguments) throws Exception {
        out = new PrintStream(System.out, true, "UTF-8");
        header.setToken(arguments[0]);
        check("schema and diffgram", Program::schemaAndDiffgram);
        check("columns", Program::columns);
        check("values", Program::values);
        check("empty and blank text", Program::texts);
        check("related rows", Program::relatedRows);
        check("pages", Program::pages);
        check("encoded names", Program::encodedNames);
        check("typed fault", Program::typedFault);
    }

    static void schemaAndDiffgram() throws Exception {
        List<Element> parts = read("events", "900001", 10);
        equal(2, parts.size());
        equal(XS + " schema", parts.get(0).getNamespaceURI() + " " + parts.get(0).getLocalName());
        equal(DIFFGRAM + " diffgram", parts.get(1).getNamespaceURI() + " " + parts.get(1).getLocalName());
    }

    static void columns() throws Exception {
        NodeList elements = read("events", "900001", 10).get(0).getElementsByTagNameNS(XS, "element");
        List<String> found = new ArrayList<>();
        for (int place = 0; place < elements.getLength(); place++) {
            Element element = (Element) elements.item(place);
            found.add(String.join(" ", element.getAttribute("name"), element.getAttribute("type"),
                                  element.getAttributeNS(MSDATA, "Caption")));
        }
        equal("id xs:long 编号", found.get(2));
        equal(true, found.containsAll(Arrays.asList("title xs:string 标题", "submitted_at xs:dateTime 提交时间")));
    }

    static void values() throws Exception {
        Element row = rows(read("events", "900001", 10), "events").get(0);
        equal("打印机卡纸 😀𠮷 <&>\"", value(row, "title"));
        equal("2026-01-02T03:04:05.678901Z", value(row, "submitted_at"));
        equal(null, value(row, "handler_id"));
    }

    static void texts() throws Exception {
        List<String> texts = new ArrayList<>();
        for (Element row : rows(read("replies", "900001", 10), "replies"))
            texts.add(value(row, "text"));
        equal(Arrays.asList("", "   ", "行一\r\n行二\t😀", " 两端有空格 "), texts);
    }

    static void relatedRows() throws Exception {
        List<Element> parts = read("replies", "900001", 10, "events");
        Element relation = (Element) parts.get(0).getElementsByTagNameNS(MSDATA, "Relationship").item(0);
        List<String> found = new ArrayList<>();
        for (String attribute : Arrays.asList("parent", "parentkey", "child", "childkey"))
            found.add(relation.getAttributeNS(MSDATA, attribute));
        equal(Arrays.asList("events", "id", "replies", "event_id"), found);
        equal("900001", value(rows(parts, "events").get(0), "id"));
    }

    static void pages() throws Exception {
        List<String> ids = new ArrayList<>();
        for (Element row : rows(read("events", "1", 200), "events"))
            ids.add(value(row, "id"));
        Holder<FetchMoreAsDataSetResponse.FetchMoreAsDataSetResult> result = new Holder<>();
        service.fetchMoreAsDataSet(cursor.value, null, result, cursor, header);
        for (Element row : rows(elements(result.value.getAny()), "events"))
            ids.add(value(row, "id"));
        equal(null, cursor.value);
        equal(301, ids.size());
        equal("900001", ids.get(300));
    }

    static void encodedNames() throws Exception {
        List<Element> parts = query("SELECT id AS \"事件 编号\" FROM events ORDER BY id LIMIT 1");
        equal("1", value(rows(parts, "result").get(0), "事件_x0020_编号"));
    }

    static void typedFault() throws Exception {
        try {
            query("select * from sessions");
        } catch (ServiceFaultMessage fault) {
            equal("QUERY_REFUSED", fault.getFaultInfo().getCode());
            return;
        }
        throw new Exception("was not refused");
    }

    static List<Element> read(String table, String first, int size, String... related) throws Exception {
        DataCondition from = new DataCondition();
        from.setColumn("id");
        from.setOperator(DataOperator.GREATER_OR_EQUAL);
        from.setValues(strings(first));
        DataFilter filter = new DataFilter();
        filter.setAllOf(new ArrayOfDataCondition());
        filter.getAllOf().getDataCondition().add(from);
        Holder<ReadTableAsDataSetResponse.ReadTableAsDataSetResult> result = new Holder<>();
        ArrayOfString relatedTables = strings(related);
        service.readTableAsDataSet(table, null, filter, null, null, null, relatedTables, size, result, cursor, header);
        return elements(result.value.getAny());
    }

    static List<Element> query(String sql) throws Exception {
        Holder<ExecuteQueryAsDataSetResponse.ExecuteQueryAsDataSetResult> result = new Holder<>();
        service.executeQueryAsDataSet(sql, null, 10, result, cursor, header);
        return elements(result.value.getAny());
    }

    static ArrayOfString strings(String... values) {
        ArrayOfString strings = new ArrayOfString();
        strings.getString().addAll(Arrays.asList(values));
        return strings;
    }

    static List<Element> elements(List<Object> any) {
        List<Element> elements = new ArrayList<>();
        for (Object each : any)
            elements.add((Element) each);
        return elements;
    }

    static List<Element> rows(List<Element> parts, String table) {
        List<Element> rows = new ArrayList<>();
        Node dataSet = parts.get(1).getFirstChild();
        for (Node row = dataSet.getFirstChild(); row != null; row = row.getNextSibling())
            if (row.getLocalName().equals(table))
                rows.add((Element) row);
        return rows;
    }

    static String value(Element row, String column) {
        for (Node value = row.getFirstChild(); value != null; value = value.getNextSibling())
            if (value.getLocalName().equals(column))
                return value.getTextContent();
        return null;
    }

    static void check(String name, Checked checked) {
        try {
            checked.check();
            out.println("PASS " + name);
        } catch (Exception error) {
            out.println("FAIL " + name + ": " + error);
        }
    }

    static void equal(Object expected, Object actual) throws Exception {
        if (expected == null ? actual != null : !expected.equals(actual))
            throw new Exception("not " + expected + " but " + actual);
    }
}
