package story;

import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import javax.xml.datatype.DatatypeConfigurationException;
import javax.xml.datatype.DatatypeFactory;
import javax.xml.datatype.XMLGregorianCalendar;

/** Between the generated classes' times and java.time. */
final class Instants {
    private Instants() {
    }

    // snippet: times
    static OffsetDateTime read(XMLGregorianCalendar time) {
        return OffsetDateTime.parse(time.toXMLFormat());
    }

    static XMLGregorianCalendar write(OffsetDateTime time) throws DatatypeConfigurationException {
        // OffsetDateTime.toString() leaves out seconds that are zero, which xs:dateTime does not allow.
        String text = time.format(DateTimeFormatter.ISO_OFFSET_DATE_TIME);
        return DatatypeFactory.newInstance().newXMLGregorianCalendar(text);
    }
    // end snippet
}
