package story;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/** A DataSet as what it is without .NET: two elements, a schema and a diffgram with the rows. */
final class DataSetAnswer {
    private static final String XS = "http://www.w3.org/2001/XMLSchema";
    private static final String MSDATA = "urn:schemas-microsoft-com:xml-msdata";
    private final Element schema;
    private final Element diffgram;
    private final String cursor;

    DataSetAnswer(Element schema, Element diffgram, String cursor) {
        this.schema = schema;
        this.diffgram = diffgram;
        this.cursor = cursor;
    }

    static DataSetAnswer of(List<Object> parts, String cursor) {
        return new DataSetAnswer((Element) parts.get(0), (Element) parts.get(1), cursor);
    }

    String cursor() {
        return cursor;
    }

    /** Returns the type and the caption of each column. */
    Map<String, String> columns() {
        NodeList elements = schema.getElementsByTagNameNS(XS, "element");
        Map<String, String> columns = new LinkedHashMap<>();
        for (int place = 0; place < elements.getLength(); place++) {
            Element column = (Element) elements.item(place);
            columns.put(column.getAttribute("name"),
                    column.getAttribute("type") + " " + column.getAttributeNS(MSDATA, "Caption"));
        }
        return columns;
    }

    /** Returns a column's value in each row, null where there is none. */
    List<String> values(String table, String column) {
        List<String> values = new ArrayList<>();
        for (Element row : children(diffgram.getFirstChild(), table)) {
            List<Element> found = children(row, column);
            values.add(found.isEmpty() ? null : found.get(0).getTextContent());
        }
        return values;
    }

    private static List<Element> children(Node parent, String name) {
        List<Element> found = new ArrayList<>();
        for (Node child = parent.getFirstChild(); child != null; child = child.getNextSibling())
            if (name.equals(child.getLocalName()))
                found.add((Element) child);
        return found;
    }
}
